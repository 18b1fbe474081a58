"""Explaining what a run's best model says of pictures: Grad-CAM, and what each block adds."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from operator import itemgetter
from pathlib import Path

from torch import Tensor

from resnet_studio.core.basics.errors import ConfigError, DecodeError
from resnet_studio.core.basics.message import message
from resnet_studio.core.network.architecture import SMALL_DEPTHS
from resnet_studio.core.protocol.commands import ShouldStop, check_halt
from resnet_studio.core.protocol.events import Event, Notice, NoticeKind, Phase, Progress
from resnet_studio.core.protocol.jobs.explain import Explain, Explained
from resnet_studio.core.protocol.jobs.predict import PredictionFailed
from resnet_studio.engine.answers.model import Model, load_model
from resnet_studio.engine.explain.grad_cam import Explanation, explain, units_through
from resnet_studio.engine.inputs.loader import Loader
from resnet_studio.engine.inputs.view import PHOTO_CROP
from resnet_studio.engine.jobs.predict import asked_pictures, calibration_of
from resnet_studio.engine.run_job import Events

AT_ONCE = 8
"""Pictures whose gradients are computed together: more take memory and save little time."""


def run(command: Explain, should_stop: ShouldStop) -> Events:
    """Explain files and the pictures in folders, in the order given; what cannot be read comes first in its batch.

    Yields:
        `Notice` where the best model is damaged; `Explained` or `PredictionFailed` for each picture, and `Progress`.

    Raises:
        RunError, ConfigError: the run cannot be used, or its network has not the stage or the class.
    """
    check_halt(should_stop)
    model = load_model(Path(command.run), command.device, should_stop)
    if model.problem:
        yield Notice(model.problem, kind=NoticeKind.WEIGHTS)
    stage = command.stage or model.network.architecture.stage_names[-1]
    units_through(model.network.architecture, stage)
    names = command.each or (command.of,) * len(command.paths)
    files, labels = list[Path](), list[int]()
    for path, label in zip(command.paths, [_label(model, name) for name in names], strict=True):
        for item in asked_pictures((path,), should_stop):
            if isinstance(item, PredictionFailed):
                yield item
            else:
                files.append(Path(item))
                labels.append(label)
    done = 0
    temperature = calibration_of(Path(command.run), model).temperature or 1.0
    for events in _explained(_Asked(model, stage, temperature), files, labels, should_stop):
        check_halt(should_stop)
        yield from events
        done += len(events)
        yield Progress(Phase.EXPLAINING, done, len(files))


def _label(model: Model, name: str) -> int:
    """The label of a class; -1 for the most probable one.

    Raises:
        ConfigError: the model does not have the class.
    """
    if not name:
        return -1
    if name not in model.info.classes:
        raise ConfigError("class", name, message("one of {classes:commas}", classes=model.info.classes))
    return model.info.classes.index(name)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is explained, and the temperature that logits are divided by for the probabilities of `Explained`."""

    model: Model
    stage: str
    temperature: float


def _explained(asked: _Asked, files: list[Path], labels: list[int], should_stop: ShouldStop) -> Iterator[list[Event]]:
    """The events of each batch, in the order of the pictures."""
    model = asked.model
    source = model.source(list(map(str, files)))
    failures: list[tuple[int, Event]] = []

    def failed(index: int, error: DecodeError) -> None:
        failures.append((index, PredictionFailed(str(files[index]), error.message)))

    with Loader(model.compute.device, check=partial(check_halt, should_stop)) as loader:
        for batch in loader.batches(source, range(len(source)), AT_ONCE, failed=failed):
            inputs = source.to_input(batch.inputs, model.compute.device)
            found = explain(model.network, inputs, asked.stage, [labels[index] for index in batch.indices])
            paths = [str(files[index]) for index in batch.indices]
            last = batch.indices[-1]
            before = [failure for failure in failures if failure[0] < last]
            failures[:] = failures[len(before) :]
            events = [*before, *zip(batch.indices, _events(asked, paths, found), strict=True)]
            yield [event for _, event in sorted(events, key=itemgetter(0))]
    if failures:
        yield [event for _, event in failures]


def _events(asked: _Asked, paths: list[str], found: Explanation) -> Iterator[Event]:
    info = asked.model.info
    probabilities: Tensor = (found.logits / asked.temperature).softmax(1).gather(1, found.classes[:, None])[:, 0]
    maps, contributions = found.maps.cpu().numpy(), found.contributions.tolist()
    share = 1.0 if info.depth in SMALL_DEPTHS else PHOTO_CROP
    for row, (path, label) in enumerate(zip(paths, found.classes.tolist(), strict=True)):
        yield Explained.of_map(
            path=path,
            of=info.classes[label],
            probability=float(probabilities[row]),
            stage=asked.stage,
            values=maps[row],
            contributions=tuple(contributions[row]),
            share=share,
        )
