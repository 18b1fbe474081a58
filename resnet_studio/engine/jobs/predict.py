"""Predicting pictures with the best model of a run."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from operator import itemgetter
from pathlib import Path

import numpy as np

from resnet_studio.core.archives.known import is_archive
from resnet_studio.core.basics.errors import DatasetError
from resnet_studio.core.basics.files import is_dir
from resnet_studio.core.basics.message import joined, message
from resnet_studio.core.dataset.cloud import name_in_icloud
from resnet_studio.core.dataset.loose_pictures import found_in
from resnet_studio.core.dataset.scan import ScanStopped
from resnet_studio.core.protocol.commands import Halt, Halted, ShouldStop, check_halt, stopping
from resnet_studio.core.protocol.events import Event, Notice, NoticeKind, Phase, Progress
from resnet_studio.core.protocol.jobs.predict import Predict, Prediction, PredictionFailed
from resnet_studio.core.runs.calibration import Calibration, read_calibration
from resnet_studio.core.runs.threshold import read_threshold, unfit_text
from resnet_studio.engine.answers.answers import Answers, answers
from resnet_studio.engine.answers.model import Model, load_model
from resnet_studio.engine.run_job import Events

Asked = list[str | PredictionFailed]


def run(command: Predict, should_stop: ShouldStop) -> Events:
    """Predict files and the pictures in folders, in the order given, with calibrated probabilities where a temperature
    was fitted for the model.

    Yields:
        `Notice` where the best model is damaged, or the threshold kept with it does not fit it; `Prediction` or
        `PredictionFailed` for each picture, and `Progress`.

    Raises:
        RunError, ConfigError: the run cannot be used.
    """
    check_halt(should_stop)
    model = load_model(Path(command.run), command.device, should_stop, mirrored=command.mirrored)
    if model.problem:
        yield Notice(model.problem, kind=NoticeKind.WEIGHTS)
    calibration, threshold = calibration_of(Path(command.run), model), command.threshold
    kept = read_threshold(Path(command.run), of_best=model.problem is None)
    if threshold is None and kept is not None:
        threshold = kept.at(calibration.temperature)
        if threshold is None:
            yield Notice(unfit_text(kept, calibration.temperature), kind=NoticeKind.THRESHOLD)
    given = _Given(model, calibration.temperature, threshold)
    asked = asked_pictures(command.paths, should_stop)
    total, failed = len(asked), {place: item for place, item in enumerate(asked) if isinstance(item, PredictionFailed)}
    places = np.array([place for place in range(total) if place not in failed], np.int64)
    files = [item for item in asked if isinstance(item, str)]
    del asked  # of 100,000 files, each list counts
    pictures = model.source(files)
    done = 0
    for some in answers(model, pictures, partial(check_halt, should_stop)):
        check_halt(should_stop)
        for index, event in sorted(_events(given, files, some), key=itemgetter(0)):
            yield from _failed_before(failed, int(places[index]))
            yield event
            done = int(places[index]) + 1
        if some.indices:
            yield Progress(Phase.PREDICTING, done, total)
        if done == total:  # so that a person who ends it now does not read that answers are missing
            break
    yield from _failed_before(failed, total)


def asked_pictures(paths: Sequence[str], should_stop: ShouldStop) -> Asked:
    """The pictures among these files and folders; why a folder, or something in it, cannot be read, in its place."""
    asked: Asked = []
    for path in map(Path, paths):
        try:
            asked.extend(_files(path, should_stop))
        except DatasetError as error:
            asked.append(PredictionFailed(str(path), error.message))
        except ScanStopped:
            raise Halted(should_stop() or Halt.STOP) from None
    return asked


def _files(path: Path, should_stop: ShouldStop) -> Asked:
    """The pictures in a folder and what was left out of it, or the file itself."""
    if original := name_in_icloud(path.name):
        problem = message("{file} is only in iCloud. Download it in Finder first.", file=original)
        raise DatasetError(path, problem)
    if not is_dir(path) and not is_archive(path):
        return [str(path)]
    found, findings = found_in(path, stopping(should_stop))
    if not found:
        problem = message("{folder} holds no pictures.", folder=str(path))
        raise DatasetError(path, joined(problem, *(finding.message for finding in findings)))
    return [*found, *(PredictionFailed(str(path), finding.message) for finding in findings)]


def _failed_before(failed: dict[int, PredictionFailed], place: int) -> Iterator[Event]:
    """What of folders cannot be read and comes before a place, each once."""
    while failed and (first := next(iter(failed))) < place:
        yield failed.pop(first)


@dataclass(frozen=True, slots=True)
class _Given:
    """How answers are given: the fields of `Prediction`."""

    model: Model
    temperature: float | None
    threshold: float | None


def calibration_of(run: Path, model: Model) -> Calibration:
    """How the probabilities of a run's model are given; not calibrated where its best weights are damaged."""
    return Calibration() if model.problem else read_calibration(run) or Calibration()


def _events(given: _Given, files: list[str], some: Answers) -> Iterator[tuple[int, Event]]:
    """The event of each picture, with the picture's index."""
    for index, error in some.failures:
        yield index, PredictionFailed(files[index], error.message)
    logits = some.logits if given.temperature is None else some.logits / given.temperature
    classes = given.model.info.classes
    for index, probabilities in zip(some.indices, logits.softmax(1).tolist(), strict=True):
        yield index, Prediction(files[index], classes, tuple(probabilities), given.temperature, given.threshold)
