"""`resnet-studio export-tensorboard`: the curves of a run as event files for TensorBoard."""

import dataclasses
from pathlib import Path

from resnet_studio.cli.find_run import find_run
from resnet_studio.cli.interrupts import Interrupts
from resnet_studio.cli.jobs import events_of
from resnet_studio.core.basics.message import trn
from resnet_studio.core.basics.safe_text import printable
from resnet_studio.core.protocol.event_json import json_line
from resnet_studio.core.protocol.jobs.tensorboard import ExportTensorBoard, TensorBoardWritten


def export(run: str, output: Path, *, runs: Path | None, json: bool) -> int:
    """Write the files, and say where they are."""
    interrupts = Interrupts()
    command = ExportTensorBoard(str(find_run(run, runs)), str(output.absolute()))
    for event in list(events_of(command, interrupts, quiet=json)):  # printed where no bar breaks the lines
        match event:
            case TensorBoardWritten() if json:
                print(json_line(dataclasses.asdict(event)))
            case TensorBoardWritten():
                print(printable(trn(
                    "{count} epoch is in {folder}. Look at it with: tensorboard --logdir {folder}",
                    "{count} epochs are in {folder}. Look at them with: tensorboard --logdir {folder}",
                    event.epochs,
                    folder=str(output),
                )))  # fmt: skip
            case _:
                pass
    return interrupts.code
