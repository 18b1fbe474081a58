"""Writes the list of GPU packs that the program contains: addresses, sizes and hashes of the wheels of torch
with CUDA and of torchvision.

Usage: gpu_packs.py PYLOCK.toml [--python 3.11] [--system linux-x86_64] [--cuda 13.0] [--driver 580]
    [--capability 7.5] [--wheels FOLDER]

The lock file comes from uv, for the torch and torchvision that are packaged and the Python of the shell:

    (echo torch==2.13.0; echo torchvision==0.28.0) | uv pip compile - --python-version 3.11 \
        --python-platform x86_64-manylinux_2_28 --format pylock.toml --output-file pylock.toml

The oldest driver and the oldest generation of cards (its compute capability) are in NVIDIA's release notes of CUDA:
13.0 needs 580, and computes on Turing (7.5) and newer.

With a folder of these wheels the bytes on the disk are exact, else they are a bound. A pack of the
list for the same Python, system and CUDA is replaced.
"""

from __future__ import annotations

import argparse
import json
import tomllib
import zipfile
from pathlib import Path
from typing import Any

FILE = Path(__file__).resolve().parents[1] / "resnet_studio" / "core" / "installation" / "data" / "gpu-packs.json"
_GROWTH = 2.5  # the wheels of CUDA unpack to 1.5 to 2.5 times their size; it is checked and never exceeded
_IN_THE_SHELL = {"numpy", "pillow"}


def pack(lock: dict[str, Any], python: str, system: str, cuda: str, driver: str, capability: str) -> dict[str, Any]:
    """The record of a pack from the contents of a lock file."""
    tag = f"cp{python.replace('.', '')}"
    wheels = [_wheel(item, tag) for item in lock["packages"] if item["name"] not in _IN_THE_SHELL]
    torch = next(item["version"] for item in lock["packages"] if item["name"] == "torch")
    size = sum(wheel["size"] for wheel in wheels)
    return {
        "name": f"torch-{torch}-cuda-{cuda}-{system}-{tag}",
        "torch": torch.partition("+")[0],
        "python": python,
        "system": system,
        "computes_on": f"CUDA {cuda}",
        "driver": driver,
        "capability": capability,
        "unpacked": round(_GROWTH * size),
        "wheels": wheels,
    }


def _wheel(package: dict[str, Any], tag: str) -> dict[str, Any]:
    """The one wheel of a package that fits; those for any Python fit too."""
    names = {item["url"].rsplit("/", 1)[-1]: item for item in package["wheels"]}
    fitting = [name for name in names if f"-{tag}-" in name] or [
        name for name in names if "-py3-" in name or ".py3-" in name
    ]
    name = sorted(fitting)[0]
    item = names[name]
    return {"name": name, "url": item["url"], "size": item["size"], "sha256": item["hashes"]["sha256"]}


def _unpacked(archive: Path) -> int:
    with zipfile.ZipFile(archive) as opened:
        return sum(entry.file_size for entry in opened.infolist())


def _cuda(item: dict[str, Any]) -> list[int]:
    return [int(number) for number in item["computes_on"].split()[-1].split(".")]


def merged(known: list[dict[str, Any]], made: dict[str, Any]) -> list[dict[str, Any]]:
    """The list with a pack instead of that for the same Python, system and CUDA; the newest CUDA comes first, because
    a card gets the first pack that fits it."""
    same = ("python", "system", "computes_on")
    others = [item for item in known if [item[name] for name in same] != [made[name] for name in same]]
    return sorted([*others, made], key=_cuda, reverse=True)


def main() -> None:
    """Put a pack into the list."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("lock", type=Path)
    parser.add_argument("--python", default="3.11")
    parser.add_argument("--system", default="linux-x86_64")
    parser.add_argument("--cuda", default="13.0")
    parser.add_argument("--driver", default="580")
    parser.add_argument("--capability", default="7.5")
    parser.add_argument("--wheels", type=Path)
    parser.add_argument("--list", type=Path, default=FILE)
    chosen = parser.parse_args()
    lock = tomllib.loads(chosen.lock.read_text("utf-8"))
    made = pack(lock, chosen.python, chosen.system, chosen.cuda, chosen.driver, chosen.capability)
    if chosen.wheels:
        made["unpacked"] = sum(_unpacked(chosen.wheels / wheel["name"]) for wheel in made["wheels"])
    known = json.loads(chosen.list.read_text("utf-8"))["packs"]
    text = json.dumps({"format": 1, "packs": merged(known, made)}, indent=1)
    chosen.list.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
