"""Makes the small TFLite files of this folder, and beside each an .npz of inputs (in0, in1, ...) and of what the TFLite
interpreter answers (out0, ...), as numbers. Reference outputs of public models: python make.py ASSETS.

Made with TensorFlow 2.x; its converter names tensors and fuses operators differently from version to version.
"""
import os
import pathlib
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import flatbuffers
import numpy as np
import tensorflow as tf
from tensorflow.lite.python import schema_py_generated as schema

HERE = pathlib.Path(__file__).parent
RESOLVER = tf.lite.experimental.OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES


def interpreter(content):
    run = tf.lite.Interpreter(model_content=content, experimental_op_resolver_type=RESOLVER)
    run.allocate_tensors()
    return run


def numbers(codes, detail):
    scale, zero = detail["quantization"]
    return codes if scale == 0 else ((codes.astype(np.float64) - zero) * scale).astype(np.float32)


def answer(content, inputs):
    """The inputs as numbers, and the outputs; in the order of the file."""
    run = interpreter(content)
    kept = {}
    for i, detail in enumerate(run.get_input_details()):
        value = inputs(i, detail)
        run.set_tensor(detail["index"], value)
        kept[f"in{i}"] = numbers(value, detail)
    run.invoke()
    for i, detail in enumerate(run.get_output_details()):
        kept[f"out{i}"] = numbers(run.get_tensor(detail["index"]), detail)
        kept[f"step{i}"] = np.float32(detail["quantization"][0])
    return kept


def normal(seed):
    rng = np.random.default_rng(seed)

    def value(_, detail):
        shape, kind = detail["shape"], detail["dtype"]
        if kind in (np.int8, np.uint8):
            low = np.iinfo(kind).min
            return rng.integers(low, low + 256, shape).astype(kind)
        if kind in (np.int32, np.int64):
            return rng.integers(0, 3, shape).astype(kind)
        return rng.normal(size=shape).astype(kind)

    return value


def save(name, content):
    (HERE / f"{name}.tflite").write_bytes(content)
    np.savez_compressed(HERE / f"{name}.npz", **answer(content, normal(len(name))))
    print(name, len(content))


def convert(function, *shapes, **settings):
    concrete = tf.function(function, input_signature=[tf.TensorSpec(s, tf.float32) for s in shapes]).get_concrete_function()
    converter = tf.lite.TFLiteConverter.from_concrete_functions([concrete])
    for key, value in settings.items():
        setattr(converter, key, value)
    return converter.convert()


rng = np.random.default_rng(7)


def weights(*shape, scale=0.5):
    return tf.constant((rng.normal(size=shape) * scale).astype(np.float32))


