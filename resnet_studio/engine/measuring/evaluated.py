"""What the best model of a run answers for pictures whose classes are known: from the run's folder, or computed."""

from collections.abc import Generator
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import numpy as np
import PIL
import torch
from numpy.typing import NDArray

from resnet_studio.core.basics.errors import DecodeError, RunError
from resnet_studio.core.basics.files import file_identity, is_file
from resnet_studio.core.protocol.commands import ShouldStop, check_halt
from resnet_studio.core.protocol.events import Notice, Phase, Progress, ResultSaved
from resnet_studio.core.runs.checkpoints import best_identity
from resnet_studio.core.runs.evaluation import NAME, Evaluation
from resnet_studio.core.runs.figures import FLOAT32, STANDS_IN
from resnet_studio.core.runs.results import elsewhere, not_saved, result_file, result_key
from resnet_studio.core.runs.run import ModelInfo
from resnet_studio.engine.answers.answers import answers
from resnet_studio.engine.answers.model import Model
from resnet_studio.engine.answers.score import Score
from resnet_studio.engine.inputs.pictures import PictureSource
from resnet_studio.engine.inputs.reading import read_apart
from resnet_studio.engine.inputs.unreadable import left_out, none_readable, require_reachable

FORMAT = 3
"""Counted up when decoding, views or the file change, so that no older result is taken for a new one."""


def trained(precision: str) -> str:
    """How a training computes in a precision: its answers may be those of cached results of frozen layers."""
    return f"trained-{precision}"


@dataclass(frozen=True, slots=True)
class Evaluated:
    """An evaluation and its key; `errors` say why each of its unreadable pictures could not be read."""

    evaluation: Evaluation
    key: str
    errors: tuple[DecodeError, ...] = ()


Evaluating = Generator[Progress | Notice | ResultSaved, None, Evaluated]


def weights_of(run: Path, model: Model) -> str:
    """What tells the weights of a model from others: the identity of the best ones, and which stand in for them."""
    identity = best_identity(run)
    if model.problem is None and identity:
        return identity
    return f"{identity}{STANDS_IN}{model.digest}"


def evaluation_key(
    info: ModelInfo, weights: str, device: str, precision: str, pictures: PictureSource, *, mirrored: bool = False
) -> str:
    """A digest of all that an evaluation follows from; `precision` is how a network computes, `device` its type."""
    facts = asdict(info) | {
        "format": FORMAT,
        "weights": weights,
        "device": device,
        "precision": precision,
        "torch": torch.__version__,
        "pillow": PIL.__version__,
    }
    if mirrored:
        facts["mirrored"] = True
    labels = pictures.labels.tolist()
    return result_key(facts, (f"{labels[index]} {file_identity(pictures.path(index))}" for index in range(len(labels))))


def evaluated(run: Path, model: Model, pictures: PictureSource, should_stop: ShouldStop) -> Evaluating:
    """The answers of a run's model for all pictures.

    What was computed before is read from its file, as long as model and pictures are the same; that is also what a
    training computed when it validated its best epoch, unless it was in half precision: probabilities would differ from
    those that the same model gives when it is used, by a hundredth and more.

    Yields:
        `Progress`, `Notice` for pictures that cannot be read and for a file that cannot be written, `ResultSaved`.

    Raises:
        RunError: none of the pictures can be read.
    """
    weights, device = weights_of(run, model), model.compute.device.type
    for precision in (FLOAT32, trained(FLOAT32)):
        key = evaluation_key(model.info, weights, device, precision, pictures, mirrored=model.mirrored)
        file = result_file(run, NAME, key)
        found = _stored(file, key, model, pictures)
        if found is not None:
            yield from map(left_out, found.errors)
            yield ResultSaved(str(run), NAME, file.relative_to(run).as_posix())
            return found
        found = _stored(elsewhere(run) / file.name, key, model, pictures)
        if found is not None:
            yield from map(left_out, found.errors)
            return found
    key = evaluation_key(model.info, weights, device, FLOAT32, pictures, mirrored=model.mirrored)
    evaluation, errors = yield from _answered(model, pictures, should_stop)
    saved = yield from save_evaluation(run, key, evaluation)
    yield from map(left_out, errors)
    if saved:
        yield saved
    return Evaluated(evaluation, key, tuple(errors))


def _answered(
    model: Model, pictures: PictureSource, should_stop: ShouldStop
) -> Generator[Progress | Notice, None, tuple[Evaluation, list[DecodeError]]]:
    """Ask the model about all pictures; also why some could not be read.

    Raises:
        RunError: none of them can be read.
        DatasetGoneError: their folder is gone.
    """
    score, failures = Score(), dict[int, DecodeError]()
    probabilities: list[NDArray[np.float32]] = []
    for some in answers(model, pictures, partial(check_halt, should_stop)):
        check_halt(should_stop)
        require_reachable(pictures, (error for _, error in some.failures))
        failures.update(some.failures)
        if some.indices:
            score.add(some)
            probabilities.append(some.logits.softmax(1).cpu().numpy())
            yield Progress(Phase.EVALUATING, score.pictures, len(pictures))
    errors = list(failures.values())
    if not score.pictures:
        yield from map(left_out, errors)
        raise none_readable(len(pictures), pictures.root)
    readable = [index for index in range(len(pictures)) if index not in failures]
    evaluation = Evaluation(
        paths=tuple(pictures.names[index] for index in readable),
        labels=pictures.labels[readable],
        probabilities=np.concatenate(probabilities),
        unreadable=tuple(pictures.names[index] for index in failures),
        loss=score.loss,
        top1=score.top1,
    )
    return evaluation, errors


def _stored(file: Path, key: str, model: Model, pictures: PictureSource) -> Evaluated | None:
    """The evaluation in a file; None where there is none, or a damaged one.

    Pictures that could not be read are tried again: the reason may be gone, such as a drive that was not there.
    """
    if not is_file(file):
        return None
    try:
        found = Evaluation.read(file)
    except RunError:
        return None
    asked = (len(pictures), len(model.info.classes))
    if (len(found.paths) + len(found.unreadable), found.probabilities.shape[1]) != asked:
        return None
    errors: list[DecodeError] = []
    names = frozenset(pictures.names)
    for name in found.unreadable:
        if name not in names:
            return None
        try:
            read_apart(Path(pictures.root, name), pictures.view.smallest_side)
        except DecodeError as error:
            errors.append(error)
    if len(errors) != len(found.unreadable):
        return None
    return Evaluated(found, key, tuple(errors))


def save_evaluation(run: Path, key: str, evaluation: Evaluation) -> Generator[Notice, None, ResultSaved | None]:
    """Write the file, into the caches where that is not possible: a run on a read-only disk can be measured too."""
    file = result_file(run, NAME, key)
    try:
        evaluation.write(file)
    except OSError as error:
        yield not_saved(file, error)
        with suppress(OSError):
            evaluation.write(elsewhere(run) / file.name)
        return None
    return ResultSaved(str(run), NAME, file.relative_to(run).as_posix())
