"""Writes operators.pt2, one program with one output for each case, and operators.safetensors, what PyTorch 2.13 gives.

    python aten_operators.py ../resources/dev/vitrine/formats/torchexport

To add a case: one line in CASES, name to a function of the inputs and layers below.
"""

import json
import struct
import sys
import zipfile
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import nn

FOLDER = Path(sys.argv[1])

INPUTS = {
    "x": torch.randn(2, 4, 6, 6),  # maps
    "s": torch.randn(2, 5, 8),  # a sequence
    "v": torch.randn(2, 8),
    "i": torch.tensor([[1, 0, 2], [2, 2, 1]]),
}

LAYERS = {
    "conv": nn.Conv2d(4, 6, 3, stride=2, padding=1, groups=2),
    "dilated": nn.Conv2d(4, 3, 3, dilation=2, bias=False),
    "same": nn.Conv2d(4, 3, 3, padding="same"),
    "conv1": nn.Conv1d(5, 3, 3),
    "conv3": nn.Conv3d(2, 2, (1, 2, 2)),
    "up": nn.ConvTranspose2d(4, 3, 3, stride=2, padding=1, output_padding=1),
    "up1": nn.ConvTranspose1d(5, 3, 2, stride=2, groups=1),
    "bn": nn.BatchNorm2d(4),
    "bn_plain": nn.BatchNorm2d(4, affine=False),
    "ln": nn.LayerNorm(8),
    "ln2": nn.LayerNorm((6, 6), elementwise_affine=False),
    "gn": nn.GroupNorm(2, 4),
    "gn_plain": nn.GroupNorm(2, 4, affine=False),
    "inorm": nn.InstanceNorm2d(4, affine=True),
    "rms": nn.RMSNorm(8),
    "fc": nn.Linear(8, 3),
    "fc_bare": nn.Linear(8, 3, bias=False),
    "emb": nn.Embedding(3, 4),
    "prelu": nn.PReLU(4),
    "lstm": nn.LSTM(8, 3, 2, batch_first=True, bidirectional=True),
    "lstm_one": nn.LSTM(8, 3),
    "lstm_bare": nn.LSTM(8, 3, bias=False, batch_first=True),
    "gru": nn.GRU(8, 3, 2, bidirectional=True),
    "gru_first": nn.GRU(8, 3, batch_first=True),
    "rnn": nn.RNN(8, 3, batch_first=True),
    "rnn_relu": nn.RNN(8, 3, nonlinearity="relu", bidirectional=True),
    "attention": nn.MultiheadAttention(8, 2, batch_first=True),
    "encoder": nn.TransformerEncoderLayer(8, 2, 16, batch_first=True, norm_first=True, activation="gelu"),
}

