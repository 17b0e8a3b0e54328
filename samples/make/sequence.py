"""Trains a small LSTM that counts pulses, so that its hidden and cell state can be watched.

The signal has two channels: pulses, which last one to four steps but count once, and resets. At
every step the network says the number of pulses since the last reset, modulo three. It can only
know this from its state, so the count must be visible there.
"""

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn

SEQUENCE = Path(__file__).resolve().parent.parent / "sequence"
CLASSES = ["none", "one", "two"]
FEATURES = 2
HIDDEN = 12
SEED = 3
STEPS = 3000


def main():
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    SEQUENCE.mkdir(exist_ok=True)
    path = SEQUENCE / "counter.onnx"
    onnx.save(onnx_model(trained()), path)
    session = onnxruntime.InferenceSession(path)
    for time in (48, 200):
        signal, counts = signals(np.random.default_rng(SEED + 1), time, 500)
        right = np.concatenate(
            [guesses(session, signal[:, i : i + 1]) == counts[:, i : i + 1] for i in range(500)], 1
        )
        print(f"{time} steps: {right.mean():.4f} of steps, {right.all(0).mean():.4f} of sequences")
    signal, counts = signals(np.random.default_rng(SEED + 2), 48, 1)
    np.save(SEQUENCE / "pulses.npy", signal)
    np.save(SEQUENCE / "pulses.expected.npy", counts)
    (SEQUENCE / "counter.labels.txt").write_text("\n".join(CLASSES) + "\n")
    print("sample:", (guesses(session, signal) == counts).mean())


def signals(rng, time, batch):
    """Signals [time, batch, 2] and the counts [time, batch] they stand for."""
    signal = np.zeros((time, batch, FEATURES), np.float32)
    counts = np.zeros((time, batch), np.int64)
    for b in range(batch):
        t = 0
        while t < time:
            t += rng.integers(1, 6)
            channel = 0 if rng.random() < 0.85 else 1
            length = rng.integers(1, 5) if channel == 0 else 1
            signal[t : t + length, b, channel] = 1
            if t < time:
                counts[t:, b] = 0 if channel == 1 else (counts[t, b] + 1) % len(CLASSES)
            t += length
    return signal, counts


class Counter(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(FEATURES, HIDDEN)
        self.dense = nn.Linear(HIDDEN, len(CLASSES))

    def forward(self, signal):
        return self.dense(self.lstm(signal)[0])


def trained():
    """Short signals first, then longer ones: counting is learned one pulse at a time."""
    torch.manual_seed(SEED)
    rng = np.random.default_rng(SEED)
    net = Counter()
    optimizer = torch.optim.Adam(net.parameters())
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 2e-2, total_steps=STEPS)
    for step in range(STEPS):
        signal, counts = signals(rng, 8 + 48 * step // STEPS, 48)
        logits = net(torch.from_numpy(signal))
        loss = nn.functional.cross_entropy(logits.flatten(0, 1), torch.from_numpy(counts).flatten())
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        if (step + 1) % 500 == 0:
            print(f"step {step + 1}: loss {loss.item():.4f}", flush=True)
    return net.eval()


def onnx_model(net):
    """One LSTM node over any number of steps, and a dense layer at every step."""
    lstm = net.lstm
    weights = {
        "lstm.weight": gates_for_onnx(lstm.weight_ih_l0)[None],
        "lstm.recurrence": gates_for_onnx(lstm.weight_hh_l0)[None],
        "lstm.bias": np.concatenate([gates_for_onnx(b) for b in (lstm.bias_ih_l0, lstm.bias_hh_l0)])[None],
        "dense.weight": net.dense.weight.detach().numpy().T.copy(),
        "dense.bias": net.dense.bias.detach().numpy(),
        "direction": np.array([1], np.int64),
    }
    nodes = [
        helper.make_node(
            "LSTM",
            ["signal", "lstm.weight", "lstm.recurrence", "lstm.bias"],
            ["lstm", "lstm.last_hidden", "lstm.last_cell"],
            name="lstm",
            hidden_size=HIDDEN,
        ),
        helper.make_node("Squeeze", ["lstm", "direction"], ["hidden"], name="hidden"),
        helper.make_node("MatMul", ["hidden", "dense.weight"], ["dense"], name="dense"),
        helper.make_node("Add", ["dense", "dense.bias"], ["logits"], name="bias"),
    ]
    graph = helper.make_graph(
        nodes,
        "counter",
        [helper.make_tensor_value_info("signal", TensorProto.FLOAT, ["time", 1, FEATURES])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["time", 1, len(CLASSES)])],
        [numpy_helper.from_array(value, name) for name, value in weights.items()],
    )
    opset = helper.make_opsetid("", 17)
    model = helper.make_model(graph, opset_imports=[opset], ir_version=8, producer_name="vitrine-samples")
    onnx.checker.check_model(model, full_check=True)
    return onnx.shape_inference.infer_shapes(model)


def gates_for_onnx(parameter):
    """Torch stacks the gates as input, forget, cell, output; ONNX as input, output, forget, cell."""
    i, f, c, o = np.split(parameter.detach().numpy(), 4)
    return np.concatenate([i, o, f, c])


def guesses(session, signal):
    return session.run(["logits"], {"signal": signal})[0].argmax(2)


if __name__ == "__main__":
    main()
