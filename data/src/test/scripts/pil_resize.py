"""Writes what PIL and torchvision's geometry make of small pictures, for ResizeTest, PreprocessTest and PictureTest.

Run with Pillow 12 and NumPy 2: python pil_resize.py ../resources/dev/vitrine/data
"""

import io
import pathlib
import sys

import numpy as np
from PIL import Image

out = pathlib.Path(sys.argv[1])
rng = np.random.default_rng(7)


def gradient(width, height):
    y, x = np.mgrid[0:height, 0:width]
    return np.stack([x * 255 // max(1, width - 1), y * 255 // max(1, height - 1), (x * 7 + y * 13) % 256], -1).astype(np.uint8)


sources = {
    "noise_37x23": rng.integers(0, 256, (23, 37, 3), dtype=np.uint8),
    "gradient_64x64": gradient(64, 64),
    "noise_100x75": rng.integers(0, 256, (75, 100, 3), dtype=np.uint8),
    "checker_5x3": np.where(np.indices((3, 5)).sum(0)[..., None] % 2, 255, 0).astype(np.uint8).repeat(3, -1),
}
sizes = {
    "noise_37x23": [(16, 16), (7, 23)],
    "gradient_64x64": [(96, 40), (3, 5)],
    "noise_100x75": [(50, 80), (1, 1)],
    "checker_5x3": [(31, 17)],
}
filters = {"nearest": Image.NEAREST, "bilinear": Image.BILINEAR, "bicubic": Image.BICUBIC}
arrays = dict(sources)
for name, pixels in sources.items():
    for width, height in sizes[name]:
        for word, code in filters.items():
            arrays[f"{name}.{word}.{width}x{height}"] = np.asarray(Image.fromarray(pixels).resize((width, height), code))
    arrays[f"{name}.grey"] = np.asarray(Image.fromarray(pixels).convert("L"))


def torchvision(image, size, crop):
    """torchvision.transforms.functional resize and center_crop on a PIL image."""
    w, h = image.size
    short, long = (w, h) if w <= h else (h, w)
    new_short, new_long = size, int(size * long / short)
    image = image.resize((new_short, new_long) if w <= h else (new_long, new_short), Image.BILINEAR)
    left = int(round((image.size[0] - crop) / 2.0))
    top = int(round((image.size[1] - crop) / 2.0))
    image = image.crop((left, top, left + crop, top + crop))
    x = np.asarray(image, dtype=np.float32) / np.float32(255)
    mean = np.array([0.485, 0.456, 0.406], np.float32)
    std = np.array([0.229, 0.224, 0.225], np.float32)
    return ((x - mean) / std).transpose(2, 0, 1)[None]


arrays["torch.noise_37x23.28"] = torchvision(Image.fromarray(sources["noise_37x23"]), 32, 28)
arrays["torch.noise_100x75.28"] = torchvision(Image.fromarray(sources["noise_100x75"]), 32, 28)
np.savez_compressed(out / "pil.npz", **arrays)

image = Image.fromarray(gradient(24, 16))
exif = Image.Exif()
for orientation in range(1, 9):
    exif[274] = orientation
    image.save(out / f"orientation{orientation}.png", exif=exif.tobytes())
upright = {}
for orientation in range(1, 9):
    from PIL import ImageOps
    upright[str(orientation)] = np.asarray(ImageOps.exif_transpose(Image.open(out / f"orientation{orientation}.png")))
exif[274] = 6
image.save(out / "orientation6.jpg", exif=exif.tobytes(), quality=90)
cmyk = Image.fromarray(rng.integers(0, 256, (4, 6, 4), dtype=np.uint8).repeat(4, 0).repeat(4, 1), "CMYK")
cmyk.save(out / "cmyk.jpg", quality=95)
image.convert("L").save(out / "grey.png")
image.convert("L").save(out / "grey.jpg", quality=95)
image.convert("P", palette=Image.ADAPTIVE).save(out / "palette.png")
image.convert("1").save(out / "bilevel.png")
image.convert("LA").save(out / "greyalpha.png")
image.quantize(16).save(out / "palette.tif")
image.convert("CMYK").save(out / "cmyk.tif")
image.quantize(16).save(out / "palette.gif")
image.quantize(16).save(out / "palette.bmp")
image.save(out / "colour.webp", lossless=True)
image.save(out / "colour.tif", compression="tiff_lzw")
image.save(out / "profile.jpg", quality=95, icc_profile=b"broken profile")
from PIL import ImageCms
swap = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
image.save(out / "profile_lab.png", icc_profile=swap.tobytes())
for path in sorted(out.glob("*.*")):
    if path.suffix in (".png", ".jpg", ".webp", ".tif", ".gif", ".bmp") and not path.name.startswith("orientation"):
        upright[path.name] = np.asarray(ImageOps.exif_transpose(Image.open(path)).convert("RGB"))
upright["orientation6.jpg"] = np.asarray(ImageOps.exif_transpose(Image.open(out / "orientation6.jpg")).convert("RGB"))
np.savez_compressed(out / "pictures.npz", **upright)

for order in ("<", ">"):
    for kind in ("f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"):
        np.save(out / f"{'le' if order == '<' else 'be'}_{kind}.npy", np.arange(6).reshape(2, 3).astype(order + kind))
np.save(out / "fortran.npy", np.asfortranarray(np.arange(24, dtype=np.float32).reshape(2, 3, 4)))
np.save(out / "bool.npy", np.array([True, False]))
np.save(out / "scalar.npy", np.float32(2.5))
