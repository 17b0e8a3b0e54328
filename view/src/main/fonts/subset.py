"""Makes vitrine-sans.ttf: Noto Sans CJK SC, only the glyphs that Vitrine needs, with TrueType outlines.

    python subset.py NotoSansCJK-Regular.ttc ../../../../words/src/main/resources ../resources/dev/vitrine/view

Needs fontTools. Kept: Latin, Greek, Cyrillic, punctuation, arrows, mathematical and geometric signs, kana, full-width forms,
the 6763 characters of GB 2312, and whatever else the word files use.
"""

import pathlib
import sys

from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, newTable

MAX_ERROR = 2.5  # of 1000 units an em: an eighth of a pixel at 50 px


def wanted(words):
    ranges = [
        (0x20, 0x7E), (0xA0, 0x17F), (0x391, 0x3C9), (0x400, 0x451), (0x2010, 0x2027), (0x2030, 0x203A), (0x2070, 0x209C),
        (0x20AC, 0x20AC), (0x2100, 0x2122), (0x2150, 0x215E), (0x2190, 0x21FF), (0x2200, 0x22FF), (0x2460, 0x2473),
        (0x2500, 0x257F), (0x25A0, 0x25FF), (0x2600, 0x2606), (0x2713, 0x2717), (0x3000, 0x3017), (0x3041, 0x30FF),
        (0xFF01, 0xFF5E), (0xFFE5, 0xFFE5),
    ]
    chars = {c for a, b in ranges for c in range(a, b + 1)}
    for row in range(0xB0, 0xF8):
        for cell in range(0xA1, 0xFF):
            try:
                chars.add(ord(bytes([row, cell]).decode("gb2312")))
            except UnicodeDecodeError:
                pass
    for file in pathlib.Path(words).rglob("*.properties"):
        chars |= {ord(c) for c in file.read_text("utf-8") if ord(c) >= 0x20}
    return chars


def to_truetype(font):
    """Cubic outlines to quadratic ones, as in fontTools' own otf2ttf snippet."""
    glyph_set = font.getGlyphSet()
    order = font.getGlyphOrder()
    glyf = newTable("glyf")
    glyf.glyphOrder = order
    glyf.glyphs = {}
    for name in order:
        pen = TTGlyphPen(glyph_set)
        glyph_set[name].draw(Cu2QuPen(pen, MAX_ERROR, reverse_direction=True))
        glyf.glyphs[name] = pen.glyph()
    font["loca"] = newTable("loca")
    font["glyf"] = glyf
    font["hmtx"].metrics = {n: (w, getattr(glyf[n], "xMin", 0)) for n, (w, _) in font["hmtx"].metrics.items()}
    maxp = font["maxp"]
    maxp.tableVersion = 0x00010000
    for field in (
        "maxZones", "maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs", "maxStackElements",
        "maxSizeOfInstructions", "maxComponentElements", "maxPoints", "maxContours", "maxCompositePoints",
        "maxCompositeContours", "maxComponentDepth",
    ):
        setattr(maxp, field, 1 if field == "maxZones" else 0)
    glyf.compile(font)
    for tag in ("CFF ", "VORG"):
        if tag in font:
            del font[tag]
    font["post"].formatType = 3.0
    font["head"].glyphDataFormat = 0
    font.sfntVersion = "\000\001\000\000"


def main():
    collection, words, out = sys.argv[1:]
    font = next(f for f in TTCollection(collection).fonts if f["name"].getDebugName(4) == "Noto Sans CJK SC")
    options = subset.Options()
    options.layout_features = []
    options.hinting = False
    options.desubroutinize = True
    options.notdef_outline = True
    options.recalc_timestamp = False
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "BASE", "vhea", "vmtx", "VORG"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=wanted(words))
    subsetter.subset(font)
    to_truetype(font)
    for record in font["name"].names:
        if record.nameID in (1, 3, 4, 16):
            record.string = "Vitrine Sans"
        elif record.nameID == 6:
            record.string = "VitrineSans"
    path = pathlib.Path(out) / "vitrine-sans.ttf"
    font.save(path)
    print(path, path.stat().st_size, "bytes,", font["maxp"].numGlyphs, "glyphs")


main()
