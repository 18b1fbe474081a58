"""Errors that a person can act on: their text is a whole sentence that names the file or the field."""

from enum import StrEnum
from pathlib import Path
from typing import ClassVar

from resnet_studio.core.basics.message import Message, Text, message


class Failure(StrEnum):
    """What kind of thing went wrong: code may branch on it, and never on the sentence."""

    UNEXPECTED = "unexpected"
    SETTING = "setting"
    DATASET = "dataset"
    PICTURE = "picture"
    WEIGHTS = "weights"
    RUN = "run"
    FILE = "file"
    MEMORY = "memory"
    UNREACHABLE = "unreachable"
    ENGINE = "engine"

    @classmethod
    def of(cls, value: object) -> "Failure":
        """The kind of that name; one that this version does not know is unexpected."""
        return next((kind for kind in cls if kind == value), cls.UNEXPECTED)


class StudioError(Exception):
    """Something went wrong that a person can understand; `str(error)` is the sentence in English.

    Attributes:
        message: the sentence to show.
        kind: of the failure.
    """

    kind: ClassVar[Failure] = Failure.UNEXPECTED

    def __init__(self, text: Text) -> None:
        super().__init__(str(text))
        self.message = text if isinstance(text, Message) else Message.from_record(text)

    def __reduce__(self) -> str | tuple[object, ...]:
        return _again, (type(self), self.args, self.__dict__)


def _again(kind: type[StudioError], args: tuple[object, ...], state: dict[str, object]) -> StudioError:
    """An error from its parts, as it crosses from one process to another; constructors differ."""
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(state)
    return error


class ConfigError(StudioError, ValueError):
    """A setting has a value that is not allowed.

    Attributes:
        field: name of the setting, as in `TrainConfig`.
        value: what was given.
        allowed: what would have been accepted.
    """

    kind = Failure.SETTING

    def __init__(self, field: str, value: object, allowed: Text) -> None:
        super().__init__(
            message("{field:name} is {value:value}, but must be {allowed}.", field=field, value=value, allowed=allowed)
        )
        self.field = field
        self.value = value
        self.allowed = allowed


class DatasetError(StudioError):
    """A folder cannot serve as a dataset; `path` is the folder or file that the sentence is about."""

    kind = Failure.DATASET

    def __init__(self, path: Path | str, problem: Text) -> None:
        super().__init__(problem)
        self.path = Path(path)


class DecodeError(StudioError):
    """One picture cannot be read; `path` is its file and `problem` the sentence without the file's name."""

    kind = Failure.PICTURE

    def __init__(self, path: Path | str, problem: Text) -> None:
        super().__init__(message("{file}: {problem}", file=Path(path).name, problem=problem))
        self.path = Path(path)
        self.problem = problem


class WeightsError(StudioError):
    """Weights cannot be fetched, read or used."""

    kind = Failure.WEIGHTS


class RunError(StudioError):
    """A run folder cannot be made, read or changed."""

    kind = Failure.RUN


class HeldUpError(RunError):
    """A run cannot go on for now, for want of its pictures or of memory; nothing of it is spoiled, so it can later."""


def unusable(error: OSError) -> Message:
    """What the system refused, in a sentence that names the file where the error knows it."""
    reason = error.strerror or str(error)
    if error.filename:
        return message("A file could not be used ({file}): {reason}.", file=str(error.filename), reason=reason)
    return message("A file could not be used: {reason}.", reason=reason)