CASES = {
    "conv2d": lambda m, x, s, v, i: m.conv(x),
    "conv2d dilated": lambda m, x, s, v, i: m.dilated(x),
    "conv2d same": lambda m, x, s, v, i: m.same(x),
    "conv1d": lambda m, x, s, v, i: m.conv1(s),
    "conv3d": lambda m, x, s, v, i: m.conv3(x.reshape(1, 2, 4, 6, 6)),
    "conv_transpose2d": lambda m, x, s, v, i: m.up(x),
    "conv_transpose1d": lambda m, x, s, v, i: m.up1(s),
    "batch_norm": lambda m, x, s, v, i: m.bn(x),
    "batch_norm plain": lambda m, x, s, v, i: m.bn_plain(x),
    "layer_norm": lambda m, x, s, v, i: m.ln(s),
    "layer_norm plain": lambda m, x, s, v, i: m.ln2(x),
    "group_norm": lambda m, x, s, v, i: m.gn(x),
    "group_norm plain": lambda m, x, s, v, i: m.gn_plain(x),
    "instance_norm": lambda m, x, s, v, i: m.inorm(x),
    "rms_norm": lambda m, x, s, v, i: m.rms(s),
    "linear": lambda m, x, s, v, i: m.fc(v),
    "linear 3d": lambda m, x, s, v, i: m.fc(s),
    "linear bare": lambda m, x, s, v, i: m.fc_bare(s),
    "embedding": lambda m, x, s, v, i: m.emb(i),
    "prelu": lambda m, x, s, v, i: m.prelu(x),
    "lstm": lambda m, x, s, v, i: m.lstm(s)[0],
    "lstm states": lambda m, x, s, v, i: torch.cat(m.lstm(s)[1]),
    "lstm one": lambda m, x, s, v, i: m.lstm_one(s)[0],
    "lstm bare": lambda m, x, s, v, i: m.lstm_bare(s)[1][0],
    "lstm given": lambda m, x, s, v, i: m.lstm_one(s, (s[:1, :, :3], s[1:, :, 3:6]))[0],
    "gru": lambda m, x, s, v, i: m.gru(s)[0],
    "gru first": lambda m, x, s, v, i: m.gru_first(s)[1],
    "rnn_tanh": lambda m, x, s, v, i: m.rnn(s)[0],
    "rnn_relu": lambda m, x, s, v, i: m.rnn_relu(s)[0],
    "multi-head attention": lambda m, x, s, v, i: m.attention(s, s, s, need_weights=False)[0],
    "multi-head weights": lambda m, x, s, v, i: m.attention(s, s, s)[1],
    "encoder layer": lambda m, x, s, v, i: m.encoder(s),
    "attention causal": lambda m, x, s, v, i: F.scaled_dot_product_attention(s, s, s, is_causal=True),
    "attention masked": lambda m, x, s, v, i: F.scaled_dot_product_attention(s, s, s, attn_mask=s[:, :, :5] > -1),
    "attention biased": lambda m, x, s, v, i: F.scaled_dot_product_attention(s, s, s, attn_mask=s[:, :, :5], scale=0.3),
    "max_pool2d": lambda m, x, s, v, i: F.max_pool2d(x, 3, 2, 1),
    "max_pool2d ceil": lambda m, x, s, v, i: F.max_pool2d(x, 3, 2, ceil_mode=True),
    "max_pool1d": lambda m, x, s, v, i: F.max_pool1d(s, 2),
    "avg_pool2d": lambda m, x, s, v, i: F.avg_pool2d(x, 3, 2, 1),
    "avg_pool2d without pad": lambda m, x, s, v, i: F.avg_pool2d(x, 3, 2, 1, count_include_pad=False),
    "avg_pool1d": lambda m, x, s, v, i: F.avg_pool1d(s, 2),
    "adaptive_avg_pool2d one": lambda m, x, s, v, i: F.adaptive_avg_pool2d(x, 1),
    "adaptive_avg_pool2d even": lambda m, x, s, v, i: F.adaptive_avg_pool2d(x, (3, 2)),
    "adaptive_avg_pool2d uneven": lambda m, x, s, v, i: F.adaptive_avg_pool2d(x, (4, 7)),
    "adaptive_avg_pool1d": lambda m, x, s, v, i: F.adaptive_avg_pool1d(s, 3),
    "adaptive_max_pool2d": lambda m, x, s, v, i: F.adaptive_max_pool2d(x, 2),
    "pixel_shuffle": lambda m, x, s, v, i: F.pixel_shuffle(x, 2),
    "upsample_nearest2d": lambda m, x, s, v, i: F.interpolate(x, scale_factor=2),
    "upsample_bilinear2d": lambda m, x, s, v, i: F.interpolate(x, size=(9, 12), mode="bilinear"),
    "upsample_bilinear2d corners": lambda m, x, s, v, i: F.interpolate(x, size=(9, 12), mode="bilinear", align_corners=True),
    "matmul": lambda m, x, s, v, i: s @ s.transpose(1, 2),
    "mm": lambda m, x, s, v, i: torch.mm(v, v.t()),
    "bmm": lambda m, x, s, v, i: torch.bmm(s, s.mT),
    "addmm": lambda m, x, s, v, i: torch.addmm(v[:, :2], v, v.t(), beta=0.5, alpha=2),
    "einsum": lambda m, x, s, v, i: torch.einsum("b t c, b c -> b t", s, v),
    "add alpha": lambda m, x, s, v, i: torch.add(x, x * x, alpha=0.5),
    "add in place": lambda m, x, s, v, i: in_place(x),
    "add whole": lambda m, x, s, v, i: v + i.sum(),
    "sub": lambda m, x, s, v, i: x - 2,
    "rsub": lambda m, x, s, v, i: torch.rsub(x, 2),
    "mul": lambda m, x, s, v, i: x * x.mean((2, 3), keepdim=True),
    "div": lambda m, x, s, v, i: x / 3,
    "div whole": lambda m, x, s, v, i: i / 2,
    "div floor": lambda m, x, s, v, i: torch.div(x, 0.3, rounding_mode="floor"),
    "floor_divide": lambda m, x, s, v, i: (i - 3) // 2,
    "pow": lambda m, x, s, v, i: x**2,
    "pow scalar": lambda m, x, s, v, i: 2.0**x,
    "maximum": lambda m, x, s, v, i: torch.maximum(x, -x) + torch.minimum(x, x * 2),
    "comparisons": lambda m, x, s, v, i: torch.stack([x > 0, x < 0.5, x >= 1, x <= x * 2, x == x, x != 0]).to(torch.float32),
    "compare whole": lambda m, x, s, v, i: (i == 2).float() + (i > 0.5).float(),
    "logical": lambda m, x, s, v, i: (((x > 0) & (x < 1)) | ~(x > -1)).float() + torch.logical_not(x).float(),
    "where": lambda m, x, s, v, i: torch.where(x > 0, x, x * 0.1),
    "where scalar": lambda m, x, s, v, i: torch.where(x > 0, x, 0.0),
    "masked_fill": lambda m, x, s, v, i: x.masked_fill(x > 0, -1.5),
    "neg abs": lambda m, x, s, v, i: -x.abs(),
    "exp log": lambda m, x, s, v, i: torch.log(torch.exp(x) + 1),
    "expm1 log1p": lambda m, x, s, v, i: torch.log1p(torch.expm1(x.abs())),
    "sqrt rsqrt": lambda m, x, s, v, i: torch.sqrt(x.abs()) + torch.rsqrt(x.abs() + 1) + torch.reciprocal(x.abs() + 1),
    "sin cos erf": lambda m, x, s, v, i: torch.sin(x) + torch.cos(x) + torch.erf(x),
    "floor ceil round sign": lambda m, x, s, v, i: torch.floor(x) + torch.ceil(x * 3) + torch.round(x * 5) + torch.sign(x),
    "clamp": lambda m, x, s, v, i: x.clamp(-0.5, 1),
    "clamp_min": lambda m, x, s, v, i: x.clamp_min(0.2) + x.clamp(max=0.1),
    "relu": lambda m, x, s, v, i: F.relu(x),
    "relu6": lambda m, x, s, v, i: F.relu6(x * 5),
    "hardtanh": lambda m, x, s, v, i: F.hardtanh(x, -0.3, 0.7),
    "leaky_relu": lambda m, x, s, v, i: F.leaky_relu(x, 0.2),
    "elu": lambda m, x, s, v, i: F.elu(x, 0.7) + F.celu(x, 0.6) + F.selu(x),
    "gelu": lambda m, x, s, v, i: F.gelu(x),
    "gelu tanh": lambda m, x, s, v, i: F.gelu(x, approximate="tanh"),
    "silu": lambda m, x, s, v, i: F.silu(x),
    "mish": lambda m, x, s, v, i: F.mish(x),
    "hardswish": lambda m, x, s, v, i: F.hardswish(x * 3) + F.hardsigmoid(x * 3),
    "softplus": lambda m, x, s, v, i: F.softplus(x) + F.softplus(x, beta=2),
    "sigmoid tanh softsign": lambda m, x, s, v, i: torch.sigmoid(x) + torch.tanh(x) + F.softsign(x),
    "glu": lambda m, x, s, v, i: F.glu(s),
    "softmax": lambda m, x, s, v, i: F.softmax(x, 1),
    "log_softmax": lambda m, x, s, v, i: F.log_softmax(v, -1),
    "dropout": lambda m, x, s, v, i: F.dropout(x, 0.5, training=False) * 1,
    "mean": lambda m, x, s, v, i: x.mean() + x.mean((-1, -2)).sum(),
    "sum": lambda m, x, s, v, i: x.sum(1, keepdim=True),
    "amax amin": lambda m, x, s, v, i: x.amax((2, 3)) - x.amin((2, 3)),
    "max dim": lambda m, x, s, v, i: x.max(1)[0] + x.min(1)[1],
    "argmax": lambda m, x, s, v, i: x.argmax(1) + x.argmax(),
    "norm": lambda m, x, s, v, i: v / v.norm(dim=1, keepdim=True) + torch.linalg.vector_norm(v, 1, dim=1, keepdim=True),
    "normalize": lambda m, x, s, v, i: F.normalize(v, dim=-1),
    "var": lambda m, x, s, v, i: x.var(1) + x.var((1, 2), keepdim=True, unbiased=False).sum(1),
    "std": lambda m, x, s, v, i: x.std(dim=1),
    "cumsum": lambda m, x, s, v, i: torch.cumsum(x, 2),
    "view": lambda m, x, s, v, i: x.view(2, 2, 2, -1),
    "flatten": lambda m, x, s, v, i: x.flatten(1) * 1,
    "unflatten": lambda m, x, s, v, i: v.unflatten(1, (2, 4)),
    "squeeze": lambda m, x, s, v, i: x[:, :1].squeeze(1) + x.squeeze()[:, 0],
    "unsqueeze": lambda m, x, s, v, i: v.unsqueeze(-1),
    "transpose": lambda m, x, s, v, i: x.transpose(1, -1),
    "permute": lambda m, x, s, v, i: x.permute(0, 2, 3, 1),
    "expand": lambda m, x, s, v, i: v[:, None].expand(-1, 3, -1),
    "repeat": lambda m, x, s, v, i: v.repeat(2, 1, 3),
    "cat": lambda m, x, s, v, i: torch.cat([x, x * 2], -1),
    "stack": lambda m, x, s, v, i: torch.stack([v, v * 2], -1),
    "split": lambda m, x, s, v, i: x.split([1, 3], 1)[1],
    "chunk": lambda m, x, s, v, i: x.chunk(2, 1)[0] - x.chunk(2, 1)[1],
    "unbind": lambda m, x, s, v, i: x.unbind(0)[1],
    "select": lambda m, x, s, v, i: x.select(2, -1),
    "slice": lambda m, x, s, v, i: x[:, 1:3, ::2, -2:],
    "index_select": lambda m, x, s, v, i: torch.index_select(x, 1, i[0]),
    "gather": lambda m, x, s, v, i: torch.gather(v, 1, i),
    "index": lambda m, x, s, v, i: x[:, i[1]],
    "roll": lambda m, x, s, v, i: torch.roll(x, (1, -2), (2, 3)),
    "flip": lambda m, x, s, v, i: x.flip(-1, 1),
    "pad": lambda m, x, s, v, i: F.pad(x, (1, 2, 0, 1), value=0.5),
    "pad reflect": lambda m, x, s, v, i: F.pad(x, (1, 2, 2, 1), mode="reflect") + F.pad(x, (1, 2, 2, 1), mode="replicate"),
    "tril": lambda m, x, s, v, i: torch.tril(x) + torch.triu(x, 1) * 2,
    "to": lambda m, x, s, v, i: i.to(torch.float32) + i.type_as(v),
    "zeros ones": lambda m, x, s, v, i: torch.ones(2, 8) + torch.zeros_like(v) + v.new_full((2, 8), 3.0) + torch.full((8,), 0.5),
    "arange": lambda m, x, s, v, i: torch.arange(8) * v + torch.arange(0, 4, 0.5),
}


