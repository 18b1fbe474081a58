"""Installing packages with pip into a Python environment, in a process of its own that can be ended.

What is installed already stays as it is: its versions are given to pip as constraints.
"""

import importlib.util
import os
import re
import sys
import sysconfig
from collections.abc import Callable, Generator, Iterable, Sequence
from pathlib import Path
from typing import Final

from resnet_studio.core.basics.errors import Failure, InstallError
from resnet_studio.core.basics.message import NOTHING, Message, literal, message
from resnet_studio.core.basics.other_program import lines_of
from resnet_studio.core.basics.scratch import scratch
from resnet_studio.core.installation.bundled import is_packaged

_DISTRIBUTION: Final = "resnet-studio"
_LAST_LINES: Final = 40  # of pip's, which say what went wrong
_SETTINGS: Final = {
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    "PIP_NO_INPUT": "1",
    "PIP_PROGRESS_BAR": "off",
    "PIP_NO_COLOR": "1",
    "PYTHONUTF8": "1",
    "PYTHONUNBUFFERED": "1",
}
# What pip says, in English always.
_FETCHED = re.compile(
    r"\s*(?:Downloading|Using cached|Processing) (?:.*[/\\])?([A-Za-z0-9_.]+?)-\d[^\s]*(?: \((.+)\))?"
)
_UNPACKING = re.compile(r"Installing collected packages: ")
_NO_SUCH = re.compile(r"ERROR: No matching distribution found for (\S+)")
_ERROR = re.compile(r"ERROR: (.+)")
_FULL = re.compile(r"No space left|\[Errno 28\]")
_CONFLICT = re.compile(r"ResolutionImpossible|conflicting dependencies")
_NETWORK = re.compile(
    r"NewConnectionError|ConnectTimeout|ReadTimeout|Failed to establish|NameResolutionError|SSLError|ProxyError|"
    r"Connection refused"
)


def obstacle() -> Message:
    """Why nothing can be installed into the environment that the program runs in; nothing where it can."""
    if is_packaged():
        return message(
            "Nothing can be added to this installed package. Install ResNet Studio into a Python environment with pip, "
            "and export there: both open the same runs."
        )
    if importlib.util.find_spec("pip") is None:
        return message("This Python environment has no pip. Install it with: {line}", line="python -m ensurepip")
    if sys.prefix == sys.base_prefix and Path(sysconfig.get_path("stdlib"), "EXTERNALLY-MANAGED").exists():
        return message("This Python belongs to the system. Install ResNet Studio into an environment of its own.")
    folder = sysconfig.get_path("purelib")
    if not os.access(folder, os.W_OK):
        return message("{folder:place} cannot be written. Install ResNet Studio into an environment of your own.",
                       folder=folder)  # fmt: skip
    return NOTHING


def requirements(extra: str, names: Iterable[str]) -> list[str]:
    """What an extra of this program installs; for an empty one, those of its requirements that have these names."""
    from importlib import metadata  # here, because a window that opens needs none of it

    names = list(names)
    try:
        known = metadata.requires(_DISTRIBUTION) or []
    except metadata.PackageNotFoundError:  # it runs from a folder
        return names
    found = []
    for line in known:
        wanted, _, marker = (part.strip() for part in line.partition(";"))
        of_extra = re.search(r"extra\s*==\s*['\"]([^'\"]+)", marker)
        name = re.match(r"[\w.-]+", wanted)
        if (of_extra[1] == extra) if of_extra else (not extra and name is not None and name[0] in names):
            found.append(wanted)
    return found or names


def install(
    wanted: Sequence[str], check: Callable[[], None], *, python: str = sys.executable, keep: bool = True
) -> Generator[Message]:
    """Install packages.

    Args:
        wanted: requirements as pip takes them.
        check: called ten times a second; it raises to end, which leaves nothing half installed.
        python: that of the environment.
        keep: whether all that is installed keeps its version.

    Yields:
        What is being done, in words.

    Raises:
        InstallError: pip failed, and nothing was installed.
    """
    last: list[str] = []
    with scratch("resnet-studio-pip-") as folder:
        words = [python, "-m", "pip", "install", *_constraints(folder, keep=keep), *wanted]
        unpacking = False  # which is a matter of seconds, and is not cut off
        program = lines_of(words, lambda: None if unpacking else check(), environment=_SETTINGS)
        try:
            while True:
                line = next(program)
                last[:] = [*last, line][-_LAST_LINES:]
                unpacking = unpacking or bool(_UNPACKING.match(line))
                if step := _step(line):
                    yield step
        except StopIteration as ended:
            code = ended.value
        except OSError as error:
            raise InstallError(
                message("pip cannot be started: {reason}.", reason=error.strerror or str(error))
            ) from error
        finally:
            program.close()
    if code:
        raise _failed(last, code)
    check()


def _constraints(folder: Path, *, keep: bool) -> list[str]:
    """Options with which all that is installed keeps its version."""
    if not keep:
        return []
    from importlib import metadata  # here for the same reason

    there = {one.metadata["Name"]: one.version for one in metadata.distributions() if one.metadata["Name"]}
    there.pop(_DISTRIBUTION, None)
    file = folder / "constraints.txt"
    file.write_text("".join(f"{name}=={version}\n" for name, version in sorted(there.items())), encoding="utf-8")
    return ["--constraint", str(file)]


def _step(line: str) -> Message:
    """What pip does, by a line of it; nothing where that is of no interest."""
    if _UNPACKING.match(line):
        return message("Installing")
    if line.startswith("Collecting "):
        return message("Looking for {name}", name=re.split(r"[^\w.-]", line.split()[1])[0])
    if (found := _FETCHED.match(line)) is None:
        return NOTHING
    if found[2]:
        return message("Downloading {name}, {size:plain}", name=found[1], size=found[2])
    return message("Reading {name}", name=found[1])


def _failed(last: Sequence[str], code: int) -> InstallError:
    """The error of a pip that failed, by its last lines."""
    said = "\n".join(last)
    if _FULL.search(said):
        error = InstallError(message("The disk is full. Free some space, and install again."))
        error.kind = Failure.DISK_FULL
        return error
    if _NETWORK.search(said):
        error = InstallError(
            message("The index of packages cannot be reached. Check the network connection, and install again.")
        )
        error.kind = Failure.UNREACHABLE
        return error
    if _CONFLICT.search(said):
        return InstallError(
            message("It needs other versions of packages than those that are installed here. Nothing was installed.")
        )
    if (missing := _NO_SUCH.search(said)) is not None:
        return InstallError(
            message("There is no {name} for this system and this version of Python. Nothing was installed.",
                    name=missing[1])
        )  # fmt: skip
    errors = _ERROR.findall(said) or [*last][-1:]
    reason = errors[-1] if errors else str(code)
    return InstallError(message("pip could not install it: {reason}", reason=literal(reason)))
