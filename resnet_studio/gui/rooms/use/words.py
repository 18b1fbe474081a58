"""Texts of the Use room about models and errors."""

from __future__ import annotations

import math

from resnet_studio.core.basics.message import tr, trn
from resnet_studio.core.runs.summary import RunSummary
from resnet_studio.gui.work.names import trained_on, with_fold


def headlines(run: RunSummary, depth: int, *, narrow: bool) -> tuple[str, ...]:
    """The line of facts about the model in use, and shorter ones for less room."""
    shorter = [facts(run, depth, short=True)]
    if math.isfinite(top1 := run.best_val_top1):
        shorter.append(tr("{network}, {top1:percent} on validation", network=f"ResNet-{depth}", top1=top1))
    return tuple(shorter) if narrow else (facts(run, depth), *shorter)


def facts(run: RunSummary, depth: int, *, short: bool = False) -> str:
    """One line about the model in use: "ants-bees, ResNet-18, run of 22 November 18:45, 95.4 % on validation".

    ``short`` leaves out the date, where the accuracy is known: "ants-bees, ResNet-18, 95.4 % on validation".
    """
    network, dataset = f"ResNet-{depth}", with_fold(trained_on(run), run.fold)
    if math.isfinite(run.best_val_top1) and short:
        return tr(
            "{dataset:name}, {network}, {top1:percent} on validation",
            dataset=dataset, network=network, top1=run.best_val_top1,
        )  # fmt: skip
    if math.isfinite(run.best_val_top1):
        return tr(
            "{dataset:name}, {network}, run of {created:moment}, {top1:percent} on validation",
            dataset=dataset, network=network, created=run.created, top1=run.best_val_top1,
        )  # fmt: skip
    return tr("{dataset:name}, {network}, run of {created:moment}", dataset=dataset, network=network,
              created=run.created)  # fmt: skip


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
        return tr("The model in use has {top1:percent}.", top1=in_use.best_val_top1)
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
