"""Facts of files that were never measured."""

from collections.abc import Callable
from typing import Any

import pytest

from resnet_studio.core.basics.message import message
from resnet_studio.core.checks.facts import PRINT_BYTES, Facts, Look
from resnet_studio.core.pictures.examine import Header

ORDINARY = {
    "mean": 120.0, "low": 40.0, "high": 230.0, "contrast": 50.0, "flat": 0.05, "blur": 0.3, "fine": 0.5, "colour": 40.0,
    "letters": 0.0, "border": 110.0, "border_contrast": 40.0,
}  # fmt: skip


@pytest.fixture(scope="session")
def facts() -> Callable[..., Facts]:
    """The facts of an ordinary photograph, but for the fields that are given; `readable=False` is unreadable."""

    def make(*, readable: bool = True, size: int = 1000, mtime_ns: int = 1, **changed: Any) -> Facts:
        if not readable:
            return Facts(size, mtime_ns, problem=message("The file is empty."))
        look = {name: changed.pop(name, value) for name, value in ORDINARY.items()}
        header = {"format": "JPEG", "mode": "RGB", "width": 400, "height": 300} | changed
        return Facts(size, mtime_ns, Header(**header), Look(**look), None, bytes(PRINT_BYTES))

    return make
