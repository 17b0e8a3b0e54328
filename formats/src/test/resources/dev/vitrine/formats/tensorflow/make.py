"""Makes the small TensorFlow graphs of this folder, and beside each an .npz of inputs (in0, in1, ...) and of what TensorFlow answers
(out0, ...). Reference outputs of public models: python make.py ASSETS.

Frozen graphs are written as TensorFlow 1 wrote them; the SavedModel by TensorFlow 2, with functions inside functions.
"""
import os
import pathlib
import shutil
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import numpy as np
import tensorflow as tf

HERE = pathlib.Path(__file__).parent
v1 = tf.compat.v1
rng = np.random.default_rng(7)


def weights(*shape, scale=0.5):
    return tf.constant((rng.normal(size=shape) * scale).astype(np.float32))


def frozen(name, build, *shapes):
    with tf.Graph().as_default() as graph, v1.Session() as session:
        inputs = [v1.placeholder(tf.float32, [None] + s[1:], name=f"in{i}") for i, s in enumerate(shapes)]
        outputs = [tf.identity(y, name=f"out{i}") for i, y in enumerate(build(*inputs))]
        values = [rng.normal(size=s).astype(np.float32) for s in shapes]
        answers = session.run(outputs, dict(zip(inputs, values)))
        (HERE / f"{name}.pb").write_bytes(graph.as_graph_def().SerializeToString())
    kept = {f"in{i}": v for i, v in enumerate(values)} | {f"out{i}": np.asarray(v) for i, v in enumerate(answers)}
    np.savez_compressed(HERE / f"{name}.npz", **kept)
    print(name, len(outputs))


def elements(x, y):
    p = tf.abs(y) + 0.3
    raw = tf.raw_ops
    return [
        x + y, raw.Add(x=x, y=y), x - y, x * y, x / p, raw.Div(x=x, y=p), tf.math.add_n([x, y, p]), tf.pow(p, 1.5), tf.maximum(x, y),
        tf.minimum(x, y), tf.cast(x < y, tf.float32), tf.cast(x <= y, tf.float32), tf.cast(x > y, tf.float32),
        tf.cast(x >= y, tf.float32), tf.cast(tf.equal(tf.round(x), tf.round(y)), tf.float32),
        tf.cast(tf.not_equal(tf.round(x), tf.round(y)), tf.float32), tf.cast(tf.logical_and(x < 0, y < 0), tf.float32),
        tf.cast(tf.logical_or(x < 0, y < 0), tf.float32), tf.cast(tf.logical_not(x < 0), tf.float32),
        tf.math.squared_difference(x, y), tf.math.floordiv(x, p), tf.where(x < y, x, p), raw.Select(condition=x < y, x=x, y=p),
        tf.nn.bias_add(x, weights(3)), tf.abs(x), tf.math.ceil(x), tf.cos(x), tf.nn.elu(x), tf.math.erf(x), tf.math.erfc(x), tf.exp(x),
        tf.floor(x), tf.math.log(p), -x, tf.nn.relu(x), tf.math.reciprocal(p), tf.nn.selu(x), tf.sigmoid(x), tf.sign(x), tf.sin(x),
        tf.math.softplus(x), tf.nn.softsign(x), tf.sqrt(p), tf.tanh(x), tf.math.rint(x), tf.round(x), tf.nn.relu6(x * 4),
        tf.nn.leaky_relu(x, 0.3), tf.square(x), tf.math.rsqrt(p), tf.nn.softmax(x), tf.nn.log_softmax(x), tf.stop_gradient(x) * 2,
        tf.raw_ops.PreventGradient(input=x) * 2, tf.raw_ops.Snapshot(input=x) * 2, tf.ensure_shape(x, [None, 3, 4, 3]) * 2,
        tf.debugging.check_numerics(x, "x") * 2, v1.placeholder_with_default(weights(3), [3]) * x,
    ]


