"""What fills a report's page, as plain values and texts, from what was read of a run."""

import importlib.metadata
import platform
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import resnet_studio
from resnet_studio.core.basics.formatting import UNKNOWN
from resnet_studio.core.basics.message import NOTHING, Message, joined, literal, message, plural
from resnet_studio.core.dataset.catalogue import PART_NAMES, PARTS
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.findings import FindingKind
from resnet_studio.core.dataset.names import dataset_name
from resnet_studio.core.protocol.events import EpochEnd, RunFailed
from resnet_studio.core.report.chart import Chart
from resnet_studio.core.report.contents import Contents
from resnet_studio.core.report.pictures import WorstPicture
from resnet_studio.core.report.results import MOST_CLASSES, PartView, classes_left_out, part_view
from resnet_studio.core.report.training_charts import accuracy_chart, loss_chart
from resnet_studio.core.report.words import METHOD
from resnet_studio.core.runs.facts import measured, origin
from resnet_studio.core.runs.settings import details

Rows = tuple[tuple[Message, Message], ...]
MOST_EPOCHS: Final = 200
"""Rows in the table of epochs, spread evenly where there are more."""
MOST_FINDINGS: Final = 20
_NOT_OF_A_RUN: Final = frozenset({FindingKind.LAYOUT, FindingKind.KEPT_CHANGES, FindingKind.MOVED_AWAY})
_MOST_UNFOLDED: Final = 24  # classes
_LIBRARIES: Final = ("torch", "torchvision", "numpy", "scipy", "scikit-learn", "pillow")


@dataclass(frozen=True, slots=True)
class EpochRow:
    """The figures of an epoch."""

    number: int
    train_loss: Message
    val_loss: Message
    train_top1: Message
    val_top1: Message
    best: bool


@dataclass(frozen=True, slots=True)
class DatasetView:
    """What the run was trained on: `counts` are the pictures of each class in each of `parts`, perhaps folded."""

    facts: Rows
    parts: tuple[Message, ...]
    counts: tuple[tuple[str, tuple[int, ...]], ...]
    totals: tuple[int, ...]
    more_classes: Message
    folded: bool
    findings: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class View:
    """The whole page."""

    title: Message
    facts: tuple[Message, ...]
    state: Message
    unmeasured: Message
    problems: tuple[Message, ...]
    parts: tuple[PartView, ...]
    worst: tuple[WorstPicture, ...]
    worst_of: Message
    loss: Chart | None
    accuracy: Chart | None
    epochs: tuple[EpochRow, ...]
    curves: Message
    dataset: DatasetView | None
    settings: Rows
    method: tuple[Message, ...]
    versions: Rows
    written: Message


def view(contents: Contents) -> View:
    """What fills the page."""
    history, run = contents.history, contents.run
    drawn = bool(history.epochs)
    choosing = next((figures for figures in contents.figures if figures.part == "validation"), None)
    return View(
        title=dataset_name(run.dataset, run.chosen) if run.dataset else literal(run.title),
        facts=tuple(_facts(contents)),
        state=_state(contents),
        unmeasured=contents.unmeasured,
        problems=contents.problems,
        parts=tuple(
            part_view(figures, contents.threshold, choosing if figures.part == "test" else None)
            for figures in contents.figures
        ),
        worst=contents.worst,
        worst_of=_worst_of(contents),
        loss=loss_chart(history, contents.config.epochs) if drawn else None,
        accuracy=accuracy_chart(history, contents.config.epochs) if drawn else None,
        epochs=tuple(_epochs(contents)),
        curves=_curves(contents),
        dataset=None if contents.dataset is None else _dataset(contents.dataset),
        settings=(*origin(run), *details(contents.config), *measured(history)),
        method=METHOD,
        versions=tuple(_versions(contents)),
        written=message("written {when:plain}", when=f"{contents.written:%Y-%m-%d %H:%M}"),
    )


def _facts(contents: Contents) -> Iterator[Message]:
    config, best = contents.config, contents.history.marked
    yield message("ResNet-{depth:plain}", depth=config.depth)
    yield message("run {name:name}", name=contents.run.name)
    if contents.dataset is not None:
        yield plural("{count} class", "{count} classes", len(contents.dataset.classes))
        yield plural("{count} picture", "{count} pictures", len(contents.dataset.pictures))
    if best:
        yield message("best epoch {epoch} of {epochs}", epoch=best.epoch, epochs=config.epochs)


def _state(contents: Contents) -> Message:
    """How the run ended, where it did not simply finish."""
    ended = contents.history.ended
    if isinstance(ended, RunFailed):
        return message("The run failed: {error}", error=ended.error)
    if contents.run.state.saved_all and contents.run.state.ended:
        return NOTHING
    state = message("The run is {state}.", state=contents.run.state.label)
    return joined(state, message("What is said here is of its model so far.")) if contents.figures else state


