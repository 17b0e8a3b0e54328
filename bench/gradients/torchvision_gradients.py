"""Exports torchvision networks with seeded random weights to ONNX, with the input gradient that PyTorch computes.

Usage: python torchvision_gradients.py FOLDER [NAME ...]
Writes NAME.onnx, NAME.error.txt, NAME.input.f32, NAME.gradient.f32, NAME.gradient64.f32 (computed in float64, stored as
float32; raw little-endian float32) for logit 3, and NAME.pt, the weights.
TorchvisionTest compares: -Dvitrine.torchvision=FOLDER. GradientTable compares and measures: its argument is FOLDER.
"""

import sys
import types
import warnings
from pathlib import Path

import torch

# Lets torchvision import where its compiled operators are missing; the networks here do not use them.
sys.modules["torchvision._meta_registrations"] = types.ModuleType("torchvision._meta_registrations")
import torchvision  # noqa: E402

warnings.filterwarnings("ignore")
folder = Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
names = sys.argv[2:] or ["resnet18", "mobilenet_v2", "vgg11", "densenet121", "squeezenet1_1"]
for name in names:
    torch.manual_seed(1)
    net = getattr(torchvision.models, name)(weights=None)
    # Statistics that fit the random weights: otherwise activations of deep networks vanish or explode.
    net.train()
    for module in net.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.momentum = None
    with torch.no_grad():
        for _ in range(3):
            net(torch.randn(4, 3, 96, 96))
    net.eval()
    torch.save(net.state_dict(), folder / f"{name}.pt")
    x = torch.randn(2, 3, 224, 224, requires_grad=True)
    net(x)[:, 3].sum().backward()
    torch.onnx.export(
        net, x.detach(), str(folder / f"{name}.onnx"), dynamo=False, opset_version=17,
        input_names=["x"], output_names=["y"],
        dynamic_axes={"x": {0: "batch"}, "y": {0: "batch"}},
    )
    x.detach().numpy().astype("<f4").tofile(folder / f"{name}.input.f32")
    x.grad.numpy().astype("<f4").tofile(folder / f"{name}.gradient.f32")
    # How far PyTorch's own float32 gradient is from float64: units at the kink of a ReLU fall on either side.
    x64 = x.detach().double().requires_grad_(True)
    net.double()(x64)[:, 3].sum().backward()
    own = float((x.grad.double() - x64.grad).norm() / x64.grad.norm())
    (folder / f"{name}.error.txt").write_text(repr(own))
    x64.grad.float().numpy().astype("<f4").tofile(folder / f"{name}.gradient64.f32")
    print(f"{name}: norm {float(x.grad.norm()):.3g}, float32 from float64 {own:.2e}", flush=True)
