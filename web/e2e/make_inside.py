"""Makes inside.onnx: a network whose layers are in the branches of an If. Needs the package onnx."""

import pathlib

import onnx
from onnx import TensorProto, helper


def branch(name, op):
    return helper.make_graph(
        [
            helper.make_node("Mul", ["x", "scale"], [f"{name}_scaled"], name=f"{name}_scale"),
            helper.make_node(op, [f"{name}_scaled"], [f"{name}_out"], name=f"{name}_bend"),
        ],
        name,
        [],
        [helper.make_tensor_value_info(f"{name}_out", TensorProto.FLOAT, [1, 4])],
    )


graph = helper.make_graph(
    [
        helper.make_node("ReduceSum", ["x"], ["sum"], name="total", keepdims=0),
        helper.make_node("Greater", ["sum", "zero"], ["positive"], name="ask"),
        helper.make_node("If", ["positive"], ["y"], name="choose", then_branch=branch("yes", "Relu"), else_branch=branch("no", "Tanh")),
    ],
    "inside",
    [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 4])],
    [helper.make_tensor_value_info("y", TensorProto.FLOAT, [1, 4])],
    [helper.make_tensor("scale", TensorProto.FLOAT, [4], [1, 2, 3, 4]), helper.make_tensor("zero", TensorProto.FLOAT, [], [0])],
)
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], producer_name="")
model.ir_version = 8
onnx.checker.check_model(model)
onnx.save(model, pathlib.Path(__file__).with_name("inside.onnx"))
