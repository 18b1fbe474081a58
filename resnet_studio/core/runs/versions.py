"""Runs of other versions of this program: older ones open, and a newer one is refused in words."""

import re
from pathlib import Path

import resnet_studio
from resnet_studio.core.basics.errors import RunError
from resnet_studio.core.basics.message import message

_NUMBERS = re.compile(r"\d{1,9}(?:\.\d{1,9}){0,5}")


class NewerRunError(RunError):
    """A run was made by a newer version of this program and holds something that this one does not know.

    Args:
        run: its folder.
        version: of the program that made it, as the run says; anything that is not a version is left out.
    """

    def __init__(self, run: Path, version: object) -> None:
        own = resnet_studio.__version__
        if is_newer(version):
            text = message(
                "The run {run} was made by ResNet Studio {version:name}, and this is {own:plain}. Update ResNet Studio "
                "to open it.",
                run=run.name,
                version=version,
                own=own,
            )
        else:
            text = message(
                "The run {run} was made by a newer ResNet Studio than this, {own:plain}. Update to open it.",
                run=run.name,
                own=own,
            )
        super().__init__(text)


def is_newer(version: object) -> bool:
    """Whether a version, as a run says it, is newer than that of this program; False for what is not a version."""
    return _parts(version) > _parts(resnet_studio.__version__)


def _parts(version: object) -> tuple[int, ...]:
    found = _NUMBERS.match(version) if isinstance(version, str) else None
    return tuple(int(part) for part in found[0].split(".")) if found else ()
