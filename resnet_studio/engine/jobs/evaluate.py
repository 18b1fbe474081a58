"""Measuring the best model of a run over a folder of pictures."""

from pathlib import Path

import numpy as np

from resnet_studio.core.basics.errors import DecodeError, RunError
from resnet_studio.core.basics.message import joined, message, plural
from resnet_studio.core.dataset.catalogue import Picture
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.scan import ScanStopped, scan
from resnet_studio.core.protocol.commands import Halt, Halted, ShouldStop, check_halt, stopping
from resnet_studio.core.protocol.events import Notice, NoticeKind, Phase, Progress
from resnet_studio.core.protocol.jobs.evaluate import Evaluate, Evaluated
from resnet_studio.engine.answers.answers import answers
from resnet_studio.engine.answers.model import Model, load_model
from resnet_studio.engine.answers.score import Score
from resnet_studio.engine.inputs.batches import Pictures
from resnet_studio.engine.run_job import Events


def run(command: Evaluate, should_stop: ShouldStop) -> Events:
    """Loss and top-1 accuracy of a run's best model over a folder with class folders, matched by name.

    Yields:
        `Progress`, `Notice` for what was left out, `Evaluated`.

    Raises:
        RunError, DatasetError, ConfigError: run or folder cannot be used, or none of the pictures can be read.
    """
    check_halt(should_stop)
    model = load_model(Path(command.run), command.device)
    folder = Path(command.folder)
    try:
        dataset = scan(folder, measure=True, should_stop=stopping(should_stop))
    except ScanStopped:
        raise Halted(should_stop() or Halt.STOP) from None
    for name in sorted(set(dataset.classes) - set(model.info.classes)):
        text = message("The run does not know the class {name}. Its pictures are left out.", name=name)
        yield Notice(text, str(folder / name))
    pictures = _known_pictures(model, dataset)
    result, failures = Score(), list[DecodeError]()
    for some in answers(model, pictures):
        check_halt(should_stop)
        failures += (error for _, error in some.failures)
        if some.indices:
            result.add(some)
            yield Progress(Phase.EVALUATING, result.images, len(pictures))
    for error in failures:
        yield Notice(joined(error.message, message("It is left out.")), str(error.path), NoticeKind.PICTURE)
    if not result.images:
        raise RunError(
            plural(
                "The {count} picture in {folder} could not be read.",
                "None of the {count} pictures in {folder} could be read.",
                len(pictures),
                folder=str(folder),
            )
        )
    yield Evaluated(command.run, result.images, len(failures), result.loss, result.top1)


def _known_pictures(model: Model, dataset: Dataset) -> Pictures:
    """The pictures to measure on, with the labels that the model has for their classes.

    Raises:
        RunError: the model knows none of the classes.
    """
    label = {name: index for index, name in enumerate(model.info.classes)}
    known = [picture for picture in _held_back(dataset) if dataset.classes[picture.label] in label]
    if not known:
        raise RunError(
            message(
                "{folder} has none of the classes that this run knows: {classes:list}.",
                folder=str(dataset.root),
                classes=model.info.classes,
            )
        )
    labels = np.array([label[dataset.classes[picture.label]] for picture in known], np.int64)
    return Pictures(str(dataset.root), [picture.path for picture in known], labels, model.smallest_side)


def _held_back(dataset: Dataset) -> tuple[Picture, ...]:
    """The test part, else the validation part, of a folder that brings them; all pictures of one that does not."""
    if dataset.split.source == "none":
        return dataset.pictures
    return dataset.part("test") or dataset.part("validation")
