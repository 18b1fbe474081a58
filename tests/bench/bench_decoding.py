"""Photographs of twelve megapixels, decoded for a network that sees 256 pixels."""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from measure import HYMENOPTERA, Figure, Options, Outcome, interleaved, ratios
from PIL import Image

from resnet_studio.core.pictures.decode import decode

SIZE, SIDE, FILES = (4000, 3000), 256, 4


def main(options: Options) -> Outcome:
    """One thread; each side decodes the same files and resizes what it has to 256 px."""
    title = "Decoding JPEGs of 12 megapixels to 256 px"
    if not HYMENOPTERA.is_dir():
        return Outcome(title, missing=f"needs the pictures in {HYMENOPTERA}")
    figures = []
    with tempfile.TemporaryDirectory(prefix="resnet studio ") as folder:
        for kind, target in (("baseline", 4.0), ("progressive", None)):
            files = [_mosaic(Path(folder), number, kind == "progressive") for number in range(FILES)]
            taken = interleaved(
                {
                    "ours": lambda _, files=files: _milliseconds(_ours, files),
                    "pillow": lambda _, files=files: _milliseconds(_pillow, files),
                },
                options.rounds,
            )
            figures += [
                Figure(f"{kind}, ResNet Studio", taken["ours"], "ms"),
                Figure(f"{kind}, Pillow: open, convert, resize", taken["pillow"], "ms"),
                Figure(f"{kind}, times as fast", ratios(taken["pillow"], taken["ours"]), at_least=target),
            ]
    return Outcome(title, f"mosaics of hymenoptera, quality 85, {FILES} files, one thread", figures)


def _mosaic(folder: Path, number: int, progressive: bool) -> Path:
    """A photograph as a camera makes it: real content at full size."""
    photographs = sorted((HYMENOPTERA / "train" / "bees").glob("*.jpg"))[8 * number : 8 * number + 8]
    picture = Image.new("RGB", SIZE)
    for place, file in enumerate(photographs):
        with Image.open(file) as photograph:
            tile = photograph.convert("RGB").resize((1000, 1500), Image.Resampling.BICUBIC)
        picture.paste(tile, (place % 4 * 1000, place // 4 * 1500))
    path = folder / f"{number} {progressive}.jpg"
    picture.save(path, "JPEG", quality=85, progressive=progressive)
    return path


def _ours(file: Path) -> None:
    Image.fromarray(decode(file, smallest_side=SIDE)).resize((SIDE, SIDE), Image.Resampling.BILINEAR)


def _pillow(file: Path) -> None:
    with Image.open(file) as image:
        image.convert("RGB").resize((SIDE, SIDE), Image.Resampling.BILINEAR)


def _milliseconds(work: Callable[[Path], None], files: list[Path]) -> float:
    began = time.perf_counter()
    for file in files:
        work(file)
    return 1000 * (time.perf_counter() - began) / len(files)
