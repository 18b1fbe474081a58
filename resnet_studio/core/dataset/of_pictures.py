"""What edits of single pictures have in common: their paths, and the finding that they deal with."""

from dataclasses import dataclass

from resnet_studio.core.basics.errors import ConfigError
from resnet_studio.core.basics.message import message


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
