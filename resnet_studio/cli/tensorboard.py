"""`resnet-studio export-tensorboard`: the curves of a run as event files for TensorBoard."""

import dataclasses
from pathlib import Path

from resnet_studio.cli.failures import report_failure
from resnet_studio.cli.interrupts import Interrupts
from resnet_studio.cli.predict import find_run
from resnet_studio.core.basics.message import trn
from resnet_studio.core.basics.safe_text import printable
from resnet_studio.core.protocol.event_json import json_line
from resnet_studio.core.protocol.events import JobFailed
from resnet_studio.core.protocol.jobs.tensorboard import ExportTensorBoard, TensorBoardWritten


def export(run: str, output: Path, *, runs: Path | None, json: bool) -> int:
    """Write the files, and say where they are."""
    from resnet_studio.engine.run_job import run_job

    interrupts = Interrupts()
    command = ExportTensorBoard(str(find_run(run, runs)), str(output.absolute()))
    for event in run_job(command, interrupts.should_stop):
        match event:
            case JobFailed():
                return report_failure(event)
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
