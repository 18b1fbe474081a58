"""Measuring the best model of a run over a folder of pictures."""

from collections.abc import Generator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import PIL
import torch
from numpy.typing import NDArray

from resnet_studio.core.basics.errors import DecodeError, RunError
from resnet_studio.core.basics.files import file_identity, is_file
from resnet_studio.core.basics.message import joined, message, plural
from resnet_studio.core.dataset.catalogue import Picture
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.findings import few
from resnet_studio.core.dataset.scan import ScanStopped, scan
from resnet_studio.core.pictures.decode import decode
from resnet_studio.core.protocol.commands import Halt, Halted, ShouldStop, check_halt, stopping
from resnet_studio.core.protocol.events import Notice, NoticeKind, Phase, Progress, ResultSaved
from resnet_studio.core.protocol.jobs.evaluate import Evaluate, Evaluated
from resnet_studio.core.runs.evaluation import NAME, Evaluation
from resnet_studio.core.runs.results import result_file, result_key
from resnet_studio.engine.answers.answers import answers
from resnet_studio.engine.answers.model import Model, load_model
from resnet_studio.engine.answers.score import Score
from resnet_studio.engine.inputs.pictures import PictureSource
from resnet_studio.engine.run_job import Events

FORMAT = 2
"""Counted up when decoding, views or the file change, so that no older result is taken for a new one."""


def run(command: Evaluate, should_stop: ShouldStop) -> Events:
    """Loss and top-1 accuracy of a run's best model over a folder with class folders, matched by name.

    What was measured before is read from its file, as long as model and pictures are the same.

    Yields:
        `Progress`, `Notice` for what was left out, `ResultSaved` with all answers, `Evaluated`.

    Raises:
        RunError, DatasetError, ConfigError: run or folder cannot be used, or none of the pictures can be read.
    """
    check_halt(should_stop)
    model = load_model(Path(command.run), command.device)
    folder = Path(command.folder)
    try:
        dataset = scan(folder, measure=True, known=model.info.classes, should_stop=stopping(should_stop))
    except ScanStopped:
        raise Halted(should_stop() or Halt.STOP) from None
    pictures = _known_pictures(model, dataset)
    known = frozenset(model.info.classes)
    for name in dataset.classes:
        if name not in known:
            text = message("The run does not know the class {name}. Its pictures are left out.", name=name)
            yield Notice(text, str(folder / name))
    file = result_file(Path(command.run), NAME, _key(model, pictures))
    measured = _stored(file, model, pictures)
    saved = measured is not None
    if measured is None:
        measured = yield from _measured(model, pictures, should_stop)
        saved = yield from _saved(file, measured.evaluation)
    for error in measured.errors:
        yield _left_out(error)
    if saved:
        yield ResultSaved(command.run, NAME, file.relative_to(command.run).as_posix())
    result = measured.evaluation
    yield Evaluated(command.run, len(result.paths), len(result.unreadable), result.loss, result.top1)


@dataclass(frozen=True, slots=True)
class _Measured:
    """An evaluation, and why each of its unreadable pictures could not be read."""

    evaluation: Evaluation
    errors: list[DecodeError]


def _measured(
    model: Model, pictures: PictureSource, should_stop: ShouldStop
) -> Generator[Progress | Notice, None, _Measured]:
    """Ask the model about all pictures.

    Raises:
        RunError: none of them can be read.
    """
    score, failures = Score(), dict[int, DecodeError]()
    probabilities: list[NDArray[np.float32]] = []
    for some in answers(model, pictures):
        check_halt(should_stop)
        failures.update(some.failures)
        if some.indices:
            score.add(some)
            probabilities.append(some.logits.softmax(1).cpu().numpy())
            yield Progress(Phase.EVALUATING, score.pictures, len(pictures))
    errors = list(failures.values())
    if not score.pictures:
        for error in errors:
            yield _left_out(error)
        raise RunError(
            plural(
                "The {count} picture in {folder} could not be read.",
                "None of the {count} pictures in {folder} could be read.",
                len(pictures),
                folder=pictures.root,
            )
        )
    readable = [index for index in range(len(pictures)) if index not in failures]
    evaluation = Evaluation(
        paths=tuple(pictures.names[index] for index in readable),
        labels=pictures.labels[readable],
        probabilities=np.concatenate(probabilities),
        unreadable=tuple(pictures.names[index] for index in failures),
        loss=score.loss,
        top1=score.top1,
    )
    return _Measured(evaluation, errors)


def _left_out(error: DecodeError) -> Notice:
    return Notice(joined(error.message, message("It is left out.")), str(error.path), NoticeKind.PICTURE)


def _key(model: Model, pictures: PictureSource) -> str:
    """A digest of all that an evaluation follows from."""
    facts = asdict(model.info) | {
        "format": FORMAT,
        "weights": model.digest,
        "device": model.compute.device.type,
        "torch": torch.__version__,
        "pillow": PIL.__version__,
    }
    labels = pictures.labels.tolist()
    return result_key(facts, (f"{labels[index]} {file_identity(pictures.path(index))}" for index in range(len(labels))))


def _stored(file: Path, model: Model, pictures: PictureSource) -> _Measured | None:
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
            decode(Path(pictures.root, name), smallest_side=pictures.view.smallest_side)
        except DecodeError as error:
            errors.append(error)
    if len(errors) != len(found.unreadable):
        return None
    return _Measured(found, errors)


def _saved(file: Path, evaluation: Evaluation) -> Generator[Notice, None, bool]:
    """Write the file, if that is possible: a run on a read-only disk can be measured too. Returns whether it was."""
    try:
        evaluation.write(file)
    except OSError as error:
        reason = error.strerror or str(error)
        yield Notice(message("The result could not be saved as {file}: {reason}.", file=str(file), reason=reason))
        return False
    return True


def _known_pictures(model: Model, dataset: Dataset) -> PictureSource:
    """The pictures to measure on, with the labels that the model has for their classes.

    Raises:
        RunError: the model knows none of the classes.
    """
    label = {name: index for index, name in enumerate(model.info.classes)}
    known = [picture for picture in _held_back(dataset) if dataset.classes[picture.label] in label]
    if not known:
        raise RunError(
            message(
                "{folder} has none of the classes that this run knows: {classes}.",
                folder=str(dataset.root),
                classes=few(model.info.classes, 5),
            )
        )
    labels = np.array([label[dataset.classes[picture.label]] for picture in known], np.int64)
    return model.source([picture.path for picture in known], labels, dataset.root)


def _held_back(dataset: Dataset) -> tuple[Picture, ...]:
    """The test part, else the validation part, of a folder that brings them; all pictures of one that does not."""
    if dataset.split.source == "none":
        return dataset.pictures
    return dataset.part("test") or dataset.part("validation")
