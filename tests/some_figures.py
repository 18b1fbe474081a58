"""Figures of a measurement as a test needs them, without computing any."""

from dataclasses import replace

from resnet_studio.core.basics.message import message
from resnet_studio.core.runs.figures import Bin, Cell, ClassFigures, Covered, Figure, Figures

_NONE = Figure(reason=message("No picture is of this class."))


def some_figures(**changed: object) -> Figures:
    """Figures of 10 validation pictures in three classes, of which the third has none."""
    ants = ClassFigures(
        "ants", 6, 6, Figure(5 / 6, 0.44, 0.97), Figure(5 / 6, 0.44, 0.97), Figure(5 / 6, 0.5, 0.96),
        Figure(0.9, 0.6, 0.98), Figure(0.92, 0.6, 0.99), ((0.0, 0.0), (0.25, 0.8), (1.0, 1.0)),
        ((0.5, 1.0), (1.0, 0.6)),
    )  # fmt: skip
    bees = replace(ants, name="bees", n=4, predicted=4)
    wasps = ClassFigures("wasps", 0, 0, _NONE, _NONE, _NONE, _NONE, _NONE)
    figures = Figures(
        part="validation",
        folder="",
        weights="0" * 64,
        epoch=5,
        chose_epoch=True,
        learned=0,
        pictures=10,
        skipped=1,
        loss=Figure(0.4, 0.2, 0.7),
        top1=Figure(0.8, 0.49, 0.94),
        top5=Figure(reason=message("There are only {classes} classes.", classes=3)),
        balanced_accuracy=Figure(0.79, 0.5, 0.93),
        macro_precision=Figure(0.79, 0.5, 0.93),
        macro_f1=Figure(0.79, 0.5, 0.93),
        roc_area=Figure(0.9, 0.6, 0.98),
        pr_area=Figure(0.92, 0.6, 0.99),
        ece=Figure(0.1, 0.05, 0.3),
        tempered_ece=Figure(0.08, 0.04, 0.3),
        temperature=1.25,
        tempered_on=10,
        classes=(ants, bees, wasps),
        order=(1, 0, 2),
        cells=(Cell(0, 0, 5), Cell(0, 1, 1), Cell(1, 0, 1), Cell(1, 1, 3)),
        bins=(Bin(0.0, 0.5, 0, None, _NONE), Bin(0.5, 1.0, 10, 0.9, Figure(0.8, 0.49, 0.94))),
        tempered_bins=(Bin(0.0, 0.5, 0, None, _NONE), Bin(0.5, 1.0, 10, 0.85, Figure(0.8, 0.49, 0.94))),
        coverage=(Covered(0.99, 2, 2), Covered(0.8, 6, 5), Covered(0.6, 8, 7), Covered(0.5, 10, 8)),
        verdict=message("As good as guessing the largest class."),
        verdict_kind="guessing",
    )
    return replace(figures, **changed)  # type: ignore[arg-type]  # fields by name
