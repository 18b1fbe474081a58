"""What edits of single pictures have in common: their paths, and the finding that they deal with."""

from dataclasses import dataclass
from pathlib import PureWindowsPath

from resnet_studio.core.basics.errors import ConfigError
from resnet_studio.core.basics.message import message
from resnet_studio.core.dataset.catalogue import PARTS


@dataclass(frozen=True, slots=True)
class OfPictures:
    """What an edit of single pictures has.

    Attributes:
        paths: of the pictures.

    Raises:
        ConfigError: it is not a list of paths.
    """

    paths: tuple[str, ...]

    def __post_init__(self) -> None:
        check_paths(self.paths)


def check_paths(paths: object) -> None:
    """Raise `ConfigError` unless it is a tuple of texts."""
    if not isinstance(paths, tuple) or not all(isinstance(path, str) for path in paths):
        raise ConfigError("paths", paths, message("a list of paths"))


def check_finding(finding: object) -> None:
    """Raise `ConfigError` unless it can be the key of a finding."""
    if not isinstance(finding, str):
        raise ConfigError("finding", finding, message("a kind of finding"))


def check_added(paths: tuple[str, ...], sizes: object, times: object, parts: object) -> None:
    """Raise `ConfigError` unless there are a size and a time for each path, and a part if there are any."""
    if not all(map(_is_plain, paths)):
        raise ConfigError("paths", paths, message("paths without steps up"))
    for name, numbers in (("sizes", sizes), ("times", times)):
        if not isinstance(numbers, tuple) or not all(type(one) is int and one >= 0 for one in numbers):
            raise ConfigError(name, numbers, message("a list of whole numbers"))
        if len(numbers) != len(paths):
            raise ConfigError(name, numbers, message("one number for each path"))
    if not isinstance(parts, tuple) or not all(isinstance(one, str) and one in PARTS for one in parts):
        raise ConfigError("parts", parts, message("a list of {names}", names=PARTS))
    if parts and len(parts) != len(paths):
        raise ConfigError("parts", parts, message("one part for each path"))


def _is_plain(path: str) -> bool:
    """Whether a path leads down from the dataset's folder, or from the root of a drive."""
    anchor = PureWindowsPath(path).anchor  # "/" and "C:/"; a record may be of another system
    steps = path.removeprefix(anchor.replace("\\", "/")).split("/")
    return "\0" not in path and not any(step in {"", ".", ".."} for step in steps)
