"""The figures that a run's folder holds of its own pictures, part by part."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from resnet_studio.core.basics.errors import RunError
from resnet_studio.core.basics.files import is_file
from resnet_studio.core.runs.checkpoints import best_file
from resnet_studio.core.runs.confusion import confusion_order
from resnet_studio.core.runs.evaluation import NAME
from resnet_studio.core.runs.figures import Figures
from resnet_studio.core.runs.results import FOLDER, result_file

PARTS = ("validation", "test")
"""That are held back from training."""


@dataclass(frozen=True, slots=True)
class KnownFigures:
    """The newest figures of one part.

    Attributes:
        part: "validation" or "test".
        answers: the file with the probabilities of each picture (`core/runs/evaluation.py`); None if it is gone.
        order: labels, so that classes lie together that are taken for each other.
        current: whether they are of the model that the run has now.
    """

    part: str
    figures: Figures
    answers: Path | None
    order: tuple[int, ...]
    current: bool = True


def known_figures(run: Path) -> Mapping[str, KnownFigures]:
    """The newest figures of each part that was measured; damaged files and those of other folders are left out."""
    found: dict[str, KnownFigures] = {}
    model = best_file(run)
    trained = _changed(model) if model else 0.0
    for part in PARTS:
        files = sorted((run / FOLDER).glob(f"figures-{part}-*.json"), key=_changed, reverse=True)
        for file in files:
            try:
                figures = Figures.read(file)
            except RunError:
                continue
            if figures.folder:
                continue
            answers = result_file(run, NAME, file.stem.rpartition("-")[2])
            found[part] = KnownFigures(
                part,
                figures,
                answers if is_file(answers) else None,
                confusion_order(figures.confusion),
                _changed(file) >= trained,
            )
            break
    return found


def _changed(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except OSError:  # it is gone meanwhile
        return 0.0
