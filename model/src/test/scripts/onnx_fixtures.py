"""Writes models and values as the Python package onnx makes them, for DataTypeTest, OnnxRoundTripTest and OnnxFuzzTest.

Run with onnx 1.23 and NumPy 2: python onnx_fixtures.py ../resources/dev/vitrine/model

elements.onnx  one weight per element type, `TYPE.raw` with raw_data and `TYPE.typed` with the type's own field
elements.txt   what onnx.numpy_helper reads in them, a line `TYPE value value ...`
attributes.onnx  a model with every kind of attribute, nested graphs, a function, sparse weights, metadata
"""

import pathlib
import sys

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

out = pathlib.Path(sys.argv[1])
vi = helper.make_tensor_value_info


def codes(bits):
    if bits == 16:
        return np.arange(0, 1 << 16, 257, dtype=np.uint16)
    return np.arange(1 << bits, dtype=np.uint8)


def packed(values, bits):
    """The specification's order: the first element in the lowest bits, the rest of the last byte zero."""
    data = bytearray((len(values) * bits + 7) // 8)
    for i, value in enumerate(values):
        data[i * bits // 8] |= int(value) << i * bits % 8
    return bytes(data)


tensors, lines = [], []


def both(kind, raw, dims, typed):
    """One element type, from the raw bytes and from the numbers of the type's own field."""
    name = TensorProto.DataType.Name(kind)
    first = TensorProto(name=name + ".raw", data_type=kind, dims=dims, raw_data=raw)
    second = TensorProto(name=name + ".typed", data_type=kind, dims=dims)
    getattr(second, helper.tensor_dtype_to_field(kind)).extend(typed)
    values = numpy_helper.to_array(first)
    again = numpy_helper.to_array(second)
    assert values.tobytes() == again.tobytes(), name
    tensors.extend([first, second])
    if kind in (TensorProto.COMPLEX64, TensorProto.COMPLEX128):
        texts = [repr(float(part)) for v in values.ravel() for part in (v.real, v.imag)]
    elif values.dtype.kind in "iub" and values.dtype.itemsize == 8:
        texts = [str(int(v)) for v in values.ravel()]
    else:
        texts = [repr(float(v)) for v in values.ravel()]
    lines.append(" ".join([name] + texts).replace("nan", "NaN").replace("inf", "Infinity"))


for kind in ("FLOAT8E4M3FN", "FLOAT8E4M3FNUZ", "FLOAT8E5M2", "FLOAT8E5M2FNUZ", "FLOAT8E8M0"):
    both(TensorProto.DataType.Value(kind), codes(8).tobytes(), [16, 16], codes(8).tolist())
for kind in ("FLOAT16", "BFLOAT16"):
    both(TensorProto.DataType.Value(kind), codes(16).tobytes(), [256], codes(16).tolist())
for kind, bits in (("UINT4", 4), ("INT4", 4), ("FLOAT4E2M1", 4), ("UINT2", 2), ("INT2", 2)):
    # Not a whole number of bytes, so that the padding shows.
    values = np.concatenate([codes(bits), codes(bits)[::-1]])[: 2 * (1 << bits) - 1]
    data = packed(values, bits)
    both(TensorProto.DataType.Value(kind), data, [len(values)], list(data))
for kind, dtype in (("UINT8", "u1"), ("INT8", "i1"), ("UINT16", "u2"), ("INT16", "i2"), ("UINT32", "u4"), ("INT32", "i4"),
                    ("UINT64", "u8"), ("INT64", "i8")):
    info = np.iinfo(dtype)
    values = np.array([0, 1, 7, info.min, info.min + 1, info.max - 1, info.max, info.max // 2 + 1, 16777217 % info.max], "<" + dtype)
    both(TensorProto.DataType.Value(kind), values.tobytes(), [3, 3], values.tolist())
both(TensorProto.BOOL, bytes([0, 1, 1, 0, 1]), [5], [0, 1, 1, 0, 1])
special = [0.0, -0.0, 1.5, -1e-45, 3.4e38, float("inf"), float("-inf"), float("nan"), 0.1]
both(TensorProto.FLOAT, np.array(special, "<f4").tobytes(), [9], special)
both(TensorProto.DOUBLE, np.array(special, "<f8").tobytes(), [9], special)
pairs = [1.5, -2.5, 0.0, 0.1]
both(TensorProto.COMPLEX64, np.array(pairs, "<f4").tobytes(), [2], pairs)
both(TensorProto.COMPLEX128, np.array(pairs, "<f8").tobytes(), [2], pairs)
tensors.append(helper.make_tensor("STRING.typed", TensorProto.STRING, [2, 2], ["a", "", "Zürich", "玻璃柜"]))
elements = helper.make_model(helper.make_graph([], "elements", [], [], tensors), producer_name="onnx", ir_version=13)
elements.opset_import[0].version = 25
onnx.save(elements, out / "elements.onnx")
(out / "elements.txt").write_text("\n".join(lines) + "\n")

inner_weight = numpy_helper.from_array(np.array([2], np.float32), "inner.w")


def branch(name):
    nested = helper.make_graph(
        [helper.make_node("Mul", ["x", "inner.w"], [name + ".deep"])], name + ".nested", [],
        [vi(name + ".deep", TensorProto.FLOAT, [1, 4])], [inner_weight])
    inner = helper.make_node("If", ["flag"], [name + ".y"], name + ".If", then_branch=nested, else_branch=nested)
    return helper.make_graph([inner], name, [], [vi(name + ".y", TensorProto.FLOAT, [1, 4])])


def sparse(name):
    return helper.make_sparse_tensor(
        helper.make_tensor(name, TensorProto.FLOAT, [2], [1.0, -3.0]),
        helper.make_tensor(name + ".indices", TensorProto.INT64, [2], [1, 3]), [4])


tensor = numpy_helper.from_array(np.arange(6, dtype=np.float32).reshape(2, 3), "t")
kinds = helper.make_node(
    "Everything", ["y"], ["z"], "kinds", domain="test",
    f=0.1, i=-5, s="text", t=tensor, g=branch("single"), floats=[0.5, -1.0], ints=[3, -4, 1 << 40], strings=["a", "b"],
    tensors=[tensor, tensor], graphs=[branch("first"), branch("second")], tp=helper.make_tensor_type_proto(1, ["n", 2]),
    tps=[helper.make_tensor_type_proto(7, []), helper.make_sequence_type_proto(helper.make_tensor_type_proto(1, None))],
    zero=0, zerof=0.0)
for name, kind in (("no_ints", "INTS"), ("no_floats", "FLOATS"), ("no_strings", "STRINGS"), ("no_graphs", "GRAPHS")):
    kinds.attribute.append(onnx.AttributeProto(name=name, type=onnx.AttributeProto.AttributeType.Value(kind)))
kinds.attribute.append(onnx.AttributeProto(name="st", type="SPARSE_TENSOR", sparse_tensor=sparse("st")))
kinds.attribute.append(onnx.AttributeProto(name="sts", type="SPARSE_TENSORS", sparse_tensors=[sparse("a"), sparse("b")]))
scaled = helper.make_node("LeakyRelu", ["a"], ["b"])
scaled.attribute.append(onnx.AttributeProto(name="alpha", ref_attr_name="slope", type="FLOAT"))
function = helper.make_function(
    "test", "Scaled", ["a"], ["b"], [scaled], [helper.make_opsetid("", 21)], attributes=["gain"],
    attribute_protos=[helper.make_attribute("slope", 0.25)])
nodes = [
    helper.make_node("Add", ["x", "sparse.w"], ["shifted"], "add"),
    helper.make_node("Scaled", ["shifted"], ["scaled"], "call", domain="test"),
    helper.make_node("If", ["flag"], ["y"], "choose", then_branch=branch("then"), else_branch=branch("else")),
    kinds,
]
graph = helper.make_graph(
    nodes, "attributes", [vi("x", TensorProto.FLOAT, ["batch", 4]), vi("flag", TensorProto.BOOL, [])],
    [vi("z", TensorProto.FLOAT, None)], [], value_info=[vi("shifted", TensorProto.FLOAT, ["batch", 4]), vi("y", TensorProto.FLOAT, [None, 4])],
    sparse_initializer=[sparse("sparse.w")])
model = helper.make_model(
    graph, producer_name="onnx", producer_version="1", functions=[function], ir_version=13,
    opset_imports=[helper.make_opsetid("", 21), helper.make_opsetid("test", 1)])
helper.set_model_props(model, {"author": "vitrine", "题目": "玻璃"})
onnx.save(model, out / "attributes.onnx")
