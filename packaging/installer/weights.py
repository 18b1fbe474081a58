"""Puts torchvision's ImageNet weights into the package, so that the first fine-tuning needs no network.

They are not downloaded here. `PACKAGE_WEIGHTS` names a folder that has the files under the names of their publisher,
such as `resnet18-f37072fd.pth`; each is checked by its hash and by its size.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from installer.tools import sha256
from resnet_studio.core.network.published import PUBLISHED

VARIABLE = "PACKAGE_WEIGHTS"
DEPTHS = (18, 50)
_ORIGIN = """The ImageNet weights in share/weights are those of torchvision (ResNet18_Weights and ResNet50_Weights,
IMAGENET1K_V1), as https://download.pytorch.org/models has them, under torchvision's licence, which follows. They were
trained on ImageNet, whose pictures are for research and are not part of this program.
"""


def put(target: Path, licences: Path) -> None:
    """Copy the weights of the usual depths into a folder of the program, if a folder with them is named.

    Their licence is torchvision's, which the folder of licences has by then.
    """
    shutil.rmtree(target, ignore_errors=True)
    source = os.environ.get(VARIABLE, "")
    if not source:
        print("No ImageNet weights are packaged; PACKAGE_WEIGHTS names a folder that has them.", flush=True)
        return
    origin = licences / "torchvision"
    if not origin.is_dir():
        sys.exit(f"{VARIABLE} names weights, but the licence of torchvision, which is theirs, is not packaged.")
    target.mkdir(parents=True)
    for depth in DEPTHS:
        published = PUBLISHED[depth]
        file = Path(source) / published.file_name
        if problem := problem_of(file, published.file_size, published.sha256):
            sys.exit(problem)
        shutil.copy2(file, target / file.name)
    texts = [text.read_text(encoding="utf-8") for text in sorted(origin.iterdir())]
    (licences / "ImageNet weights.txt").write_text("\n".join([_ORIGIN, *texts]), encoding="utf-8")


def problem_of(file: Path, size: int, wanted: str) -> str:
    """Why a file is not the published one; empty if it is."""
    if not file.is_file():
        return f"{file} is missing."
    if file.stat().st_size != size:
        return f"{file} has {file.stat().st_size} bytes instead of {size}."
    digest = sha256(file)
    return "" if digest == wanted else f"{file} is damaged: its SHA-256 is {digest}."
