"""The ImageNet weights that torchvision publishes."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Published:
    """What torchvision publishes as ``IMAGENET1K_V1`` for one depth.

    Attributes:
        parameters: with 1,000 classes.
        top1: accuracy on ImageNet's validation part as a fraction (one centre crop of 224 px).
        file_size: of the weights, in bytes.
        file_name: of the weights; it ends with the first eight digits of their SHA-256.
        sha256: of the weights, hexadecimal.
    """

    parameters: int
    top1: float
    file_size: int
    file_name: str
    sha256: str


PUBLISHED: Final = {
    18: Published(
        11_689_512,
        0.69758,
        46_830_571,
        "resnet18-f37072fd.pth",
        "f37072fd47e89c5e827621c5baffa7500819f7896bbacec160b1a16c560e07ec",
    ),
    34: Published(
        21_797_672,
        0.73314,
        87_319_819,
        "resnet34-b627a593.pth",
        "b627a593bcbe140c234610266fe4f8ae95ea42fc881d091c9b6052e6b1d0590f",
    ),
    50: Published(
        25_557_032,
        0.76130,
        102_530_333,
        "resnet50-0676ba61.pth",
        "0676ba61b6795bbe1773cffd859882e5e297624d384b6993f7c9e683e722fb8a",
    ),
    101: Published(
        44_549_160,
        0.77374,
        178_793_939,
        "resnet101-63fe2227.pth",
        "63fe2227b86e8f1f2063f43a75c84d195911b6a0eace650907dd3dc62dd49a0a",
    ),
    152: Published(
        60_192_808,
        0.78312,
        241_627_721,
        "resnet152-394f9c45.pth",
        "394f9c45966e3651a89bbb78a48410a6755854ce4a5ab64927cf1c7247f85e58",
    ),
}
