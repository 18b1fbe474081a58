"""A folder of photographs in which faults are planted, so that it is known what a check must find."""

import io
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter, ImageOps

Change = Callable[[Image.Image], Image.Image]


def recompressed(picture: Image.Image) -> Image.Image:
    """As after a strong JPEG."""
    data = io.BytesIO()
    picture.save(data, "JPEG", quality=45)
    return Image.open(data).convert("RGB")


def resized(picture: Image.Image) -> Image.Image:
    """Half as wide and high."""
    return picture.resize((picture.width // 2, picture.height // 2), Image.Resampling.LANCZOS)


def cropped(picture: Image.Image) -> Image.Image:
    """Without 5 % at each side."""
    width, height = picture.size
    return picture.crop((round(0.05 * width), round(0.05 * height), round(0.95 * width), round(0.95 * height)))


def brighter(picture: Image.Image) -> Image.Image:
    """By 10 %."""
    return ImageEnhance.Brightness(picture).enhance(1.1)


def turned(picture: Image.Image) -> Image.Image:
    """By 3 degrees, with black corners."""
    return picture.rotate(3, Image.Resampling.BILINEAR)


COPIES: dict[str, Change] = {
    "recompressed": recompressed,
    "resized": resized,
    "cropped": cropped,
    "brighter": brighter,
    "turned": turned,
    "mirrored": ImageOps.mirror,
}


def _placeholder(number: int) -> Image.Image:
    picture = Image.new("RGB", (320, 240), (236, 236, 236) if number % 2 else (250, 250, 250))
    words = ("PICTURE NOT FOUND", "NO PICTURE AVAILABLE", "This photo is no longer available")[number % 3]
    ImageDraw.Draw(picture).text((30, 100), words, "gray" if number % 2 else "black", font_size=20)
    return picture


def _see_through(picture: Image.Image) -> Image.Image:
    mask = Image.new("L", picture.size, 255)
    ImageDraw.Draw(mask).ellipse((0, 0, picture.width // 2, picture.height // 2), fill=0)
    picture.putalpha(mask)
    return picture


def _deep(picture: Image.Image) -> Image.Image:
    grey = ImageChops.offset(picture.convert("L"), 1)
    return grey.convert("I").point(lambda value: value * 257).convert("I;16")


def _saved(picture: Image.Image, file: Path, **how: object) -> None:
    picture.save(file, **how)


def write_fault(kind: str, picture: Image.Image, number: int, stem: Path) -> Path:
    """Write a picture with that fault."""
    soft = ImageFilter.GaussianBlur(0.02 * max(picture.size))
    jpeg: dict[str, Change] = {
        "tiny": lambda one: ImageOps.contain(one, (80, 80)),
        "blurred": lambda one: one.filter(soft),
        "dark": lambda one: ImageEnhance.Brightness(one).enhance(0.2),
        "bright": lambda one: Image.blend(one, Image.new("RGB", one.size, "white"), 0.9),
        "uniform": lambda one: Image.new("RGB", one.size, (number * 9 % 256, 120, 90)),
        "odd_aspect": lambda one: one.crop((0, 0, one.width, one.width // 5)),
        "cmyk": lambda one: one.convert("CMYK"),
    }
    png: dict[str, Change] = {
        "transparent": _see_through,
        "sixteen_bit": _deep,
        "placeholder": lambda _: _placeholder(number),
    }
    file = stem.with_suffix(".png" if kind in png else ".gif" if kind == "animated" else ".jpg")
    if kind in png:
        _saved(png[kind](picture), file)
    elif kind == "animated":
        _saved(picture, file, save_all=True, append_images=[ImageOps.mirror(picture)])
    elif kind == "rotated":
        exif = Image.Exif()
        exif[0x0112] = 6
        _saved(picture, file, exif=exif)
    elif kind == "wrong_extension":
        _saved(picture, file, format="PNG")
    elif kind == "unreadable":
        _saved(picture, file)
        file.write_bytes(file.read_bytes()[: file.stat().st_size // 3])
    else:
        _saved(jpeg[kind](picture), file, quality=92)
    return file


KINDS = (
    "unreadable", "tiny", "uniform", "blurred", "dark", "bright", "odd_aspect", "sixteen_bit", "cmyk", "transparent",
    "animated", "rotated", "wrong_extension", "placeholder",
)  # fmt: skip


def photographs(folder: Path, count: int, seed: int) -> Iterator[Path]:
    """So many ordinary JPEG photographs below a folder."""
    files = sorted(folder.rglob("*.jpg"))
    chosen = random.Random(seed).sample(files, len(files))
    ordinary = 0
    for file in chosen:
        with Image.open(file) as picture:
            if min(picture.size) >= 200 and max(picture.size) < 2.5 * min(picture.size) and picture.mode == "RGB":
                ordinary += 1
                yield file
        if ordinary == count:
            return


def plant(files: list[Path], folder: Path, each: int = 7) -> dict[str, set[str]]:
    """Copy photographs to two classes in a folder, some of them with a fault.

    Returns:
        Names of the files by their fault; "" for those without.
    """
    planted: dict[str, set[str]] = {"": set()} | {kind: set() for kind in KINDS}
    kinds = [kind for kind in KINDS for _ in range(each)]
    for number, file in enumerate(files):
        name = "ab"[number % 2]
        (folder / name).mkdir(parents=True, exist_ok=True)
        kind = kinds[number] if number < len(kinds) else ""
        target = folder / name / f"{number:03}{file.suffix}"
        if kind:
            with Image.open(file) as picture:
                target = write_fault(kind, picture.convert("RGB"), number, target)
        else:
            shutil.copyfile(file, target)
        planted[kind].add(f"{name}/{target.name}")
    return planted
