"""The first job: all 512 feature maps of VGG16's last convolution, from the files to one PNG, each process cold.

    python bench/make_vgg16.py [FOLDER]
    python bench/seed_job.py   [FOLDER] [--repetitions 5]    needs numpy, onnx, onnxruntime, Keras, matplotlib, Pillow

In turn, and so under the same load:

    peer      Keras and matplotlib: load vgg16.keras, predict up to block5_conv3, 512 subplots in rows of 8 on
              1600 x 12800 pixels, save
    vitrine   ./vitrine features vgg16.onnx ... --layer block5_conv3 --cell 200 --out grid.png --data maps.npy
    inspect   ./vitrine inspect vgg16.onnx
    FILE      with --keras: the same as vitrine with vgg16.keras, vgg16.h5 and the two files of weights alone

Times are those of whole processes, wall clock; the median of the repetitions with the fastest and the slowest.
The resident set is the largest of the process, mapped file pages included (Linux counts in the moment before
exec, when a child is still as large as this script; so libraries are imported only where they are used).
The values of maps.npy must agree with those of ONNX Runtime in Python within 1e-5. Exits with 1 when a bar of
the project is missed.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
LAYER = "block5_conv3"
PEER_RATIO = 10
KERAS_FILES = ("vgg16.keras", "vgg16.h5", "vgg16.weights.h5", "vgg16_weights_tf_dim_ordering_tf_kernels.h5")
KERAS_RATIO = 8
KERAS_AGREEMENT = 1e-4
AGREEMENT = 1e-5
INSPECT_SECONDS = 1.0


def peer(folder):
    """Runs in a process of its own."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
    started = time.perf_counter()
    lap = lambda what: print(f"{what} {time.perf_counter() - started:.2f}", flush=True)
    import keras
    import matplotlib
    import numpy as np

    matplotlib.use("agg")
    import matplotlib.pyplot as plt

    lap("imported")
    model = keras.models.load_model(folder / "vgg16.keras", compile=False)
    model = keras.Model(model.inputs, model.get_layer(LAYER).output)
    lap("loaded")
    picture = keras.utils.load_img(folder / "photo.png", target_size=(224, 224))
    maps = model.predict(keras.utils.img_to_array(picture)[None] / 255, verbose=0)
    lap("predicted")
    figure = plt.figure(figsize=(16, 128), dpi=100)
    for channel in range(maps.shape[-1]):
        axes = figure.add_subplot(64, 8, channel + 1)
        axes.imshow(maps[0, :, :, channel], cmap="viridis")
        axes.axis("off")
    lap("drawn")
    figure.savefig(folder / "peer.png")
    lap("saved")
    np.save(folder / "peer.npy", maps)


def measured(command):
    """Runs a command. Returns seconds, the largest resident set in MB, and what it printed."""
    with tempfile.TemporaryFile() as out:
        started = time.perf_counter()
        process = subprocess.Popen([str(c) for c in command], stdout=out, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        said = out.read().decode(errors="replace")
    if process.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}\nended with {process.returncode}:\n{said}")
    return seconds, usage.ru_maxrss / 1024, said


def reference(folder):
    """The same maps from ONNX Runtime's own package."""
    import numpy as np
    import onnx
    import onnxruntime
    from PIL import Image

    model = onnx.load(folder / "vgg16.onnx")
    model.graph.output.append(onnx.helper.make_empty_tensor_value_info(LAYER))
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    picture = Image.open(folder / "photo.png").convert("RGB").resize((224, 224), Image.Resampling.NEAREST)
    values = np.asarray(picture, np.float32).transpose(2, 0, 1)[None] / 255
    return session.run([LAYER], {"input": values})[0]


