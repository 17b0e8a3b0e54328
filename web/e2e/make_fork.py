"""Makes fork.onnx: a network of three branches that meet again, for walking through the graph by keys. Needs the package onnx."""

import pathlib

import onnx
from onnx import TensorProto, helper

nodes = [
    helper.make_node("Neg", ["x"], ["stem"], name="stem"),
    helper.make_node("Tanh", ["stem"], ["one"], name="one"),
    helper.make_node("Relu", ["stem"], ["two"], name="two"),
    helper.make_node("Sigmoid", ["stem"], ["three"], name="three"),
    helper.make_node("Sum", ["one", "two", "three"], ["y"], name="join"),
]
graph = helper.make_graph(
    nodes,
    "fork",
    [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 4])],
    [helper.make_tensor_value_info("y", TensorProto.FLOAT, [1, 4])],
)
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], producer_name="")
model.ir_version = 8
onnx.checker.check_model(model)
onnx.save(model, pathlib.Path(__file__).with_name("fork.onnx"))
