"""Every model of some folders through `vitrine convert`; the ONNX checker and ONNX Runtime's own Python look at the result.

    python bench/convert.py FOLDER...

Needs the built launcher and `pip install onnx onnxruntime`. Prints one line a file: seconds, nodes, what the checker says (with
strict shape inference), whether the runtime makes a session of it; or the one line in which Vitrine refused. Ends with 1 if
anything that was written is not accepted.
"""
import pathlib
import subprocess
import sys
import tempfile
import time

import onnx
import onnxruntime

VITRINE = pathlib.Path(__file__).resolve().parent.parent / "vitrine"
FOREIGN = {".md", ".txt", ".csv", ".json", ".npz", ".npy", ".png", ".jpg", ".pkl", ".index"}


def models(folder):
    for path in sorted(folder.iterdir()):
        if path.is_dir():
            if (path / "saved_model.pb").exists():
                yield path
            else:
                yield from models(path)
        elif path.suffix not in FOREIGN:
            yield path


def accepted(file):
    try:
        onnx.checker.check_model(str(file), full_check=True)
    except Exception as e:
        return f"checker: {str(e).strip().splitlines()[0][:150]}"
    try:
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 4
        onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
    except Exception as e:
        return f"runtime: {str(e).strip().splitlines()[0][:150]}"
    return "accepted"


def main():
    refused = failed = written = 0
    for folder in map(pathlib.Path, sys.argv[1:]):
        for path in models(folder):
            with tempfile.TemporaryDirectory() as place:
                out = pathlib.Path(place) / "model.onnx"
                start = time.monotonic()
                run = subprocess.run([VITRINE, "convert", path, "-o", out, "--quiet", "--lang", "en"], capture_output=True, text=True)
                seconds = time.monotonic() - start
                if run.returncode == 0:
                    answer = accepted(out)
                    written += 1
                    failed += answer != "accepted"
                    nodes = len(onnx.load(str(out), load_external_data=False).graph.node)
                    print(f"{path.relative_to(folder)}\t{seconds:.2f} s\t{nodes} nodes\t{answer}", flush=True)
                else:
                    refused += 1
                    failed += run.returncode != 1
                    print(f"{path.relative_to(folder)}\t{seconds:.2f} s\tstatus {run.returncode}\t{run.stderr.strip().splitlines()[-1][:200]}", flush=True)
    print(f"{written} written, {refused} refused, {failed} not as they should be")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
