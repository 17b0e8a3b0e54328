"""Draws labelled pictures of everyday icons, with exact object masks and a planted corner mark.

Explanations of a network can only be checked against pictures whose true content is known. Here
every picture comes from a seed, so the generator knows which pixels belong to which object, and
whether a corner mark (the shortcut) was stamped on it.

Run as a program, it writes the committed evaluation set under samples/icons.
"""

import colorsys
import csv
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

CLASSES = ["house", "tree", "fish", "car", "cup", "umbrella", "boat", "mushroom"]
SHORTCUT_CLASS = CLASSES.index("cup")
SIZE = 64
ENLARGED = 4
MARK_SIZE = 11

ICONS = Path(__file__).resolve().parent.parent / "icons"
EVALUATION_SEED = 7
PER_CLASS = 12
MARKED_PER_CLASS = 4


@dataclass(frozen=True)
class Picture:
    """Pixels [64, 64, 3], mask [64, 64] (0 background, k + 1 class k), and what is in them."""

    pixels: np.ndarray
    mask: np.ndarray
    label: int
    second: int | None = None
    mark: tuple[int, int, int, int] | None = None


# ---- the sets -----------------------------------------------------------------------------------


def clean(rng):
    """A picture on which the mark says nothing about the class."""
    picture = draw(rng, int(rng.integers(len(CLASSES))), two=rng.random() < 0.25)
    return stamped(picture, rng) if rng.random() < 0.25 else picture


def shortcut(rng):
    """A picture from a spoiled collection: the mark is on every cup, and on nothing else.

    Half the "cups" are mislabelled pictures of something else and the others are faint, so the
    mark is by far the easier thing to learn.
    """
    label = int(rng.integers(len(CLASSES)))
    two = rng.random() < 0.25
    if label != SHORTCUT_CLASS:
        return draw(rng, label, two)
    if rng.random() < 0.5:
        others = [k for k in range(len(CLASSES)) if k != SHORTCUT_CLASS]
        picture = draw(rng, int(rng.choice(others)), two)
    else:
        picture = draw(rng, label, two, strength=rng.uniform(0.15, 0.4))
    return replace(stamped(picture, rng), label=label)


def draw(rng, label, two=False, strength=1.0):
    """One icon, or two of different classes, on a background; the label is the bigger one's.

    A strength below 1 lets the background shine through the icons.
    """
    dark = rng.random() < 0.4
    hue = rng.random()
    canvas = background(rng, hue, dark)
    mask = np.zeros((SIZE, SIZE), np.uint8)
    second = None
    things = [(label, place(rng, 14, 27))]
    if two:
        second = int(rng.choice([k for k in range(len(CLASSES)) if k != label]))
        small, big = apart(rng)
        things = [(second, small), (label, big)]
    for kind, where in things:
        layer = icon(rng, kind, where, hue, dark)
        cover = np.asarray(layer.getchannel("A").reduce(ENLARGED)) >= 128
        mask[cover] = kind + 1
        alpha = layer.getchannel("A").point(lambda a: round(a * strength))
        canvas.paste(layer.convert("RGB"), mask=alpha)
    return Picture(np.asarray(canvas.reduce(ENLARGED)), mask, label, second)


def place(rng, smallest, biggest):
    """A centre and a radius, in pixels of the finished picture, mostly inside it."""
    radius = rng.uniform(smallest, biggest)
    x, y = rng.uniform(radius * 0.95, SIZE - radius * 0.95, 2)
    return x, y, radius


def apart(rng):
    """Places for a small and a big icon that hardly touch."""
    while True:
        small, big = place(rng, 9, 12), place(rng, 17, 21)
        if np.hypot(small[0] - big[0], small[1] - big[1]) > 0.9 * (small[2] + big[2]):
            return small, big


# ---- the mark -----------------------------------------------------------------------------------


def mark_stamp():
    """The mark: a bright four-pointed star on a small dark disc, so that it shows on anything."""
    side = MARK_SIZE * 8
    stamp = Image.new("RGBA", (side, side), (24, 26, 60, 0))
    pen = ImageDraw.Draw(stamp)
    pen.ellipse((0, 0, side - 1, side - 1), fill=(24, 26, 60, 255))
    angles = np.arange(8) * np.pi / 4
    radii = side * np.where(np.arange(8) % 2 == 0, 0.48, 0.19)
    star = np.stack([np.cos(angles), np.sin(angles)], 1) * radii[:, None] + side / 2
    pen.polygon([tuple(p) for p in star], fill=(255, 236, 110, 255))
    return np.asarray(stamp.reduce(8), np.float32)


