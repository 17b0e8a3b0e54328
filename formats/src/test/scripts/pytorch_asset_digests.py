"""Writes what PyTorch reads in the public checkpoints of assets/pytorch, for AssetsTest: file, tensor, shape, CRC-32 of its bytes.

    python pytorch_asset_digests.py ASSETS/pytorch > ../resources/dev/vitrine/formats/pytorch/assets.tsv

Only for those known files: torch.load runs code of a file.
"""

import json
import struct
import sys
import types
import zlib
from pathlib import Path

import torch

# The class that face_mask_detection_whole_module.pth was pickled with; its code is not needed for its tensors.
module = types.ModuleType("MainModel")
module.KitModel = type("KitModel", (torch.nn.Module,), {"__module__": "MainModel"})
sys.modules["MainModel"] = module


class Anything:
    def __init__(self, *args, **kwargs):
        pass

    def __setstate__(self, state):
        pass


def absent(path):
    """Classes of packages that are not installed become empty ones."""
    for depth in range(1, len(path.split("."))):
        name = ".".join(path.split(".")[:depth])
        sys.modules.setdefault(name, types.ModuleType(name))
    parent, name = path.rsplit(".", 1)
    setattr(sys.modules[parent], name, type(name, (dict,), {"__module__": parent}))


absent("pytorch_lightning.utilities.parsing.AttributeDict")
absent("pytorch_lightning.callbacks.model_checkpoint.ModelCheckpoint")


def safetensors(path):
    data = path.read_bytes()
    length = struct.unpack("<Q", data[:8])[0]
    for name, entry in json.loads(data[8 : 8 + length]).items():
        if name != "__metadata__":
            begin, end = entry["data_offsets"]
            yield name, entry["shape"], data[8 + length + begin : 8 + length + end]


def state(path):
    value = torch.jit.load(path, map_location="cpu") if "torchscript" in path.name else torch.load(
        path, map_location="cpu", weights_only=False)
    if isinstance(value, torch.nn.Module):
        value = value.state_dict()
    for key in ("state_dict", "model_state_dict", "model"):
        value = value.get(key, value)
    for name, tensor in value.items():
        yield name, list(tensor.shape), tensor.detach().contiguous().view(-1).numpy().tobytes()


for path in sorted(Path(sys.argv[1]).iterdir()):
    for name, shape, data in safetensors(path) if path.suffix == ".safetensors" else state(path):
        print(path.name, name, "x".join(map(str, shape)) or "scalar", format(zlib.crc32(data), "08x"), sep="\t")
