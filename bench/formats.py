"""What is recovered of every file of other frameworks, and how long that takes.

    python bench/formats.py ASSETS [--table docs/formats.md]

Each file of ASSETS/{keras,pytorch,tensorflow,tflite} goes through `vitrine inspect --json` and, where it has a network,
`vitrine run --input random`, each in a cold process of its own. The table says what is there: structure (how layers are
connected), parameters (how many), and whether it runs; `partly` where some operators have no counterpart in ONNX.
"""

import argparse
import json
import subprocess
import time
from pathlib import Path

VITRINE = Path(__file__).resolve().parent.parent / "vitrine"
OTHER = {".md", ".txt", ".json", ".csv", ".npz"}


def files(folder):
    for path in sorted(folder.iterdir()):
        if path.is_dir() and not (path / "saved_model.pb").exists():
            yield from files(path)
        elif path.suffix not in OTHER:
            yield path


def called(*arguments):
    start = time.monotonic()
    run = subprocess.run([str(a) for a in (VITRINE, *arguments, "--lang", "en")], capture_output=True, text=True)
    return run, time.monotonic() - start


def short(count):
    for size, unit in ((1e6, "M"), (1e3, "k")):
        if count >= size:
            return f"{count / size:.3g} {unit}"
    return str(count)


def row(path, root):
    run, seconds = called("inspect", path, "--json")
    name = path.relative_to(root)
    if run.returncode:
        return f"| {name} | not opened: {run.stderr.strip().splitlines()[-1]} | | | {seconds:.2f} | |"
    facts = json.loads(run.stdout)
    notes = " ".join(facts["notes"])
    structure = "yes" if facts["outputs"] else "modules only"
    if not facts["outputs"]:
        return f"| {name} | {facts['format']} | {structure} | {short(facts['parameters'])} | no graph | {seconds:.2f} | |"
    answer, running = called("run", path, "--input", "random", "--json")
    runs = "yes" if answer.returncode == 0 else "partly" if "shown" in notes or "not run" in notes else "no"
    return f"| {name} | {facts['format']} | {structure} | {short(facts['parameters'])} | {runs} | {seconds:.2f} | {running:.2f} |"


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("assets", type=Path)
    arguments.add_argument("--table", type=Path, help="a Markdown file to write")
    asked = arguments.parse_args()
    text = [
        "# Files of other frameworks",
        "",
        "Made by `bench/formats.py`: what is recovered of public files. Seconds are those of a cold process, with `inspect` and with",
        "one run on random input. A file without a graph (a state dict, weights alone) shows its modules and parameters; `partly` means that",
        "some operators have no counterpart in ONNX: they are shown and named, and what does not depend on them runs.",
    ]
    for folder in ("keras", "pytorch", "tensorflow", "tflite"):
        text += ["", f"## {folder}", "", "| file | format | structure | parameters | runs | inspect, s | run, s |", "| --- | --- | --- | --- | --- | --- | --- |"]
        for path in files(asked.assets / folder):
            text.append(row(path, asked.assets / folder))
            print(text[-1], flush=True)
    if asked.table:
        # What agreement.py wrote stays.
        old = asked.table.read_text(encoding="utf-8") if asked.table.exists() else ""
        _, heading, agreement = old.partition("\n## Agreement")
        asked.table.write_text("\n".join(text) + "\n" + heading + agreement, encoding="utf-8")


if __name__ == "__main__":
    main()
