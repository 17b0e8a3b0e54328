"""Writes what Keras computes for networks whose weights are made from a counter, for KerasNetworksTest.

    python keras_fixtures.py cases               cases.json.gz, every layer in small networks
    python keras_fixtures.py NAME... | all       applications/NAME.json.gz, networks of keras.applications
    python keras_fixtures.py files               files/, one small network in every kind of file
    python keras_fixtures.py real ASSETS         real.json.gz, answers of networks that others trained
    python keras_fixtures.py save FOLDER NAME... | all
                                                 FOLDER/NAME.keras and NAME.h5, the networks of the fixtures as Keras
                                                 saves them (all: 13 GB); nothing is kept in the repository

needs Keras 3 and TensorFlow. A fixture holds the configuration, for every weight its shape and range, and numbers
of some layers for two inputs. Weights and inputs are uniform in their range, drawn by splitmix64 from the FNV-1a
hash of their name plus the index; the test does the same.
"""

import gzip
import json
import math
import os
import sys
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")

import keras
import numpy as np
from keras import layers as L

HERE = Path(__file__).resolve().parents[1] / "resources/dev/vitrine/formats/keras"
SAMPLES = 24
SIZE = {"InceptionV3": 80, "InceptionResNetV2": 80, "Xception": 80}


def uniform(name, shape, low, high):
    count = int(np.prod(shape, dtype=np.int64))
    seed = 0xCBF29CE484222325
    for byte in name.encode():
        seed = (seed ^ byte) * 0x100000001B3 & (1 << 64) - 1
    out = np.empty(count, np.float32)
    for start in range(0, count, 1 << 22):
        with np.errstate(over="ignore"):
            z = np.arange(start, min(count, start + (1 << 22)), dtype=np.uint64) + np.uint64(seed)
            z = z * np.uint64(0x9E3779B97F4A7C15)
            z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
            z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
            z = z ^ (z >> np.uint64(31))
        out[start : start + z.size] = low + (high - low) * ((z >> np.uint64(40)).astype(np.float64) * 2.0**-24)
    return out.reshape(shape)


def spread(variable):
    """The range of a weight, so that values neither vanish nor grow on their way."""
    name, shape = variable.name, tuple(variable.shape)
    if "variance" in name or name in ("gamma",):
        return 0.5, 1.5
    if len(shape) < 2:
        return -0.2, 0.2
    fan = np.prod(shape[:2]) if "depthwise" in name or name == "depthwise_kernel" else np.prod(shape[:-1])
    bound = math.sqrt(6 / max(1, fan))
    if "recurrent" in name:
        bound = math.sqrt(1 / max(1, shape[0]))
    return -float(np.float32(bound)), float(np.float32(bound))


def leaves(model, prefix=""):
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            yield from leaves(layer, prefix + layer.name + "/")
        else:
            yield prefix + layer.name, layer


def fill(model):
    weights = {}
    for path, layer in leaves(model):
        ranges = []
        for i, variable in enumerate(layer.weights):
            low, high = spread(variable)
            whole = "int" in str(variable.dtype)
            variable.assign(np.zeros(variable.shape, "int32") if whole else uniform(f"{path}/{i}", tuple(variable.shape), low, high))
            ranges.append([list(variable.shape), low, high])
        if ranges:
            weights[path] = ranges
        if isinstance(layer, L.Normalization):
            layer.finalize_state()
    return weights


def fixture(name, model, watched, ranges, filled=None):
    weights = filled or fill(model)
    seen = keras.Model(model.inputs, [model.get_layer(w).output for w in watched] + model.outputs)
    names = watched + ["output %d" % i for i in range(len(model.outputs))]
    runs = []
    for run in range(2):
        given = []
        for i, tensor in enumerate(model.inputs):
            low, high = ranges[i] if isinstance(ranges, list) else ranges
            shape = (1,) + tuple(d or 7 for d in tensor.shape[1:])
            value = uniform(f"{name} input {i} run {run}", shape, low, high)
            given.append(np.floor(value).astype(tensor.dtype) if "int" in str(tensor.dtype) else value)
        results = seen(given if len(given) > 1 else given[0], training=False)
        results = results if isinstance(results, (list, tuple)) else [results]
        values = {}
        for tensor, result in zip(names, results):
            array = np.asarray(result, np.float64)
            at = np.unique(np.linspace(0, array.size - 1, SAMPLES).astype(int))
            values[tensor] = {
                "shape": list(array.shape),
                "at": at.tolist(),
                "values": [float("%.9g" % v) for v in array.reshape(-1)[at]],
            }
        runs.append(values)
    inputs = [
        {"shape": [1] + [d or 7 for d in t.shape[1:]], "range": ranges[i] if isinstance(ranges, list) else ranges}
        for i, t in enumerate(model.inputs)
    ]
    return {
        "name": name,
        "keras": keras.__version__,
        "model": json.loads(model.to_json()),
        "weights": weights,
        "inputs": inputs,
        "runs": runs,
    }


