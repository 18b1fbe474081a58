"""The figures of an evaluation, kept in the run's folder with the calibration of its model."""

from collections.abc import Callable, Generator
from contextlib import suppress
from dataclasses import dataclass
from math import isclose
from pathlib import Path
from typing import Final

import numpy as np

from resnet_studio.core.basics.message import message
from resnet_studio.core.protocol.events import EpochEnd, Notice, ResultSaved
from resnet_studio.core.runs.calibration import Calibration, read_calibration, write_calibration
from resnet_studio.core.runs.evaluation import Evaluation
from resnet_studio.core.runs.figures import FLOAT32, STANDS_IN, Figures
from resnet_studio.core.runs.figures_file import NAME, figures_file, write_figures
from resnet_studio.core.runs.results import elsewhere, not_saved
from resnet_studio.core.runs.run_log import read_history
from resnet_studio.engine.figures.calibration import Temperature, fit_temperature
from resnet_studio.engine.figures.metrics import Measured, measure

OTHER: Final = "folder"
"""In the name of the file of another folder's figures, or of those with mirrored pictures, which must not replace
those of the run's own pictures as they are."""
_SAME: Final = 0.02
"""By which part temperatures may differ that are fitted on answers of one model in two precisions."""


@dataclass(frozen=True, slots=True)
class About:
    """Whose figures they are.

    Attributes:
        run: its folder.
        weights: of its model, as `Figures` has them.
        classes: of its model.
        best: the best epoch, whose weights these are; None where that is not known.
        epochs: how many there were to choose from.
        mirrored: whether the model also looks at each picture mirrored. The window shows other figures.
    """

    run: Path
    weights: str
    classes: tuple[str, ...]
    best: EpochEnd | None
    epochs: int
    mirrored: bool = False


@dataclass(frozen=True, slots=True)
class Kept:
    """Figures and their file, which is in the caches where the run's folder cannot be written."""

    figures: Figures
    file: Path


Keeping = Generator[Notice | ResultSaved, None, Kept]


def about(run: Path, weights: str, classes: tuple[str, ...], *, mirrored: bool = False) -> About:
    """Whose figures they are, by the run's log."""
    history = read_history(run, outline=True)
    return About(run, weights, classes, history.kept, len(history.epochs), mirrored)


def keep_figures(
    of: About,
    part: str,
    evaluation: Evaluation,
    key: str,
    *,
    folder: str = "",
    learned: int | None = 0,
    validated: int = 0,
    precision: str = FLOAT32,
    check: Callable[[], object] = lambda: None,
) -> Keeping:
    """Compute the figures of an evaluation and write them.

    Those of the run's own validation part also give the temperature of its model.

    Args:
        of: whose they are.
        part: of which the pictures are.
        evaluation: what was answered; its key is that of the figures, too.
        key: of the evaluation.
        folder: that was measured; empty for the run's own pictures.
        learned: how many of the pictures the run learned from; None if unknown.
        validated: how many pictures of another folder are those of the run's validation part.
        precision: in which it was answered.
        check: called now and then; it raises to end.
    """
    own = not folder
    temperature = _temperature(of, evaluation, fit=own and part == "validation" and not of.mirrored)
    measured = Measured(
        part=part,
        loss=evaluation.loss,
        folder=folder,
        weights=of.weights,
        epoch=of.best.epoch if of.best else None,
        chose_epoch=((own and part == "validation") or validated > 0) and of.epochs > 1,
        learned=learned,
        skipped=len(evaluation.unreadable),
        train_top1=of.best.train_top1 if own and of.best and np.isfinite(of.best.train_top1) else None,
        precision=precision,
    )
    probabilities = np.nan_to_num(evaluation.probabilities)  # a network whose weights are damaged gives no numbers
    figures = measure(measured, of.classes, evaluation.labels, probabilities, temperature, check)
    file = figures_file(of.run, part if own and not of.mirrored else OTHER, key)
    try:
        write_figures(file, figures)
    except OSError as error:
        yield not_saved(file, error)
        file = elsewhere(of.run) / file.name
        write_figures(file, figures)
    else:
        yield ResultSaved(str(of.run), NAME, file.relative_to(of.run).as_posix())
    return Kept(figures, file)


def _temperature(of: About, evaluation: Evaluation, *, fit: bool) -> Temperature:
    """The temperature that was fitted on the run's validation part, now or before.

    One that is nearly the same replaces none: exports and thresholds that were made with it stay what they are.
    """
    if STANDS_IN in of.weights:
        return Temperature(None, reason=message("The best weights of the run are damaged."))
    known = read_calibration(of.run)
    if not fit:
        if known is None:
            return Temperature(
                None, reason=message("The run's validation part was not measured yet, which gives the temperature.")
            )
        return Temperature(known.temperature, known.pictures, known.reason)
    found = fit_temperature(np.nan_to_num(evaluation.probabilities), evaluation.labels)
    new = Calibration(found.value, found.pictures, found.reason)
    if known is not None and _nearly(known, new):
        return Temperature(known.temperature, known.pictures)
    if new != known:
        with suppress(OSError):  # what cannot be written is said once, of the figures
            write_calibration(of.run, new)
    return found


def _nearly(known: Calibration, new: Calibration) -> bool:
    if known.temperature is None or new.temperature is None or known.pictures != new.pictures:
        return False
    return isclose(known.temperature, new.temperature, rel_tol=_SAME)
