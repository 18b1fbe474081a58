"""The pictures that a model gets most wrong, small, as a report shows them: without anything else that was in the file.

There are at most `MOST`, and together they have at most `MOST_BYTES`.
"""

import base64
import io
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from PIL import Image

from resnet_studio.core.basics import files
from resnet_studio.core.basics.errors import DecodeError
from resnet_studio.core.basics.message import NOTHING, Message, message
from resnet_studio.core.dataset.catalogue import Picture
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.pictures.value_scale import ValueScale
from resnet_studio.core.runs.evaluation import Evaluation

if TYPE_CHECKING:
    from resnet_studio.core.pictures.decode import Pixels

MOST: Final = 24
SIDE: Final = 240
"""Pixels of the longer side: sharp on paper at the size that the report has, and useless as a photograph."""
MOST_BYTES: Final = 1_200_000
_QUALITY: Final = 78
_AT_A_TIME: Final = 2
_SMALLEST: Final = 1e-12  # of a probability: its logarithm is finite

Show = Callable[[Path, int, ValueScale], "Pixels"]
"""Decodes a file to pixels whose longer side is at least that; `Decoder.reduced` within limits."""


@dataclass(frozen=True, slots=True)
class WorstPicture:
    """A picture, and what the model says of it.

    Attributes:
        path: relative to the dataset's folder.
        true, predicted: names of classes.
        probability: of the predicted class.
        loss: in nats.
        jpeg: base64; empty where it cannot be shown, and `problem` says why.
        width, height: in pixels, 0 where it cannot be shown.
    """

    path: str
    true: str
    predicted: str
    probability: float
    loss: float
    jpeg: str = ""
    width: int = 0
    height: int = 0
    problem: Message = NOTHING

    @property
    def wrong(self) -> bool:
        """Whether another class than the true one is the most probable."""
        return self.true != self.predicted


def worst_pictures(
    answers: Evaluation, classes: tuple[str, ...], dataset: Dataset | None, show: Show
) -> tuple[WorstPicture, ...]:
    """The pictures with the highest loss, the worst first."""
    chosen = list(_chosen(answers, classes))
    if dataset is None:
        unknown = message("The record of the dataset cannot be read.")
        return tuple(replace(one, problem=unknown) for one in chosen)
    if not files.is_dir(dataset.root):
        gone = message("The folder of the dataset is not there.")
        return tuple(replace(one, problem=gone) for one in chosen)
    recorded = {picture.path: picture for picture in dataset.pictures}
    with ThreadPoolExecutor(_AT_A_TIME) as threads:
        shown = list(threads.map(lambda one: _shown(one, recorded.get(one.path), dataset, show), chosen))
    return tuple(_within(shown))


def _chosen(answers: Evaluation, classes: tuple[str, ...]) -> Iterator[WorstPicture]:
    rows = np.arange(len(answers.labels))
    losses = -np.log(np.maximum(answers.probabilities[rows, answers.labels].astype(np.float64), _SMALLEST))
    for index in np.argsort(-losses, kind="stable")[:MOST].tolist():
        predicted = int(answers.probabilities[index].argmax())
        yield WorstPicture(
            path=answers.paths[index],
            true=classes[answers.labels[index]],
            predicted=classes[predicted],
            probability=float(answers.probabilities[index, predicted]),
            loss=abs(float(losses[index])),
        )


def _shown(one: WorstPicture, recorded: Picture | None, dataset: Dataset, show: Show) -> WorstPicture:
    """The picture with its pixels, if the file is the one that the run had."""
    if recorded is None:  # a path that is not of the record may lead anywhere
        return replace(one, problem=message("It is not in the record of the dataset."))
    file = dataset.absolute(recorded)
    try:
        if file.stat().st_size != recorded.size:
            return replace(one, problem=message("The file has changed since."))
        pixels = show(file, SIDE, dataset.scale)
    except DecodeError as error:
        return replace(one, problem=error.problem)
    except (OSError, ValueError):  # ValueError: a name that this system cannot even spell
        return replace(one, problem=message("The file is not there."))
    small = Image.fromarray(pixels)
    small.thumbnail((SIDE, SIDE))
    written = io.BytesIO()
    small.save(written, "JPEG", quality=_QUALITY, optimize=True)
    jpeg = base64.b64encode(written.getvalue()).decode("ascii")
    return replace(one, jpeg=jpeg, width=small.width, height=small.height)


def _within(shown: list[WorstPicture]) -> Iterator[WorstPicture]:
    left = MOST_BYTES
    for one in shown:
        left -= len(one.jpeg)
        full = message("It is left out, so that the report does not become too large.")
        yield one if left >= 0 or not one.jpeg else replace(one, jpeg="", width=0, height=0, problem=full)
