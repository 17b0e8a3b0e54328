"""Makes regions.onnx, boxes.onnx and steps.onnx, small networks whose answers lie in the input, and what they are shown.

regions.onnx calls every pixel by its colour: dark, red or green. boxes.onnx looks into the sixteen fields of a grid, for red and
for green. squares.png has a red square on the left, a red one on the right, and a green one below.
steps.onnx answers every digit of digits.npy with what it lacks to nine. Needs onnx, numpy and Pillow.
"""

import pathlib

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from PIL import Image

SIDE = 64
GRID = 4
here = pathlib.Path(__file__).parent


def constant(name, values, kind=np.float32):
    return numpy_helper.from_array(np.array(values, kind), name)


PICTURE = helper.make_tensor_value_info("picture", TensorProto.FLOAT, [1, 3, SIDE, SIDE])


def save(name, nodes, outputs, weights, given=PICTURE):
    outputs = [helper.make_tensor_value_info(output, TensorProto.FLOAT, shape) for output, shape in outputs.items()]
    graph = helper.make_graph(nodes, name, [given], outputs, weights)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], producer_name="nobody")
    model.ir_version = 8
    onnx.checker.check_model(model)
    onnx.save(model, here / f"{name}.onnx")


# Red or green, each against the other two colours; where neither is bright, it is dark.
COLOURS = np.array([[0, 0, 0], [4, -4, -4], [-4, 4, -4]], np.float32)

save(
    "regions",
    [helper.make_node("Conv", ["picture", "colours", "least"], ["classes"], name="colours")],
    {"classes": [1, 3, SIDE, SIDE]},
    [constant("colours", COLOURS[:, :, None, None]), constant("least", [1, 0, 0])],
)

cells = [[column / GRID, row / GRID, (column + 1) / GRID, (row + 1) / GRID] for row in range(GRID) for column in range(GRID)]
save(
    "boxes",
    [
        helper.make_node("Conv", ["picture", "colours", "least"], ["lit"], name="colours"),
        helper.make_node("AveragePool", ["lit"], ["fields"], name="fields", kernel_shape=[SIDE // GRID] * 2, strides=[SIDE // GRID] * 2),
        helper.make_node("Sigmoid", ["fields"], ["sure"], name="sure"),
        helper.make_node("Reshape", ["sure", "as rows"], ["rows"], name="rows"),
        helper.make_node("Transpose", ["rows"], ["scores"], name="scores", perm=[0, 2, 1]),
        helper.make_node("Identity", ["cells"], ["boxes"], name="boxes"),
    ],
    {"scores": [1, GRID * GRID, 2], "boxes": [1, GRID * GRID, 4]},
    [
        constant("colours", COLOURS[1:, :, None, None]),
        constant("least", [-1, -1]),
        constant("as rows", [1, 2, GRID * GRID], np.int64),
        constant("cells", [cells]),
    ],
)

pixels = np.zeros((SIDE, SIDE, 3), np.uint8)
pixels[16:32, 0:16] = (255, 0, 0)
pixels[16:32, 48:64] = (255, 0, 0)
pixels[48:64, 16:32] = (0, 255, 0)
Image.fromarray(pixels).save(here / "squares.png")

save(
    "steps",
    [helper.make_node("Gather", ["table", "digits"], ["logits"], name="to nine")],
    {"logits": [1, 6, 10]},
    [constant("table", 5 * np.eye(10)[::-1])],
    helper.make_tensor_value_info("digits", TensorProto.INT64, [1, 6]),
)
np.save(here / "digits.npy", np.array([[3, 1, 4, 1, 5, 9]], np.int64))
