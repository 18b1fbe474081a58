"""Measuring the best model of a run over a folder of pictures, or over what was held back from its training."""

import math
from collections.abc import Generator
from functools import partial
from pathlib import Path

import numpy as np

from resnet_studio.core.basics.errors import DatasetError, RunError
from resnet_studio.core.basics.message import NOTHING, Message, joined, message
from resnet_studio.core.dataset.learned import learned
from resnet_studio.core.dataset.measured import Measured, choose
from resnet_studio.core.dataset.scan import ScanStopped, scan
from resnet_studio.core.protocol.commands import Halt, Halted, ShouldStop, check_halt, stopping
from resnet_studio.core.protocol.events import Notice, NoticeKind
from resnet_studio.core.protocol.jobs.evaluate import Evaluate, Evaluated
from resnet_studio.core.runs.evaluation import Evaluation
from resnet_studio.core.runs.run import read_dataset
from resnet_studio.engine.answers.model import Model, load_model
from resnet_studio.engine.jobs.predict import calibration_of
from resnet_studio.engine.machine.libraries import import_ahead
from resnet_studio.engine.measuring.evaluated import evaluated, weights_of
from resnet_studio.engine.measuring.kept_figures import about, keep_figures
from resnet_studio.engine.measuring.own_parts import OwnPart, measure_own, own_parts
from resnet_studio.engine.run_job import Events


def run(command: Evaluate, should_stop: ShouldStop) -> Events:
    """All figures of a run's best model over what a folder holds back from training; `choose` says what.

    Without a folder, over the run's own validation part, and over its test part where it has one. What was answered
    before is read from its file, as long as model and pictures are the same.

    Yields:
        `Progress`, `Notice` for what was left out and for pictures that the run learned from, `ResultSaved` with all
        answers and with the figures, and `Evaluated` for each part that was measured.

    Raises:
        RunError, DatasetError, ConfigError: run or folder cannot be used, or none of the pictures can be read.
    """
    check_halt(should_stop)
    import_ahead()
    model = load_model(Path(command.run), command.device, should_stop, mirrored=command.mirrored)
    if model.problem:
        yield Notice(model.problem, kind=NoticeKind.WEIGHTS)
    if command.folder:
        yield from _folder(command, model, should_stop)
    else:
        yield from _own(command, model, should_stop)


def _own(command: Evaluate, model: Model, should_stop: ShouldStop) -> Events:
    dataset = read_dataset(Path(command.run))
    if not own_parts(dataset):
        raise RunError(
            message("{run} has held back no pictures. Name a folder to measure it on.", run=Path(command.run).name)
        )
    sizes = {part: len(dataset.part(part)) for part in ("train", "validation", "test")}
    for found in measure_own(Path(command.run), model, dataset, should_stop):
        if not isinstance(found, OwnPart):
            yield found
            continue
        result = found.evaluated.evaluation
        left = {part: size for part, size in sizes.items() if part != found.part}
        yield Evaluated(
            run=command.run,
            pictures=len(result.paths),
            skipped=len(result.unreadable),
            loss=result.loss,
            top1=result.top1,
            part=found.part,
            train_left_out=left.get("train", 0),
            validation_left_out=left.get("validation", 0),
            test_left_out=left.get("test", 0),
            figures=str(found.kept.file),
        )


def _folder(command: Evaluate, model: Model, should_stop: ShouldStop) -> Events:
    run_folder, folder = Path(command.run), Path(command.folder)
    try:
        dataset = scan(
            folder,
            measure=True,
            known=model.info.classes,
            reading=command.reading,
            should_stop=stopping(should_stop),
        )
    except ScanStopped:
        raise Halted(should_stop() or Halt.STOP) from None
    chosen = choose(dataset, model.info.classes)
    for finding in (*dataset.catalogue.findings, *chosen.findings):
        yield Notice(finding.message, str(folder), NoticeKind.DATASET)
    paths = [picture.path for picture in chosen.pictures]
    pictures = model.source(paths, np.array(chosen.labels, np.int64), dataset.root)
    found = yield from evaluated(run_folder, model, pictures, should_stop)
    known, validated = yield from _seen(run_folder, dataset.root, chosen, should_stop)
    count, others = _learned(found.evaluation, known or frozenset())
    if count:
        yield Notice(_warning(count, len(found.evaluation.paths), others), kind=NoticeKind.DATASET)
    of = about(run_folder, weights_of(run_folder, model), model.info.classes, mirrored=model.mirrored)
    seen = len(validated.intersection(found.evaluation.paths))
    kept_temperature = calibration_of(run_folder, model).temperature is not None
    if chose := _chose(seen, len(found.evaluation.paths), epoch=of.epochs > 1, temperature=kept_temperature):
        yield Notice(chose, kind=NoticeKind.DATASET)
    part = "all" if chosen.whole and chosen.part == "train" else chosen.part
    kept = yield from keep_figures(
        of,
        part,
        found.evaluation,
        found.key,
        folder=str(dataset.root),
        learned=None if known is None else count,
        validated=seen,
        check=partial(check_halt, should_stop),
    )
    yield _result(command, chosen, found.evaluation, part, (count, others), kept.file)


def _seen(
    run: Path, root: Path, chosen: Measured, should_stop: ShouldStop
) -> Generator[Notice, None, tuple[frozenset[str] | None, frozenset[str]]]:
    """Which of the pictures the run learned from, None if unknown, and which are of its validation part."""
    check = partial(check_halt, should_stop)
    try:
        own = read_dataset(run)
        known = learned(own, root, chosen.pictures, check)
        return known, learned(own, root, chosen.pictures, check, "validation")
    except (RunError, DatasetError) as error:
        unknown = message("Whether the run learned from these pictures is not known.")
        yield Notice(joined(unknown, error.message), kind=NoticeKind.DATASET)
        return None, frozenset()


def _learned(result: Evaluation, known: frozenset[str]) -> tuple[int, float]:
    """How many of the pictures the run learned from, and top-1 on the others; NaN where these are none, or all."""
    is_new = np.array([path not in known for path in result.paths])
    right = result.probabilities.argmax(1) == result.labels
    count = len(result.paths) - int(is_new.sum())
    return count, float(right[is_new].mean()) if 0 < count < len(result.paths) else math.nan


def _result(
    command: Evaluate, chosen: Measured, result: Evaluation, part: str, known: tuple[int, float], figures: Path
) -> Evaluated:
    return Evaluated(
        run=command.run,
        pictures=len(result.paths),
        skipped=len(result.unreadable),
        loss=result.loss,
        top1=result.top1,
        part=part,
        train_left_out=chosen.left_out.get("train", 0),
        validation_left_out=chosen.left_out.get("validation", 0),
        test_left_out=chosen.left_out.get("test", 0),
        unknown_left_out=chosen.unknown,
        learned=known[0],
        others_top1=known[1],
        figures=str(figures),
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


def _chose(count: int, pictures: int, *, epoch: bool, temperature: bool) -> Message:
    """That pictures of the folder are those of the run's validation part, and what these have chosen, if anything."""
    names = {"count": count, "pictures": pictures}
    if not count or not (epoch or temperature):
        return NOTHING
    if not epoch:
        return message(
            "{count} of the {pictures} pictures are of the run's validation part, which chose the temperature.", **names
        )
    if not temperature:
        return message(
            "{count} of the {pictures} pictures are of the run's validation part, which chose the best epoch. Expect a "
            "little less of new ones.",
            **names,
        )
    return message(
        "{count} of the {pictures} pictures are of the run's validation part, which chose the best epoch and the "
        "temperature. Expect a little less of new ones.",
        **names,
    )
