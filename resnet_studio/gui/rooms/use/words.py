"""Texts of the Use room about models and errors."""

from __future__ import annotations

import math

from resnet_studio.core.basics.message import tr
from resnet_studio.core.runs.run import ModelInfo
from resnet_studio.core.runs.summary import RunSummary


def facts(run: RunSummary, info: ModelInfo) -> str:
    """One line about the model in use: "ResNet-18, run of 22 November 18:45, 95.4 % on validation"."""
    if math.isfinite(run.best_val_top1):
        return tr(
            "{network}, run of {created:moment}, {top1:percent} on validation",
            network=f"ResNet-{info.depth}", created=run.created, top1=run.best_val_top1,
        )  # fmt: skip
    return tr("{network}, run of {created:moment}", network=f"ResNet-{info.depth}", created=run.created)


def reason(error: Exception) -> str:
    """Why a file could not be written, in the system's words."""
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
