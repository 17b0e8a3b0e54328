"""Writes autodiff/src/main/resources/dev/vitrine/autodiff/versions.csv: the operator sets in which each standard operator changed.

    python bench/gradients/operator_versions.py          (needs the package onnx)
"""
import collections
import pathlib

import onnx.defs

versions = collections.defaultdict(set)
for schema in onnx.defs.get_all_schemas_with_history():
    if schema.domain == "":
        versions[schema.name].add(schema.since_version)
out = pathlib.Path(__file__).parents[2] / "autodiff/src/main/resources/dev/vitrine/autodiff/versions.csv"
out.write_text("".join(f"{name},{' '.join(map(str, sorted(versions[name])))}\n" for name in sorted(versions)))
