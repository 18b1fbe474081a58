"""Measuring the best model of a run over a folder of pictures."""

import math
from collections.abc import Generator
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import numpy as np
import PIL
import torch
from numpy.typing import NDArray

from resnet_studio.core.basics.errors import DatasetError, DecodeError, RunError
from resnet_studio.core.basics.files import file_identity, is_file
from resnet_studio.core.basics.message import Message, joined, message, plural
from resnet_studio.core.dataset.learned import learned
from resnet_studio.core.dataset.measured import Measured, choose
from resnet_studio.core.dataset.scan import ScanStopped, scan
from resnet_studio.core.protocol.commands import Halt, Halted, ShouldStop, check_halt, stopping
from resnet_studio.core.protocol.events import Notice, NoticeKind, Phase, Progress, ResultSaved
from resnet_studio.core.protocol.jobs.evaluate import Evaluate, Evaluated
from resnet_studio.core.runs.evaluation import NAME, Evaluation
from resnet_studio.core.runs.results import result_file, result_key
from resnet_studio.core.runs.run import read_dataset
from resnet_studio.engine.answers.answers import answers
from resnet_studio.engine.answers.model import Model, load_model
from resnet_studio.engine.answers.score import Score
from resnet_studio.engine.inputs.pictures import PictureSource
from resnet_studio.engine.inputs.reading import read_apart
from resnet_studio.engine.run_job import Events

FORMAT = 2
"""Counted up when decoding, views or the file change, so that no older result is taken for a new one."""


def run(command: Evaluate, should_stop: ShouldStop) -> Events:
    """Loss and top-1 accuracy of a run's best model over what a folder holds back from training; `choose` says what.

    What was measured before is read from its file, as long as model and pictures are the same.

    Yields:
        `Progress`, `Notice` for what was left out and for pictures that the run learned from, `ResultSaved` with all
        answers, `Evaluated`.

    Raises:
        RunError, DatasetError, ConfigError: run or folder cannot be used, or none of the pictures can be read.
    """
    check_halt(should_stop)
    run_folder, folder = Path(command.run), Path(command.folder)
    model = load_model(run_folder, command.device, should_stop)
    if model.problem:
        yield Notice(model.problem, kind=NoticeKind.WEIGHTS)
    try:
        dataset = scan(folder, measure=True, known=model.info.classes, should_stop=stopping(should_stop))
    except ScanStopped:
        raise Halted(should_stop() or Halt.STOP) from None
    chosen = choose(dataset, model.info.classes)
    for finding in (*dataset.catalogue.findings, *chosen.findings):
        yield Notice(finding.message, str(folder), NoticeKind.DATASET)
    paths = [picture.path for picture in chosen.pictures]
    pictures = model.source(paths, np.array(chosen.labels, np.int64), dataset.root)
    file = result_file(run_folder, NAME, _key(model, pictures))
    answered = _stored(file, model, pictures)
    saved = answered is not None
    if answered is None:
        answered = yield from _answered(model, pictures, should_stop)
        saved = yield from _saved(file, answered.evaluation)
    for error in answered.errors:
        yield _left_out(error)
    if saved:
        yield ResultSaved(command.run, NAME, file.relative_to(command.run).as_posix())
    yield from _figures(command, dataset.root, chosen, answered.evaluation, should_stop)


def _figures(command: Evaluate, root: Path, chosen: Measured, result: Evaluation, should_stop: ShouldStop) -> Events:
    """The figures, with a notice if they are of pictures that the run learned from."""
    known: frozenset[str] = frozenset()
    try:
        known = learned(read_dataset(Path(command.run)), root, chosen.pictures, partial(check_halt, should_stop))
    except (RunError, DatasetError) as error:
        unknown = message("Whether the run learned from these pictures is not known.")
        yield Notice(joined(unknown, error.message), kind=NoticeKind.DATASET)
    is_new = np.array([path not in known for path in result.paths])
    right = result.probabilities.argmax(1) == result.labels
    count = len(result.paths) - int(is_new.sum())
    others = float(right[is_new].mean()) if 0 < count < len(result.paths) else math.nan
    if count:
        yield Notice(_warning(count, len(result.paths), others), kind=NoticeKind.DATASET)
    yield Evaluated(
        run=command.run,
        pictures=len(result.paths),
        skipped=len(result.unreadable),
        loss=result.loss,
        top1=result.top1,
        part="all" if chosen.whole and chosen.part == "train" else chosen.part,
        train_left_out=chosen.left_out.get("train", 0),
        validation_left_out=chosen.left_out.get("validation", 0),
        test_left_out=chosen.left_out.get("test", 0),
        unknown_left_out=chosen.unknown,
        learned=count,
        others_top1=others,
    )


def _warning(count: int, pictures: int, others: float) -> Message:
    if count == pictures:
        return message(
            "The run learned from all of these pictures, so the figures do not say how good it is on new ones."
        )
    return joined(
        message(
            "The run learned from {learned} of the {pictures} pictures, so the figures do not say how good it is on "
            "new ones.",
            learned=count,
            pictures=pictures,
        ),
        message("On the other {others}, top-1 is {top1:percent}.", others=pictures - count, top1=others),
    )


@dataclass(frozen=True, slots=True)
class _Answered:
    """An evaluation, and why each of its unreadable pictures could not be read."""

    evaluation: Evaluation
    errors: list[DecodeError]


def _answered(
    model: Model, pictures: PictureSource, should_stop: ShouldStop
) -> Generator[Progress | Notice, None, _Answered]:
    """Ask the model about all pictures.

    Raises:
        RunError: none of them can be read.
    """
    score, failures = Score(), dict[int, DecodeError]()
    probabilities: list[NDArray[np.float32]] = []
    for some in answers(model, pictures, partial(check_halt, should_stop)):
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
    return _Answered(evaluation, errors)


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


def _stored(file: Path, model: Model, pictures: PictureSource) -> _Answered | None:
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
    return _Answered(found, errors)


def _saved(file: Path, evaluation: Evaluation) -> Generator[Notice, None, bool]:
    """Write the file, if that is possible: a run on a read-only disk can be measured too. Returns whether it was."""
    try:
        evaluation.write(file)
    except OSError as error:
        reason = error.strerror or str(error)
        yield Notice(message("The result could not be saved as {file}: {reason}.", file=str(file), reason=reason))
        return False
    return True
