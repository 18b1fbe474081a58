"""What two runs say of the same held-back pictures, from their stored evaluations."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from resnet_studio.core.basics.errors import Failure, RunError
from resnet_studio.core.basics.message import Message, message
from resnet_studio.core.dataset.catalogue import Part
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.pictures.value_scale import ValueScale
from resnet_studio.core.runs.figures_file import read_answers, stored
from resnet_studio.core.runs.run import ModelInfo, read_dataset

Who = Literal["both", "run", "other", "neither"]
"""Which of two runs is right."""

Held = dict[str, tuple[str, int, int]]
"""Class, size and time of each held-back picture, by its path."""


class IncomparableError(RunError):
    """Two runs have nothing by which they can be compared."""

    kind = Failure.INCOMPARABLE


class NotMeasuredError(RunError):
    """Runs have no evaluation of their held-back pictures by the model that they have now; `runs` are their folders."""

    def __init__(self, runs: tuple[Path, ...]) -> None:
        super().__init__(
            message(
                "{run} has not been measured on what it held back. Do so with: resnet-studio evaluate {folder:place}",
                run=runs[0].name,
                folder=runs[0],
            )
        )
        self.runs = runs


@dataclass(frozen=True, slots=True)
class Answer:
    """What a run says of a picture: the most probable class, and its probability."""

    name: str
    probability: float


@dataclass(frozen=True, slots=True)
class ComparedPicture:
    """A picture that two runs have answered; `path` is relative to the dataset's folder, `name` is its class."""

    path: str
    name: str
    run: Answer
    other: Answer

    @property
    def right(self) -> Who:
        """Which of the two is right."""
        first, second = self.run.name == self.name, self.other.name == self.name
        return "both" if first and second else "run" if first else "other" if second else "neither"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two runs on the pictures that both held back under the same label and could read.

    Attributes:
        part: "test", or "validation" where there is no test part.
        root: the folder of the pictures, which may be gone.
        scale: of deep pictures.
        relabelled: how many more both held back, each under another label.
    """

    part: str
    root: Path
    scale: ValueScale
    pictures: tuple[ComparedPicture, ...]
    relabelled: int


def pair_of(run: Path, other: Path) -> Pair:
    """What both say of the same pictures, in the order of the dataset.

    Raises:
        NotMeasuredError: a run has no evaluation of them.
        IncomparableError: it is one run, one holds back others, or there is no picture that both could read.
        RunError, DatasetError: a run cannot be read.
    """
    folders, datasets = (run, other), (read_dataset(run), read_dataset(other))
    (part, held), (other_part, other_held) = (_held(dataset) for dataset in datasets)
    if run.samefile(other):
        raise IncomparableError(message("{run} would be compared with itself. Name two runs.", run=run.name))
    if reason := _why_not(folders, (part, other_part), (held, other_held), datasets[0].root == datasets[1].root):
        raise IncomparableError(reason)
    same = {path: picture for path, picture in held.items() if picture[0] == other_held[path][0]}
    found = [_answers(folder, held, part) for folder in folders]
    if missing := tuple(folder for folder, answers in zip(folders, found, strict=True) if answers is None):
        raise NotMeasuredError(missing)
    mine, others = (answers or {} for answers in found)
    pictures = tuple(
        ComparedPicture(path, same[path][0], mine[path], others[path])
        for path in same
        if path in mine and path in others
    )
    if not pictures:
        raise IncomparableError(message("There is no picture that both runs could read."))
    return Pair(part, datasets[0].root, datasets[0].scale, pictures, len(held) - len(same))


def _held(dataset: Dataset) -> tuple[Part, Held]:
    part: Part = "test" if dataset.part("test") else "validation"
    pictures = dataset.part(part)
    return part, {one.path: (dataset.classes[one.label], one.size, one.mtime_ns) for one in pictures}


def _why_not(
    folders: tuple[Path, Path], parts: tuple[str, str], held: tuple[Held, Held], same_folder: bool
) -> Message | None:
    """Why two runs cannot be compared, or None."""
    names = {"run": folders[0].name, "other": folders[1].name}
    if parts[0] != parts[1]:
        return message("{run} and {other} are not compared: only one of them has a test part.", **names)
    first, second = ({(path, size, time) for path, (_, size, time) in one.items()} for one in held)
    if first.isdisjoint(second) and not same_folder:
        return message("{run} and {other} are not compared: they are of different datasets.", **names)
    if first.isdisjoint(second):
        return message(
            "{run} and {other} are not compared: they hold back different pictures, as folds of a dataset do. Train "
            "them on the same folder with the same split.",
            **names,
        )
    if first != second:
        return message(
            "{run} and {other} are not compared: they hold back different pictures, {same} of which are the same. "
            "Train them on the same folder with the same split.",
            same=len(first & second),
            **names,
        )
    if held[0] and not held[0].items() & held[1].items():
        return message("{run} and {other} are not compared: each picture has another label in each of them.", **names)
    return None


def _answers(run: Path, held: Held, part: Part) -> dict[str, Answer] | None:
    """What the best model of a run said of each held-back picture that could be read; None if not all were asked."""
    known = stored(run, part)
    if known is None:
        return None
    try:
        found, classes = read_answers(run, known), ModelInfo.read(run).classes
    except RunError:
        return None
    if not held.keys() <= {*found.paths, *found.unreadable} or found.probabilities.shape[1] != len(classes):
        return None
    predicted, shares = found.probabilities.argmax(1).tolist(), found.probabilities.max(1).tolist()
    said = zip(found.paths, predicted, shares, strict=True)
    return {path: Answer(classes[label], share) for path, label, share in said if path in held}
