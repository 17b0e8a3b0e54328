"""A gradient graph written by `vitrine differentiate` is an ordinary model: it passes the ONNX checker, runs in the onnxruntime
package, and gives what `vitrine gradients` gives.

    python bench/gradients/exported.py MODEL.onnx [CLASS]        (needs onnx, onnxruntime; ./vitrine built)

The model takes one tensor of real numbers and answers with classes.
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
entry = next(i for i in graph.input if i.name not in weights)
shape = [d.dim_value or 1 for d in entry.type.tensor_type.shape.dim]
with tempfile.TemporaryDirectory() as folder:
    x = np.random.default_rng(1).random(shape, np.float32)
    given, data, out = (os.path.join(folder, f) for f in ("x.npy", "gradient.npy", "gradient.onnx"))
    np.save(given, x)
    subprocess.run([VITRINE, "differentiate", model, "--wrt", entry.name, "--of", target, "-o", out], check=True)
    subprocess.run(
        [VITRINE, "gradients", model, "--input", given, "--wrt", entry.name, "--target", target, "--data", data,
         "--out", os.path.join(folder, "gradient.png"), "--quiet"], check=True, stdout=subprocess.DEVNULL)
    onnx.checker.check_model(out, full_check=True)
    session = ort.InferenceSession(out)
    found = session.run([f"gradient/{entry.name}"], {entry.name: x})[0]
    expected = np.load(data).reshape(found.shape)
    error = np.linalg.norm(found - expected) / np.linalg.norm(expected)
    print(f"checker passed, onnxruntime {ort.__version__}, {found.shape}, relative difference {error:.1e}")
    assert error < 1e-5, error
