"""Exporting a run's model to a file that other programs use, checked before it is handed over."""

from dataclasses import dataclass
from typing import ClassVar

from resnet_studio.core.basics.message import NOTHING, Message, message
from resnet_studio.core.protocol.commands import Job
from resnet_studio.core.protocol.events import Event


@dataclass(frozen=True, slots=True)
class Export(Job):
    """Write the best model of the folder `run` in a format of `core/exports/formats.py` into the new folder `output`.

    Attributes:
        precision: of the numbers in the file; empty for the format's usual one.
        overwrite: whether an earlier export in `output` is replaced.
    """

    run: str
    format: str
    output: str
    precision: str = ""
    overwrite: bool = False

    ends_tidily: ClassVar[bool] = True
    memory_advice: ClassVar[Message] = message("Close other programs, and export again. Nothing was written.")


@dataclass(frozen=True, slots=True)
class Exported(Event):
    """The model is written and checked; the figures are those of `core/exports/checked.py`.

    Attributes:
        folder: that holds all of it.
        file: the name of the model's file in the folder.
        size: of that file in bytes, or of all its files.
        unchecked: why it could not be checked here; empty where it was.
        alike: how many of the pictures the program beside the file reads as the window does.
        parts: as of `Checked`, of the pictures.
        identity: of the weights, the temperature and the threshold, as `answers_identity` gives it.
    """

    run: str
    folder: str
    file: str
    format: str
    precision: str
    size: int
    pictures: int = 0
    agree: int = 0
    largest: float = 0.0
    one_thread: float = 0.0
    all_threads: float = 0.0
    threads: int = 1
    runtime: str = ""
    unchecked: Message = NOTHING
    alike: int = 0
    identity: str = ""
    parts: tuple[int, ...] = ()
