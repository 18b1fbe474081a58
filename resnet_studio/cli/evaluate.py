"""`resnet-studio evaluate`: how good a run's best model is, on which pictures, and what was left out."""

import sys
from pathlib import Path
from typing import Any

from resnet_studio.cli.failures import report_failure
from resnet_studio.cli.interrupts import Interrupts
from resnet_studio.cli.predict import find_run, with_bar
from resnet_studio.core.basics.language import current
from resnet_studio.core.basics.message import Message, message, plural, show, tr
from resnet_studio.core.basics.safe_text import printable
from resnet_studio.core.protocol.event_json import json_line
from resnet_studio.core.protocol.events import JobFailed, Notice
from resnet_studio.core.protocol.jobs.evaluate import Evaluate, Evaluated


def evaluate(run: str, folder: Path, *, device: str, runs: Path | None, json: bool) -> int:
    """Loss and top-1 accuracy of a run on a folder; what is worth knowing about it goes to standard error."""
    from resnet_studio.engine.run_job import run_job

    command = Evaluate(str(find_run(run, runs)), str(folder), device)
    interrupts = Interrupts()
    failure: JobFailed | None = None
    notices: list[str] = []
    events = run_job(command, interrupts.should_stop)
    for event in with_bar(events, shown=not json and sys.stdout.isatty()):
        match event:
            case JobFailed():
                failure = event
            case Notice(text=text):
                notices.append(str(text))
                print(printable(show(text)), file=sys.stderr)
            case Evaluated() if json:
                print(json_line(_record(event, notices)))
            case Evaluated():
                print(_result(event))
                if left_out := _left_out(event):
                    print(tr("Left out: {pictures:commas}.", pictures=left_out))
            case _:
                pass
    return interrupts.code if failure is None else report_failure(failure)


def _record(event: Evaluated, notices: list[str]) -> dict[str, Any]:
    """The result for `--json`; scripts rely on these keys."""
    return {
        "run": event.run,
        "images": event.pictures,
        "skipped": event.skipped,
        "loss": event.loss,
        "top1": event.top1,
        "part": event.part,
        "left_out": {
            "train": event.train_left_out,
            "validation": event.validation_left_out,
            "test": event.test_left_out,
            "unknown_classes": event.unknown_left_out,
        },
        "learned": event.learned,
        "top1_not_learned": event.others_top1,
        "notices": notices,
    }


def _result(event: Evaluated) -> str:
    """The figures in a line."""
    return tr(
        "top-1 {top1:percent}, loss {loss} nats on {pictures}",
        top1=event.top1, loss=current().number(event.loss, 4), pictures=_measured(event),
    )  # fmt: skip


def _measured(event: Evaluated) -> Message:
    match event.part:
        case "test":
            return plural("{count} picture of the test part", "{count} pictures of the test part", event.pictures)
        case "validation":
            return plural(
                "{count} picture of the validation part", "{count} pictures of the validation part", event.pictures
            )
        case "train":
            return plural(
                "{count} picture of the training part", "{count} pictures of the training part", event.pictures
            )
        case _:
            return plural("{count} picture", "{count} pictures", event.pictures)


def _left_out(event: Evaluated) -> tuple[Message, ...]:
    """What was not measured."""
    counted = (
        (event.train_left_out, message("{number} of the training part", number=event.train_left_out)),
        (event.validation_left_out, message("{number} of the validation part", number=event.validation_left_out)),
        (event.test_left_out, message("{number} of the test part", number=event.test_left_out)),
        (
            event.unknown_left_out,
            message("{number} of classes that the run does not know", number=event.unknown_left_out),
        ),
        (event.skipped, message("{number} that could not be read", number=event.skipped)),
    )
    return tuple(text for number, text in counted if number)
