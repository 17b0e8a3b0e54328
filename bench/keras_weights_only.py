"""Files with nothing but the weights of networks of keras.applications: what Vitrine makes of them against what Keras answers.

    python bench/keras_weights_only.py [NAME...]

Needs the built launcher and Keras with a backend; downloads nothing, weights are random. Each network is saved with and without its
head, as the HDF5 that `weights='imagenet'` fetches and as `.weights.h5`; `vitrine features` of its last layer on one random input
is compared with Keras. Prints the largest difference relative to the largest value; ends with 1 where one is over 1e-4.
"""

import os
import pathlib
import subprocess
import sys
import tempfile

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import h5py
import keras
import numpy as np
from keras.src.legacy.saving import legacy_h5_format

VITRINE = pathlib.Path(__file__).resolve().parent.parent / "vitrine"
SOME = ["VGG16", "MobileNet", "MobileNetV2", "MobileNetV3Small", "NASNetMobile", "EfficientNetB0", "EfficientNetV2B0", "InceptionV3", "ConvNeXtTiny", "DenseNet121", "ResNet50V2"]


def randomised(model, seed=1):
    """Weights that neither vanish nor explode."""
    random = np.random.default_rng(seed)
    for v in model.weights:
        if "int" in str(v.dtype):
            continue
        if "variance" in v.name or v.name == "gamma":
            v.assign(random.uniform(0.5, 1.5, v.shape))
        elif len(v.shape) < 2:
            v.assign(random.uniform(-0.1, 0.1, v.shape))
    return model


def main():
    worst = 0
    for name in sys.argv[1:] or SOME:
        for head in (True, False):
            keras.backend.clear_session()
            make = getattr(keras.applications, name)
            model = make(weights=None) if head else make(weights=None, include_top=False, input_shape=make(weights=None).input_shape[1:] if not name.startswith("MobileNetV3") else (224, 224, 3))
            randomised(model)
            size = [d or 224 for d in model.input_shape[1:]]
            given = np.random.default_rng(2).uniform(-1, 1, [1, *size]).astype(np.float32)
            expected = np.asarray(model(given, training=False))
            with tempfile.TemporaryDirectory() as place:
                folder = pathlib.Path(place)
                np.save(folder / "x.npy", given)
                with h5py.File(folder / "fetched.h5", "w") as out:
                    legacy_h5_format.save_weights_to_hdf5_group(out, model)
                model.save_weights(folder / "saved.weights.h5")
                for file in ("fetched.h5", "saved.weights.h5"):
                    run = subprocess.run(
                        [VITRINE, "features", folder / file, "--input", folder / "x.npy", "--layer", model.layers[-1].name, "--data", folder / "y.npy", "--quiet", "--lang", "en"],
                        capture_output=True, text=True,
                    )
                    if run.returncode:
                        print(name, head, file, run.stderr.strip().splitlines()[-1], flush=True)
                        worst = 1
                        continue
                    found = np.load(folder / "y.npy")
                    difference = np.abs(found.reshape(expected.shape) - expected).max() / np.abs(expected).max()
                    worst = max(worst, difference)
                    print(f"{name}\t{'with' if head else 'without'} head\t{file}\t{difference:.1e}", flush=True)
    return worst > 1e-4


if __name__ == "__main__":
    sys.exit(main())
