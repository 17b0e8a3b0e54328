"""Exports ResNet-18, MobileNetV2, a ViT, LSTM and GRU classifiers with torch.export and keeps what PyTorch 2.13 answers.

    python torch_networks.py ../resources/dev/vitrine/formats/torchexport
    python torch_networks.py FOLDER whole        the archives with their weights, and NAME.npz: in0, out0, in1, out1

The archives are kept without their weights, which TorchNetworksTest makes again from a counter: uniform in the range that stands
in NAME.json, drawn by splitmix64 from the FNV-1a hash of their name, as for the Keras fixtures.
"""

import json
import math
import sys
from pathlib import Path

import numpy as np
import torch
from torch import nn

from aten_operators import slim

FOLDER = Path(sys.argv[1])


def uniform(name, shape, low, high):
    count = int(np.prod(shape, dtype=np.int64))
    seed = 0xCBF29CE484222325
    for byte in name.encode():
        seed = (seed ^ byte) * 0x100000001B3 & (1 << 64) - 1
    with np.errstate(over="ignore"):
        z = np.arange(count, dtype=np.uint64) + np.uint64(seed)
        z = z * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z = z ^ (z >> np.uint64(31))
    values = low + (high - low) * ((z >> np.uint64(40)).astype(np.float64) * 2.0**-24)
    return torch.from_numpy(values.astype(np.float32).reshape(shape))


def spread(name, shape):
    """The range of a weight, so that values neither vanish nor grow on their way."""
    if "running_var" in name or len(shape) == 1 and name.endswith("weight"):
        return 0.5, 1.5
    if len(shape) < 2:
        return -0.2, 0.2
    bound = math.sqrt((1 if "_hh_" in name or "embed" in name else 6) / max(1, int(np.prod(shape[1:]))))
    return -float(np.float32(bound)), float(np.float32(bound))


class BasicBlock(nn.Module):
    """He et al. 2016, figure 2."""

    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.relu = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.downsample = None
        if stride != 1 or inputs != outputs:
            self.downsample = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        identity = x if self.downsample is None else self.downsample(x)
        out = self.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        out += identity
        return self.relu(out)


class ResNet18(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        self.relu = nn.ReLU(inplace=True)
        self.maxpool = nn.MaxPool2d(3, 2, 1)
        inputs = 64
        for i, width in enumerate([64, 128, 256, 512]):
            blocks = [BasicBlock(inputs, width, 1 if i == 0 else 2), BasicBlock(width, width, 1)]
            setattr(self, f"layer{i + 1}", nn.Sequential(*blocks))
            inputs = width
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(512, 1000)

    def forward(self, x):
        x = self.maxpool(self.relu(self.bn1(self.conv1(x))))
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        return self.fc(torch.flatten(self.avgpool(x), 1))


class InvertedResidual(nn.Module):
    """Sandler et al. 2018, table 1."""

    def __init__(self, inputs, outputs, stride, expand):
        super().__init__()
        hidden = inputs * expand
        layers = [] if expand == 1 else [conv_bn(inputs, hidden, 1)]
        layers += [conv_bn(hidden, hidden, 3, stride, hidden), nn.Conv2d(hidden, outputs, 1, bias=False), nn.BatchNorm2d(outputs)]
        self.conv = nn.Sequential(*layers)
        self.use_res_connect = stride == 1 and inputs == outputs

    def forward(self, x):
        return x + self.conv(x) if self.use_res_connect else self.conv(x)


def conv_bn(inputs, outputs, kernel, stride=1, groups=1):
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=groups, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU6(inplace=True),
    )


class MobileNetV2(nn.Module):
    def __init__(self):
        super().__init__()
        features, inputs = [conv_bn(3, 32, 3, 2)], 32
        for expand, width, count, stride in [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1),
                                             (6, 160, 3, 2), (6, 320, 1, 1)]:
            for i in range(count):
                features.append(InvertedResidual(inputs, width, stride if i == 0 else 1, expand))
                inputs = width
        self.features = nn.Sequential(*features, conv_bn(inputs, 1280, 1))
        self.classifier = nn.Sequential(nn.Dropout(0.2), nn.Linear(1280, 1000))

    def forward(self, x):
        x = nn.functional.adaptive_avg_pool2d(self.features(x), (1, 1))
        return self.classifier(torch.flatten(x, 1))


