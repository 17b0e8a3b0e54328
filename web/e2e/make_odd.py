"""Makes odd.onnx: a network with nothing usual about it, which the workbench has never seen.

Two real inputs, one 1-D and one 3-D, and a whole number; names with spaces, marks and none at all; no class scores; an output
without values. Needs the packages onnx and numpy.
"""

import pathlib

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

random = np.random.default_rng(7)


def weight(name, *shape):
    return numpy_helper.from_array(random.normal(0, 0.5, shape).astype(np.float32), name)


def numbers(name, *values):
    return numpy_helper.from_array(np.array(values, np.int64), name)


nodes = [
    helper.make_node("Conv", ["line in", "w/1"], ["a"], name=""),
    helper.make_node("Tanh", ["a"], ["line: out"], name="第一层"),
    helper.make_node("Conv", ["volume", "w/3"], ["b"], name="three d", pads=[1] * 6),
    helper.make_node("Relu", ["b"], ["volume out"], name="three d"),
    helper.make_node("Gather", ["table", "which"], ["row"], name=""),
    helper.make_node("ReduceMean", ["volume out"], ["mean"], name="<mean>", axes=[2, 3, 4], keepdims=0),
    helper.make_node("Add", ["mean", "row"], ["both"], name=""),
    helper.make_node("Slice", ["both", "zero", "zero", "one"], ["nothing"], name="nothing"),
]
graph = helper.make_graph(
    nodes,
    "odd",
    [
        helper.make_tensor_value_info("line in", TensorProto.FLOAT, ["n", 2, "length"]),
        helper.make_tensor_value_info("volume", TensorProto.FLOAT, [1, 1, 5, 6, 7]),
        helper.make_tensor_value_info("which", TensorProto.INT64, [1]),
    ],
    [
        helper.make_tensor_value_info("line: out", TensorProto.FLOAT, ["n", 6, "rest"]),
        helper.make_tensor_value_info("volume out", TensorProto.FLOAT, [1, 3, 5, 6, 7]),
        helper.make_tensor_value_info("nothing", TensorProto.FLOAT, ["none", 3]),
    ],
    [weight("w/1", 6, 2, 9), weight("w/3", 3, 1, 3, 3, 3), weight("table", 4, 3), numbers("zero", 0), numbers("one", 1)],
)
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], producer_name="nobody")
model.ir_version = 8
onnx.checker.check_model(model)
onnx.save(model, pathlib.Path(__file__).with_name("odd.onnx"))
