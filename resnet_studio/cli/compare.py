"""`resnet-studio compare`: whether one run's model is really better than another's."""

import dataclasses
from pathlib import Path

from resnet_studio.cli.find_run import find_run
from resnet_studio.cli.interrupts import Interrupts
from resnet_studio.cli.jobs import events_of
from resnet_studio.core.basics.formatting import points
from resnet_studio.core.basics.language import current
from resnet_studio.core.basics.message import show, tr, trn
from resnet_studio.core.basics.safe_text import printable
from resnet_studio.core.protocol.event_json import json_line
from resnet_studio.core.protocol.jobs.compare import Compare, Compared, chose_text, relabelled_text

_LEAST = 0.001  # of p, that is written as a number


def compare(run: str, other: str, *, runs: Path | None, json: bool) -> int:
    """Print the verdict with its figures."""
    command = Compare(str(find_run(run, runs)), str(find_run(other, runs)))
    interrupts = Interrupts()
    for event in list(events_of(command, interrupts, quiet=json)):  # printed where no bar breaks the lines
        match event:
            case Compared() if json:
                print(json_line(dataclasses.asdict(event)))
            case Compared():
                print(printable(_sentence(event)))
                print(printable(_measured(event)))
                if event.relabelled:
                    print(show(relabelled_text(event)))
                if chose := chose_text(event):
                    print(show(chose))
            case _:
                pass
    return interrupts.code


def _measured(event: Compared) -> str:
    """On which part, and what the test says."""
    p = current().number(event.p, 3) if event.p >= _LEAST else f"< {current().number(_LEAST, 3)}"
    if event.part == "test":
        return tr("Measured on the test part. McNemar's exact test: p {p:plain}.", p=p)
    return tr("Measured on the validation part. McNemar's exact test: p {p:plain}.", p=p)


def _sentence(event: Compared) -> str:
    values = {
        "run": Path(event.run).name, "other": Path(event.other).name, "top1": event.top1,
        "other_top1": event.other_top1, "low": points(event.low), "high": points(event.high),
    }  # fmt: skip
    if event.verdict == "better":
        return trn(
            "{run} is better: {top1:percent} against {other_top1:percent} on {count} picture, a difference of "
            "{low:plain} to {high:plain} points.",
            "{run} is better: {top1:percent} against {other_top1:percent} on {count} pictures, a difference of "
            "{low:plain} to {high:plain} points.",
            event.pictures,
            **values,
        )
    if event.verdict == "worse":
        return trn(
            "{run} is worse: {top1:percent} against {other_top1:percent} on {count} picture, a difference of "
            "{low:plain} to {high:plain} points.",
            "{run} is worse: {top1:percent} against {other_top1:percent} on {count} pictures, a difference of "
            "{low:plain} to {high:plain} points.",
            event.pictures,
            **values,
        )
    return trn(
        "{run} and {other}: no difference that {count} picture could show, {top1:percent} against "
        "{other_top1:percent}, a difference of {low:plain} to {high:plain} points.",
        "{run} and {other}: no difference that {count} pictures could show, {top1:percent} against "
        "{other_top1:percent}, a difference of {low:plain} to {high:plain} points.",
        event.pictures,
        **values,
    )