class EncoderBlock(nn.Module):
    """Dosovitskiy et al. 2021, figure 1."""

    def __init__(self, width, heads, hidden):
        super().__init__()
        self.ln_1 = nn.LayerNorm(width, eps=1e-6)
        self.self_attention = nn.MultiheadAttention(width, heads, batch_first=True)
        self.ln_2 = nn.LayerNorm(width, eps=1e-6)
        self.mlp = nn.Sequential(nn.Linear(width, hidden), nn.GELU(), nn.Dropout(0.1), nn.Linear(hidden, width))

    def forward(self, x):
        y = self.ln_1(x)
        y, _ = self.self_attention(y, y, y, need_weights=False)
        x = x + y
        return x + self.mlp(self.ln_2(x))


class ViT(nn.Module):
    def __init__(self, size=96, patch=16, width=192, heads=3, depth=12, classes=1000):
        super().__init__()
        self.conv_proj = nn.Conv2d(3, width, patch, patch)
        self.class_token = nn.Parameter(torch.zeros(1, 1, width))
        self.pos_embedding = nn.Parameter(torch.zeros(1, (size // patch) ** 2 + 1, width))
        self.layers = nn.Sequential(*[EncoderBlock(width, heads, 4 * width) for _ in range(depth)])
        self.ln = nn.LayerNorm(width, eps=1e-6)
        self.head = nn.Linear(width, classes)

    def forward(self, x):
        x = self.conv_proj(x).flatten(2).permute(0, 2, 1)
        x = torch.cat([self.class_token.expand(x.shape[0], -1, -1), x], 1) + self.pos_embedding
        return self.head(self.ln(self.layers(x))[:, 0])


class Classifier(nn.Module):
    def __init__(self, recurrent, directions):
        super().__init__()
        self.embedding = nn.Embedding(200, 32)
        self.recurrent = recurrent(32, 48, 2, batch_first=True, bidirectional=directions == 2, dropout=0.2)
        self.dropout = nn.Dropout(0.3)
        self.fc = nn.Linear(48 * directions, 5)

    def forward(self, tokens):
        steps, _ = self.recurrent(self.embedding(tokens))
        return self.fc(self.dropout(steps.mean(1)))


NETWORKS = {
    "resnet18": (ResNet18, (1, 3, 96, 96)),
    "mobilenet_v2": (MobileNetV2, (1, 3, 96, 96)),
    "vit": (ViT, (1, 3, 96, 96)),
    "lstm": (lambda: Classifier(nn.LSTM, 2), (2, 12)),
    "gru": (lambda: Classifier(nn.GRU, 1), (2, 12)),
}


def example(name, shape, which):
    if len(shape) == 2:
        return (uniform(f"{name} input {which}", shape, 0, 200)).long()
    return uniform(f"{name} input {which}", shape, -1, 1)


def main():
    whole = sys.argv[2:] == ["whole"]
    for name, (build, shape) in NETWORKS.items():
        network = build().eval()
        ranges = {}
        with torch.no_grad():
            for key, value in network.state_dict().items():
                if value.is_floating_point():
                    low, high = spread(key, tuple(value.shape))
                    ranges[key] = [low, high]
                    value.copy_(uniform(f"{name} {key}", tuple(value.shape), low, high))
            inputs = [example(name, shape, i) for i in range(2)]
            outputs = [network(x) for x in inputs]
            exported = FOLDER / f"{name}.pt2" if whole else Path("/tmp/network.pt2")
            torch.export.save(torch.export.export(network, (inputs[0],)), exported)
        if whole:
            kept = {f"in{i}": x.numpy() for i, x in enumerate(inputs)} | {f"out{i}": y.numpy() for i, y in enumerate(outputs)}
            np.savez(FOLDER / f"{name}.npz", **kept)
            continue
        slim(exported, FOLDER / f"{name}.pt2", keep_data=False)
        facts = {"ranges": ranges, "shape": shape, "outputs": [[float(v) for v in out.flatten()] for out in outputs]}
        (FOLDER / f"{name}.json").write_text(json.dumps(facts))


main()
