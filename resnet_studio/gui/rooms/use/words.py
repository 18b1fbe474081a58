"""What the Use room says of models and faults."""

from __future__ import annotations

import math

from resnet_studio.core.basics import formatting
from resnet_studio.core.runs.run import ModelInfo
from resnet_studio.core.runs.summary import RunSummary


def facts(run: RunSummary, info: ModelInfo) -> str:
    """One line about the model in use: "ResNet-18, run of 22 November 18:45, 95.4 % on validation"."""
    parts = [f"ResNet-{info.depth}", f"run of {formatting.moment(run.created)}"]
    if math.isfinite(run.best_val_top1):
        parts.append(f"{formatting.percent(run.best_val_top1)} on validation")
    return ", ".join(parts)


def reason(error: Exception) -> str:
    """Why a file could not be written, in the system's words."""
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