def operators():
    def arithmetic(x, y):
        a, p = x[..., :3] + 0.5 * y, tf.abs(y) + 0.3
        return [
            x + y, x - y, x * y, x / p, tf.math.add_n([x, y, p]), tf.pow(p, 1.5), tf.maximum(x, y), tf.minimum(x, y),
            tf.cast(x < y, tf.float32), tf.cast(x <= y, tf.float32), tf.cast(x > y, tf.float32), tf.cast(x >= y, tf.float32),
            tf.cast(tf.equal(tf.round(x), tf.round(y)), tf.float32), tf.cast(tf.not_equal(tf.round(x), tf.round(y)), tf.float32),
            tf.cast(tf.logical_and(x < 0, y < 0), tf.float32), tf.cast(tf.logical_or(x < 0, y < 0), tf.float32),
            tf.cast(tf.logical_not(x < 0), tf.float32), tf.math.squared_difference(x, y), tf.math.floordiv(x, p),
            tf.where(x < y, x, p), tf.compat.v1.where(x < y, y, a),
        ]

    save("arithmetic", convert(arithmetic, [1, 4, 5, 3], [1, 4, 5, 3]))

    def elements(x):
        p = tf.abs(x) + 0.3
        alpha = weights(3)
        return [
            tf.abs(x), tf.math.ceil(x), tf.cos(x), tf.exp(x), tf.floor(x), tf.math.log(p), tf.sigmoid(x), -x, tf.nn.relu(x),
            tf.round(x), tf.sign(x), tf.sin(x), tf.sqrt(p), tf.tanh(x), tf.nn.elu(x), tf.square(x), tf.math.rsqrt(p),
            tf.nn.relu6(x * 4), tf.clip_by_value(x, -1.0, 1.0), tf.maximum(0.0, tf.minimum(x, 1.0)),
            tf.nn.leaky_relu(x, 0.3), tf.nn.relu(x) + alpha * (x - tf.abs(x)) * 0.5, x * tf.nn.relu6(x + 3) / 6,
            tf.nn.gelu(x), tf.nn.softmax(x * 2.0), tf.nn.log_softmax(x), tf.math.l2_normalize(x, -1),
        ]

    save("elements", convert(elements, [2, 3, 4, 3]))

    def maps(x):
        k, d = weights(3, 3, 4, 6), weights(3, 3, 4, 2)
        conv = tf.nn.bias_add(tf.nn.conv2d(x, k, 2, "SAME"), weights(6))
        return [
            tf.nn.relu6(conv), tf.nn.conv2d(x, k, 1, "VALID"), tf.nn.conv2d(x, k, 1, "SAME", dilations=2),
            tf.nn.conv2d(x, weights(2, 2, 2, 6), 1, "SAME"),
            tf.nn.relu(tf.nn.depthwise_conv2d(x, d, [1, 2, 2, 1], "SAME")), tf.nn.depthwise_conv2d(x, d, [1, 1, 1, 1], "VALID"),
            tf.nn.depthwise_conv2d(x, weights(3, 3, 4, 1), [1, 1, 1, 1], "SAME", dilations=[2, 2]),
            tf.nn.conv2d_transpose(x, weights(3, 3, 5, 4), [1, 12, 18, 5], 2, "SAME"),
            tf.nn.conv2d_transpose(x, weights(3, 3, 5, 4), [1, 13, 19, 5], 2, "VALID"),
            tf.nn.avg_pool2d(x, 3, 2, "SAME"), tf.nn.max_pool2d(x, [2, 3], [2, 1], "SAME"), tf.nn.max_pool2d(x, 2, 2, "VALID"),
            tf.nn.tanh(tf.reduce_mean(conv, [1, 2])), tf.reduce_mean(conv, [1, 2], keepdims=True),
            tf.compat.v1.image.resize_bilinear(x, [9, 5]), tf.compat.v1.image.resize_bilinear(x, [9, 14], align_corners=True),
            tf.compat.v1.image.resize_bilinear(x, [12, 18], half_pixel_centers=True),
            tf.compat.v1.image.resize_nearest_neighbor(x, [12, 18]),
            tf.compat.v1.image.resize_nearest_neighbor(x, [4, 14], align_corners=True),
            tf.compat.v1.image.resize_nearest_neighbor(x, [7, 4], half_pixel_centers=True),
            tf.nn.depth_to_space(x, 2), tf.nn.space_to_depth(x[:, :, :8], 2),
            tf.space_to_batch(x, [2, 2], [[0, 0], [1, 2]]), tf.batch_to_space(tf.tile(x, [4, 1, 1, 1]), [2, 2], [[1, 0], [0, 1]]),
            tf.pad(conv, [[0, 0], [1, 2], [0, 1], [0, 0]]), tf.pad(conv, [[0, 0], [1, 0], [0, 1], [0, 2]], constant_values=1.5),
            tf.pad(conv, [[0, 0], [1, 1], [1, 0], [0, 0]], "REFLECT"),
            tf.concat([conv, tf.nn.relu(conv), conv * 2], 3), tf.concat([conv, conv], 1), conv * weights(6), conv + weights(5, 6),
            tf.argmax(conv, 3), tf.cast(tf.argmin(conv, 1, tf.int32), tf.float32), tf.nn.softmax(conv),
        ]

    save("maps", convert(maps, [1, 6, 9, 4]))

    def parts(x, y):
        a, b, c = tf.split(x, 3, 2)
        d, e = tf.split(x, [1, 2], 2)
        one, two = tf.unstack(x, axis=1)
        turned = tf.transpose(x, [0, 2, 1, 3])
        size = tf.shape(x)
        return [
            tf.reshape(x, [-1, 4]), tf.reshape(x, [2, 3, 4]), tf.squeeze(x[:, :1], [1]), tf.expand_dims(x, -1), turned,
            tf.transpose(x, [3, 0, 2, 1]) * 2, tf.concat([a, c, b], 1), d * 2, e * 3, one - two, tf.stack([one, two], 1),
            tf.stack([one, two], -1), x[:, 0, 1:, ::2], x[..., tf.newaxis, 1:3], x[:, ::-1], x[:, -1],
            tf.slice(x, [0, 0, 1, 0], [-1, 2, 2, 3]), tf.gather(x, [2, 0, 2], axis=2), tf.tile(x, [1, 2, 1, 3]),
            tf.reshape(turned, [size[0], size[1] * 3, 4]), tf.reduce_sum(x, [1, 3]), tf.reduce_max(x, 2), tf.reduce_min(x, [2]),
            tf.reduce_prod(x, 1), tf.matmul(y, weights(4, 3)) + weights(3), tf.nn.relu(tf.matmul(y, weights(5, 4), transpose_b=True)),
            tf.matmul(x, x, transpose_b=True), tf.linalg.matmul(x, y[:4], transpose_b=False), tf.reduce_mean(tf.tanh(x), 3),
        ]

    save("parts", convert(parts, [1, 2, 3, 4], [6, 4]))


