"""The figures of a run's best model, once, when its training has ended."""

from collections.abc import Generator
from pathlib import Path

import numpy as np

from resnet_studio.core.basics.errors import text_of
from resnet_studio.core.basics.message import message
from resnet_studio.core.protocol.commands import Halted, ShouldStop
from resnet_studio.core.protocol.events import Notice, Progress, ResultSaved
from resnet_studio.core.runs.checkpoints import best_identity
from resnet_studio.core.runs.evaluation import Evaluation
from resnet_studio.core.runs.run import ModelInfo, read_dataset
from resnet_studio.engine.answers.model import load_model
from resnet_studio.engine.inputs.pictures import PictureSource
from resnet_studio.engine.measuring.evaluated import evaluation_key, save_evaluation, trained
from resnet_studio.engine.measuring.kept_figures import about, keep_figures
from resnet_studio.engine.measuring.own_parts import OwnPart, measure_own, own_parts
from resnet_studio.engine.training.state import State
from resnet_studio.engine.training.validated import Validated

Measuring = Generator[Progress | Notice | ResultSaved]


def measure_trained(run: Path, state: State, should_stop: ShouldStop) -> Measuring:
    """Measure the run's best model on the parts that were held back, the test part for the first and only time.

    What the network answered when it validated its best epoch is used again, also where that was in half precision: it
    costs nothing, and gives the temperature. Only where that is not known, after a resumption, are the pictures
    answered again. The run is complete: nothing that goes wrong here makes it fail, and a request to end only leaves
    figures out, which can be asked for later.
    """
    try:
        yield from _measure(run, state, should_stop)
    except Halted:
        return
    except Exception as error:  # the run is complete, see above
        yield Notice(message("The model is trained, but could not be measured: {reason}", reason=text_of(error)))


def _measure(run: Path, state: State, should_stop: ShouldStop) -> Measuring:
    missing = set(own_parts(read_dataset(run)))
    pictures = state.setup.validation
    if state.validated is not None and isinstance(pictures, PictureSource):
        yield from _keep_validated(run, state, pictures, state.validated)
        missing.discard("validation")
    if missing:
        model = load_model(run, state.setup.config.device, should_stop)
        for event in measure_own(run, model, read_dataset(run), should_stop, missing):
            if not isinstance(event, OwnPart):
                yield event


def _keep_validated(run: Path, state: State, pictures: PictureSource, answers: Validated) -> Measuring:
    compute, weights = state.setup.compute, best_identity(run)
    order = np.argsort(answers.indices, kind="stable")
    answered = answers.indices[order]
    read = set(answered.tolist())
    evaluation = Evaluation(
        paths=tuple(pictures.names[index] for index in answered),
        labels=pictures.labels[answered],
        probabilities=answers.probabilities[order],
        unreadable=tuple(name for index, name in enumerate(pictures.names) if index not in read),
        loss=answers.loss,
        top1=answers.top1,
    )
    key = evaluation_key(ModelInfo.read(run), weights, compute.device.type, trained(compute.precision), pictures)
    saved = yield from save_evaluation(run, key, evaluation)
    if saved:
        yield saved
    of = about(run, weights, state.setup.classes)
    yield from keep_figures(of, "validation", evaluation, key, precision=compute.precision)