def maps(x):
    raw = tf.raw_ops
    k, d = weights(3, 3, 4, 6), weights(3, 3, 4, 2)
    conv = tf.nn.conv2d(x, k, 2, "SAME")
    scale, offset, mean, variance = weights(6), weights(6), weights(6), tf.abs(weights(6)) + 0.5

    def normal(op):
        return op(x=conv, scale=scale, offset=offset, mean=mean, variance=variance, epsilon=1e-3, is_training=False)[0]

    return [
        normal(raw.FusedBatchNorm), normal(raw.FusedBatchNormV2), normal(raw.FusedBatchNormV3), tf.nn.conv2d(x, k, 1, "VALID"),
        tf.nn.conv2d(x, k, 1, "SAME", dilations=2), tf.nn.conv2d(x, k, [1, 2, 1, 1], [[0, 0], [1, 2], [0, 1], [0, 0]]),
        tf.nn.depthwise_conv2d(x, d, [1, 2, 2, 1], "SAME"), tf.nn.avg_pool2d(x, 3, 2, "SAME"), tf.nn.max_pool2d(x, [2, 3], [2, 1], "SAME"),
        tf.reduce_mean(conv, [1, 2]), tf.reduce_mean(conv, [1, 2], keepdims=True) + conv,
        v1.image.resize_bilinear(x, [9, 5]), v1.image.resize_bilinear(x, [9, 14], align_corners=True),
        v1.image.resize_bilinear(x, [12, 18], half_pixel_centers=True), v1.image.resize_nearest_neighbor(x, [12, 18]),
        v1.image.resize_nearest_neighbor(x, [4, 14], align_corners=True), tf.nn.depth_to_space(x, 2), tf.nn.space_to_depth(x[:, :, :8], 2),
        tf.space_to_batch(x, [2, 2], [[0, 0], [1, 2]]), tf.batch_to_space(tf.tile(x, [4, 1, 1, 1]), [2, 2], [[1, 0], [0, 1]]),
        tf.pad(conv, [[0, 0], [1, 2], [0, 1], [0, 0]]), tf.pad(conv, [[0, 0], [1, 0], [0, 1], [0, 2]], constant_values=1.5),
        tf.pad(conv, [[0, 0], [1, 1], [1, 0], [0, 0]], "REFLECT"), tf.concat([conv, tf.nn.relu(conv), conv * 2], 3),
        conv * weights(6), conv + weights(5, 6), tf.cast(tf.argmax(conv, 3), tf.float32), tf.cast(tf.argmin(conv, 1, tf.int32), tf.float32),
    ]


def parts(x, y):
    raw = tf.raw_ops
    a, b, c = tf.split(x, 3, 2)
    d, e = tf.split(x, [1, 2], 2)
    one, two = tf.unstack(x, axis=1)
    size = tf.shape(x)
    return [
        tf.reshape(x, [-1, 4]), tf.reshape(x, [size[0], size[1] * 3, 4]), tf.squeeze(x[:, :1], [1]), tf.expand_dims(x, -1),
        tf.transpose(x, [0, 2, 1, 3]), tf.concat([a, c, b], 1), d * 2, e * 3, one - two, tf.stack([one, two], -1), x[:, 0, 1:, ::2],
        x[..., tf.newaxis, 1:3], x[:, ::-1], x[:, -1], tf.slice(x, [0, 0, 1, 0], [-1, 2, 2, 3]), tf.gather(x, [2, 0, 2], axis=2),
        raw.Gather(params=x, indices=[0, 0]), tf.tile(x, [1, 2, 1, 3]), tf.reduce_sum(x, [1, 3]), tf.reduce_max(x, 2),
        tf.reduce_min(x, [2]), tf.reduce_prod(x, 1), tf.matmul(y, weights(4, 3)), tf.matmul(y, weights(5, 4), transpose_b=True),
        tf.matmul(y, y, transpose_a=True), raw.BatchMatMul(x=x, y=x, adj_y=True), tf.matmul(x, x, transpose_a=True),
        raw.BatchMatMulV3(x=x, y=x, adj_y=True, Tout=tf.float32), tf.identity_n([x, y])[1] * 2, tf.tensordot(x, weights(4, 5), [[3], [0]]),
    ]


def loop(x):
    return [v1.while_loop(lambda i, v: i < 3, lambda i, v: (i + 1, v * 0.5), [0, x])[1], tf.nn.relu(x)]