def network(x):
    """A convolution, a depthwise one, a residual sum, a mean, a dense layer."""
    w = np.random.default_rng(3)

    def constant(*shape):
        return tf.constant((w.normal(size=shape) * np.sqrt(2 / np.prod(shape[:-1]))).astype(np.float32))

    a = tf.nn.relu6(tf.nn.bias_add(tf.nn.conv2d(x, constant(3, 3, 3, 8), 2, "SAME"), constant(8)))
    b = tf.nn.relu(tf.nn.bias_add(tf.nn.depthwise_conv2d(a, constant(3, 3, 8, 1), [1, 1, 1, 1], "SAME"), constant(8)))
    c = tf.nn.bias_add(tf.nn.conv2d(b, constant(1, 1, 8, 8), 1, "SAME"), constant(8)) + a
    d = tf.concat([c, tf.nn.max_pool2d(c, 3, 1, "SAME")], 3)
    e = tf.reshape(tf.nn.avg_pool2d(d, 2, 2, "VALID"), [-1, 4 * 4 * 16])
    return tf.nn.softmax(tf.matmul(e, constant(256, 5)) + constant(5))


def examples():
    r = np.random.default_rng(11)
    for _ in range(64):
        yield [r.normal(size=[1, 16, 16, 3]).astype(np.float32)]


def networks():
    quantised = dict(optimizations=[tf.lite.Optimize.DEFAULT], representative_dataset=examples)
    shape = [1, 16, 16, 3]
    save("network_float", convert(network, shape))
    save("network_float16", convert(network, shape, optimizations=[tf.lite.Optimize.DEFAULT],
                                    target_spec=tf.lite.TargetSpec(supported_types=[tf.float16])))
    save("network_dynamic", convert(network, shape, optimizations=[tf.lite.Optimize.DEFAULT], _experimental_disable_per_channel=False))
    for kind in (tf.int8, tf.uint8):
        save(f"network_{kind.name}", convert(network, shape, inference_input_type=kind, inference_output_type=kind, **quantised))

    keras = tf.keras
    keras.utils.set_random_seed(5)
    lstm = keras.Sequential([keras.Input([6, 4], batch_size=1), keras.layers.LSTM(5, return_sequences=True), keras.layers.Dense(3)])
    function = tf.function(lambda x: lstm(x), input_signature=[tf.TensorSpec([1, 6, 4])])
    save("lstm_loop", tf.lite.TFLiteConverter.from_concrete_functions([function.get_concrete_function()]).convert())


class Handmade:
    """A file written operator by operator, for those that the converter of today writes otherwise."""

    def __init__(self):
        self.model, self.graph = schema.ModelT(), schema.SubGraphT()
        self.model.version, self.model.description = 3, "handmade"
        self.model.subgraphs, self.model.operatorCodes, self.model.buffers = [self.graph], [], [schema.BufferT()]
        self.graph.tensors, self.graph.operators, self.graph.inputs, self.graph.outputs = [], [], [], []

    def tensor(self, name, shape, kind="FLOAT32", value=None, variable=False):
        t = schema.TensorT()
        t.name, t.shape, t.type, t.buffer, t.isVariable = name, list(shape), getattr(schema.TensorType, kind), 0, variable
        if value is not None:
            data = schema.BufferT()
            data.data = np.frombuffer(np.ascontiguousarray(value).tobytes(), np.uint8)
            t.buffer = len(self.model.buffers)
            self.model.buffers.append(data)
        self.graph.tensors.append(t)
        return len(self.graph.tensors) - 1

    def input(self, name, shape, kind="FLOAT32"):
        self.graph.inputs.append(self.tensor(name, shape, kind))
        return self.graph.inputs[-1]

    def constant(self, name, value):
        return self.tensor(name, value.shape, {"f": "FLOAT32", "i": "INT32"}[value.dtype.kind], value)

    def put(self, op, inputs, name, shape, kind="FLOAT32", options=None, leaves=True):
        code = schema.OperatorCodeT()
        code.builtinCode = getattr(schema.BuiltinOperator, op)
        code.deprecatedBuiltinCode, code.version = min(code.builtinCode, 127), 1
        operator = schema.OperatorT()
        operator.opcodeIndex, operator.inputs = len(self.model.operatorCodes), inputs
        self.model.operatorCodes.append(code)
        operator.outputs = [self.tensor(name, shape, kind)]
        if options is not None:
            operator.builtinOptions = options
            operator.builtinOptionsType = getattr(schema.BuiltinOptions, type(options).__name__[:-1])
        self.graph.operators.append(operator)
        if leaves:
            self.graph.outputs.append(operator.outputs[0])
        return operator.outputs[0]

    def content(self):
        builder = flatbuffers.Builder(1024)
        builder.Finish(self.model.Pack(builder), b"TFL3")
        return bytes(builder.Output())


