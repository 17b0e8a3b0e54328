"""Whole networks with PyTorch's gradients, as small fixtures for WholeModelsTest: the graph without its weights, and what is kept
of each gradient.

    python bench/gradients/whole_models.py [NAME ...]

Weights and inputs come from a counter: value i of tensor NAME is splitmix64(fnv1a(NAME) + (i + 1) gamma), its upper 24 bits as a
number u in [-1, 1), scaled by kind (He et al. 2015 for matrices and kernels). WholeModelsTest makes the same numbers.
Writes NAME.onnx.gz (parameters are inputs) and NAME.csv: per gradient the number of elements, the sum, the L2 norm, eight
projections, 64 elements equally far apart; and what float32 differs from float64 in PyTorch itself, relative to the norm.
"""

import gzip
import math
import sys
import types
import warnings
from pathlib import Path

import numpy as np
import onnx
import torch
from torch import nn
from torch.nn import functional as F

# Lets torchvision import where its compiled operators are missing; the networks here do not use them.
sys.modules["torchvision._meta_registrations"] = types.ModuleType("torchvision._meta_registrations")
import torchvision  # noqa: E402

warnings.filterwarnings("ignore")
FOLDER = Path(__file__).parents[2] / "autodiff/src/test/resources/dev/vitrine/autodiff/whole"