def _worst_of(contents: Contents) -> Message:
    if not contents.figures:
        return NOTHING
    figures = contents.figures[0]
    part = PART_NAMES["test" if figures.part == "test" else "validation"]
    return plural(
        "The {shown} with the highest loss of {count} picture of the part {part}, the worst first.",
        "The {shown} with the highest loss of {count} pictures of the part {part}, the worst first.",
        figures.pictures,
        shown=len(contents.worst),
        part=part,
    )


# Training -------------------------------------------------------------------------------------------------------


def _curves(contents: Contents) -> Message:
    epochs, best = contents.history.epochs, contents.history.marked
    if not epochs:
        return message("The run ended before its first epoch was complete.")
    text = plural("{count} epoch of {planned}.", "{count} epochs of {planned}.", len(epochs),
                  planned=contents.config.epochs)  # fmt: skip
    if best is None:
        return text
    return joined(
        text,
        message(
            "The best epoch is {epoch}, with {top1:percent} on validation: its weights are the model.",
            epoch=best.epoch,
            top1=best.val_top1,
        ),
    )


def _epochs(contents: Contents) -> Iterator[EpochRow]:
    epochs, best = contents.history.epochs, contents.history.marked
    step = -(-len(epochs) // MOST_EPOCHS) or 1
    for at, end in enumerate(epochs):
        is_best = best is not None and end.epoch == best.epoch
        if is_best or at % step == 0 or at == len(epochs) - 1:
            yield _epoch(end, is_best)


def _epoch(end: EpochEnd, best: bool) -> EpochRow:
    return EpochRow(
        number=end.epoch,
        train_loss=Message("{loss}", {"loss": end.train_loss}),
        val_loss=Message("{loss}", {"loss": end.val_loss}),
        train_top1=Message("{share:percent}", {"share": end.train_top1}),
        val_top1=Message("{share:percent}", {"share": end.val_top1}),
        best=best,
    )


# Dataset --------------------------------------------------------------------------------------------------------


def _dataset(dataset: Dataset) -> DatasetView:
    counts = {part: dataset.counts(part) for part in PARTS}
    parts = [part for part in PARTS if any(counts[part])]
    listed = list(enumerate(dataset.classes))[:MOST_CLASSES]
    said = [finding.message for finding in dataset.findings if finding.kind not in _NOT_OF_A_RUN]
    return DatasetView(
        facts=tuple(_dataset_facts(dataset)),
        parts=tuple(PART_NAMES[part] for part in parts),
        counts=tuple((name, tuple(counts[part][label] for part in parts)) for label, name in listed),
        totals=tuple(sum(counts[part]) for part in parts),
        more_classes=classes_left_out(len(dataset.classes)),
        folded=len(dataset.classes) > _MOST_UNFOLDED,
        findings=tuple(said[:MOST_FINDINGS]),
    )


def _dataset_facts(dataset: Dataset) -> Iterator[tuple[Message, Message]]:
    yield message("Folder"), dataset_name(dataset.root.name, dataset.catalogue.chosen)
    parts = [message("{number} {part}", number=count, part=PART_NAMES[part]) for part in PARTS
             if (count := dataset.size(part))]  # fmt: skip
    yield message("Classes"), Message("{number}", {"number": len(dataset.classes)})
    yield (
        message("Pictures"),
        Message("{number}: {parts:commas}", {"number": len(dataset.pictures), "parts": tuple(parts)}),
    )
    how: dict[str, Message] = {
        "folder": message("as the folder brings it"),
        "none": message("there is no validation part"),
        "groups": message("pictures that belong together in one part, seed {seed:plain}", seed=dataset.split.seed),
    }
    seed = message("set aside by seed {seed:plain}", seed=dataset.split.seed)
    yield message("Validation"), how.get(dataset.split.source, seed)
    if dataset.edits:
        yield message("Changes"), Message("{edits:list}", {"edits": tuple(edit.label for edit in dataset.edits)})


# Versions -------------------------------------------------------------------------------------------------------


def _versions(contents: Contents) -> Iterator[tuple[Message, Message]]:
    yield message("ResNet Studio, training"), literal(contents.program or UNKNOWN)
    yield message("ResNet Studio, report"), literal(resnet_studio.__version__)
    yield Message("Python"), literal(platform.python_version())
    for name in _LIBRARIES:
        try:
            yield literal(name), literal(importlib.metadata.version(name))
        except importlib.metadata.PackageNotFoundError:  # a packaged program names only what it was built with
            continue
    yield message("System"), literal(f"{platform.system()} {platform.machine()}")
