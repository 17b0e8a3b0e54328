"""What SqueezeNet 1.1 says of the public pictures when PIL prepares them and ONNX Runtime runs in Python.

Run with Pillow 12, NumPy 2 and onnxruntime:
python squeezenet_probabilities.py ASSETS ../resources/dev/vitrine/methods/squeezenet_pil_top5.csv

Writes the five most probable classes of each picture for two preparations, and prints how each of several ways of resizing
compares with ASSETS/labels/expected_squeezenet1.1_top5.csv, whose maker halved pictures repeatedly before a bilinear step.
"""

import csv
import pathlib
import sys

import numpy as np
import onnxruntime
from PIL import Image, ImageOps

assets = pathlib.Path(sys.argv[1])
session = onnxruntime.InferenceSession(assets / "onnx/squeezenet1.1_fp32.onnx", providers=["CPUExecutionProvider"])
MEAN = np.array([103.939, 116.779, 123.68])


def rgb(path):
    """Upright, 8 bits per channel; what is transparent is on white."""
    picture = ImageOps.exif_transpose(Image.open(path))
    if picture.has_transparency_data:
        white = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(white, picture.convert("RGBA"))
    return picture.convert("RGB")


def centre(picture, side=224):
    left = round((picture.width - side) / 2)
    top = round((picture.height - side) / 2)
    return picture.crop((left, top, left + side, top + side))


def short(picture, side):
    """Sizes as torchvision's Resize has them: the long side is cut off, not rounded."""
    if picture.width <= picture.height:
        return side, int(side * picture.height / picture.width)
    return int(side * picture.width / picture.height), side


def crop(interpolation):
    return lambda p: centre(p.resize(short(p, 256), interpolation))


def bilinear_point(picture, size):
    """Bilinear between the four nearest pixels, however much smaller the result: no PIL filter does this."""
    pixels = np.asarray(picture, np.float64)
    def axis(old, new):
        at = np.clip((np.arange(new) + 0.5) * old / new - 0.5, 0, old - 1)
        low = np.floor(at).astype(int)
        return low, np.minimum(low + 1, old - 1), at - low
    y0, y1, fy = axis(picture.height, size[1])
    x0, x1, fx = axis(picture.width, size[0])
    fx, fy = fx[None, :, None], fy[:, None, None]
    top = pixels[y0][:, x0] * (1 - fx) + pixels[y0][:, x1] * fx
    bottom = pixels[y1][:, x0] * (1 - fx) + pixels[y1][:, x1] * fx
    return Image.fromarray(np.rint(top * (1 - fy) + bottom * fy).astype(np.uint8))


def halved(picture):
    """The maker's way: the mean of 2x2 pixels while both sides stay at least as long as wanted, then bilinear."""
    size = short(picture, 256)
    while picture.width >= 2 * size[0] and picture.height >= 2 * size[1]:
        picture = picture.resize((picture.width // 2, picture.height // 2), Image.BOX)
    return centre(bilinear_point(picture, size))


def probabilities(picture):
    bgr = np.asarray(picture, np.float64)[..., ::-1] - MEAN
    tensor = bgr.transpose(2, 0, 1)[None].astype(np.float32)
    return session.run(None, {session.get_inputs()[0].name: tensor})[0].ravel()


ways = {
    "stretch": lambda p: p.resize((224, 224), Image.BILINEAR),
    "crop": crop(Image.BILINEAR),
    "crop bicubic": crop(Image.BICUBIC),
    "crop nearest": crop(Image.NEAREST),
    "crop point": lambda p: centre(bilinear_point(p, short(p, 256))),
    "halved": halved,
}
expected = {row["image"]: row for row in csv.DictReader(open(assets / "labels/expected_squeezenet1.1_top5.csv"))}
pictures = sorted((assets / "images").iterdir())
answers = {way: {p.name: probabilities(make(rgb(p))) for p in pictures} for way, make in ways.items()}

with open(sys.argv[2], "w", newline="") as out:
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["image", "resize"] + [f"{k}{i}" for i in range(1, 6) for k in ("class", "p")])
    for picture in pictures:
        for way in ("stretch", "crop"):
            p = answers[way][picture.name]
            writer.writerow([picture.name, way] + [c for i in np.argsort(-p)[:5] for c in (i, f"{p[i]:.8f}")])

for way, of in answers.items():
    other, lost, largest = [], [], 0
    for name, row in expected.items():
        p = of[name]
        top = np.argsort(-p)[:5]
        if float(row["p1"]) - float(row["p2"]) >= 0.1 and int(row["class1"]) != top[0]:
            other.append(f"{name} ({row['p1']} {row['name1']}; here class {top[0]} with {p[top[0]]:.3f}, expected one {p[int(row['class1'])]:.3f})")
        if int(row["class1"]) not in top:
            lost.append(name)
        largest = max(largest, max(abs(p[int(row[f"class{i}"])] - float(row[f"p{i}"])) for i in range(1, 6)))
    print(f"{way}: largest difference of a listed probability {largest:.4f}")
    print("  other first class where p1 - p2 >= 0.1:", "; ".join(other) or "none")
    print("  expected class not among five:", ", ".join(lost) or "none")
