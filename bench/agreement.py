"""How far networks from files of other frameworks are from what those frameworks answer.

    python bench/agreement.py ASSETS [--torch PYTHON] [--only FAMILY] [--table docs/formats.md]

Needs the built launcher, onnx, onnxruntime, Pillow and TensorFlow with Keras; PyTorch is taken from the environment of PYTHON, where it is
another. Each file goes through `vitrine convert`, and ONNX Runtime answers; so does the framework that the file is of. Inputs are
noise from -1 to 1 (seeded) and, where the network takes pictures, four of ASSETS/images at the same scale. A difference is the
largest of any output, relative to the range of that output. Where one is over 1e-4, a third answer says which side is nearer to the
truth: the same graph in float64, by the reference implementation of ONNX. The TFLite interpreter answers three times: with its own
kernels, with its reference kernels, and as it runs by default, through XNNPACK. With --table the rows replace those in a Markdown file.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

import numpy as np

HOME = Path(__file__).resolve().parent.parent
VITRINE = HOME / "vitrine"
BOUND = 1e-4
HEADING = "## Agreement"
PICTURES = ["darknet_dog.jpg", "kitten.jpg", "grace_hopper.bmp", "goldfish.jpg"]

# Of the sides of a picture; less is a spectrogram.
SMALLEST = 28


def vitrine(*arguments):
    run = subprocess.run([str(a) for a in (VITRINE, *arguments, "--lang", "en")], capture_output=True, text=True)
    if run.returncode:
        sys.exit(run.stderr)
    return run.stdout


class Network:
    """A file of any format as Vitrine makes it an ONNX model."""

    def __init__(self, file):
        import onnx
        import onnxruntime

        with tempfile.TemporaryDirectory() as place:
            path = Path(place) / "model.onnx"
            vitrine("convert", file, "--out", path, "--quiet")
            self.session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
            self.model = onnx.load(path)
        self.inputs = [i.name for i in self.session.get_inputs()]
        self.outputs = [o.name for o in self.session.get_outputs()]

    def __call__(self, inputs):
        return self.session.run(None, dict(zip(self.inputs, inputs)))

    def exactly(self, inputs):
        """The same in float64."""
        from onnx.reference import ReferenceEvaluator

        return ReferenceEvaluator(doubled(self.model)).run(None, dict(zip(self.inputs, (x.astype(np.float64) for x in inputs))))


def doubled(model):
    """A model with float64 in the place of float32."""
    from onnx import ModelProto, TensorProto, numpy_helper

    made = ModelProto()
    made.CopyFrom(model)
    for value in (*made.graph.input, *made.graph.output):
        if value.type.tensor_type.elem_type == TensorProto.FLOAT:
            value.type.tensor_type.elem_type = TensorProto.DOUBLE
    del made.graph.value_info[:]
    # The reference implementation has DequantizeLinear from 19 on; what is written with 18 means the same there.
    for opset in made.opset_import:
        opset.version = max(opset.version, 19) if opset.domain == "" else opset.version
    for tensor in made.graph.initializer:
        if tensor.data_type == TensorProto.FLOAT:
            tensor.CopyFrom(numpy_helper.from_array(numpy_helper.to_array(tensor).astype(np.float64), tensor.name))
    for node in made.graph.node:
        for attribute in node.attribute:
            if node.op_type == "Cast" and attribute.name == "to" and attribute.i == TensorProto.FLOAT:
                attribute.i = TensorProto.DOUBLE
    return made


def difference(found, wanted):
    """Of all outputs the largest, each relative to its range."""
    return max(float(np.abs(f.astype(np.float64) - w).max() / (np.ptp(w) or 1)) for f, w in zip(found, wanted, strict=True))


def inputs(shape, assets):
    """What networks are asked: name to arrays of values from -1 to 1."""
    from PIL import Image

    asked = {"noise": [np.random.default_rng(seed).uniform(-1, 1, shape).astype(np.float32) for seed in range(2)]}
    channels_first = len(shape) == 4 and shape[1] in (1, 3)
    if len(shape) == 4 and (channels_first or shape[3] in (1, 3)) and min(shape[1 + channels_first : 3 + channels_first]) >= SMALLEST:
        height, width = shape[2:] if channels_first else shape[1:3]
        colours = shape[1] if channels_first else shape[3]
        asked["pictures"] = []
        for name in PICTURES:
            picture = Image.open(assets / "images" / name).convert("RGB" if colours == 3 else "L").resize((width, height))
            values = np.asarray(picture, np.float32).reshape(1, height, width, colours) / 127.5 - 1
            asked["pictures"].append(np.ascontiguousarray(values.transpose(0, 3, 1, 2)) if channels_first else values)
    return asked


def pytorch(assets, torch):
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        subprocess.run([torch, HOME / "formats/src/test/scripts/torch_networks.py", folder, "whole"], check=True, capture_output=True)
        for file in sorted(folder.glob("*.pt2")):
            network, kept = Network(file), np.load(file.with_suffix(".npz"))
            worst = max(difference(network([kept[f"in{i}"]]), [kept[f"out{i}"]]) for i in range(2))
            yield f"{file.name} (torch.export)", "outputs, two inputs", f"{worst:.1e}"
    pair = [assets / "pytorch" / f"mnist_conv_burn{suffix}" for suffix in (".pt", ".safetensors")]
    read = subprocess.run([torch, __file__, "--differences", *pair], check=True, capture_output=True, text=True)
    there = json.loads(read.stdout)
    here = {p["a"]: p["maxAbs"] for p in json.loads(vitrine("compare", *pair, "--json"))["parameters"]}
    equal = sum(abs(here.get(name, 0) - value) <= 1e-6 * value for name, value in there.items())
    yield (
        "mnist_conv_burn.pt, .safetensors",
        "largest difference between the two files, tensor by tensor, here and in PyTorch",
        f"{equal} of {len(there)} equal; two trainings, {max(there.values()):.2g} apart",
    )


def differences(pair):
    """In the environment of PyTorch: tensors of a .pt file against those of a .safetensors file."""
    import struct

    import torch

    state = torch.load(pair[0], weights_only=True, map_location="cpu")
    content = Path(pair[1]).read_bytes()
    start = 8 + struct.unpack("<Q", content[:8])[0]
    header = json.loads(content[8:start])
    found = {}
    for name, entry in header.items():
        if name != "__metadata__" and entry["dtype"] == "F32":
            first, end = entry["data_offsets"]
            values = np.frombuffer(content[start + first : start + end], "<f4").reshape(entry["shape"])
            found[name] = float(np.abs(values - state[name].numpy()).max())
    print(json.dumps(found))


def tensorflow(assets, _):
    import keras
    import tensorflow as tf
    from keras_weights_only import randomised

    def compared(file, shape, ask):
        network = Network(file)
        for name, asked in inputs(shape, assets).items():
            yield f"outputs, {name}", f"{max(difference(network([x]), ask(x, network)) for x in asked):.1e}"

    for name, given, shape in [
        ("face_mask_detection.pb", "data_1", [1, 260, 260, 3]),
        ("kws_CNN_S.pb", "Mfcc", [1, 49, 10]),
        ("kws_DS_CNN_S.pb", "Mfcc", [1, 49, 10]),
        ("kws_ref_savedmodel", "input_1", [1, 49, 10, 1]),
        ("lenet_frozen.pb", "MyInput", [1, 32, 32, 1]),
        ("lenet_tf1_savedmodel", "input", [1, 32, 32, 1]),
    ]:
        file = assets / "tensorflow" / name
        with tf.Graph().as_default(), tf.compat.v1.Session() as session:
            if file.is_dir():
                signature = tf.compat.v1.saved_model.load(session, ["serve"], str(file)).signature_def["serving_default"]
                tensors = {n: info.name for n, info in (*signature.inputs.items(), *signature.outputs.items())}
            else:
                tf.import_graph_def(tf.compat.v1.GraphDef.FromString(file.read_bytes()), name="")
                tensors = {}

            def tensor(n):
                return tensors.get(n, f"{n}:0")

            def ask(x, network):
                return session.run([tensor(o) for o in network.outputs], {tensor(given): x})

            for row in compared(file, shape, ask):
                yield name, *row
    for name in ("EfficientNetB0", "ConvNeXtTiny"):
        model = randomised(getattr(keras.applications, name)(weights=None))
        with tempfile.TemporaryDirectory() as folder:
            model.export(folder, verbose=False)
            for row in compared(folder, [1, 224, 224, 3], lambda x, _: [model(x, training=False).numpy()]):
                yield f"{name}, SavedModel of Keras, random weights", *row


def tflite(assets, _):
    import tensorflow as tf

    resolvers = tf.lite.experimental.OpResolverType
    for file in sorted((assets / "tflite").glob("*.tflite")):
        content = file.read_bytes()
        if b"edgetpu-custom-op" in content:
            yield file.name, "a custom operator, which the interpreter does not run either", ""
            continue
        kernels = {}
        for name, kind in (("own kernels", "BUILTIN_WITHOUT_DEFAULT_DELEGATES"), ("reference kernels", "BUILTIN_REF"), ("XNNPACK", "AUTO")):
            kernels[name] = tf.lite.Interpreter(model_content=content, experimental_op_resolver_type=getattr(resolvers, kind))
            kernels[name].allocate_tensors()
        network = Network(file)
        details = kernels["own kernels"].get_input_details()
        compared = quantised if details[0]["quantization"][0] else floating
        for name, each in inputs(details[0]["shape"], assets).items():
            several = [[inputs(d["shape"], assets)[name][i] for d in details] for i in range(len(each))]
            for what, said in compared(network, kernels, several):
                yield file.name, f"{what}, {name}", said


def floating(network, kernels, several):
    found = [network(values) for values in several]
    wanted = {name: [answers(interpreter, values) for values in several] for name, interpreter in kernels.items()}
    apart = {name: max(map(difference, found, answer)) for name, answer in wanted.items()}
    yield "outputs", ", ".join(f"{value:.1e} ({name})" for name, value in apart.items())
    if max(apart.values()) > BOUND:
        exact = [network.exactly(values) for values in several]
        sides = {"here": found, **wanted}
        yield "each beside float64", ", ".join(f"{max(map(difference, side, exact)):.1e} ({name})" for name, side in sides.items())


def quantised(network, kernels, several):
    first = next(iter(kernels.values()))
    ins, outs = first.get_input_details(), first.get_output_details()
    coded = [[codes(x, d) for x, d in zip(values, ins)] for values in several]
    found = [network([numbers(x, d) for x, d in zip(values, ins)]) for values in coded]
    wanted = {name: [[numbers(y, d) for y, d in zip(answers(i, values), outs)] for values in coded] for name, i in kernels.items()}
    own = wanted.pop("own kernels")
    yield "outputs", steps(found, own, outs)
    for name, answer in wanted.items():
        yield f"the interpreter's {name} beside its own", steps(answer, own, outs)


def answers(interpreter, values):
    # A recurrent network would go on from the state that the last input left.
    interpreter.reset_all_variables()
    for detail, value in zip(interpreter.get_input_details(), values):
        interpreter.set_tensor(detail["index"], value)
    interpreter.invoke()
    return [interpreter.get_tensor(d["index"]) for d in interpreter.get_output_details()]


def codes(x, detail):
    kind = np.iinfo(detail["dtype"])
    levels = np.round((x + 1) * 127.5) + kind.min
    return levels.clip(kind.min, kind.max).astype(detail["dtype"])


def numbers(x, detail):
    scale, zero = detail["quantization"]
    return ((x.astype(np.float64) - zero) * scale).astype(np.float32) if scale else x


def steps(found, wanted, details):
    """How many outputs lie within a quantisation step, and the furthest; of classes, how many are equal."""
    said = []
    for i, detail in enumerate(details):
        have, want = (np.stack([answer[i] for answer in side]) for side in (found, wanted))
        scale = detail["quantization"][0]
        if not scale:
            said.append(f"{100 * np.mean(have == want):.2f} % of classes equal")
            continue
        apart = np.abs(have - want) / scale
        same = sum(h.argmax() in np.flatnonzero(w == w.max()) for h, w in zip(have, want))
        said.append(f"{100 * np.mean(apart < 1.01):.2f} % within a step, furthest {apart.max():.0f}, top-1 of {same} in {len(have)} the same")
    return "; ".join(said)


FAMILIES = {"pytorch": pytorch, "tensorflow": tensorflow, "tflite": tflite}

NOTES = {
    "pytorch": """\
