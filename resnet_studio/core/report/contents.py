"""What a report is made of: all that a run's folder says, read once, and what could not be read."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final, TypeVar

from resnet_studio.core.basics.errors import StudioError
from resnet_studio.core.basics.message import NOTHING, Message, message
from resnet_studio.core.dataset.catalogue import Part
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.report.pictures import Show, WorstPicture, worst_pictures
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.figures import Figures
from resnet_studio.core.runs.figures_file import Stored, read_answers, stored
from resnet_studio.core.runs.history import RunHistory
from resnet_studio.core.runs.run import read_config_and_meta, read_dataset
from resnet_studio.core.runs.run_log import read_history
from resnet_studio.core.runs.summary import RunSummary, summarise
from resnet_studio.core.runs.threshold import Threshold, read_threshold

PARTS: Final[tuple[Part, ...]] = ("test", "validation")
"""What a run is measured on, the more telling part first."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Contents:
    """All that is known of a run.

    Attributes:
        config: its settings.
        program: the version of the program that began it; empty if unknown.
        dataset: None where its record cannot be read.
        figures: of each part that was measured, in the order of `PARTS`.
        threshold: below which answers are not sure, as a person chose it; None without a choice.
        worst: the pictures of the first of these parts that the model gets most wrong.
        unmeasured: why there are no figures; empty where there are some.
        problems: what in the folder could not be read, and is missing in the report.
        written: when it was read.
    """

    run: RunSummary
    config: TrainConfig
    program: str
    history: RunHistory
    dataset: Dataset | None
    figures: tuple[Figures, ...]
    threshold: Threshold | None
    worst: tuple[WorstPicture, ...]
    unmeasured: Message
    problems: tuple[Message, ...]
    written: datetime


def to_measure(run: Path) -> bool:
    """Whether figures are missing that the engine could compute: of the test part if there is one, else of validation;
    or some are of answers that the model does not give when it is used.

    Raises:
        RunError: the settings of the run cannot be read.
    """
    read_config_and_meta(run)
    if not summarise(run).usable:
        return False
    try:
        pictures = read_dataset(run).pictures
    except StudioError:
        return False
    there = {picture.part for picture in pictures}
    known = [stored(run, part) for part in PARTS if part in there]
    others = any(one is not None and not one.figures.is_as_used for one in known)
    return others or (bool(known) and known[0] is None)


def read_contents(run: Path, show: Show, unmeasured: Message = NOTHING) -> Contents:
    """Read a run's folder. What is damaged is left out and named, except for the settings.

    Args:
        run: the folder.
        show: makes the small pictures.
        unmeasured: why figures could not be computed, where that was tried.

    Raises:
        RunError: the settings cannot be read, so that it is not known what run it is.
    """
    config, meta = read_config_and_meta(run)
    problems: list[Message] = []
    history = _tried(problems, lambda: read_history(run, outline=True)) or RunHistory()
    dataset = _tried(problems, lambda: read_dataset(run))
    measured = [found for found in (stored(run, part) for part in PARTS) if found]
    summary = summarise(run)
    return Contents(
        run=summary,
        config=config,
        program=_text(meta["program"]),
        history=history,
        dataset=dataset,
        figures=tuple(found.figures for found in measured),
        threshold=read_threshold(run),
        worst=_worst(problems, run, measured[0], dataset, show) if measured else (),
        unmeasured=NOTHING if measured else unmeasured or _why_unmeasured(summary, dataset),
        problems=tuple(problems),
        written=datetime.now().astimezone(),
    )


def _worst(
    problems: list[Message], run: Path, found: Stored, dataset: Dataset | None, show: Show
) -> tuple[WorstPicture, ...]:
    answers = _tried(problems, lambda: read_answers(run, found))
    names = tuple(one.name for one in found.figures.classes)
    if answers is None or answers.probabilities.shape[1] != len(names):
        return ()
    return worst_pictures(answers, names, dataset, show)


def _why_unmeasured(run: RunSummary, dataset: Dataset | None) -> Message:
    if not run.usable:
        return message("The run has no model: it ended before its first epoch was complete.")
    if dataset is not None and not any(picture.part in PARTS for picture in dataset.pictures):
        return message("No pictures were held back from training, so that nothing says how good the model is.")
    return message("The model of this run was not measured yet.")


def _tried(problems: list[Message], read: Callable[[], T]) -> T | None:
    """What is read, or None with a problem more."""
    try:
        return read()
    except StudioError as error:
        problems.append(error.message)
        return None


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
