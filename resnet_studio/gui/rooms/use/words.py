"""Texts of the Use room about models and errors."""

from __future__ import annotations

import math

from resnet_studio.core.basics.message import message, show, tr, trn
from resnet_studio.core.runs.accuracy import accuracy_text
from resnet_studio.core.runs.summary import RunSummary
from resnet_studio.gui.work.names import trained_on, with_fold


def headlines(run: RunSummary, depth: int, *, narrow: bool) -> tuple[str, ...]:
    """The line of facts about the model in use, and shorter ones for less room.

    The first is "ants-bees, ResNet-18, run of 22 November 18:45, 95.4 % on 153 validation pictures (90.8 % to 97.7 %)",
    where these are known; ``narrow`` leaves out the date.
    """
    network, dataset = f"ResNet-{depth}", with_fold(trained_on(run), run.fold)
    dated = message("{dataset:name}, {network}, run of {created:moment}", dataset=dataset, network=network,
                    created=run.created)  # fmt: skip
    if not math.isfinite(run.best_val_top1):
        return (show(dated),)
    undated = message("{dataset:name}, {network}", dataset=dataset, network=network)
    models = (undated,) if narrow else (dated, undated)
    exact = [tr("{model}, {accuracy}", model=model, accuracy=accuracy_text(run)) for model in models if run.interval]
    plain = [
        tr("{model}, {top1:percent} on validation", model=model, top1=run.best_val_top1) for model in (*models, network)
    ]
    return (*exact, *plain)


def exported(run: RunSummary | None) -> str:
    """The title above what is exported: "Export hymenoptera, ResNet-18"."""
    if run is None:
        return tr("Export")
    if run.config is None:
        return tr("Export {dataset:name}", dataset=trained_on(run))
    network = f"ResNet-{run.config.depth}"
    return tr("Export {dataset:name}, {network}", dataset=trained_on(run), network=network)


def instead(in_use: RunSummary, best: RunSummary) -> str:
    """What is in use instead of the best model: one for another dataset or other classes, or one that is worse."""
    if in_use.is_of_same(best) and not in_use.is_like(best):
        return tr("The model in use tells other classes apart.")
    if in_use.is_like(best):
        return tr("The model in use has {accuracy}.", accuracy=accuracy_text(in_use))
    return tr("The model in use was trained on {dataset:name}.", dataset=trained_on(in_use))


def removed(count: int) -> str:
    """How many answers of another model are not shown any more."""
    return trn(
        "The answers of the previous model about {count} picture were removed.",
        "The answers of the previous model about {count} pictures were removed.",
        count,
    )


def reason(error: Exception) -> str:
    """Why a file could not be written, in the system's words."""
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