class Block(tf.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.kernel = tf.Variable(rng.normal(size=[3, 3, inputs, outputs]).astype(np.float32) * 0.3)
        self.bias = tf.Variable(rng.normal(size=[outputs]).astype(np.float32))

    @tf.function
    def __call__(self, x):
        return tf.nn.relu(tf.nn.bias_add(tf.nn.conv2d(x, self.kernel, 2, "SAME"), self.bias))


class Network(tf.Module):
    def __init__(self):
        super().__init__()
        self.blocks = [Block(3, 4), Block(4, 8)]
        self.dense = tf.Variable(rng.normal(size=[4 * 4 * 8, 5]).astype(np.float32))

    @tf.function(input_signature=[tf.TensorSpec([None, 16, 16, 3], tf.float32, name="picture")])
    def serve(self, picture):
        x = picture
        for block in self.blocks:
            x = block(x)
        up, down = tf.split(x, 2, 3)
        y = tf.reshape(tf.concat([down, up], 3), [-1, 4 * 4 * 8])
        return {"scores": tf.nn.softmax(tf.matmul(y, self.dense)), "maps": x}


def saved_model():
    folder = HERE / "saved_model"
    shutil.rmtree(folder, ignore_errors=True)
    network = Network()
    tf.saved_model.save(network, folder, signatures=network.serve)
    picture = rng.normal(size=[2, 16, 16, 3]).astype(np.float32)
    answer = network.serve(picture)
    np.savez_compressed(HERE / "saved_model.npz", in0=picture, out0=answer["maps"], out1=answer["scores"])
    for extra in ("fingerprint.pb", "assets"):
        path = folder / extra
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


def counted(*shape):
    count = np.arange(np.prod(shape), dtype=np.uint64)
    z = (count + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    level = ((z ^ (z >> np.uint64(31))) >> np.uint64(56)).astype(np.float64)
    return (level / 127.5 - 1).astype(np.float32).reshape(shape)


def public(assets):
    """A few hundred outputs of each public model for inputs that a counter makes, see TensorFlowTest."""
    folder = pathlib.Path(assets) / "tensorflow"
    for name, tensor, shape, outputs in [
        ("face_mask_detection.pb", "data_1", [1, 260, 260, 3], ["loc_branch_concat_1/concat", "cls_branch_concat_1/concat"]),
        ("kws_CNN_S.pb", "Mfcc", [1, 49, 10], ["labels_softmax"]),
        ("kws_DS_CNN_S.pb", "Mfcc", [1, 49, 10], ["labels_softmax"]),
        ("lenet_frozen.pb", "MyInput", [1, 32, 32, 1], ["MySoftMax"]),
        ("kws_ref_savedmodel", "input_1", [1, 49, 10, 1], ["dense"]),
        ("lenet_tf1_savedmodel", "input", [1, 32, 32, 1], ["output"]),
    ]:
        with tf.Graph().as_default(), v1.Session() as session:
            if name.endswith(".pb"):
                graph = v1.GraphDef.FromString((folder / name).read_bytes())
                tf.import_graph_def(graph, name="")
                tensor, outputs = tensor + ":0", [o + ":0" for o in outputs]
            else:
                signature = v1.saved_model.load(session, ["serve"], str(folder / name)).signature_def["serving_default"]
                tensor, outputs = signature.inputs[tensor].name, [signature.outputs[o].name for o in outputs]
            answers = session.run(outputs, {tensor: counted(*shape)})
        kept = {f"out{i}": a.reshape(-1)[:: max(1, a.size // 1500)] for i, a in enumerate(answers)}
        np.savez_compressed(HERE / f"public_{name.removesuffix('.pb')}.npz", **kept)
        print(name)


if len(sys.argv) > 1:
    public(sys.argv[1])
else:
    frozen("elements", elements, [1, 3, 4, 3], [1, 3, 4, 3])
    frozen("maps", maps, [1, 6, 9, 4])
    frozen("parts", parts, [1, 2, 3, 4], [6, 4])
    v1.disable_control_flow_v2()
    frozen("loop", loop, [1, 3])
    v1.enable_control_flow_v2()
    saved_model()
