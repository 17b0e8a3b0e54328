"""Forward pass and input gradient of torchvision's networks in PyTorch and here, in turn, on as many threads.

    python bench/gradients/beside_pytorch.py FOLDER THREADS RUNS NAME ...        (needs torch, torchvision, onnx; ./vitrine built)

Networks have random weights and are exported to FOLDER once; times are medians in milliseconds, of one picture of 224x224.
"""

import glob
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
torch.set_num_threads(threads)
apps = ":".join(glob.glob(str(HERE.parents[1] / "cli/target/app/*.jar")))
for name in sys.argv[4:]:
    torch.manual_seed(0)
    network = getattr(torchvision.models, name)().eval()
    file = folder / f"{name}.onnx"
    picture = torch.randn(1, 3, 224, 224)
    if not file.exists():
        torch.onnx.export(network, picture, str(file), opset_version=18, dynamo=False)

    def forward():
        with torch.no_grad():
            network(picture)

    def gradient():
        x = picture.clone().requires_grad_()
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