By `bench/agreement.py`, as the two tables below: the largest difference of any output, relative to the range of that output.""",
    "tensorflow": """\
Noise is uniform from -1 to 1, pictures are four photographs at the same scale. Not compared: `kws_CRNN_S.pb` and `kws_GRU_S.pb`, whose
loops are shown and not run, and `chicago_taxi_savedmodel`, which begins with tables of words.""",
    "tflite": """\
The interpreter has more than one answer: its own kernels, its reference kernels, and XNNPACK, through which it runs by default. A step is
the distance of two codes of a quantised output. On noise, far from what a network was trained on, a code more or less in the middle
decides much, and a softmax makes several steps of one. There, and on pictures of other things than CIFAR-10 shows, XNNPACK is further from
the interpreter's own kernels than Vitrine is (`resnet8_cifar10_int8.tflite`). Of
`lstm_mnist_ptq.tflite` Vitrine runs the LSTM in float numbers and rounds the result; the interpreter rounds gates and state at every step.

`yolox_nano_float16.tflite` amplifies rounding on this scale (it was trained on 0 to 255): the kernels are 1e-4 apart, and Vitrine is as
near to the same graph in float64 as the nearest of them.

`dtln_lstm_quant_1.tflite` keeps nothing but its weights in 8 bits, and has no step. The interpreter rounds what it multiplies with them
to 8 bits as it runs, its own kernels and XNNPACK in different ways that are 1e-2 apart. Vitrine does not do so after either: it multiplies
by the numbers that the codes stand for, which is what both approximate, and is within 1e-6 of float64.""",
}


def main():
    if sys.argv[1] == "--differences":
        differences(sys.argv[2:])
        return
    arguments = argparse.ArgumentParser()
    arguments.add_argument("assets", type=Path)
    arguments.add_argument("--torch", default=sys.executable, help="a Python that has PyTorch")
    arguments.add_argument("--only", choices=FAMILIES, action="append")
    arguments.add_argument("--table", type=Path, help="a Markdown file whose rows are renewed")
    asked = arguments.parse_args()
    for family in asked.only or FAMILIES:
        lines = [f"{HEADING}: {family}", "", *NOTES[family].splitlines(), "", "| file | compared | difference |", "| --- | --- | --- |"]
        for row in FAMILIES[family](asked.assets, asked.torch):
            lines.append(f"| {' | '.join(row)} |")
            print(lines[-1], flush=True)
        if asked.table:
            renew(asked.table, lines)


def renew(file, lines):
    """Puts a section where it stood, or at the end."""
    text = file.read_text(encoding="utf-8")
    before, found, rest = text.partition(lines[0] + "\n")
    after = "\n## " + rest.partition("\n## ")[2] if "\n## " in rest else ""
    file.write_text((before if found else text + "\n") + "\n".join(lines) + "\n" + after, encoding="utf-8")


if __name__ == "__main__":
    main()