def write(path, value):
    path.parent.mkdir(exist_ok=True)
    with gzip.GzipFile(path, "wb", 9, mtime=0) as out:
        out.write(json.dumps(value, separators=(",", ":")).encode())
    print(path.name, path.stat().st_size, flush=True)


def applications():
    return sorted(
        n
        for n in dir(keras.applications)
        if n[0].isupper() and callable(getattr(keras.applications, n))
    )


def network(name):
    # Layers of a kind are counted; the fixture knows them by the names of a fresh session.
    keras.backend.clear_session()
    size = SIZE.get(name, 64)
    return getattr(keras.applications, name)(weights=None, input_shape=(size, size, 3), classes=10)


def application(name):
    model = network(name)
    spatial = [l.name for l in model.layers if len(l.output.shape) == 4 and not isinstance(l, L.InputLayer)]
    watched = [spatial[len(spatial) * i // 5] for i in range(5)] + [spatial[-1]]
    built_in = any(isinstance(l, (L.Rescaling, L.Normalization)) for l in model.layers)
    write(HERE / "applications" / f"{name}.json.gz", fixture(name, model, list(dict.fromkeys(watched)), (0, 255) if built_in else (-1, 1)))


def save(folder, name):
    model = network(name)
    fill(model)
    folder.mkdir(parents=True, exist_ok=True)
    for suffix in (".keras", ".h5"):
        path = folder / (name + suffix)
        model.save(path)
        print(path.name, path.stat().st_size, flush=True)


def sequential(*layers_, shape=(8, 8, 3), dtype="float32"):
    return keras.Sequential([keras.Input(shape, dtype=dtype), *layers_])


def only_in_training(name):
    given = {"RandomColorJitter": dict(brightness_factor=0.2), "RandomColorDegeneration": dict(factor=0.5), "RandomHue": dict(factor=0.5), "RandomPosterization": dict(factor=4), "RandomSaturation": dict(factor=0.5), "RandomSharpness": dict(factor=0.5)}
    return sequential(getattr(L, name)(**given.get(name, {})), L.Conv2D(2, 2))


def cases():
    """Name -> (network, range of its inputs)."""
    def functional(shapes, build, dtypes=None):
        inputs = [keras.Input(s, dtype=(dtypes or ["float32"] * 9)[i]) for i, s in enumerate(shapes)]
        return keras.Model(inputs, build(*inputs))

    unit, tokens = (-1, 1), (0, 5)
    p = lambda x: dict(padding=x)
    yield "conv1d", sequential(L.Conv1D(5, 3, strides=2, padding="same", activation="relu"), L.Conv1D(4, 2, padding="causal", dilation_rate=2), shape=(11, 3)), unit
    yield "conv2d", sequential(L.Conv2D(6, (3, 2), strides=(2, 1), **p("same"), activation="tanh"), L.Conv2D(4, 2, groups=2, use_bias=False), L.Conv2D(3, 2, dilation_rate=2)), unit
    yield "conv2d open", sequential(L.Conv2D(4, 3, strides=2, **p("same")), L.MaxPooling2D(2, **p("same")), L.GlobalMaxPooling2D(), shape=(None, None, 3)), unit
    yield "conv2d first", sequential(L.Conv2D(4, 3, strides=2, **p("same"), data_format="channels_first"), L.BatchNormalization(axis=1), L.MaxPooling2D(2, data_format="channels_first"), L.Flatten(data_format="channels_first"), shape=(3, 8, 8)), unit
    yield "conv3d", sequential(L.Conv3D(4, 2, **p("same"), activation="elu"), L.MaxPooling3D(2), L.AveragePooling3D(2, **p("same")), L.GlobalAveragePooling3D(), shape=(5, 6, 7, 2)), unit
    yield "depthwise", sequential(L.DepthwiseConv2D(3, depth_multiplier=2, strides=2, **p("same"), activation="relu6")), unit
    yield "depthwise1d", sequential(L.DepthwiseConv1D(3, depth_multiplier=2), shape=(9, 3)), unit
    yield "separable", sequential(L.SeparableConv2D(5, 3, **p("same"), depth_multiplier=2, activation="relu"), L.SeparableConv2D(4, 2, use_bias=False)), unit
    yield "separable1d", sequential(L.SeparableConv1D(5, 3, strides=2), shape=(9, 3)), unit
    yield "transposed", sequential(L.Conv2DTranspose(4, 3, strides=2, **p("same"), activation="relu"), L.Conv2DTranspose(3, 2, strides=3), L.Conv2DTranspose(2, 4, strides=2, **p("valid"))), unit
    yield "transposed1d", sequential(L.Conv1DTranspose(4, 3, strides=2, **p("same")), shape=(5, 2)), unit
    yield "pools", sequential(L.AveragePooling2D(3, strides=2, **p("same")), L.MaxPooling2D(2, strides=1, **p("same")), L.AveragePooling2D(2, strides=1), L.GlobalAveragePooling2D(keepdims=True), shape=(9, 9, 3)), unit
    yield "pools1d", sequential(L.MaxPooling1D(2, **p("same")), L.AveragePooling1D(2), L.GlobalMaxPooling1D(), shape=(9, 3)), unit
    yield "dense", sequential(L.Dense(5, activation="gelu"), L.Dense(4, activation="selu", use_bias=False), L.Dense(3, activation="softmax"), shape=(6,)), unit
    yield "dense 3d", sequential(L.Dense(5, activation="softplus"), L.Flatten(), L.Dense(2, activation="sigmoid"), shape=(4, 3)), unit
    yield "dense on maps", sequential(L.Conv2D(4, 2), L.Dense(5, activation="relu"), L.Conv2D(3, 1), L.Flatten(), L.Dense(2)), unit
    yield "einsum", sequential(L.EinsumDense("abc,cde->abde", output_shape=(None, 3, 2), bias_axes="de"), shape=(4, 5)), unit
    for name in ("linear relu relu6 sigmoid tanh softmax softplus softsign elu selu celu exponential hard_sigmoid hard_silu silu gelu mish leaky_relu log_softmax log_sigmoid hard_tanh").split():
        yield "activation " + name, sequential(L.Conv2D(3, 2), L.Activation(name), shape=(4, 4, 2)), unit
    yield "activation layers", sequential(L.ReLU(max_value=0.5), L.LeakyReLU(negative_slope=0.2), L.ELU(0.5), L.PReLU(), L.PReLU(shared_axes=[1, 2]), L.Softmax(axis=-1), shape=(4, 4, 3)), unit
    yield "prelu on maps", sequential(L.Conv2D(4, 2), L.PReLU(), L.PReLU(shared_axes=[1, 2]), L.ReLU(negative_slope=0.1), L.Softmax(axis=1)), unit
    yield "batch normalisation", sequential(L.BatchNormalization(scale=False), L.Conv2D(4, 2), L.BatchNormalization(center=False, epsilon=0.01), L.Flatten(), L.BatchNormalization()), unit
    yield "batch normalisation of steps", sequential(L.BatchNormalization(), L.LSTM(3), shape=(5, 4)), unit
    yield "layer normalisation", sequential(L.LayerNormalization(), L.Conv2D(4, 2), L.LayerNormalization(axis=[1, 2, 3], scale=False), L.Flatten(), L.LayerNormalization(center=False)), unit
    yield "group normalisation", sequential(L.Conv2D(6, 2), L.GroupNormalization(3), L.GroupNormalization(2, scale=False), L.GroupNormalization(-1, center=False), L.UnitNormalization()), unit
    yield "normalisation", sequential(L.Rescaling(1 / 127.5, -1), L.Normalization(mean=[0.1, 0.2, 0.3], variance=[1.0, 2.0, 3.0]), L.Conv2D(2, 2), L.Rescaling([2.0, 3.0])), (0, 255)
    yield "reshaping", sequential(L.ZeroPadding2D(((1, 2), (0, 1))), L.Cropping2D(((0, 1), (2, 0))), L.Conv2D(4, 2), L.Reshape((-1, 2)), L.Permute((2, 1)), L.Flatten(), L.RepeatVector(3)), unit
    yield "reshaping 1d", sequential(L.ZeroPadding1D(2), L.Cropping1D((1, 0)), L.UpSampling1D(2), shape=(5, 3)), unit
    yield "reshaping 3d", sequential(L.ZeroPadding3D(1), L.Cropping3D(((1, 0), (0, 1), (1, 1))), L.UpSampling3D((1, 2, 1)), shape=(3, 4, 5, 2)), unit
    yield "sizes", sequential(L.UpSampling2D((2, 3)), L.UpSampling2D(2, interpolation="bilinear"), L.Resizing(9, 11), L.Resizing(20, 7, interpolation="nearest"), L.CenterCrop(5, 6), shape=(4, 5, 2)), unit
    yield "only in training", sequential(L.Dropout(0.5), L.SpatialDropout2D(0.5), L.GaussianNoise(1), L.GaussianDropout(0.5), L.ActivityRegularization(0.1), L.RandomFlip(), L.RandomRotation(0.1), L.AlphaDropout(0.1)), unit
    yield "merging", functional([(4, 4, 2)] * 3, lambda a, b, c: L.Add()([L.Conv2D(2, 1)(a), b, c])), unit
    for name in ("Subtract", "Multiply", "Average", "Maximum", "Minimum", "Concatenate"):
        yield "merging " + name, functional([(4, 4, 2)] * 2, lambda a, b, n=name: getattr(L, n)()([L.Conv2D(2, 1)(a), b])), unit
    yield "concatenate rows", functional([(4, 4, 2), (2, 4, 2)], lambda a, b: L.Concatenate(axis=1)([L.Conv2D(2, 1)(a), b])), unit
    yield "squeeze and excite", functional([(4, 4, 6)], lambda a: L.Multiply()([L.Conv2D(6, 1)(a), L.Reshape((1, 1, 6))(L.Dense(6, activation="sigmoid")(L.GlobalAveragePooling2D()(a)))])), unit
    yield "merging ranks", functional([(4, 3), (3,)], lambda a, b: L.Add()([a, b])), unit
    yield "dot", functional([(4, 3), (5, 3)], lambda a, b: L.Dot(axes=2)([a, b])), unit
    yield "dot vectors", functional([(4,), (4,)], lambda a, b: L.Dot(axes=1)([a, b])), unit
    yield "operators", functional([(4, 4, 2)], lambda a: (L.Conv2D(2, 1)(a) * 2.0 + 1.0) / 3.0 - a), unit
    shared = L.Conv2D(3, 2, name="twice")
    yield "shared", functional([(5, 5, 3)] * 2, lambda a, b: L.Concatenate()([shared(a), shared(b), shared(L.ReLU()(b))])), unit
    inner = keras.Sequential([keras.Input((6, 6, 2)), L.Conv2D(3, 2, name="c"), L.BatchNormalization(name="n"), L.GlobalAveragePooling2D(name="g")], name="tower")
    yield "nested", functional([(6, 6, 2)] * 2, lambda a, b: L.Dense(2)(L.Concatenate()([inner(a), inner(b)]))), unit
    outer = functional([(6, 6, 2)], lambda a: [L.Conv2D(3, 2, name="left")(a), L.Conv2D(2, 3, name="right")(a)])
    yield "nested outputs", functional([(6, 6, 2)], lambda a: [L.Flatten()(x) for x in outer(a)]), unit
    yield "embedding", sequential(L.Embedding(6, 4), L.GlobalAveragePooling1D(), L.Dense(3), shape=(7,), dtype="int32"), tokens
    yield "embedding with mask", sequential(L.Embedding(6, 4, mask_zero=True), L.GlobalAveragePooling1D(), shape=(7,), dtype="int32"), tokens
    for kind in (L.SimpleRNN, L.LSTM, L.GRU):
        n = kind.__name__
        yield n, sequential(kind(4), shape=(5, 3)), unit
        yield n + " sequences", sequential(kind(4, return_sequences=True), kind(3, return_sequences=True, go_backwards=True), shape=(5, 3)), unit
        yield n + " open", sequential(kind(4, return_sequences=True, use_bias=False), kind(2), shape=(None, 3)), unit
        yield n + " backwards", sequential(kind(4, go_backwards=True), shape=(5, 3)), unit
        yield n + " relu", sequential(kind(4, activation="relu"), shape=(5, 3)), unit
        yield n + " states", functional([(5, 3)], lambda a, k=kind: list(k(4, return_state=True, return_sequences=True)(a))), unit
        yield n + " initial state", functional([(5, 3), (4,), (4,)] if n == "LSTM" else [(5, 3), (4,)], lambda a, *s, k=kind: k(4)(a, initial_state=list(s))), unit
        yield n + " masked", sequential(L.Embedding(6, 3, mask_zero=True), kind(4, return_sequences=True), kind(3), shape=(7,), dtype="int32"), tokens
        yield n + " masking layer", sequential(L.Masking(mask_value=0.0), kind(4, return_sequences=True), shape=(6, 1)), (-1, 1)
        yield n + " bidirectional", sequential(L.Bidirectional(kind(3, return_sequences=True)), L.Bidirectional(kind(2), merge_mode="sum"), shape=(5, 3)), unit
        yield n + " bidirectional masked", sequential(L.Embedding(6, 3, mask_zero=True), L.Bidirectional(kind(3, return_sequences=True)), L.Bidirectional(kind(2)), shape=(7,), dtype="int32"), tokens
    yield "GRU reset before", sequential(L.GRU(4, reset_after=False, return_sequences=True), L.GRU(3, reset_after=False), shape=(5, 3)), unit
    yield "GRU reset before masked", sequential(L.Embedding(6, 3, mask_zero=True), L.GRU(3, reset_after=False), shape=(7,), dtype="int32"), tokens
    yield "LSTM hard", sequential(L.LSTM(4, recurrent_activation="hard_sigmoid"), shape=(5, 3)), unit
    yield "bidirectional average", sequential(L.Bidirectional(L.LSTM(3, return_sequences=True), merge_mode="ave"), L.Bidirectional(L.GRU(2), merge_mode="mul"), shape=(5, 3)), unit
    yield "rnn of cells", sequential(L.RNN(L.LSTMCell(4), return_sequences=True), L.RNN(L.GRUCell(3)), shape=(5, 3)), unit
    yield "time distributed", sequential(L.TimeDistributed(L.Conv2D(3, 2, activation="relu")), L.TimeDistributed(L.Flatten()), L.TimeDistributed(L.Dense(4)), L.LSTM(3), shape=(3, 5, 5, 2)), unit
    yield "convolutions then lstm", sequential(L.Conv1D(4, 3, activation="relu"), L.MaxPooling1D(2), L.LSTM(3), L.Dense(2), shape=(12, 2)), unit
    yield "attention", functional([(5, 6), (4, 6)], lambda a, b: L.MultiHeadAttention(2, 3)(a, b)), unit
    yield "self attention", functional([(5, 6)], lambda a: L.LayerNormalization()(L.Add()([a, L.MultiHeadAttention(2, 3, value_dim=4, output_shape=6)(a, a)]))), unit
    yield "causal attention", functional([(5, 6)], lambda a: L.MultiHeadAttention(2, 3, use_bias=False)(a, a, use_causal_mask=True)), unit
    yield "masked attention", functional([(6,)], lambda t: (lambda e: L.MultiHeadAttention(2, 3)(e, e))(L.Embedding(6, 4, mask_zero=True)(t)), ["int32"]), tokens
    yield "embedding with mask, functional", functional([(7,)], lambda t: L.LSTM(3)(L.Embedding(6, 4, mask_zero=True)(t)), ["int32"]), tokens
    yield "masking, functional", functional([(6, 2)], lambda x: L.GRU(3)(L.Masking()(x))), unit
    yield "attention scores", functional([(5, 6)], lambda a: list(L.MultiHeadAttention(2, 3)(a, a, return_attention_scores=True))), unit
    yield "additive attention", functional([(5, 6), (4, 6)], lambda a, b: L.AdditiveAttention()([a, b])), unit
    yield "additive attention with keys", functional([(5, 6), (4, 3), (4, 6)], lambda a, b, c: L.AdditiveAttention(use_scale=False)([a, b, c])), unit
    yield "root mean square", sequential(L.RMSNormalization(), L.Conv2D(4, 2), L.RMSNormalization(epsilon=0.01)), unit
    for name in ("AugMix CutMix MixUp RandAugment RandomColorDegeneration RandomColorJitter RandomElasticTransform RandomErasing RandomGaussianBlur RandomGrayscale RandomHue RandomInvert RandomPerspective RandomPosterization RandomSaturation RandomSharpness RandomShear").split():
        yield "only in training " + name, only_in_training(name), (0, 255)
    yield "adaptive pools", sequential(L.AdaptiveAveragePooling2D((5, 4)), L.AdaptiveMaxPooling2D((3, 2)), shape=(9, 8, 3)), unit
    yield "adaptive pools 1d", sequential(L.AdaptiveMaxPooling1D(4), L.AdaptiveAveragePooling1D(3), shape=(9, 2)), unit
    yield "adaptive pools 3d", sequential(L.AdaptiveAveragePooling3D((4, 3, 2)), L.AdaptiveMaxPooling3D((2, 2, 2)), shape=(6, 7, 5, 2)), unit
    yield "spectral normalisation", sequential(L.SpectralNormalization(L.Conv2D(4, 3, activation="relu")), L.Flatten(), L.SpectralNormalization(L.Dense(3))), unit
    yield "stacked cells", sequential(L.RNN(L.StackedRNNCells([L.LSTMCell(4), L.GRUCell(3), L.LSTMCell(2, use_bias=False)]), return_sequences=True), L.RNN(L.StackedRNNCells([L.SimpleRNNCell(3), L.LSTMCell(2)]), go_backwards=True), shape=(5, 3)), unit
    yield "stacked cells masked", sequential(L.Embedding(6, 3, mask_zero=True), L.RNN(L.StackedRNNCells([L.LSTMCell(4), L.GRUCell(3)]), return_sequences=True), shape=(7,), dtype="int32"), tokens
    yield "convolutional lstm 1d", sequential(L.ConvLSTM1D(4, 3, **p("same"), return_sequences=True), L.ConvLSTM1D(3, 2, strides=2), shape=(4, 8, 2)), unit
    yield "convolutional lstm 2d", sequential(L.ConvLSTM2D(4, (3, 2), **p("same"), return_sequences=True, go_backwards=True), L.ConvLSTM2D(3, 2, use_bias=False, activation="relu"), L.Conv2D(2, 2), shape=(3, 6, 5, 2)), unit
    yield "convolutional lstm 3d", sequential(L.ConvLSTM3D(2, 2, dilation_rate=2, return_sequences=True), shape=(3, 4, 5, 6, 2)), unit
    yield "dot product attention", functional([(5, 6), (4, 6)], lambda a, b: L.Attention()([a, b])), unit


def cudnn():
    """Layers of Keras 2 for CuDNN, whose weights Keras 2, as TensorFlow still carries it, turns into those of LSTM and GRU."""
    from tensorflow.python.keras.saving.hdf5_format import _convert_rnn_weights

    for kind, gates in ((L.LSTM, 4), (L.GRU, 3)):
        layers = [kind(4, return_sequences=True, name="first"), kind(3, go_backwards=True, name="second")]
        name = "cudnn " + kind.__name__
        model = sequential(*layers, shape=(5, 2))
        ranges = {}
        for layer, inputs, units in zip(layers, (2, 4), (4, 3)):
            shapes = [(inputs, gates * units), (units, gates * units), (2 * gates * units,)]
            own = [uniform(f"{layer.name}/{i}", shape, -0.5, 0.5) for i, shape in enumerate(shapes)]
            layer.set_weights(_convert_rnn_weights(layer, own))
            ranges[layer.name] = [[list(shape), -0.5, 0.5] for shape in shapes]
        made = fixture(name, model, [], (-1, 1), ranges)
        for layer in made["model"]["config"]["layers"][1:]:
            layer["class_name"] = "CuDNN" + layer["class_name"]
            for key in ("activation", "recurrent_activation", "reset_after"):
                layer["config"].pop(key, None)
        yield made


def files():
    """A network inside a network, a recurrent layer, BatchNormalization; whole, as weights, chunked, in 16 bits."""
    import zipfile

    import h5py
    from keras.src.legacy.saving import legacy_h5_format

    folder = HERE / "files"
    folder.mkdir(exist_ok=True)
    tower = keras.Sequential(
        [keras.Input((6, 6, 2)), L.Conv2D(3, 2, name="b_conv"), L.BatchNormalization(name="norm"), L.Conv2D(2, 2, name="a_conv", activation="relu")],
        name="tower",
    )
    picture, words = keras.Input((6, 6, 2), name="picture"), keras.Input((5,), dtype="int32", name="words")
    seen = L.Flatten(name="flat")(tower(picture))
    read = L.Bidirectional(L.LSTM(3), name="both")(L.Embedding(6, 4, mask_zero=True, name="letters")(words))
    model = keras.Model([picture, words], L.Dense(3, activation="softmax", name="answer")(L.Concatenate(name="all")([seen, read])), name="small")
    made = fixture("small", model, ["flat", "both"], [(-1, 1), (0, 5)])
    del made["weights"]
    write(folder / "small.json.gz", made)
    model.save(folder / "small.keras")
    model.save(folder / "small.h5")
    model.save_weights(folder / "apart.weights.h5")
    (folder / "apart.json").write_text(model.to_json())
    with h5py.File(folder / "listed.h5", "w") as out:
        legacy_h5_format.save_weights_to_hdf5_group(out, model)
    (folder / "listed.json").write_text(model.to_json())

    def copied(name, change, **options):
        with h5py.File(folder / "small.h5") as old, h5py.File(folder / name, "w", **options) as new:
            def copy(path, thing):
                if isinstance(thing, h5py.Dataset):
                    change(new, path, thing[()])
                else:
                    new.require_group(path)
                for key, value in thing.attrs.items():
                    new[path].attrs[key] = value
            old.visititems(copy)
            for key, value in old.attrs.items():
                new.attrs[key] = value

    copied("chunked.h5", lambda f, p, v: f.create_dataset(p, data=v, chunks=tuple(max(1, n // 2) for n in v.shape), compression="gzip", shuffle=True, fletcher32=True) if v.ndim else f.create_dataset(p, data=v))
    copied("block.h5", lambda f, p, v: f.create_dataset(p, data=v), userblock_size=1024)
    with zipfile.ZipFile(folder / "small.keras") as old, zipfile.ZipFile(folder / "packed.keras", "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name), old.read(name), zipfile.ZIP_DEFLATED)
    half = keras.Sequential([keras.Input((4,), dtype="bfloat16"), L.Dense(2, name="d", dtype="bfloat16"), L.Dense(2, name="e", dtype="float16")])
    half.save(folder / "half.keras")


def real(folder):
    """Answers to one random input."""
    made = []
    for path in sorted(Path(folder).rglob("*")):
        if path.suffix not in (".h5", ".hdf5", ".keras"):
            continue
        try:
            model = keras.models.load_model(path, compile=False)
        except Exception as problem:
            print(path.name, "not read by this Keras:", str(problem)[:100].replace("\n", " "))
            continue
        shape = (1,) + tuple(model.input_shape[1:])
        answer = np.asarray(model(uniform(path.name, shape, -1, 1), training=False)).reshape(-1)
        made.append({"file": path.name, "shape": shape, "answer": [float("%.9g" % v) for v in answer]})
    write(HERE / "real.json.gz", made)


def main():
    asked = sys.argv[1:]
    if asked == ["files"]:
        files()
        return
    if asked[:1] == ["real"]:
        real(asked[1])
        return
    if asked[:1] == ["save"]:
        for name in applications() if asked[2:] == ["all"] else asked[2:]:
            save(Path(asked[1]), name)
        return
    if asked == ["cases"]:
        made = []
        for name, model, ranges in cases():
            try:
                made.append(fixture(name, model, [], ranges))
            except Exception as problem:
                print(name, type(problem).__name__, str(problem)[:300], flush=True)
        write(HERE / "cases.json.gz", made + list(cudnn()))
        return
    for name in applications() if asked == ["all"] else asked:
        application(name)


if __name__ == "__main__":
    main()