def in_place(x):
    y = x * 1
    y.add_(x)
    y.relu_()
    return y + 1


class All(nn.Module):
    def __init__(self):
        super().__init__()
        for name, layer in LAYERS.items():
            setattr(self, name, layer)

    def forward(self, x, s, v, i):
        return tuple(case(self, x, s, v, i) for case in CASES.values())


def safetensors(path, tensors):
    names = {torch.float32: "F32", torch.int64: "I64", torch.bool: "BOOL"}
    header, at, data = {}, 0, []
    for name, tensor in tensors.items():
        raw = tensor.detach().contiguous().numpy().tobytes()
        header[name] = {"dtype": names[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [at, at + len(raw)]}
        at += len(raw)
        data.append(raw)
    text = json.dumps(header, separators=(",", ":")).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + b"".join(data))


def slim(source, target, keep_data=True):
    """The same archive without what only people read: where a call stands in the source, and example inputs."""
    with zipfile.ZipFile(source) as read, zipfile.ZipFile(target, "w") as write:
        for name in read.namelist():
            data = read.read(name)
            if "sample_inputs" in name or not keep_data and "/weight_" in name:
                continue
            method = zipfile.ZIP_STORED
            if name.endswith(".json"):
                data, method = slimmed(data), zipfile.ZIP_DEFLATED
            write.writestr(zipfile.ZipInfo(name), data, method)


