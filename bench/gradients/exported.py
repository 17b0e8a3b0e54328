"""A gradient graph written by `vitrine differentiate` is an ordinary model: it passes the ONNX checker, runs in the onnxruntime
package, and gives what `vitrine gradients` gives.

    python bench/gradients/exported.py MODEL.onnx [TARGET]       (needs onnx, onnxruntime; ./vitrine built)

Every input takes real numbers; the gradient is by the first. TARGET is a class, elements of a tensor (y[0,:,1]), or whatever else
`vitrine gradients --target` takes.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort

VITRINE = str(Path(__file__).parents[2] / "vitrine")
model, target = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "0"
graph = onnx.load(model, load_external_data=False).graph
weights = {t.name for t in graph.initializer}
entries = [i for i in graph.input if i.name not in weights]
random = np.random.default_rng(1)
inputs = {i.name: random.random([d.dim_value or 1 for d in i.type.tensor_type.shape.dim], np.float32) for i in entries}
first = entries[0].name
with tempfile.TemporaryDirectory() as folder:
    data, out = (os.path.join(folder, f) for f in ("gradient.npy", "gradient.onnx"))
    given = []
    for number, (name, value) in enumerate(inputs.items()):
        file = os.path.join(folder, f"{number}.npy")
        np.save(file, value)
        given += ["--input", f"{name}={file}"]
    subprocess.run([VITRINE, "differentiate", model, *given, "--wrt", first, "--of", target, "-o", out], check=True)
    subprocess.run(
        [VITRINE, "gradients", model, *given, "--wrt", first, "--target", target, "--data", data,
         "--out", os.path.join(folder, "gradient.png"), "--quiet"], check=True, stdout=subprocess.DEVNULL)
    onnx.checker.check_model(out, full_check=True)
    session = ort.InferenceSession(out)
    taken = {i.name: inputs[i.name] for i in session.get_inputs()}
    found = session.run([f"gradient/{first}"], taken)[0]
    expected = np.load(data).reshape(found.shape)
    norm = np.linalg.norm(expected)
    assert norm > 0, "the gradient is zero everywhere, so it says nothing: choose another target"
    error = np.linalg.norm(found - expected) / norm
    print(f"checker passed, onnxruntime {ort.__version__}, {found.shape}, relative difference {error:.1e}")
    assert error < 1e-5, error
