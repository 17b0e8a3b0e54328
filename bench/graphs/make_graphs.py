"""Writes large ONNX graphs to measure drawing with: `python bench/graphs/make_graphs.py FOLDER` (needs `onnx`).

A block of 27 nodes (5 of a normalisation, 3 branches of 4, a merge, a residual, 6 of a feed-forward part, a residual), repeated.
`chain-N-flat.onnx` has names without modules, `chain-N-named.onnx` with; in `bcast-N-...` a mask and a position feed every block.
"""

import sys
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

SIZES = [("chain", 300), ("bcast", 3000), ("chain", 10_000), ("chain", 50_000)]
SHAPE = [1, 16, 32]


def graph(nodes_wanted, broadcast, named):
    nodes = []

    def node(op, inputs, module):
        number = len(nodes)
        output = f"t{number}"
        name = f"/{module}/{op}_{number}" if named else f"n{number}"
        nodes.append(helper.make_node(op, inputs, [output], name=name))
        return output

    mask, position = "scale", "bias"
    if broadcast:
        mask = node("Sigmoid", ["mask"], "mask")
        position = node("Tanh", ["position"], "position")
    x, block = "x", 0
    while len(nodes) < nodes_wanted:
        at = f"layers.{block}"
        mean = node("ReduceMean", [x], f"{at}/norm")
        centred = node("Sub", [x, mean], f"{at}/norm")
        square = node("Mul", [centred, centred], f"{at}/norm")
        root = node("Sqrt", [square], f"{at}/norm")
        normal = node("Div", [centred, root], f"{at}/norm")
        branches = []
        for branch, added, factor in [("q", position, "scale"), ("k", "bias", ""), ("v", "bias", mask)]:
            made = node("MatMul", [normal, "weight"], f"{at}/attn/{branch}")
            made = node("Add", [made, added], f"{at}/attn/{branch}")
            made = node("Relu", [made], f"{at}/attn/{branch}")
            made = node("Mul", [made, factor], f"{at}/attn/{branch}") if factor else node("Identity", [made], f"{at}/attn/{branch}")
            branches.append(made)
        joined = node("Max", branches[:2], f"{at}/attn")
        joined = node("Mul", [joined, branches[2]], f"{at}/attn")
        x = node("Add", [x, joined], at)
        inner = node("MatMul", [x, "weight"], f"{at}/mlp")
        inner = node("Add", [inner, "bias"], f"{at}/mlp")
        inner = node("Relu", [inner], f"{at}/mlp")
        inner = node("MatMul", [inner, "weight"], f"{at}/mlp")
        inner = node("Add", [inner, "bias"], f"{at}/mlp")
        inner = node("Mul", [inner, "scale"], f"{at}/mlp")
        x = node("Add", [x, inner], at)
        block += 1
    random = np.random.default_rng(1)
    weights = {
        "weight": random.standard_normal((32, 32)).astype(np.float32) / 8,
        "bias": random.standard_normal(32).astype(np.float32),
        "scale": np.float32([0.5]),
    }
    names = ["x"] + (["mask", "position"] if broadcast else [])
    inputs = [helper.make_tensor_value_info(n, TensorProto.FLOAT, SHAPE) for n in names]
    output = helper.make_tensor_value_info(x, TensorProto.FLOAT, SHAPE)
    body = helper.make_graph(
        nodes, "bench", inputs, [output], [numpy_helper.from_array(w, n) for n, w in weights.items()]
    )
    return helper.make_model(body, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    for kind, size in SIZES:
        for names in ["flat", "named"]:
            onnx.save(graph(size, kind == "bcast", names == "named"), folder / f"{kind}-{size}-{names}.onnx")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