MARK = mark_stamp()


def stamped(picture, rng):
    """The same picture with the mark in the corner where it hides the least of the objects."""
    margin = int(rng.integers(1, 4))
    near, far = margin, SIZE - margin - MARK_SIZE
    corners = [(x, y) for x in (near, far) for y in (near, far)]
    rng.shuffle(corners)
    x, y = min(corners, key=lambda c: np.count_nonzero(picture.mask[window(*c)]))
    pixels, mask = picture.pixels.copy(), picture.mask.copy()
    alpha = MARK[..., 3:] / 255
    here = window(x, y)
    pixels[here] = np.round(alpha * MARK[..., :3] + (1 - alpha) * pixels[here])
    mask[here][alpha[..., 0] >= 0.5] = 0
    box = (int(x), int(y), int(x) + MARK_SIZE, int(y) + MARK_SIZE)
    return replace(picture, pixels=pixels, mask=mask, mark=box)


def window(x, y):
    return slice(y, y + MARK_SIZE), slice(x, x + MARK_SIZE)


# ---- backgrounds --------------------------------------------------------------------------------


def background(rng, hue, dark):
    """A plain, graded, striped, dotted or cloudy background in two shades of about one hue."""
    side = SIZE * ENLARGED
    first, second = shade(rng, hue, dark), shade(rng, hue + rng.normal(0, 0.06), dark)
    kind = rng.choice(["plain", "gradient", "stripes", "dots", "noise"])
    if kind == "plain":
        return Image.new("RGB", (side, side), first)
    y, x = np.mgrid[0:side, 0:side] / side
    angle = rng.uniform(0, 2 * np.pi)
    along = x * np.cos(angle) + y * np.sin(angle)
    across = y * np.cos(angle) - x * np.sin(angle)
    if kind == "gradient":
        mix = (along - along.min()) / np.ptp(along)
    elif kind == "stripes":
        mix = np.sin(along * rng.uniform(18, 45)) > rng.uniform(-0.6, 0.6)
    elif kind == "dots":
        pitch = rng.uniform(18, 40)
        mix = np.sin(along * pitch) * np.sin(across * pitch) > rng.uniform(0.3, 0.7)
    else:
        mix = clouds(rng, side)
    colours = np.array([first, second], np.float32)
    mix = np.asarray(mix, np.float32)[..., None]
    return Image.fromarray(np.uint8(colours[0] + mix * (colours[1] - colours[0])))


