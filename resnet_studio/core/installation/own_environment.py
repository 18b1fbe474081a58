"""A Python environment beside the program's, for a library that needs other versions of what the program has.

It sees the program's packages where it has none of its own, so that torch is not installed twice.
"""

import shutil
import sys
import sysconfig
from collections.abc import Callable, Generator, Sequence
from pathlib import Path
from typing import Any, Final

from resnet_studio.core.basics import places
from resnet_studio.core.basics.errors import InstallError
from resnet_studio.core.basics.files import is_file, read_json, write_json
from resnet_studio.core.basics.message import Message, message
from resnet_studio.core.basics.other_program import run_to_end
from resnet_studio.core.installation.pip_install import install

_COMPLETE: Final = "complete.json"
"""Written last: without it, an environment is made again."""
_SEEN: Final = "program.pth"


def folder(name: str) -> Path:
    """Where an environment is."""
    return places.data_folder() / "environments" / name


def python_of(name: str) -> Path:
    """Its Python."""
    parts = ("Scripts", "python.exe") if sys.platform == "win32" else ("bin", "python")
    return folder(name).joinpath(*parts)


def is_there(name: str) -> bool:
    """Whether an environment is complete, for the Python that runs the program and the place of its packages."""
    if not is_file(python_of(name)):
        return False
    try:
        made = read_json(folder(name) / _COMPLETE, InstallError)
    except (OSError, InstallError):
        return False
    return made.items() >= _made_for().items()


def _made_for() -> dict[str, Any]:
    """What an environment depends on: with another Python, or once the program was moved, it has to be made again."""
    return {"python": sys.version, "sees": _seen()}


def make(name: str, wanted: Sequence[str], check: Callable[[], None]) -> Generator[Message]:
    """Make an environment with some packages. One that is not complete is made again.

    Args:
        wanted: requirements as pip takes them.
        check: called ten times a second; it raises to end, which leaves nothing.

    Yields:
        What is being done, in words.

    Raises:
        InstallError: it cannot be made; nothing of it is left.
    """
    place = folder(name)
    try:
        shutil.rmtree(place, ignore_errors=True)
        place.parent.mkdir(parents=True, exist_ok=True)
        yield message("Making an environment")
        _create(place, check)
        yield from install(wanted, check, python=str(python_of(name)), keep=False)
        write_json(place / _COMPLETE, {"packages": list(wanted)} | _made_for())
    except OSError as error:
        shutil.rmtree(place, ignore_errors=True)
        raise InstallError(
            message("{folder:place} cannot be written: {reason}.", folder=place, reason=error.strerror or str(error))
        ) from error
    except BaseException:
        shutil.rmtree(place, ignore_errors=True)
        raise


def _create(place: Path, check: Callable[[], None]) -> None:
    try:
        code, said = run_to_end([sys.executable, "-m", "venv", "--without-pip", str(place)], check)
    except OSError as error:
        reason = error.strerror or str(error)
        raise InstallError(message("Python cannot be started: {reason}.", reason=reason)) from error
    if code:
        raise InstallError(message("The environment cannot be made: {reason}", reason=" ".join(said[-1:]) or str(code)))
    own = next(place.glob("Lib/site-packages") if sys.platform == "win32" else place.glob("lib/*/site-packages"))
    (own / _SEEN).write_text("".join(f"{one}\n" for one in _seen()), encoding="utf-8")


def _seen() -> list[str]:
    """The folders of the program's own packages."""
    return list(dict.fromkeys((sysconfig.get_path("purelib"), sysconfig.get_path("platlib"))))
