"""Comparing the models of two runs on the pictures that both held back from training."""

from pathlib import Path

import numpy as np

from resnet_studio.core.basics.message import message
from resnet_studio.core.protocol.commands import ShouldStop, check_halt
from resnet_studio.core.protocol.events import Notice, NoticeKind
from resnet_studio.core.protocol.jobs.compare import Compare, Compared, Measuring
from resnet_studio.core.runs.comparison import NotMeasuredError, Pair, pair_of
from resnet_studio.core.runs.figures import STAND_IN_TEXT
from resnet_studio.core.runs.figures_file import stored
from resnet_studio.core.runs.run import read_dataset
from resnet_studio.engine.answers.model import load_model
from resnet_studio.engine.figures.compare import compare
from resnet_studio.engine.measuring.own_parts import OwnPart, measure_own, own_parts
from resnet_studio.engine.run_job import Events


def run(command: Compare, should_stop: ShouldStop) -> Events:
    """Compare two runs on their test part, or on their validation part where there is none.

    A run whose best model was not measured on these pictures yet, or whose weights are others since, is measured.

    Yields:
        `Compared`; before it, for a run that is measured, `Measuring` and what measuring yields, and a `Notice` for one
        whose best weights are damaged.

    Raises:
        RunError, DatasetError: a run cannot be read or measured, or holds back other pictures.
    """
    check_halt(should_stop)
    folders = Path(command.run), Path(command.other)
    try:
        pair = pair_of(*folders)
    except NotMeasuredError as error:
        for folder in error.runs:
            yield Measuring(str(folder))
            yield from _measure(folder, should_stop)
        pair = pair_of(*folders)
    check_halt(should_stop)
    for folder in folders:
        if (known := stored(folder, pair.part)) is not None and not known.figures.of_best:
            yield Notice(message("{run}: {why}", run=folder.name, why=STAND_IN_TEXT), kind=NoticeKind.WEIGHTS)
    yield _compared(command, pair)


def _measure(run: Path, should_stop: ShouldStop) -> Events:
    """Measure the best model of a run on what the run held back.

    Raises:
        RunError, DatasetError: it cannot be measured.
    """
    model = load_model(run, should_stop=should_stop)
    dataset = read_dataset(run)
    for found in measure_own(run, model, dataset, should_stop, own_parts(dataset)):
        if not isinstance(found, OwnPart):
            yield found


def _compared(command: Compare, pair: Pair) -> Compared:
    who = [picture.right for picture in pair.pictures]
    right = np.array([one in ("both", "run") for one in who])
    other_right = np.array([one in ("both", "other") for one in who])
    found = compare(right, other_right)
    return Compared(
        run=command.run,
        other=command.other,
        part=pair.part,
        pictures=found.pictures,
        both=who.count("both"),
        only_run=found.only_a,
        only_other=found.only_b,
        top1=found.top1_a,
        other_top1=found.top1_b,
        p=found.p,
        low=found.low,
        high=found.high,
        verdict=found.verdict,
        relabelled=pair.relabelled,
    )
