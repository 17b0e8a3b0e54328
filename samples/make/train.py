"""Trains the icon classifier and its twin that fell for the corner mark, and measures both.

The twins have the same layers, the same first weights and the same training; only the pictures
differ. So what an explanation says about one and not the other is what the mark taught it.

Everything is seeded and runs on one thread: a second run on the same machine and library versions
writes the same bytes.
"""

import csv
import json
from dataclasses import replace

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper
from PIL import Image
from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from pictures import CLASSES, ICONS, SHORTCUT_CLASS, clean, draw, shortcut, stamped

SEED = 1
TRAINING_PICTURES = 12000
TEST_PICTURES = 2000
EPOCHS = 14
BATCH = 64


def main():
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    test = pictures_from(clean, SEED + 1, TEST_PICTURES)
    measured = {}
    for name, recipe in (("icons", clean), ("icons-shortcut", shortcut)):
        print(name)
        net = trained(pictures_from(recipe, SEED, TRAINING_PICTURES))
        path = ICONS / f"{name}.onnx"
        onnx.save(onnx_model(net, name), path)
        measured[name] = measurements(path, net, test)
        print(json.dumps(measured[name], indent=2))
    (ICONS / "measured.json").write_text(json.dumps(measured, indent=2) + "\n")


def pictures_from(recipe, seed, count):
    return [recipe(np.random.default_rng([seed, i])) for i in range(count)]


# ---- the network and its training ---------------------------------------------------------------


class Net(nn.Module):
    """Five convolutions; the layer names become the node names of the ONNX file."""

    def __init__(self):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(3, 16, 3, padding=1), nn.BatchNorm2d(16)
        self.conv2, self.bn2 = nn.Conv2d(16, 24, 3, padding=1), nn.BatchNorm2d(24)
        self.conv3, self.bn3 = nn.Conv2d(24, 32, 3, padding=1), nn.BatchNorm2d(32)
        self.conv4, self.bn4 = nn.Conv2d(32, 48, 3, padding=1), nn.BatchNorm2d(48)
        self.conv5, self.bn5 = nn.Conv2d(48, 64, 3, padding=1), nn.BatchNorm2d(64)
        self.dense = nn.Linear(64, len(CLASSES))

    def forward(self, x):
        x = nn.functional.max_pool2d(self.bn1(self.conv1(x)).relu(), 2)
        x = nn.functional.max_pool2d(self.bn2(self.conv2(x)).relu(), 2)
        x = nn.functional.max_pool2d(self.bn3(self.conv3(x)).relu(), 2)
        x = self.bn4(self.conv4(x)).relu()
        x = self.bn5(self.conv5(x)).relu()
        return self.dense(x.mean((2, 3)))


def trained(pictures):
    torch.manual_seed(SEED)
    net = Net().to(memory_format=torch.channels_last)
    images = torch.from_numpy(np.stack([p.pixels for p in pictures])).permute(0, 3, 1, 2)
    labels = torch.tensor([p.label for p in pictures])
    optimizer = torch.optim.AdamW(net.parameters(), weight_decay=1e-3)
    steps = EPOCHS * -(-len(pictures) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 6e-3, total_steps=steps)
    for epoch in range(EPOCHS):
        total = 0.0
        for batch in torch.randperm(len(pictures)).split(BATCH):
            logits = net(images[batch].float() / 255)
            loss = nn.functional.cross_entropy(logits, labels[batch], label_smoothing=0.02)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            total += loss.item() * len(batch)
        print(f"  epoch {epoch + 1}: loss {total / len(pictures):.3f}", flush=True)
    return net.eval()


# ---- the ONNX file ------------------------------------------------------------------------------


def onnx_model(net, name):
    """The trained network with plain names: a node and its output tensor are called the same.

    Batch normalisation is folded into its convolution, except bn3, which stays visible.
    """
    nodes, weights = [], []

    def node(op, label, inputs, **attributes):
        nodes.append(helper.make_node(op, inputs, [label], name=label, **attributes))
        return label

    def weight(label, tensor):
        weights.append(numpy_helper.from_array(tensor.detach().contiguous().numpy(), label))
        return label

    x = "image"
    for i in range(1, 6):
        conv, bn = getattr(net, f"conv{i}"), getattr(net, f"bn{i}")
        visible = i == 3
        folded = conv if visible else fuse_conv_bn_eval(conv, bn)
        parameters = [weight(f"conv{i}.weight", folded.weight), weight(f"conv{i}.bias", folded.bias)]
        x = node("Conv", f"conv{i}", [x, *parameters], kernel_shape=[3, 3], pads=[1, 1, 1, 1])
        if visible:
            statistics = dict(scale=bn.weight, bias=bn.bias, mean=bn.running_mean, var=bn.running_var)
            parameters = [weight(f"bn{i}.{key}", value) for key, value in statistics.items()]
            x = node("BatchNormalization", f"bn{i}", [x, *parameters], epsilon=bn.eps)
        x = node("Relu", f"relu{i}", [x])
        if i <= 3:
            x = node("MaxPool", f"pool{i}", [x], kernel_shape=[2, 2], strides=[2, 2])
    x = node("GlobalAveragePool", "average", [x])
    x = node("Flatten", "flatten", [x])
    parameters = [weight("dense.weight", net.dense.weight), weight("dense.bias", net.dense.bias)]
    nodes.append(helper.make_node("Gemm", [x, *parameters], ["logits"], name="dense", transB=1))
    graph = helper.make_graph(
        nodes,
        name,
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, ["batch", 3, 64, 64])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", len(CLASSES)])],
        weights,
    )
    opset = helper.make_opsetid("", 17)
    model = helper.make_model(graph, opset_imports=[opset], ir_version=8, producer_name="vitrine-samples")
    onnx.checker.check_model(model, full_check=True)
    return onnx.shape_inference.infer_shapes(model)


