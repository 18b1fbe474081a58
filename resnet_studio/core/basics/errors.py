"""Errors that a person can act on: each has a full sentence that names the file or the setting."""

from enum import StrEnum
from pathlib import Path

from resnet_studio.core.basics.message import Message, literal, message


class Failure(StrEnum):
    """What kind of thing went wrong. Code branches on this, never on the text of a message.

    UNREACHABLE and CERTIFICATE are about a server; RUN_GONE is a run whose folder is no longer where it was, and
    DATASET_GONE a dataset's; MISSING is something that is not installed, OCCUPIED a place that holds something of a
    person's; INCOMPARABLE is about two runs that no second try makes comparable.
    """

    UNEXPECTED = "unexpected"
    SETTING = "setting"
    DATASET = "dataset"
    DATASET_GONE = "dataset gone"
    PICTURE = "picture"
    WEIGHTS = "weights"
    RUN = "run"
    RUN_GONE = "run gone"
    FILE = "file"
    DISK_FULL = "disk full"
    MEMORY = "memory"
    UNREACHABLE = "unreachable"
    CERTIFICATE = "certificate"
    INSTALL = "install"
    EXPORT = "export"
    MISSING = "missing"
    OCCUPIED = "occupied"
    ENGINE = "engine"
    INCOMPARABLE = "incomparable"

    @classmethod
    def _missing_(cls, _: object) -> "Failure":
        return cls.UNEXPECTED  # one that a newer version wrote


class StudioError(Exception):
    """Something went wrong that can be explained to a person; `str(error)` is the message in English.

    Attributes:
        message: the text to show.
        kind: of the failure; a class sets it, and an instance may override it.
    """

    kind: Failure = Failure.UNEXPECTED

    def __init__(self, text: Message) -> None:
        super().__init__(str(text))
        self.message = text

    def __reduce__(self) -> str | tuple[object, ...]:
        return _rebuild, (type(self), self.args, self.__dict__)


def _rebuild(cls: type[StudioError], args: tuple[object, ...], state: dict[str, object]) -> StudioError:
    """Unpickle an error without its constructor, whose arguments differ from class to class."""
    error = cls.__new__(cls, *args)
    error.args = args
    error.__dict__.update(state)
    return error


class ConfigError(StudioError, ValueError):
    """A setting has a value that is not allowed.

    Attributes:
        field: name of the setting, as in `TrainConfig`.
        value: the value that was given.
        allowed: what is accepted instead, to follow "must be".
    """

    kind = Failure.SETTING

    def __init__(self, field: str, value: object, allowed: Message) -> None:
        super().__init__(
            message("{field:name} is {value:value}, but must be {allowed}.", field=field, value=value, allowed=allowed)
        )
        self.field = field
        self.value = value
        self.allowed = allowed


class DatasetError(StudioError):
    """A folder cannot be used as a dataset; `path` is the folder or file concerned."""

    kind = Failure.DATASET

    def __init__(self, path: Path | str, problem: Message) -> None:
        super().__init__(problem)
        self.path = Path(path)


class DatasetGoneError(DatasetError):
    """The folder with the pictures of a dataset is not where it was."""

    kind = Failure.DATASET_GONE

    def __init__(self, folder: Path) -> None:
        super().__init__(
            folder,
            message(
                "The pictures are not there: the folder {folder} was renamed or moved, or its drive is not connected. "
                "Put it back or connect the drive, and try again.",
                folder=str(folder),
            ),
        )


class DecodeError(StudioError):
    """One picture cannot be read; `path` is its file and `problem` the reason without the file's name."""

    kind = Failure.PICTURE

    def __init__(self, path: Path | str, problem: Message) -> None:
        super().__init__(message("{file}: {problem}", file=Path(path).name, problem=problem))
        self.path = Path(path)
        self.problem = problem


class WeightsError(StudioError):
    """Weights cannot be downloaded, read or used."""

    kind = Failure.WEIGHTS


class RunError(StudioError):
    """A run's folder cannot be created, read or changed."""

    kind = Failure.RUN


class ExportError(StudioError):
    """A model cannot be exported, or its file does not do what the window does."""

    kind = Failure.EXPORT


class RuntimeMissingError(ExportError):
    """What reads a format is not installed; the message has the line that installs it."""

    kind = Failure.MISSING


class InstallError(StudioError):
    """A package cannot be installed."""

    kind = Failure.INSTALL


class RunGoneError(RunError):
    """The folder of a run was renamed, moved or deleted by a person or another program."""

    kind = Failure.RUN_GONE

    def __init__(self, run: Path) -> None:
        super().__init__(
            message(
                "The run's folder {folder} is no longer there: it was renamed, moved or deleted. What was saved in it "
                "is where the folder is now, perhaps in Runs under another name, or in the bin.",
                folder=str(run),
            )
        )


class RunInterruptedError(RunError):
    """Training has to stop because pictures or memory are missing; the run is intact and can be resumed."""


class DatasetUnreachableError(RunInterruptedError):
    """The folder that a run reads from does not answer any more, for example because a drive was unplugged."""

    kind = Failure.DATASET_GONE

    def __init__(self, folder: Path | str) -> None:
        super().__init__(
            message(
                "The pictures in {folder} cannot be reached any more: the folder was renamed or moved, or its drive is "
                "not connected. When it is there again, resume the run, or train again if nothing was saved yet.",
                folder=str(folder),
            )
        )


class MemoryFullError(RunInterruptedError):
    """Memory does not suffice even for the smallest step."""

    kind = Failure.MEMORY


def text_of(error: Exception) -> Message:
    """The text to show for an error of any kind: the message of one of ours, else what the error says, as data; its
    kind where it says nothing."""
    return error.message if isinstance(error, StudioError) else literal(str(error) or type(error).__name__)


def unexpected(error: Exception) -> Message:
    """A message for an error that is a mistake in the program, or in a library."""
    return message("Something unexpected happened: {problem}", problem=text_of(error))


def describe_os_error(error: OSError) -> Message:
    """A message for an operating system error, with the file's name if the error has it."""
    reason = error.strerror or str(error)
    if error.filename:
        return message("A file could not be used ({file}): {reason}.", file=str(error.filename), reason=reason)
    return message("A file could not be used: {reason}.", reason=reason)
