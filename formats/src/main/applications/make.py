"""Writes what Vitrine knows of the networks of keras.applications, so that a file with nothing but their weights opens.

    python make.py            # needs keras and a backend; downloads nothing

`../resources/dev/vitrine/formats/keras/known/NAME.json.gz`: the configuration with the classification head, how it goes on
after `common` layers without one, and the shapes of the weights of each layer, in order. `known.tsv`: one line a network
with the name, how its pictures are prepared, and the keys of its weights with and without the head.

The configurations are those of Keras (https://github.com/keras-team/keras, Apache-2.0) without what has no effect on the result.
"""

import gzip
import hashlib
import json
from pathlib import Path

import keras

HERE = Path(__file__).parent.parent / "resources/dev/vitrine/formats/keras"
IDLE = ("initializer", "regularizer", "constraint", "trainable", "dtype", "seed", "momentum", "synchronized", "renorm")


def preparation(name):
    """As `preprocess_input` of the network's module does; all stretch the picture to the input's size."""
    module = getattr(keras.applications, name).__module__.rsplit(".", 1)[-1]
    if module in ("vgg16", "vgg19", "resnet"):
        return "caffe"
    if module == "densenet":
        return "torch,resize=stretch"
    if module in ("efficientnet", "efficientnet_v2", "mobilenet_v3", "convnext"):
        return "raw"
    return "tf"


def slim(layer):
    config = {
        k: v
        for k, v in layer["config"].items()
        if v is not None and (not any(k.endswith(i) for i in IDLE) or k == "dtype" and layer["class_name"] == "InputLayer")
    }
    calls = []
    for node in layer["inbound_nodes"]:
        if not node["kwargs"] or set(node["kwargs"]) <= {"mask", "training"}:
            flat = node["args"]
            while len(flat) == 1 and isinstance(flat[0], list):
                flat = flat[0]
            if all(isinstance(a, dict) and a.get("class_name") == "__keras_tensor__" for a in flat):
                calls.append([a["config"]["keras_history"] + [{}] for a in flat])
                continue
        calls.append(node)
    made = {"class_name": layer["class_name"], "config": config, "name": layer["name"], "inbound_nodes": calls}
    if ".ops" in layer["module"]:
        made["module"] = layer["module"]
    return made


def described(model):
    config = json.loads(model.to_json())["config"]
    return {
        "name": config["name"],
        "layers": [slim(l) for l in config["layers"]],
        "input_layers": config["input_layers"],
        "output_layers": config["output_layers"],
    }


def weights(model):
    return {l.name: [list(w.shape) for w in l.weights] for l in model.layers if l.weights}


def key(shapes):
    """Of all weights but single numbers, in any order."""
    words = sorted("x".join(map(str, s)) for layer in shapes.values() for s in layer if s)
    return hashlib.sha256(";".join(words).encode()).hexdigest()[:16]


def main():
    names = sorted(n for n in dir(keras.applications) if n[0].isupper())
    (HERE / "known").mkdir(parents=True, exist_ok=True)
    lines = []
    for name in names:
        make = getattr(keras.applications, name)
        keras.backend.clear_session()
        top = make(weights=None)
        if None in top.input_shape[1:]:
            keras.backend.clear_session()
            top = make(weights=None, input_shape=(224, 224, 3))
        with_head, shapes = described(top), weights(top)
        size = top.input_shape[1:]
        keras.backend.clear_session()
        bare_model = make(weights=None, include_top=False, input_shape=size)
        bare, bare_shapes = described(bare_model), weights(bare_model)
        common = 0
        for a, b in zip(with_head["layers"], bare["layers"]):
            if a != b:
                break
            common += 1
        assert common > 0.9 * len(bare["layers"]), name
        whole = {
            "config": with_head,
            "common": common,
            "bare": {"layers": bare["layers"][common:], "output_layers": bare["output_layers"]},
            "weights": shapes,
            "bare_weights": bare_shapes,
        }
        with gzip.GzipFile(HERE / "known" / f"{name}.json.gz", "wb", 9, mtime=0) as out:
            out.write(json.dumps(whole, separators=(",", ":")).encode())
        lines.append(f"{name}\t{preparation(name)}\t{key(shapes)}\t{key(bare_shapes)}")
        print(lines[-1], size, common, len(bare["layers"]), flush=True)
    keys = [k for line in lines for k in line.split("\t")[2:]]
    assert len(set(keys)) == len(keys)
    (HERE / "known.tsv").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
