"""Forward pass and input gradient of torchvision's networks in PyTorch and here, in turn, on as many threads.

    python bench/gradients/beside_pytorch.py FOLDER THREADS RUNS [--profile] NAME ...

Needs torch, torchvision, onnx and, for a profile, onnxruntime; ./vitrine built. Networks have random weights and are exported to
FOLDER once. Times are medians in milliseconds, of one picture of 224x224; NAME lstm is a classifier of two bidirectional layers of
128 units, over a sequence of 100 steps. --profile says which operators of our gradient graph take the time.
"""

import collections
import glob
import json
import statistics
import subprocess
import sys
import time
import types
from pathlib import Path

import torch

# Lets torchvision import where its compiled operators are missing; the networks here do not use them.
sys.modules["torchvision._meta_registrations"] = types.ModuleType("torchvision._meta_registrations")
import torchvision  # noqa: E402

HERE = Path(__file__).parent
folder, threads, runs = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
names = [a for a in sys.argv[4:] if a != "--profile"]
torch.set_num_threads(threads)
apps = ":".join(glob.glob(str(HERE.parents[1] / "cli/target/app/*.jar")))


class Lstm(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = torch.nn.LSTM(64, 128, 2, batch_first=True, bidirectional=True)
        self.head = torch.nn.Linear(256, 10)

    def forward(self, x):
        return self.head(self.lstm(x)[0][:, -1])


def profile(file, values):
    """Milliseconds of each kind of operator of the gradient graph, a quarter of the runs being faster."""
    import numpy
    import onnx
    import onnxruntime

    name = onnx.load(file, load_external_data=False).graph.input[0].name
    graph, given = file.with_suffix(".gradient.onnx"), file.with_suffix(".npy")
    numpy.save(given, values.numpy())
    command = [HERE.parents[1] / "vitrine", "differentiate", file, "--input", given, "--of", "3", "--wrt", name, "-o", graph]
    subprocess.run(list(map(str, command)), check=True, capture_output=True)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.enable_profiling = True
    options.profile_file_prefix = str(folder / "profile")
    session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
    for _ in range(runs):
        session.run([session.get_outputs()[-1].name], {name: values.numpy()})
    written = Path(session.end_profiling())
    nodes = collections.defaultdict(list)
    for event in json.loads(written.read_text()):
        if event.get("cat") == "Node" and event["name"].endswith("kernel_time"):
            nodes[event["args"]["op_name"], event["name"]].append(event["dur"] / 1000)
    written.unlink()
    kinds = collections.Counter()
    for (operator, _), taken in nodes.items():
        kinds[operator] += sorted(taken)[len(taken) // 4]
    print("  profile:", ", ".join(f"{operator} {time:.2f}" for operator, time in kinds.most_common(8)), flush=True)


for name in names:
    torch.manual_seed(0)
    network = (Lstm() if name == "lstm" else getattr(torchvision.models, name)()).eval()
    file = folder / f"{name}.onnx"
    values = torch.randn(1, 100, 64) if name == "lstm" else torch.randn(1, 3, 224, 224)
    if not file.exists():
        torch.onnx.export(network, values, str(file), opset_version=18, dynamo=False)

    def forward():
        with torch.no_grad():
            network(values)

    def gradient():
        x = values.clone().requires_grad_()
        for parameter in network.parameters():
            parameter.requires_grad_(False)
        network(x)[0, 3].backward()

    times = []
    for run in (forward, gradient):
        run()
        taken = []
        for _ in range(runs):
            start = time.perf_counter()
            run()
            taken.append(1000 * (time.perf_counter() - start))
        times.append(statistics.median(taken))
    print(f"{name:22s} PyTorch {torch.__version__} forward {times[0]:.1f} gradient {times[1]:.1f} ratio {times[1] / times[0]:.2f}", flush=True)
    subprocess.run(["java", "-cp", apps, str(HERE / "Ratios.java"), "time", str(threads), str(runs), str(file)], check=True)
    if "--profile" in sys.argv:
        profile(file, values)
