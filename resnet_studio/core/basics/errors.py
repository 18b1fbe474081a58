"""Errors that a person can act on: their text is a whole sentence that names the file or the field."""

from pathlib import Path

from resnet_studio.core.basics.safe_text import elide_middle, printable, shown


class StudioError(Exception):
    """Something went wrong that a person can understand; `str(error)` is the sentence to show."""


class ConfigError(StudioError, ValueError):
    """A setting has a value that is not allowed.

    Attributes:
        field: name of the setting, as in `TrainConfig`.
        value: what was given.
        allowed: what would have been accepted, in words.
    """

    def __init__(self, field: str, value: object, allowed: str) -> None:
        super().__init__(f"{elide_middle(printable(field), 80)} is {shown(value)}, but must be {allowed}.")
        self.field = field
        self.value = value
        self.allowed = allowed


class DatasetError(StudioError):
    """A folder cannot serve as a dataset; `path` is the folder or file that the sentence is about."""

    def __init__(self, path: Path | str, problem: str) -> None:
        super().__init__(problem)
        self.path = Path(path)


class DecodeError(StudioError):
    """One picture cannot be read; `path` is its file and `problem` the sentence without the file's name."""

    def __init__(self, path: Path | str, problem: str) -> None:
        super().__init__(f"{Path(path).name}: {problem}")
        self.path = Path(path)
        self.problem = problem


class WeightsError(StudioError):
    """Weights cannot be fetched, read or used."""


class RunError(StudioError):
    """A run folder cannot be made, read or changed."""


class HeldUpError(RunError):
    """A run cannot go on for now, for want of its pictures or of memory; nothing of it is spoiled, so it can later."""


def unusable(error: OSError) -> str:
    """What the system refused, in a sentence that names the file where the error knows it."""
    file = f" ({error.filename})" if error.filename else ""
    return f"A file could not be used{file}: {error.strerror or error}."
