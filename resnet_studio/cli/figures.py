"""All figures of a measurement in the terminal: as a record for scripts, and as lines and a table for people."""

from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table

from resnet_studio.core.basics import formatting
from resnet_studio.core.basics.language import current
from resnet_studio.core.basics.message import Message, message, show, tr, trn
from resnet_studio.core.basics.safe_text import printable
from resnet_studio.core.runs.figures import ClassFigures, Figure, Figures

_OF_ALL = (
    *("loss", "top1", "top5", "balanced_accuracy", "macro_precision", "macro_f1", "roc_area", "pr_area"),
    *("ece", "tempered_ece"),
)
_OF_CLASS = ("precision", "recall", "f1", "roc_area", "pr_area")
_MOST_CLASSES = 30  # in the table; of more, those with the lowest recall are shown
_WIDE = 160  # characters where there is no terminal

_NAMES = {
    "top5": message("top-5"),
    "balanced_accuracy": message("balanced accuracy"),
    "macro_precision": message("mean precision of the classes"),
    "macro_f1": message("macro F1"),
    "roc_area": message("area under ROC"),
    "pr_area": message("area under precision and recall"),
    "given_ece": message("expected calibration error"),
}


def record(figures: Figures) -> dict[str, Any]:
    """For `--json`: each figure, and its interval beside it; null where it is not defined, and then the reason."""
    return {
        **_figures(figures, _OF_ALL),
        "temperature": figures.temperature,
        "tempered_on": figures.tempered_on,
        "epoch": figures.epoch,
        "chose_epoch": figures.chose_epoch,
        "verdict": {"kind": figures.verdict_kind, "text": str(figures.verdict)},
        "classes": [
            {"name": one.name, "n": one.n, **_figures(one, _OF_CLASS), "roc": one.roc, "pr": one.pr}
            for one in figures.classes
        ],
        "confusion": figures.confusion().tolist(),
        "order": figures.order,
        "reliability": [
            {"low": one.low, "high": one.high, "images": one.pictures, "probability": one.probability,
             "right": one.right.value, "right_interval": one.right.interval}
            for one in figures.given_bins
        ],
        "coverage": [[one.threshold, one.answered, one.right] for one in figures.coverage],
    }  # fmt: skip


def _figures(holder: Figures | ClassFigures, names: tuple[str, ...]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in names:
        figure: Figure = getattr(holder, name)
        found |= {name: figure.value, f"{name}_interval": figure.interval}
        if figure.interval is None and figure.reason:
            found[f"{name}_reason"] = str(figure.reason)
    return found


def print_figures(figures: Figures) -> None:
    """What the figures come to where they are a warning, each with its interval, then those of the classes."""
    if figures.verdict_kind != "plain":  # that one only says the accuracy and its interval
        print(printable(show(figures.verdict)))
    print(tr("top-1 {figure}", figure=_percent(figures.top1)))
    print(tr("loss {figure}", figure=_plain(figures.loss)))
    for name, text in _NAMES.items():
        figure: Figure = getattr(figures, name)
        print(f"{show(text)} {show(_percent(figure))}")
    if figures.temperature is not None:
        temperature = current().number(figures.temperature, 2)
        print(tr("without temperature {figure}", figure=_percent(figures.ece)))
        print(
            trn(
                "temperature {temperature}, fitted on {count} validation picture",
                "temperature {temperature}, fitted on {count} validation pictures",
                figures.tempered_on,
                temperature=temperature,
            )
        )
    elif figures.tempered_ece.reason:
        print(tr("no temperature: {reason}", reason=figures.tempered_ece.reason))
    if figures.chose_epoch:
        print(tr("These pictures also chose the best epoch: expect a little less on new ones."))
    _print_classes(figures)


def _print_classes(figures: Figures) -> None:
    console = Console()
    headings = (tr("precision"), tr("recall"), tr("F1"))
    table = Table(
        Column(tr("class"), overflow="fold"),
        Column(tr("pictures"), justify="right"),
        *(Column(heading, no_wrap=True) for heading in headings),
        *(Column(heading, justify="right", no_wrap=True) for heading in (tr("ROC area"), tr("PR area"))),
    )
    if not console.is_terminal:  # a pipe has no width
        console.width = _WIDE
        table.box = None
    shown = list(figures.classes)
    if len(shown) > _MOST_CLASSES:
        shown.sort(key=lambda one: 2.0 if one.recall.value is None else one.recall.value)
        del shown[_MOST_CLASSES:]
    for one in shown:
        cells = (show(_percent(figure)) for figure in (one.precision, one.recall, one.f1))
        areas = (
            formatting.UNKNOWN if figure.value is None else formatting.percent(figure.value)
            for figure in (one.roc_area, one.pr_area)
        )
        table.add_row(escape(printable(one.name)), formatting.count(one.n), *cells, *areas)
    console.print(table)
    if len(shown) < len(figures.classes):
        print(
            tr(
                "These are the {shown} classes with the lowest recall, of {all}; --json has all.",
                shown=len(shown),
                all=len(figures.classes),
            )
        )


def _percent(figure: Figure) -> Message:
    if figure.value is None:
        return message("– ({reason})", reason=figure.reason)
    if figure.low is None or figure.high is None:
        return message("{value:percent}", value=figure.value)
    return message("{value:percent} ({low:percent} to {high:percent})", value=figure.value, low=figure.low,
                   high=figure.high)  # fmt: skip


def _plain(figure: Figure) -> Message:
    if figure.value is None:
        return message("– ({reason})", reason=figure.reason)
    if figure.low is None or figure.high is None:
        return message("{value:figure}", value=figure.value)
    return message("{value:figure} ({low:figure} to {high:figure})", value=figure.value, low=figure.low,
                   high=figure.high)  # fmt: skip