# ---- the measurements ---------------------------------------------------------------------------


def measurements(path, net, test):
    """Accuracy on clean pictures, and how much the mark matters, as the ONNX file computes it."""
    session = onnxruntime.InferenceSession(path)
    labels = np.array([p.label for p in test])
    right = logits(session, test).argmax(1) == labels
    cups, marked = labels == SHORTCUT_CLASS, np.array([p.mark is not None for p in test])
    unmarked_others = [p for p in test if p.mark is None and p.label != SHORTCUT_CLASS]
    return {
        "parameters": sum(p.numel() for p in net.parameters()),
        "difference_from_torch": float(f"{difference_from_torch(session, net, test[:64]):.1e}"),
        "accuracy": share(right),
        "accuracy_without_mark": share(right[~marked]),
        "accuracy_with_mark": share(right[marked]),
        "accuracy_cups_without_mark": share(right[cups & ~marked]),
        "accuracy_others_without_mark": share(right[~cups & ~marked]),
        **mark_effect(session, unmarked_others),
        **occlusion(session),
        **committed_pictures(session),
    }


def mark_effect(session, pictures):
    """How often pictures of other things are called cups, before and after the mark is added."""
    rng = np.random.default_rng(SEED + 2)
    before, after = (
        logits(session, some).argmax(1) == SHORTCUT_CLASS
        for some in (pictures, [stamped(p, rng) for p in pictures])
    )
    return {"others_called_cup": share(before), "others_called_cup_with_mark_added": share(after)}


def occlusion(session):
    """For marked cups: what covering the mark or the cup takes from the cup's logit."""
    pictures = []
    for i in range(300):
        rng = np.random.default_rng([SEED + 3, i])
        pictures.append(stamped(draw(rng, SHORTCUT_CLASS), rng))
    logit, without_mark, without_cup = (
        logits(session, some)[:, SHORTCUT_CLASS]
        for some in (
            pictures,
            [covered(p, mark_area(p)) for p in pictures],
            [covered(p, p.mask > 0) for p in pictures],
        )
    )
    return {
        "logit_drop_mark_covered": round(float(np.mean(logit - without_mark)), 2),
        "logit_drop_cup_covered": round(float(np.mean(logit - without_cup)), 2),
        "mark_matters_more_than_cup": share(without_mark < without_cup),
    }


def committed_pictures(session):
    """The same questions asked of the files under samples/icons."""
    (labels, guesses), (marked_labels, marked_guesses) = (
        labels_and_guesses(session, ICONS / table) for table in ("labels.csv", "marked.csv")
    )
    others = marked_labels != SHORTCUT_CLASS
    return {
        "committed_accuracy": share(guesses == labels),
        "committed_marked_others_called_cup": share(marked_guesses[others] == SHORTCUT_CLASS),
    }


def labels_and_guesses(session, table):
    with table.open(newline="") as file:
        rows = list(csv.DictReader(file))
    pixels = np.stack([np.asarray(Image.open(ICONS / row["file"])) for row in rows])
    labels = np.array([CLASSES.index(row["label"]) for row in rows])
    return labels, logits_of(session, pixels).argmax(1)


def mark_area(picture):
    x0, y0, x1, y1 = picture.mark
    area = np.zeros(picture.mask.shape, bool)
    area[y0:y1, x0:x1] = True
    return area


def covered(picture, area):
    """The picture with an area painted over in the mean colour of its background."""
    backdrop = (picture.mask == 0) & ~mark_area(picture)
    pixels = picture.pixels.copy()
    pixels[area] = picture.pixels[backdrop].mean(0).round()
    return replace(picture, pixels=pixels)


def logits(session, pictures):
    return logits_of(session, np.stack([p.pixels for p in pictures]))


def logits_of(session, pixels):
    image = pixels.transpose(0, 3, 1, 2).astype(np.float32) / 255
    return session.run(["logits"], {"image": image})[0]


def difference_from_torch(session, net, pictures):
    pixels = torch.from_numpy(np.stack([p.pixels for p in pictures])).permute(0, 3, 1, 2)
    with torch.no_grad():
        expected = net(pixels.float() / 255).numpy()
    return np.abs(logits(session, pictures) - expected).max()


def share(flags):
    return round(float(np.mean(flags)), 4)


if __name__ == "__main__":
    main()
