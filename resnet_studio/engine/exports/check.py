"""Whether an exported file says what the window says, on pictures that the model has not learned from."""

from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import psutil
from numpy.typing import NDArray

from resnet_studio.core.basics.errors import ExportError
from resnet_studio.core.basics.message import message
from resnet_studio.core.dataset.catalogue import Part
from resnet_studio.core.dataset.changes import require_folder
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.exports.checked import FEWEST, MOST, Checked
from resnet_studio.core.exports.formats import Format
from resnet_studio.core.installation import own_environment
from resnet_studio.core.protocol.commands import ShouldStop, check_halt
from resnet_studio.core.protocol.events import Phase, Progress
from resnet_studio.engine.answers.answers import answers
from resnet_studio.engine.answers.model import Model
from resnet_studio.engine.exports.reloaded import Reloaded

_AT_A_TIME = 8  # pictures, between two looks at whether to stop
_PARTS: tuple[Part, ...] = ("validation", "test", "train")


@dataclass(frozen=True, slots=True)
class Window:
    """What the window says of the pictures of a check.

    Attributes:
        names: of the pictures that can be read, relative to the dataset's folder.
        probabilities: float32 `[N, K]`.
        unreadable: how many others there were.
        parts: of the run that these pictures are of, one for each.
    """

    root: Path
    names: tuple[str, ...]
    probabilities: NDArray[np.float32]
    unreadable: int
    parts: tuple[Part, ...]

    def __len__(self) -> int:
        return len(self.names)


def pictures_to_check(dataset: Dataset) -> list[str]:
    """All validation pictures, evenly chosen where there are more than `MOST`; where there are fewer than `FEWEST`,
    others as well."""
    chosen: list[str] = []
    for part in _PARTS:
        if len(chosen) < FEWEST:
            names = [picture.path for picture in dataset.part(part)]
            room = MOST if not chosen else FEWEST - len(chosen)
            chosen += [
                names[place] for place in np.linspace(0, len(names) - 1, min(room, len(names))).round().astype(int)
            ]
    return chosen


def ask_window(
    model: Model, dataset: Dataset, temperature: float | None, should_stop: ShouldStop
) -> Generator[Progress, None, Window]:
    """The answers of the window, in the way of a prediction.

    Raises:
        DatasetGoneError: their folder is gone.
        ExportError: none of the pictures can be read.
    """
    require_folder(dataset.root)
    names = pictures_to_check(dataset)
    read: list[str] = []
    rows: list[NDArray[np.float32]] = []
    unreadable = 0
    for some in answers(model, model.source(names, root=dataset.root), lambda: check_halt(should_stop)):
        logits = some.logits if temperature is None else some.logits / temperature
        rows.append(logits.softmax(1).cpu().numpy())
        read += [names[index] for index in some.indices]
        unreadable += len(some.failures)
        yield Progress(Phase.PREDICTING, len(read) + unreadable, len(names))
    if not read:
        raise ExportError(
            message(
                "None of the run's pictures can be read in {folder:place}, so that the exported file could not be "
                "checked. Nothing was exported.",
                folder=dataset.root,
            )
        )
    part_of = {one.path: one.part for one in dataset.pictures}
    parts = tuple(part_of[name] for name in read)
    return Window(Path(dataset.root), tuple(read), np.concatenate(rows), unreadable, parts)


def check_file(
    form: Format, folder: Path, precision: str, model: Model, window: Window, should_stop: ShouldStop
) -> Generator[Progress, None, Checked]:
    """The file compared with the window, and timed.

    Raises:
        ExportError: it cannot be used at all.
    """
    smallest, scale = model.source([]).view.smallest_side, model.info.scale
    paths = [str(window.root / name) for name in window.names]
    agree = alike = unreadable = 0
    compared = dict.fromkeys(_PARTS, 0)
    largest, worst = 0.0, ""
    threads = psutil.cpu_count(logical=False) or 1
    python = own_environment.python_of(form.environment) if form.environment else None
    with Reloaded(folder, form.file, should_stop, python) as reloaded:
        for start in range(0, len(paths), _AT_A_TIME):
            check_halt(should_stop)
            replies = reloaded.answers(paths[start : start + _AT_A_TIME], smallest, scale)
            for place, reply in enumerate(replies, start):
                if "error" in reply:
                    unreadable += 1
                    continue
                said, own = np.array(reply["probabilities"]), window.probabilities[place]
                difference = float(np.abs(said - own).max()) if said.shape == own.shape else np.inf
                compared[window.parts[place]] += 1
                alike += reply["alike"]
                agree += int(said.shape == own.shape and said.argmax() == own.argmax())
                if not difference <= largest:
                    largest, worst = (difference if np.isfinite(difference) else np.inf), window.names[place]
            yield Progress(Phase.COMPARING, min(start + _AT_A_TIME, len(paths)), len(paths))
        usual = paths[len(paths) // 2]
        runtime, everything = reloaded.runtime, reloaded.milliseconds(usual, smallest, scale)
        reloaded.use_threads(1)
        one = reloaded.milliseconds(usual, smallest, scale)
    return Checked(
        precision, sum(compared.values()), agree, largest, worst, round(one, 2), round(everything, 2), threads, runtime,
        alike, window.unreadable + unreadable, tuple(compared.values()),
    )  # fmt: skip