def difference(a, b):
    """||a - b|| / ||b||, and max|a - b| / max|b|."""
    import numpy as np

    return np.linalg.norm(a - b) / np.linalg.norm(b), np.abs(a - b).max() / np.abs(b).max()


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("folder", nargs="?", type=Path, default=Path(tempfile.gettempdir()) / "vitrine-bench")
    arguments.add_argument("--repetitions", type=int, default=5)
    arguments.add_argument("--vitrine", type=Path, default=HOME / "vitrine", help="the launcher to measure")
    arguments.add_argument("--keras", action="store_true", help="measure the files of Keras, too")
    arguments.add_argument("--peer-only", action="store_true", help=argparse.SUPPRESS)
    asked = arguments.parse_args()
    folder = asked.folder
    if asked.peer_only:
        peer(folder)
        return
    if not (folder / "vgg16.keras").exists():
        sys.exit(f"{folder / 'vgg16.keras'} is not there: run bench/make_vgg16.py {folder} first")

    model = folder / "vgg16.onnx"

    def features(file, maps):
        return [asked.vitrine, "features", folder / file, "--input", folder / "photo.png", "--layer", LAYER,
                "--preprocess", "unit,interpolation=nearest", "--cell", 200,
                "--out", folder / "grid.png", "--data", folder / maps]

    jobs = {
        "peer": [sys.executable, __file__, folder, "--peer-only"],
        "vitrine": features("vgg16.onnx", "maps.npy"),
        "inspect": [asked.vitrine, "inspect", model],
    }
    keras_files = KERAS_FILES if asked.keras else ()
    for file in keras_files:
        jobs[file] = features(file, file + ".npy")
    if asked.keras:
        jobs["inspect .keras"] = [asked.vitrine, "inspect", folder / "vgg16.keras"]
    # The launcher builds on first use, and the files enter the page cache: neither is measured.
    measured([asked.vitrine, "--version"])
    for file in (model, folder / "vgg16.keras", *(folder / f for f in keras_files)):
        with file.open("rb") as stream:
            while stream.read(1 << 20):
                pass
    runs = {name: [] for name in jobs}
    for repetition in range(asked.repetitions):
        for name, command in jobs.items():
            runs[name].append(measured(command))
            print(f"  {repetition + 1}: {name:45} {runs[name][-1][0]:6.2f} s", file=sys.stderr)

    print(f"{'':45}{'median s':>10}{'fastest':>10}{'slowest':>10}{'largest resident set':>24}")
    median = {}
    for name, results in runs.items():
        seconds = [r[0] for r in results]
        median[name] = statistics.median(seconds)
        resident = max(r[1] for r in results)
        print(f"{name:45}{median[name]:10.2f}{min(seconds):10.2f}{max(seconds):10.2f}{resident:21.0f} MB")
    print("\nthe peer's laps, last run (seconds since its start): " + ", ".join(
        line for line in runs["peer"][-1][2].splitlines() if line.split(" ")[0] in
        ("imported", "loaded", "predicted", "drawn", "saved")))

    import numpy as np

    maps = np.load(folder / "maps.npy")
    relative, largest = difference(maps, reference(folder))
    keras_relative, _ = difference(maps, np.load(folder / "peer.npy").transpose(0, 3, 1, 2))
    ratio = median["peer"] / median["vitrine"]
    bars = [
        (f"peer / vitrine = {ratio:.1f}, at least {PEER_RATIO}", ratio >= PEER_RATIO),
        (f"inspect {median['inspect']:.2f} s, at most {INSPECT_SECONDS}", median["inspect"] <= INSPECT_SECONDS),
        (f"values: relative error {relative:.1e} (Keras: {keras_relative:.1e}), at most {AGREEMENT}",
         relative <= AGREEMENT and largest <= 10 * AGREEMENT),
    ]
    for file in keras_files:
        found, expected = np.load(folder / (file + ".npy")), np.load(folder / "peer.npy")
        ratio = median["peer"] / median[file]
        same = found.shape == expected.shape and difference(found, expected)[1] <= KERAS_AGREEMENT
        error = difference(found, expected)[1] if found.shape == expected.shape else float("nan")
        bars.append((f"{file}: peer / vitrine = {ratio:.1f}, at least {KERAS_RATIO}", ratio >= KERAS_RATIO))
        bars.append((f"{file}: maps as predict gives them, error {error:.1e}, at most {KERAS_AGREEMENT}", same))
    if asked.keras:
        seconds = median["inspect .keras"]
        bars.append((f"inspect vgg16.keras {seconds:.2f} s, at most {INSPECT_SECONDS}", seconds <= INSPECT_SECONDS))
    print()
    for text, met in bars:
        print(f"{'met   ' if met else 'MISSED'}  {text}")
    sys.exit(0 if all(met for _, met in bars) else 1)


if __name__ == "__main__":
    main()