def counted(name, n):
    h = 0xCBF29CE484222325
    for byte in name.encode():
        h = ((h ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    with np.errstate(over="ignore"):
        z = np.uint64(h) + (np.arange(n, dtype=np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z = z ^ (z >> np.uint64(31))
    return ((z >> np.uint64(40)).astype(np.float64) / 2**23 - 1).astype(np.float32)


def weight(name, shape):
    """Scaled by kind: running variances around 1, scales around 1/2, offsets small, all else by its fan-in."""
    u = counted(name, math.prod(shape)).reshape(shape)
    if name.endswith("running_var"):
        return np.float32(1) + np.float32(0.5) * u
    if len(shape) < 2:
        scale = name.endswith("weight") or name.endswith("gamma")
        return np.float32(0.5) + np.float32(0.1) * u if scale else np.float32(0.1) * u
    return np.float32(math.sqrt(3 / math.prod(shape[1:]))) * u


class Block(nn.Module):
    """A transformer layer: norm first (GPT-2) or last (BERT)."""

    def __init__(self, width, heads, causal):
        super().__init__()
        self.heads, self.causal = heads, causal
        self.q, self.k, self.v, self.out = (nn.Linear(width, width) for _ in range(4))
        self.up, self.down = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)

    def attend(self, x):
        b, n, w = x.shape
        q, k, v = (f(x).view(b, n, self.heads, -1).transpose(1, 2) for f in (self.q, self.k, self.v))
        scores = q @ k.transpose(2, 3) / math.sqrt(w // self.heads)
        if self.causal:
            scores = scores.masked_fill(torch.triu(torch.ones(n, n, dtype=torch.bool), 1), float("-inf"))
        return self.out((scores.softmax(-1) @ v).transpose(1, 2).reshape(b, n, w))

    def forward(self, x):
        if self.causal:
            x = x + self.attend(self.norm1(x))
            return x + self.down(F.gelu(self.up(self.norm2(x)), approximate="tanh"))
        x = self.norm1(x + self.attend(x))
        return self.norm2(x + self.down(F.gelu(self.up(x))))


def conv(i, o, k=3, s=1, act=nn.SiLU):
    return nn.Sequential(nn.Conv2d(i, o, k, s, k // 2, bias=False), nn.BatchNorm2d(o), act())


class UNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.down = nn.ModuleList([conv(3, 16, act=nn.ReLU), conv(16, 32, act=nn.ReLU), conv(32, 64, act=nn.ReLU)])
        self.up = nn.ModuleList([nn.ConvTranspose2d(64, 32, 2, 2), nn.ConvTranspose2d(32, 16, 2, 2)])
        self.join = nn.ModuleList([conv(64, 32, act=nn.ReLU), conv(32, 16, act=nn.ReLU)])
        self.head = nn.Conv2d(16, 2, 1)

    def forward(self, x):
        a = self.down[0](x)
        b = self.down[1](F.max_pool2d(a, 2))
        c = self.down[2](F.max_pool2d(b, 2))
        b = self.join[0](torch.cat([self.up[0](c), b], 1))
        a = self.join[1](torch.cat([self.up[1](b), a], 1))
        return self.head(a)


class Detector(nn.Module):
    """As YOLOv8 before suppression: a pyramid, pooled context, boxes as distributions over distances."""

    def __init__(self, classes=4, bins=8):
        super().__init__()
        self.classes, self.bins = classes, bins
        self.stem, self.c1, self.c2 = conv(3, 16, 3, 2), conv(16, 32, 3, 2), conv(32, 64, 3, 2)
        self.sppf, self.neck = conv(256, 64, 1), conv(96, 32)
        self.heads = nn.ModuleList([nn.Conv2d(c, 4 * bins + classes, 1) for c in (32, 64)])

    def forward(self, x):
        p1 = self.c1(self.stem(x))
        p2 = self.c2(p1)
        pools = [p2]
        for _ in range(3):
            pools.append(F.max_pool2d(pools[-1], 5, 1, 2))
        p2 = self.sppf(torch.cat(pools, 1))
        p1 = self.neck(torch.cat([F.interpolate(p2, scale_factor=2, mode="nearest"), p1], 1))
        rows = []
        for head, p in zip(self.heads, (p1, p2)):
            y = head(p).flatten(2)
            box, score = y.split([4 * self.bins, self.classes], 1)
            box = box.view(1, 4, self.bins, -1).softmax(2)
            box = (box * torch.arange(self.bins).view(1, 1, -1, 1)).sum(2)
            rows.append(torch.cat([box, score.sigmoid()], 1))
        return torch.cat(rows, 2)


class Recurrent(nn.Module):
    def __init__(self, kind, **options):
        super().__init__()
        self.cells = kind(16, 32, **options)
        self.head = nn.Linear(64 if options.get("bidirectional") else 32, 5)

    def forward(self, x):
        return self.head(self.cells(x)[0])


class Total(nn.Module):
    """The weighed sum of what a network gives: the one number that is differentiated."""

    def __init__(self, net, x):
        super().__init__()
        self.net = net
        with torch.no_grad():
            self.register_buffer("seed", torch.zeros_like(net(x)))

    def forward(self, x):
        return (self.net(x) * self.seed).sum()


def vision(name, size):
    return lambda: (getattr(torchvision.models, name)(weights=None), (1, 3, size, size))


MODELS = {
    "resnet50": vision("resnet50", 64),
    "mobilenet_v2": vision("mobilenet_v2", 64),
    "mobilenet_v3": vision("mobilenet_v3_large", 64),
    "efficientnet_b0": vision("efficientnet_b0", 64),
    "densenet121": vision("densenet121", 64),
    "convnext_tiny": vision("convnext_tiny", 64),
    "vit_b_16": lambda: (torchvision.models.VisionTransformer(64, 16, 12, 12, 768, 3072), (1, 3, 64, 64)),
    "swin_t": vision("swin_t", 112),
    "unet": lambda: (UNet(), (1, 3, 32, 48)),
    "detector": lambda: (Detector(), (1, 3, 64, 64)),
    "bilstm": lambda: (Recurrent(nn.LSTM, num_layers=2, bidirectional=True, batch_first=True), (2, 12, 16)),
    "gru": lambda: (Recurrent(nn.GRU, num_layers=2), (12, 2, 16)),
    "bert_base": lambda: (nn.Sequential(*[Block(768, 12, False) for _ in range(12)]), (1, 12, 768)),
    "gpt2_block": lambda: (Block(768, 12, True), (1, 12, 768)),
}


def kept(gradient):
    g = gradient.double().flatten().numpy()
    step = max(1, len(g) // 64)
    projections = [float(g @ counted(f"projection {k}", len(g)).astype(np.float64)) for k in range(8)]
    return [len(g), float(g.sum()), float(np.linalg.norm(g)), *projections, *map(float, g[::step][:64])]


def gradients(total, x, names):
    x = x.clone().requires_grad_(True)
    parameters = dict(total.named_parameters())
    return torch.autograd.grad(total(x), [x] + [parameters[n] for n in names])


def make(name):
    torch.manual_seed(0)
    net, shape = MODELS[name]()
    net.eval()
    total = Total(net, torch.zeros(shape)).eval()
    state = {
        k: torch.from_numpy(np.ascontiguousarray(weight(k, tuple(v.shape)))) if v.is_floating_point() else v
        for k, v in total.state_dict().items()
    }
    total.load_state_dict(state)
    x = torch.from_numpy(counted("x", math.prod(shape)).reshape(shape))
    names = [n for n, p in total.named_parameters() if p.dim() > 0]
    # an offset before a softmax or a normalisation has no effect, and so no gradient to compare
    alive = [n for n, g in zip(names, gradients(total, x, names)[1:]) if g.norm() > 1e-6]
    names = [alive[len(alive) // 5], alive[len(alive) // 2], alive[-2]]
    found = gradients(total, x, names)
    file = FOLDER / f"{name}.onnx"
    torch.onnx.export(
        total, x, str(file), dynamo=False, opset_version=17, input_names=["x"], output_names=["total"],
        do_constant_folding=False, training=torch.onnx.TrainingMode.PRESERVE, keep_initializers_as_inputs=False,
    )
    exact = gradients(total.double(), x.double(), names)
    model = onnx.load(file)
    file.unlink()
    graph = model.graph
    made = {k for k, v in state.items() if v.is_floating_point()}
    for tensor in [t for t in graph.initializer if t.name in made]:
        graph.input.append(onnx.helper.make_tensor_value_info(tensor.name, tensor.data_type, list(tensor.dims)))
        graph.initializer.remove(tensor)
    lacking = [n for n in names if n not in {i.name for i in graph.input}]
    assert not lacking, lacking
    del graph.value_info[:]
    for node in graph.node:
        node.doc_string = ""
        del node.metadata_props[:]
    (FOLDER / f"{name}.onnx.gz").write_bytes(gzip.compress(model.SerializeToString(), 9, mtime=0))
    rows = []
    for tensor, g32, g64 in zip(["x"] + names, found, exact):
        own = float((g32.double() - g64).norm() / g64.norm())
        rows.append(",".join([tensor, f"{own:.3e}"] + [f"{v:.9g}" for v in kept(g64)]))
        print(f"{name:16} {tensor:60} norm {float(g64.norm()):.3g}, float32 from float64 {own:.2e}", flush=True)
    (FOLDER / f"{name}.csv").write_text("\n".join(rows) + "\n")


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for wanted in sys.argv[1:] or MODELS:
        make(wanted)
