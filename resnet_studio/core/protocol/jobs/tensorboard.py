"""Writing the record of a run in TensorBoard's format."""

from dataclasses import dataclass
from typing import ClassVar

from resnet_studio.core.protocol.commands import Job
from resnet_studio.core.protocol.events import Event


@dataclass(frozen=True, slots=True)
class ExportTensorBoard(Job):
    """Write the curves of the run as event files into a folder, which is made if need be."""

    run: str
    folder: str

    brief: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class TensorBoardWritten(Event):
    """So many epochs of the run are in event files in the folder."""

    run: str
    folder: str
    epochs: int
