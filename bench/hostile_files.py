"""Every hostile model and picture through the commands that would open it, each in a process of its own.

    python bench/hostile_files.py ASSETS [--table docs/hostile-files.md]

ASSETS/hostile/onnx goes through inspect (lines, SVG, PNG), run, features and weights; ASSETS/hostile/images is the input
of run and features on SqueezeNet; the files of the other formats go through inspect, run, weights and convert. Each must end within 10 s and 1 GB resident, with status 0, or with status 1 and one line
on standard error; never with a stack trace, never with a file half-written or left over. Exits with 1 otherwise.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
SECONDS = 10
MEGABYTES = 1000


def measured(command):
    """Runs a command. Returns status, seconds, the largest resident set in MB, and what it said on standard error."""
    with tempfile.TemporaryFile() as err:
        started = time.perf_counter()
        process = subprocess.Popen([str(c) for c in command], stdout=subprocess.DEVNULL, stderr=err)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        err.seek(0)
        return process.returncode, seconds, usage.ru_maxrss / 1024, err.read().decode(errors="replace").strip()


def faults(status, seconds, megabytes, said, out, wanted):
    found = []
    lines = said.splitlines()
    if status not in (0, 1):
        found.append(f"status {status}")
    if status == 1 and len(lines) != 1:
        found.append(f"{len(lines)} lines")
    if "Exception" in said or "\tat " in said:
        found.append("a stack trace")
    if seconds > SECONDS:
        found.append(f"{seconds:.1f} s")
    if megabytes > MEGABYTES:
        found.append(f"{megabytes:.0f} MB")
    left = {p.name for p in out.iterdir()}
    if left != ({wanted} if wanted and status == 0 else set()):
        found.append(f"left {sorted(left)}")
    return found


def commands(file, squeezenet, family):
    auto = ["--layer", "auto", "--out", "sheet.png"]
    if family == "images":
        return {"run": ["run", squeezenet, "--input", file], "features": ["features", squeezenet, "--input", file] + auto}
    if family != "onnx":
        return {
            "inspect": ["inspect", file],
            "run": ["run", file, "--input", "random"],
            "weights": ["weights", file],
            "convert": ["convert", file, "--out", "model.onnx"],
        }
    return {
        "inspect": ["inspect", file],
        "svg": ["inspect", file, "--out", "graph.svg"],
        "png": ["inspect", file, "--out", "graph.png"],
        "run": ["run", file, "--input", "random"],
        "features": ["features", file, "--input", "random"] + auto,
        "weights": ["weights", file],
    }


def examine(file, vitrine, squeezenet, family):
    """One row: statuses by command, the slowest, the largest, the last line of the first command that says something."""
    statuses, slowest, largest, message, wrong = [], 0, 0, "", []
    for name, command in commands(file, squeezenet, family).items():
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder)
            wanted = command[-1] if "--out" in command else ""
            placed = [out / c if c == wanted else c for c in command]
            status, seconds, megabytes, said = measured([vitrine, *placed, "--lang", "en"])
            wrong += [f"{file.name} {name}: {fault}" for fault in faults(status, seconds, megabytes, said, out, wanted)]
            said = said.replace(str(out) + "/", "").replace(str(file.parent) + "/", "")
        statuses.append(str(status))
        slowest, largest = max(slowest, seconds), max(largest, megabytes)
        notes = [line for line in said.splitlines() if not line.startswith("Wrote ")]
        if status == 1 and not message.startswith("vitrine:") or not message:
            message = notes[-1] if notes else message
    message = message.removeprefix("vitrine: ")
    if len(message) > 160:
        message = message[:159] + "…"
    cell = message.replace("|", "\\|").replace("<", "&lt;")
    return f"| {file.name} | {' '.join(statuses)} | {slowest:.1f} | {largest:.0f} | {cell} |", wrong


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("assets", type=Path)
    arguments.add_argument("--table", type=Path, help="a Markdown file to write")
    arguments.add_argument("--vitrine", type=Path, default=HOME / "vitrine", help="the launcher to run")
    asked = arguments.parse_args()
    squeezenet = asked.assets / "onnx" / "squeezenet1.1_fp32.onnx"
    text = [
        "# Hostile files",
        "",
        "Made by `bench/hostile_files.py`: every file through the commands that would open it, each in a process of its",
        "own. Status 0 is a result, 1 is one line that says what is wrong. The time is that of the slowest command, the",
        "memory the largest resident set, the message that of the first command that ended with 1, or else a note.",
    ]
    wrong = []
    for folder, of in (("onnx", "inspect, inspect --out .svg, inspect --out .png, run, features, weights"),
                       *((family, "inspect, run, weights, convert")
                         for family in ("hdf5", "keras", "pytorch", "tensorflow", "tflite")),
                       ("images", "run and features on SqueezeNet")):
        text += ["", f"## {folder}", "", f"Statuses of {of}.", "",
                 "| file | status | s | MB | message |", "| --- | --- | --- | --- | --- |"]
        for file in sorted((asked.assets / "hostile" / folder).iterdir()):
            row, faulty = examine(file, asked.vitrine, squeezenet, folder)
            print(row, file=sys.stderr)
            text.append(row)
            wrong += faulty
    if asked.table:
        asked.table.write_text("\n".join(text) + "\n", encoding="utf-8")
    print("\n".join(wrong) or "all as they should be")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
