"""The accuracy of a run's best model in words, with how exactly it is known."""

from resnet_studio.core.basics.message import Message, message, plural
from resnet_studio.core.basics.shares import interval_text
from resnet_studio.core.runs.summary import RunSummary


def accuracy_text(run: RunSummary) -> Message:
    """The accuracy on validation: "95.4 % on 153 validation pictures (90.8 % to 97.7 %)", as far as that is known."""
    if not run.interval:
        return message("{top1:percent} on validation", top1=run.best_val_top1)
    return plural(
        "{top1:percent} on {count} validation picture ({interval})",
        "{top1:percent} on {count} validation pictures ({interval})",
        run.validation,
        top1=run.best_val_top1,
        interval=interval_text(run.best_val_top1, run.validation),
    )


def is_worse(run: RunSummary, other: RunSummary) -> bool:
    """Whether the other run, on the same dataset, is more accurate on validation."""
    return run.is_like(other) and run.best_val_top1 < other.best_val_top1
