"""Tells an error of a gradient from a ReLU at its kink: PyTorch in float64 with each unit on the side where the runtime had it.

Usage: python same_side.py FOLDER DUMP [NAME ...]
FOLDER is that of torchvision_gradients.py, DUMP has the NAME.gradient.onnx that GradientTable writes with -Ddump=DUMP. Prints the
relative difference of the gradient to PyTorch's float64 gradient, how many ReLU and ReLU6 units lie on another side of a kink
than in float64, and the difference once PyTorch takes the runtime's sides. Deep networks have millions of units; a handful within rounding of
a kink moves the gradient by percents in any float32 implementation, PyTorch's own included.
"""

import sys
import types
import warnings
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch

sys.modules["torchvision._meta_registrations"] = types.ModuleType("torchvision._meta_registrations")
import torchvision  # noqa: E402

warnings.filterwarnings("ignore")


class Side(torch.nn.Module):
    """ReLU or ReLU6 that can be told on which side its units are."""

    sides = None
    at = 0
    flipped = 0

    def __init__(self, top):
        super().__init__()
        self.top = top

    def forward(self, z):
        own = torch.where(z <= 0, 0, torch.where(z >= self.top, 2, 1))
        given = torch.from_numpy(Side.sides[Side.at])
        Side.at += 1
        Side.flipped += int((own != given).sum())
        if not Side.forced:
            return z.clamp(0, self.top)
        top = torch.full_like(z, min(self.top, 1e30))
        return torch.where(given == 1, z, torch.where(given == 2, top, torch.zeros_like(z)))


def replace(module):
    for name, child in module.named_children():
        if isinstance(child, torch.nn.ReLU6):
            setattr(module, name, Side(6.0))
        elif isinstance(child, torch.nn.ReLU):
            setattr(module, name, Side(float("inf")))
        else:
            replace(child)


folder, dump = Path(sys.argv[1]), Path(sys.argv[2])
names = sys.argv[3:] or sorted(p.name.split(".")[0] for p in dump.glob("*.gradient.onnx"))
for name in names:
    model = onnx.load(dump / f"{name}.gradient.onnx")
    gradient = next(o.name for o in model.graph.output if o.name.startswith("gradient/"))
    units = [n.output[0] for n in model.graph.node if n.op_type in ("Relu", "Clip") and not n.output[0].startswith("vitrine.")]
    del model.graph.output[:]
    for output in [gradient, *units]:
        model.graph.output.append(onnx.helper.make_empty_tensor_value_info(output))
    x = np.fromfile(folder / f"{name}.input.f32", "<f4").reshape(2, 3, 224, 224)[:1]
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    feeds = {i.name: x if i.name == "x" else np.eye(1, 1000, 3, dtype="f") for i in session.get_inputs()}
    found, *values = session.run(None, feeds)
    top = 6 if any(n.op_type == "Clip" for n in model.graph.node) else np.inf
    Side.sides = [np.where(v <= 0, 0, np.where(v >= top, 2, 1)) for v in values]

    net = getattr(torchvision.models, name)(weights=None).eval()
    net.load_state_dict(torch.load(folder / f"{name}.pt"))
    net.double()
    replace(net)
    errors = []
    for Side.forced in (False, True):
        Side.at = Side.flipped = 0
        x64 = torch.from_numpy(x).double().requires_grad_(True)
        net(x64)[:, 3].sum().backward()
        exact = x64.grad.numpy()
        errors.append(np.linalg.norm(found - exact) / np.linalg.norm(exact))
        if not Side.forced:
            flipped = Side.flipped
    total = sum(s.size for s in Side.sides)
    print(f"{name:16} {errors[0]:.2e}  {flipped} of {total} units on another side; on the same side {errors[1]:.2e}", flush=True)
