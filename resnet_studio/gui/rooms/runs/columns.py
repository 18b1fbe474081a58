"""The columns of the table of runs: what each shows, how it sorts, and which give way first where there is no room."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from resnet_studio.core.basics import formatting
from resnet_studio.core.basics.message import Message, message, show, tr
from resnet_studio.core.basics.natural_order import natural_key
from resnet_studio.core.basics.shares import interval_text
from resnet_studio.core.network.architecture import frozen_through
from resnet_studio.core.runs.settings import named
from resnet_studio.core.runs.summary import RunSummary
from resnet_studio.gui.work.names import trained_on


@dataclass(frozen=True, slots=True)
class Column:
    """A column: title, text, sort key, width in px, and rank: columns with a large ``keep`` are hidden first.

    A column that is ``whole`` is wider where a text in it needs that; texts of others are elided. Those from
    `REPEATED` on repeat what the usual name of a run or its details say.
    """

    title: Message
    text: Callable[[RunSummary], str]
    order: Callable[[RunSummary], float | str]
    width: int
    keep: int
    figures: bool = False
    whole: bool = False


def _accuracy(run: RunSummary) -> float:
    return -1.0 if math.isnan(run.best_val_top1) else run.best_val_top1


def _time(run: RunSummary) -> str:
    return formatting.duration(run.seconds) if run.epochs else "–"


def _network(run: RunSummary) -> str:
    return f"ResNet-{run.config.depth}" if run.config else "–"


def frozen(run: RunSummary) -> str:
    """What does not learn, in as few words as the column has room for."""
    if run.config is None:
        return "–"
    network = run.config.architecture
    if run.config.frozen == frozen_through(network, network.stage_names[-1]):
        return tr("all but head")
    return show(named("frozen").text(run.config))


def _state(run: RunSummary) -> str:
    return tr("newer") if run.newer else tr("damaged") if run.problem else show(run.state.label)


def interval(run: RunSummary) -> str:
    """The interval of a run's accuracy in words; empty where it has none."""
    return show(interval_text(run.best_val_top1, run.validation)) if run.interval else ""


COLUMNS = (
    Column(message("A and B"), lambda _: "", lambda run: run.created, 36, 1),
    Column(
        message("Date"),
        lambda run: formatting.moment(run.created, short=True),
        lambda run: run.created,
        88,
        4,
        whole=True,
    ),
    Column(message("Name"), lambda run: run.title, lambda run: natural_key(f"{run.title} {run.name}"), 124, 0),
    Column(message("Dataset"), trained_on, lambda run: natural_key(trained_on(run)), 110, 11),
    Column(message("Network"), _network, lambda run: run.config.depth if run.config else 0, 76, 6),
    Column(message("Frozen"), frozen, lambda run: natural_key(frozen(run)), 100, 7),
    Column(message("Epochs"), lambda run: formatting.count(run.epochs), lambda run: run.epochs, 62, 10, figures=True),
    Column(message("Time"), _time, lambda run: run.seconds, 88, 8, figures=True),
    Column(message("Size"), lambda run: formatting.size(run.size), lambda run: run.size, 66, 9, figures=True),
    Column(
        message("Accuracy"),
        lambda run: formatting.percent(run.best_val_top1),
        _accuracy,
        64,
        2,
        figures=True,
        whole=True,
    ),
    Column(message("95 % interval"), interval, _accuracy, 92, 5),
    Column(message("State"), _state, lambda run: str(run.problem or run.state), 66, 3, whole=True),
)
MARK, DATE, NAME, DATASET, NETWORK, FROZEN, EPOCHS, TIME, SIZE, ACCURACY, INTERVAL, STATE = range(len(COLUMNS))
REPEATED = 8
"""Columns with this ``keep`` or more."""