def slimmed(program):
    value = json.loads(program)
    for node in value.get("graph_module", {}).get("graph", {}).get("nodes", []):
        node["metadata"] = {k: v for k, v in node["metadata"].items() if k == "nn_module_stack"}
    value.pop("guards_code", None)
    return json.dumps(value, separators=(",", ":")).encode()


def oldest(target):
    """The layout of PyTorch 2.1 to 2.6, of parts that are made as they are today."""
    from torch._export.serde.serialize import serialize

    class Tiny(nn.Module):
        def __init__(self):
            super().__init__()
            self.fc = nn.Linear(3, 2)

        def forward(self, x):
            return torch.special.i0(self.fc(x)), self.fc(x) + x.shape[0]

    tiny = Tiny().eval()
    with torch.no_grad():
        tiny.fc.weight.copy_(torch.arange(6).reshape(2, 3))
        tiny.fc.bias.copy_(torch.tensor([10.0, 20.0]))
        batch = torch.export.Dim("batch", min=1, max=64)
        parts = serialize(torch.export.export(tiny, (torch.ones(2, 3),), dynamic_shapes={"x": {0: batch}}))
    with zipfile.ZipFile(target, "w") as write:
        for name, data in [("version", b"8.8"), ("serialized_exported_program.json", slimmed(parts.exported_program)),
                           ("serialized_state_dict.pt", parts.state_dict), ("serialized_constants.pt", parts.constants)]:
            write.writestr(zipfile.ZipInfo(name), data)


def main():
    torch.manual_seed(1)
    module = All().eval()
    with torch.no_grad():
        for buffer in module.buffers():
            if buffer.is_floating_point():
                buffer.uniform_(0.5, 1.5)
        torch.export.save(torch.export.export(module, tuple(INPUTS.values())), "/tmp/operators.pt2")
        slim("/tmp/operators.pt2", FOLDER / "operators.pt2")
        outputs = module(*[value.clone() for value in INPUTS.values()])
    oldest(FOLDER / "oldest.pt2")
    tensors = {f"input {name}": value for name, value in INPUTS.items()}
    tensors.update(zip(CASES, outputs, strict=True))
    safetensors(FOLDER / "operators.safetensors", tensors)


if __name__ == "__main__":
    main()