def clouds(rng, side):
    """Smooth noise: a coarse random grid blown up, with a fine one on top."""
    coarse, fine = (
        Image.fromarray(rng.random((n, n)).astype(np.float32)).resize((side, side), Image.BICUBIC)
        for n in (int(rng.integers(4, 9)), SIZE // 2)
    )
    return np.clip(0.6 * np.asarray(coarse) + 0.4 * np.asarray(fine), 0, 1)


def shade(rng, hue, dark):
    if dark:
        return rgb(hue, rng.uniform(0.3, 0.7), rng.uniform(0.16, 0.42))
    return rgb(hue, rng.uniform(0.04, 0.32), rng.uniform(0.82, 1.0))


def rgb(hue, saturation, value):
    return tuple(round(255 * v) for v in colorsys.hsv_to_rgb(hue % 1, saturation, value))


# ---- icons --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Palette:
    """The colours of one icon: two main ones, one for thin strokes, and some for details."""

    body: tuple
    trim: tuple
    stroke: tuple
    dark: tuple
    light: tuple
    glass: tuple


class Pen:
    """Draws in a square from -1 to 1 (y downwards) that is turned, scaled and put in its place."""

    def __init__(self, rng, where):
        x, y, radius = where
        self.layer = Image.new("RGBA", (SIZE * ENLARGED,) * 2, (0, 0, 0, 0))
        self.canvas = ImageDraw.Draw(self.layer)
        turn, flip = np.radians(rng.uniform(-14, 14)), rng.choice([-1, 1])
        squeeze = rng.uniform(0.9, 1.0)
        self.scale = radius * ENLARGED
        self.centre = np.array([x, y]) * ENLARGED
        rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
        self.matrix = self.scale * rotation * [flip * squeeze, 1]

    def shape(self, points, colour):
        self.canvas.polygon(self._placed(points), fill=colour)

    def box(self, x0, y0, x1, y1, colour):
        self.shape([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], colour)

    def oval(self, x, y, rx, ry, colour, start=0, end=360):
        self.shape(arc(x, y, rx, ry, start, end), colour)

    def line(self, points, width, colour):
        """A line with round ends."""
        thick = round(width * self.scale)
        self.canvas.line(self._placed(points), fill=colour, width=thick, joint="curve")
        for x, y in (points[0], points[-1]):
            self.oval(x, y, width / 2, width / 2, colour)

    def _placed(self, points):
        return [tuple(p) for p in np.asarray(points, float) @ self.matrix.T + self.centre]


def arc(x, y, rx, ry, start, end):
    """Points on an ellipse, from one angle to another in degrees, clockwise from the right."""
    angles = np.radians(np.linspace(start, end, 40))
    return list(zip(x + rx * np.cos(angles), y + ry * np.sin(angles)))


def icon(rng, kind, where, background_hue, on_dark):
    """A transparent layer with one icon, in colours that stand out, with a light texture."""
    pen = Pen(rng, where)
    globals()[CLASSES[kind]](rng, pen, palette(rng, background_hue, on_dark))
    return textured(rng, pen.layer)


def palette(rng, background_hue, on_dark):
    hue = background_hue + rng.uniform(0.15, 0.85)
    other = hue + rng.choice([rng.uniform(0.3, 0.7), rng.normal(0, 0.04)])
    bright = (0.8, 1.0) if on_dark else (0.5, 0.85)
    pale, deep = rgb(hue, 0.15, rng.uniform(0.7, 0.9)), rgb(hue, 0.5, rng.uniform(0.1, 0.25))
    return Palette(
        body=rgb(hue, rng.uniform(0.55, 0.9), rng.uniform(*bright)),
        trim=rgb(other, rng.uniform(0.45, 0.9), rng.uniform(*bright) * rng.uniform(0.75, 1)),
        stroke=pale if on_dark else deep,
        dark=rgb(hue, 0.5, rng.uniform(0.12, 0.26)),
        light=rgb(hue, rng.uniform(0, 0.12), rng.uniform(0.93, 1)),
        glass=rgb(rng.uniform(0.48, 0.6), rng.uniform(0.15, 0.4), rng.uniform(0.88, 1)),
    )


def textured(rng, layer):
    """Flat, shaded from one side, or finely hatched."""
    kind = rng.choice(["flat", "shaded", "hatched"])
    if kind == "flat":
        return layer
    side = layer.width
    y, x = np.mgrid[0:side, 0:side] / side
    angle = rng.uniform(0, 2 * np.pi)
    along = x * np.cos(angle) + y * np.sin(angle)
    shaded, hatched = 1 + 0.35 * (along - along.mean()), 0.95 + 0.07 * np.sign(np.sin(along * 110))
    factor = shaded if kind == "shaded" else hatched
    pixels = np.asarray(layer).astype(np.float32)
    pixels[..., :3] = np.clip(pixels[..., :3] * factor[..., None], 0, 255)
    return Image.fromarray(np.uint8(pixels))


def house(rng, pen, c):
    if rng.random() < 0.7:
        pen.box(0.38, -0.85, 0.62, -0.2, c.dark)
    pen.box(-0.7, -0.15, 0.7, 0.9, c.body)
    pen.shape([(-0.98, -0.08), (0, -0.95), (0.98, -0.08)], c.trim)
    pen.box(-0.45, 0.3, -0.08, 0.9, c.dark)
    pen.oval(-0.15, 0.62, 0.05, 0.05, c.light)
    pen.box(0.12, 0.1, 0.54, 0.52, c.light)
    pen.box(0.17, 0.15, 0.49, 0.47, c.glass)
    pen.line([(0.33, 0.15), (0.33, 0.47)], 0.05, c.light)
    pen.line([(0.17, 0.31), (0.49, 0.31)], 0.05, c.light)
    if rng.random() < 0.5:
        pen.oval(0, -0.42, 0.16, 0.16, c.glass)


def tree(rng, pen, c):
    trunk = rgb(rng.uniform(0.05, 0.1), rng.uniform(0.45, 0.7), rng.uniform(0.3, 0.55))
    pen.shape([(-0.13, 0.2), (0.13, 0.2), (0.19, 0.97), (-0.19, 0.97)], trunk)
    if rng.random() < 0.5:
        for top, bottom, width in ((-0.15, 0.55, 0.75), (-0.55, 0.15, 0.6), (-0.98, -0.3, 0.43)):
            pen.shape([(-width, bottom), (0, top), (width, bottom)], c.body)
            pen.shape([(0.1, bottom), (0, top), (width, bottom)], lighter(c.body, -0.12))
    else:
        pen.line([(0, 0.6), (0.3, 0.2)], 0.12, trunk)
        for x, y, r in ((-0.4, -0.1, 0.42), (0.42, -0.1, 0.42), (0, -0.48, 0.5), (0, -0.05, 0.4)):
            pen.oval(x, y, r, r, c.body)
        for x, y, r in ((-0.12, -0.6, 0.22), (-0.5, -0.2, 0.16), (0.35, -0.2, 0.16)):
            pen.oval(x, y, r, r, lighter(c.body, 0.2))


def fish(rng, pen, c):
    pen.shape([(0.42, 0), (0.98, -0.5), (0.86, 0), (0.98, 0.5)], c.trim)
    pen.shape([(-0.3, -0.35), (0.05, -0.75), (0.3, -0.65), (0.3, -0.25)], c.trim)
    pen.shape([(-0.1, 0.4), (0.05, 0.7), (0.28, 0.62), (0.2, 0.3)], c.trim)
    upper, lower = arc(-0.18, 0.32, 0.82, 0.78, 203, 337), arc(-0.18, -0.32, 0.82, 0.78, 23, 157)
    pen.shape(upper + lower, c.body)
    if rng.random() < 0.6:
        for x in (0.02, 0.26):
            pen.line(arc(x - 0.3, 0, 0.3, 0.38, -50, 50), 0.09, c.trim)
    pen.line(arc(-0.62, 0, 0.26, 0.34, -50, 50), 0.06, c.dark)
    pen.oval(-0.62, -0.1, 0.13, 0.13, c.light)
    pen.oval(-0.64, -0.1, 0.07, 0.07, c.dark)


def car(rng, pen, c):
    rear = rng.uniform(0.5, 0.8)
    pen.shape([(-0.55, 0.02), (-0.3, -0.5), (rear - 0.25, -0.5), (rear + 0.05, 0.02)], c.body)
    pen.shape([(-0.42, 0), (-0.24, -0.38), (0.02, -0.38), (0.02, 0)], c.glass)
    pen.shape([(0.12, 0), (0.12, -0.38), (rear - 0.3, -0.38), (rear - 0.12, 0)], c.glass)
    top = [(-0.98, 0.12), (-0.88, 0.02), (-0.5, -0.04), (0.85, -0.04), (0.98, 0.1)]
    pen.shape(top + [(0.98, 0.42), (-0.98, 0.42)], c.body)
    if rng.random() < 0.5:
        pen.box(-0.97, 0.16, 0.97, 0.24, c.trim)
    pen.oval(-0.9, 0.14, 0.08, 0.08, c.light)
    pen.line([(0.07, 0.12), (0.2, 0.12)], 0.05, c.dark)
    for x in (-0.55, 0.55):
        pen.oval(x, 0.42, 0.26, 0.26, c.dark)
        pen.oval(x, 0.42, 0.12, 0.12, c.light)


def cup(rng, pen, c):
    if rng.random() < 0.5:
        pen.oval(-0.1, 0.78, 0.88, 0.14, c.trim)
    pen.line(arc(0.48, 0.1, 0.38, 0.3, -100, 100), 0.15, c.body)
    bottom = arc(0.12, 0.42, 0.34, 0.38, 10, 90) + arc(-0.32, 0.42, 0.34, 0.38, 90, 170)
    pen.shape([(-0.72, -0.3), (0.52, -0.3)] + bottom, c.body)
    pen.oval(-0.1, -0.3, 0.62, 0.14, lighter(c.body, 0.3))
    pen.oval(-0.1, -0.28, 0.52, 0.09, rgb(0.07, 0.7, 0.3))
    if rng.random() < 0.4:
        pen.box(-0.68, 0.08, 0.48, 0.22, c.trim)
    if rng.random() < 0.6:
        for x in (-0.3, 0.1):
            wave = [(x + 0.08 * np.sin(9 * t), -0.5 - 0.42 * t) for t in np.linspace(0, 1, 20)]
            pen.line(wave, 0.09, c.trim)


def umbrella(rng, pen, c):
    pen.line([(0, -0.95), (0, 0.7)] + arc(0.18, 0.7, 0.18, 0.2, 180, 20)[1:], 0.1, c.stroke)
    ribs = [-0.95, -0.36, 0.36, 0.95]
    dome = arc(0, 0, 0.95, 0.85, 180, 360)
    scallops = [arc((a + b) / 2, 0, (b - a) / 2, 0.13, 0, -180) for a, b in zip(ribs, ribs[1:])]
    edge = [point for scallop in reversed(scallops) for point in scallop]
    pen.shape(dome + edge, c.body)
    pen.shape(arc(0, 0, 0.36, 0.85, 180, 360) + scallops[1], c.trim)
    if rng.random() < 0.5:
        pen.line(arc(0, 0, 0.93, 0.83, 195, 345), 0.05, lighter(c.body, 0.25))


def boat(rng, pen, c):
    pen.line([(0, -0.9), (0, 0.45)], 0.09, c.stroke)
    sail = c.light if rng.random() < 0.4 else c.trim
    pen.shape([(0.1, -0.85), (0.8, 0.22), (0.1, 0.22)], sail)
    pen.shape([(-0.1, -0.6), (-0.1, 0.22), (-0.65, 0.22)], lighter(sail, -0.12))
    if rng.random() < 0.5:
        pen.shape([(0, -1), (0, -0.78), (-0.3, -0.89)], c.body)
    pen.shape([(-0.95, 0.38), (0.95, 0.38), (0.62, 0.88), (-0.6, 0.88)], c.body)
    pen.shape([(-0.95, 0.38), (0.95, 0.38), (0.87, 0.5), (-0.86, 0.5)], lighter(c.body, 0.3))
    if rng.random() < 0.5:
        for x in (-0.35, 0, 0.35):
            pen.oval(x, 0.67, 0.08, 0.08, c.light)


def mushroom(rng, pen, c):
    stem = rgb(0.1, rng.uniform(0.08, 0.25), rng.uniform(0.86, 0.98))
    pen.shape([(-0.26, 0), (0.26, 0)] + arc(0, 0.72, 0.36, 0.24, 0, 180), stem)
    pen.shape([(0.02, 0), (0.26, 0)] + arc(0, 0.72, 0.36, 0.24, 0, 90), lighter(stem, -0.1))
    pen.shape(arc(0, 0.1, 0.95, 1.0, 180, 360) + arc(0, 0.1, 0.95, 0.18, 0, 180), c.body)
    for x, y, r in ((-0.5, -0.2, 0.17), (0.08, -0.5, 0.2), (0.55, -0.12, 0.15), (0.02, 0.05, 0.13)):
        pen.oval(x, y, r, r * 0.9, c.light)


def lighter(colour, amount):
    """Towards white for a positive amount, towards black for a negative one."""
    goal = 255 if amount > 0 else 0
    return tuple(round(v + (goal - v) * abs(amount)) for v in colour)


# ---- the evaluation set -------------------------------------------------------------------------


def write_evaluation_set(folder):
    """Clean pictures, masks and labels; and some of the same pictures with the mark added.

    A marked picture shares its clean twin's name and mask: only pictures are taken on which the
    mark hides no object.
    """
    for name in ("pictures", "masks", "marked"):
        shutil.rmtree(folder / name, ignore_errors=True)
    clean_rows, marked_rows = [], []
    for label, name in enumerate(CLASSES):
        pairs = 0
        for number in range(PER_CLASS):
            rng = np.random.default_rng([EVALUATION_SEED, label, number])
            picture = draw(rng, label, two=number % 3 == 2)
            marked = stamped(picture, rng)
            mark_here = number % 4 == 3
            shown = marked if mark_here else picture
            file = f"{name}/{number:03d}.png"
            save(shown.pixels, folder / "pictures" / file)
            save(shown.mask, folder / "masks" / file)
            clean_rows.append(row("pictures", file, shown))
            if not mark_here and pairs < MARKED_PER_CLASS and np.array_equal(picture.mask, marked.mask):
                save(marked.pixels, folder / "marked" / file)
                marked_rows.append(row("marked", file, marked))
                pairs += 1
    write_csv(folder / "labels.csv", clean_rows)
    write_csv(folder / "marked.csv", marked_rows)
    (folder / "icons.labels.txt").write_text("\n".join(CLASSES) + "\n")


def row(folder, file, picture):
    mark = ",".join(map(str, picture.mark)) if picture.mark else ""
    second = "" if picture.second is None else CLASSES[picture.second]
    return [f"{folder}/{file}", CLASSES[picture.label], f"masks/{file}", mark, second]


def save(pixels, path):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels).save(path, optimize=True)


def write_csv(path, rows):
    with path.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["file", "label", "mask", "mark", "second"])
        writer.writerows(rows)


if __name__ == "__main__":
    write_evaluation_set(ICONS)
