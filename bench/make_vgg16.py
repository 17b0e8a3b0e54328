"""Writes VGG16 with seeded random weights twice: as a Keras file and, with the very same weights, as ONNX.

    python bench/make_vgg16.py [FOLDER]        needs numpy, onnx and Keras (TensorFlow)

FOLDER (default: vitrine-bench in the system's temporary folder) then holds

    vgg16.keras    Keras, channels last                     (553 MB)
    vgg16.onnx     opset 13, channels first, 553 MB of raw initializers; every node and every tensor after
                   an activation has the name that Keras gives the layer (block5_conv3, fc1, predictions)
    photo.png      a picture of smooth colours and edges, 320 x 240, for the runs

The architecture is that of Simonyan and Zisserman, "Very Deep Convolutional Networks" (2014), configuration D.
The weights are He-normal from a seed: the time of a run does not depend on their values.
"""

import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

import numpy as np
import onnx
from onnx import TensorProto, helper

SEED = 16
BLOCKS = [(64, 2), (128, 2), (256, 3), (512, 3), (512, 3)]
DENSE = [("fc1", 4096, "Relu"), ("fc2", 4096, "Relu"), ("predictions", 1000, "Softmax")]


def weights():
    """Layer name -> (kernel, bias), in the layout of Keras: HWIO for convolutions, (in, out) for dense layers."""
    random = np.random.default_rng(SEED)
    layers, channels = {}, 3
    for block, (width, depth) in enumerate(BLOCKS, start=1):
        for conv in range(1, depth + 1):
            scale = np.sqrt(2 / (9 * channels))
            kernel = random.standard_normal((3, 3, channels, width), np.float32) * np.float32(scale)
            layers[f"block{block}_conv{conv}"] = (kernel, bias(random, width))
            channels = width
    size = 7 * 7 * channels
    for name, width, _ in DENSE:
        kernel = random.standard_normal((size, width), np.float32) * np.float32(np.sqrt(2 / size))
        layers[name] = (kernel, bias(random, width))
        size = width
    return layers


def bias(random, width):
    return random.standard_normal(width, np.float32) * np.float32(0.01)


def write_keras(layers, path):
    import h5py
    import keras
    from keras.src.legacy.saving import legacy_h5_format

    model = keras.applications.VGG16(weights=None)
    for name, values in layers.items():
        model.get_layer(name).set_weights(values)
    model.save(path)
    model.save(path.with_suffix(".h5"))
    model.save_weights(path.with_suffix(".weights.h5"))
    # As VGG16(weights="imagenet") fetches it.
    with h5py.File(path.with_name("vgg16_weights_tf_dim_ordering_tf_kernels.h5"), "w") as file:
        legacy_h5_format.save_weights_to_hdf5_group(file, model)


def write_onnx(layers, path):
    nodes, initializers = [], []

    def store(name, array):
        array = np.ascontiguousarray(array)
        initializers.append(helper.make_tensor(name, TensorProto.FLOAT, array.shape, array.tobytes(), raw=True))
        return name

    def add(op, name, inputs, **attributes):
        nodes.append(helper.make_node(op, inputs, [name], name=name, **attributes))
        return name

    tensor = "input"
    for block, (_, depth) in enumerate(BLOCKS, start=1):
        for conv in range(1, depth + 1):
            name = f"block{block}_conv{conv}"
            kernel, offset = layers[name]
            inputs = [tensor, store(f"{name}/kernel", kernel.transpose(3, 2, 0, 1)), store(f"{name}/bias", offset)]
            add("Conv", f"{name}/linear", inputs, kernel_shape=[3, 3], pads=[1, 1, 1, 1])
            tensor = add("Relu", name, [f"{name}/linear"])
        tensor = add("MaxPool", f"block{block}_pool", [tensor], kernel_shape=[2, 2], strides=[2, 2])
    # Keras flattens height, width, channel; ONNX must do the same for fc1 to mean the same.
    tensor = add("Transpose", "channels_last", [tensor], perm=[0, 2, 3, 1])
    tensor = add("Flatten", "flatten", [tensor])
    for name, _, activation in DENSE:
        kernel, offset = layers[name]
        inputs = [tensor, store(f"{name}/kernel", kernel), store(f"{name}/bias", offset)]
        add("Gemm", f"{name}/linear", inputs)
        tensor = add(activation, name, [f"{name}/linear"])
    graph = helper.make_graph(
        nodes,
        "vgg16",
        [helper.make_tensor_value_info("input", TensorProto.FLOAT, ["batch", 3, 224, 224])],
        [helper.make_tensor_value_info("predictions", TensorProto.FLOAT, ["batch", 1000])],
        initializers,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    onnx.save_model(model, path)


def write_photo(path):
    from PIL import Image

    y, x = np.mgrid[0:240, 0:320] / 240
    picture = np.stack([0.5 + 0.5 * np.sin(9 * x + 3 * y), y, 0.5 + 0.5 * np.cos(7 * x * y)], axis=-1)
    disc = (x - 0.6) ** 2 + (y - 0.5) ** 2 < 0.06
    picture[disc] = [0.9, 0.75, 0.1]
    Image.fromarray(np.uint8(picture * 255)).save(path)


def main():
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else Path(tempfile.gettempdir()) / "vitrine-bench")
    folder.mkdir(parents=True, exist_ok=True)
    layers = weights()
    write_onnx(layers, folder / "vgg16.onnx")
    write_photo(folder / "photo.png")
    write_keras(layers, folder / "vgg16.keras")
    for name in ("vgg16.onnx", "vgg16.keras", "photo.png"):
        print(f"{(folder / name).stat().st_size / 1e6:8.1f} MB  {folder / name}")


if __name__ == "__main__":
    main()
