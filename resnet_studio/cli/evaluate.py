"""`resnet-studio evaluate`: how good a run's best model is, on which pictures, and what was left out."""

from pathlib import Path
from typing import Any

from resnet_studio.cli.figures import print_figures, record
from resnet_studio.cli.find_run import find_run
from resnet_studio.cli.interrupts import Interrupts
from resnet_studio.cli.jobs import events_of
from resnet_studio.core.basics.message import Message, message, plural, tr
from resnet_studio.core.dataset.catalogue import Reading
from resnet_studio.core.protocol.event_json import json_line
from resnet_studio.core.protocol.events import Notice
from resnet_studio.core.protocol.jobs.evaluate import Evaluate, Evaluated
from resnet_studio.core.runs.figures_file import read_figures


def evaluate(
    run: str,
    folder: Path | None,
    *,
    device: str,
    runs: Path | None,
    json: bool,
    reading: Reading = "names",
    mirrored: bool = False,
) -> int:
    """All figures of a run on a folder, or on what it held back; what is worth knowing goes to standard error."""
    command = Evaluate(str(find_run(run, runs)), "" if folder is None else str(folder), device, reading, mirrored)
    interrupts = Interrupts()
    found: list[Evaluated] = []
    notices: list[str] = []
    for event in events_of(command, interrupts, quiet=json):
        match event:
            case Notice(text=text):
                notices.append(str(text))
            case Evaluated():
                found.append(event)
            case _:
                pass
    if json and found:  # the test part is the last, where a run has one
        of = _record(found[-1], notices) | {"mirrored": mirrored}
        print(json_line(of | record(read_figures(Path(found[-1].figures)))))
    for one in () if json else found:
        _print(one, mirrored=mirrored)
    return interrupts.code


def _print(event: Evaluated, *, mirrored: bool) -> None:
    print(_result(event))
    if mirrored:
        print(tr("Each picture was looked at as it is and mirrored."))
    if left_out := _left_out(event):
        print(tr("Left out: {pictures:commas}.", pictures=left_out))
    print_figures(read_figures(Path(event.figures)))


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
    """What was measured; the figures follow."""
    return tr("Measured on {pictures}, with 95 % intervals:", pictures=_measured(event))


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
