"""Writes the small PyTorch files that the tests of dev.vitrine.formats.pytorch read.

Every float tensor holds 0, 1, 2, ... in the order of its own indices, so that a test knows the values without being told.

    python pytorch_files.py ../resources/dev/vitrine/formats/pytorch
"""

import collections
import io
import pickle
import struct
import sys
import tarfile
import zipfile
from pathlib import Path

import torch

FOLDER = Path(sys.argv[1])
MAGIC, PROTOCOL = 0x1950A86A20F9469CFC6C, 1001


def counted(*sizes, dtype=torch.float32):
    return torch.arange(int(torch.tensor(sizes).prod()), dtype=torch.float64).reshape(sizes).to(dtype)


def views():
    """Tensors that share a storage, lie in another order, have gaps, or repeat one value."""
    storage = torch.arange(24, dtype=torch.float32)
    permuted = counted(2, 3, 4).permute(2, 0, 1).contiguous().permute(1, 2, 0)
    gaps = torch.empty(4, 6)[:, ::2]
    gaps.copy_(counted(4, 3))
    return collections.OrderedDict(
        [
            ("first", storage[:6].view(2, 3)),
            ("second", storage[6:24].view(3, 6)),
            ("transposed", counted(3, 2).t().contiguous().t()),
            ("permuted", permuted),
            ("gaps", gaps),
            ("repeated", torch.tensor([7.0]).expand(2, 3)),
            ("scalar", torch.tensor(5.0)),
            ("empty", torch.empty(0, 3)),
        ]
    )


def types():
    names = "float64 float16 bfloat16 int64 int32 int16 int8 uint8 bool uint16 float8_e4m3fn".split()
    return {name: counted(2, dtype=getattr(torch, name)) for name in names}


class Block(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = torch.nn.Conv2d(1, 2, 3)
        self.norm = torch.nn.BatchNorm2d(2)


class Network(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = torch.nn.Sequential(Block(), torch.nn.ReLU())
        self.token = torch.nn.Parameter(counted(1, 2))
        self.head = torch.nn.Linear(2, 3)

    def forward(self, x):
        x = self.blocks[0].norm(self.blocks[0].conv(x))
        return self.head(torch.relu(x).mean((2, 3)) + self.token)


def filled(module):
    with torch.no_grad():
        for value in list(module.parameters()) + list(module.buffers()):
            value.copy_(counted(*value.shape) if value.dim() else torch.tensor(0))
    return module.eval()


def big_endian(source, target):
    """The same archive as a machine with the highest byte first writes it: every storage here is of float32."""
    with zipfile.ZipFile(source) as read, zipfile.ZipFile(target, "w") as write:
        for name in read.namelist():
            data = read.read(name)
            if name.endswith("byteorder"):
                data = b"big"
            elif "/data/" in name:
                data = b"".join(data[i : i + 4][::-1] for i in range(0, len(data), 4))
            write.writestr(zipfile.ZipInfo(name), data)


def tar(target):
    """The format before 0.1.10, by torch/serialization.py's legacy_load, which no PyTorch of today writes."""
    values = counted(2, 3)

    class Reference:
        pass

    reference = Reference()

    class Pickler(pickle.Pickler):
        def persistent_id(self, value):
            return "11" if value is reference else None

    storages, tensors, value = io.BytesIO(), io.BytesIO(), io.BytesIO()
    pickle.dump(1, storages, 2)
    pickle.dump((22, "cpu", torch.FloatStorage), storages, 2)
    storages.write(struct.pack("<q", 6) + values.numpy().tobytes())
    pickle.dump([], storages, 2)
    pickle.dump(1, tensors, 2)
    pickle.dump((11, 22, torch.FloatTensor), tensors, 2)
    tensors.write(struct.pack("<ii2q2qq", 2, 0, 2, 3, 3, 1, 0))
    Pickler(value, 2).dump(collections.OrderedDict([("fc.weight", reference)]))
    with tarfile.open(target, "w", format=tarfile.USTAR_FORMAT) as archive:
        for name, data in [("sys_info", pickle.dumps({"little_endian": True}, 2)), ("pickle", value.getvalue()),
                           ("tensors", tensors.getvalue()), ("storages", storages.getvalue())]:
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    loaded = torch.load(target, weights_only=False)
    assert torch.equal(loaded["fc.weight"], values)


def main():
    torch.manual_seed(0)
    network = filled(Network())
    torch.save(views(), FOLDER / "views.pt")
    torch.save(views(), FOLDER / "views_legacy.pt", _use_new_zipfile_serialization=False)
    big_endian(FOLDER / "views.pt", FOLDER / "views_big_endian.pt")
    torch.save(types(), FOLDER / "types.pt")
    torch.save(network, FOLDER / "whole_module.pt")
    optimizer = torch.optim.Adam(network.parameters())
    network(torch.ones(1, 1, 3, 3)).sum().backward()
    optimizer.step()
    filled(network)
    torch.save(
        {"epoch": 3, "model": network.state_dict(), "optimizer": optimizer.state_dict(), "rng_state": torch.get_rng_state()[:8].clone()},
        FOLDER / "training.ckpt",
    )
    torch.jit.save(torch.jit.trace(network, torch.ones(1, 1, 3, 3)), FOLDER / "script.pt")
    tar(FOLDER / "oldest.pt")
    value = {"n": None, "t": [True, False], "i": [0, 255, 65535, -1, 2**40, -(2**70)], "f": 0.5, "s": "aé",
             "b": b"\x00\x01", "u": (1, (2, 3), ()), "o": collections.OrderedDict([("k", 1)]), "e": {5: {6}}}
    for protocol in range(6):
        (FOLDER / f"values.p{protocol}").write_bytes(pickle.dumps(value, protocol))


main()