def handmade():
    h = Handmade()
    x = h.input("x", [2, 3, 4])
    h.put("PRELU", [x, h.constant("alpha", rng.normal(size=[4]).astype(np.float32))], "prelu", [2, 3, 4])
    h.put("EXPAND_DIMS", [x, h.constant("axis", np.array([-2], np.int32))], "expanded", [2, 3, 1, 4])
    sizes = schema.ShapeOptionsT()
    sizes.outType = schema.TensorType.INT32
    squeeze = schema.SqueezeOptionsT()
    squeeze.squeezeDims = [2]
    wide = h.put("EXPAND_DIMS", [x, h.constant("two", np.array([2], np.int32))], "wide", [2, 3, 1, 4], leaves=False)
    h.put("SQUEEZE", [wide], "squeezed", [2, 3, 4], options=squeeze)
    zero = h.constant("zero", np.zeros([], np.float32))
    less = h.put("LESS", [x, zero], "less", [2, 3, 4], "BOOL", leaves=False)
    more = h.put("LOGICAL_NOT", [less], "more", [2, 3, 4], "BOOL", leaves=False)
    h.put("SELECT_V2", [more, x, zero], "selected", [2, 3, 4])
    h.put("SHAPE", [x], "sizes", [3], "INT32", sizes)
    save("handmade", h.content())

    h = Handmade()
    x = h.input("x", [1, 6, 4])
    inputs = [x]
    inputs += [h.constant(f"input_{g}", rng.normal(size=[5, 4]).astype(np.float32)) for g in "ifco"]
    inputs += [h.constant(f"recurrent_{g}", (rng.normal(size=[5, 5]) * 0.5).astype(np.float32)) for g in "ifco"]
    inputs += [-1, -1, -1] + [h.constant(f"bias_{g}", rng.normal(size=[5]).astype(np.float32)) for g in "ifco"] + [-1, -1]
    inputs += [h.tensor(state, [1, 5], variable=True) for state in ("hidden", "cell")] + [-1] * 4
    options = schema.UnidirectionalSequenceLSTMOptionsT()
    options.fusedActivationFunction = schema.ActivationFunctionType.TANH
    h.put("UNIDIRECTIONAL_SEQUENCE_LSTM", inputs, "states", [1, 6, 5], options=options)
    save("lstm", h.content())


def public(assets):
    """A few hundred outputs of each public model for inputs that a counter makes, see TfliteTest."""
    for file in sorted((pathlib.Path(assets) / "tflite").glob("*.tflite")):
        content = file.read_bytes()
        if b"edgetpu-custom-op" in content:
            continue

        def value(_, detail):
            count = np.arange(np.prod(detail["shape"]), dtype=np.uint64)
            z = (count + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
            z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
            z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
            level = ((z ^ (z >> np.uint64(31))) >> np.uint64(56)).astype(np.int64).reshape(detail["shape"])
            kind = detail["dtype"]
            return (level + np.iinfo(kind).min).astype(kind) if kind != np.float32 else (level / 127.5 - 1).astype(np.float32)

        kept = {k: v for k, v in answer(content, value).items() if not k.startswith("in")}
        for key in [k for k in kept if k.startswith("out")]:
            flat = kept[key].reshape(-1)
            kept[key] = flat[:: max(1, flat.size // 1500)]
        np.savez_compressed(HERE / f"public_{file.stem}.npz", **kept)
        print(file.name, {k: v.shape for k, v in kept.items()})


if len(sys.argv) > 1:
    public(sys.argv[1])
else:
    operators()
    networks()
    handmade()
