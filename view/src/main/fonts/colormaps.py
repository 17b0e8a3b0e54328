"""Makes colormaps.txt: 256 colours of each map, from matplotlib (viridis, cividis, magma: CC0; coolwarm: Kenneth Moreland;
RdBu: ColorBrewer, Cynthia Brewer, Apache-2.0).

    python colormaps.py ../resources/dev/vitrine/view
"""

import pathlib
import sys

from matplotlib import colormaps

NAMES = {"viridis": "viridis", "cividis": "cividis", "magma": "magma", "coolwarm": "coolwarm", "rdbu": "RdBu_r", "grey": "gray"}

lines = ["# name, then 256 colours as RRGGBB, lowest value first; made by colormaps.py"]
for name, theirs in NAMES.items():
    lines.append(name + " " + "".join("%02x%02x%02x" % tuple(round(255 * c) for c in colormaps[theirs](i)[:3]) for i in range(256)))
pathlib.Path(sys.argv[1], "colormaps.txt").write_text("\n".join(lines) + "\n", "utf-8")
