"""Texts of the Results room about a run and its figures."""

from __future__ import annotations

from resnet_studio.core.basics import formatting
from resnet_studio.core.basics.message import joined, message, plural, show, tr, trn
from resnet_studio.core.basics.safe_text import elide_middle
from resnet_studio.core.runs.figures import STAND_IN_TEXT, Figure, Figures
from resnet_studio.core.runs.summary import RunSummary
from resnet_studio.gui.rooms.results.counts import Counts
from resnet_studio.gui.rooms.results.matrix_layout import FEW
from resnet_studio.gui.work.names import trained_on, with_fold

_SHORT = 24
"""Characters of a dataset's name where there is little room."""
PARTS = {"validation": message("Validation"), "test": message("Test")}
_ACCURACY = {"validation": message("Validation accuracy"), "test": message("Test accuracy")}
_CHOSE = message("These pictures also chose the best epoch. On new ones expect a little less.")
_NEW = message("These pictures chose nothing. Expect the same of new ones of their kind.")
_ONE_EPOCH = message("These pictures did not choose the epoch: there was one.")

ABOUT_MAP = message("Pictures that look alike to the network are near each other, whatever their label.")


def facts(run: RunSummary) -> tuple[str, ...]:
    """One line about a run, the longest first: "ants-bees, ResNet-18, run of 22 November 18:45, best epoch 5 of 12".

    Where there is no room, what the other cards say is left out first, and when the run began last: runs of one dataset
    differ in it.
    """
    name = trained_on(run)
    values = {
        "dataset": with_fold(name, run.fold), "short": with_fold(elide_middle(name, _SHORT), run.fold),
        "count": len(run.classes),
        "network": f"ResNet-{run.config.depth}" if run.config else "", "created": run.created,
        "day": formatting.moment(run.created, short=True), "best": run.best_epoch,
        "epochs": run.config.epochs if run.config else run.epochs,
    }  # fmt: skip
    lines = (
        tr("{dataset:name}, {network}, run of {created:moment}, best epoch {best} of {epochs}", **values),
        tr("{dataset:name}, {network}, {day:plain}, best epoch {best} of {epochs}", **values),
        tr("{short:name}, {network}, {day:plain}, best epoch {best} of {epochs}", **values),
        tr("{short:name}, {network}, {day:plain}, epoch {best}", **values),
        tr("{short:name}, {day:plain}", **values),
        tr("{day:plain}", **values),
    )
    if len(run.classes) <= FEW:
        return lines
    counted = tr(
        "{dataset:name}, {count} classes, {network}, run of {created:moment}, best epoch {best} of {epochs}", **values
    )
    return counted, *lines


def accuracy_of(part: str) -> str:
    """The name of the headline figure."""
    return show(_ACCURACY.get(part, message("Accuracy")))


def right_ones(figures: Figures) -> str:
    """How many of the pictures are right: "146 of 153 pictures right"."""
    return trn(
        "{right} of {count} picture right", "{right} of {count} pictures right", figures.pictures, right=figures.right
    )


def chose(figures: Figures) -> str:
    """What the pictures were used for besides, and how many of them could not be read."""
    said = [_CHOSE if figures.chose_epoch else _NEW if figures.part == "test" else _ONE_EPOCH]
    if not figures.of_best:
        said.append(STAND_IN_TEXT)
    if figures.skipped:
        said.append(
            plural("{count} picture could not be read.", "{count} pictures could not be read.", figures.skipped)
        )
    return show(joined(*said))


def share(figure: Figure) -> str:
    """A share as "95.4 %"; "–" where it is not defined."""
    return formatting.UNKNOWN if figure.value is None else formatting.percent(figure.value)


def interval(figure: Figure) -> str:
    """The interval of a share: "90.9 % to 97.8 %"; empty where there is none."""
    if figure.low is None or figure.high is None:
        return ""
    return tr("{low:percent} to {high:percent}", low=figure.low, high=figure.high)


def span(figure: Figure) -> str:
    """The interval of a share where there is little room: "90.9–97.8", "54.3 to > 99.9"; empty where there is none."""
    if figure.low is None or figure.high is None:
        return ""
    low, high = (formatting.percent(value).removesuffix("%").strip() for value in (figure.low, figure.high))
    if low[0].isdigit() and high[0].isdigit():
        return tr("{low:plain}–{high:plain}", low=low, high=high)
    return tr("{low:plain} to {high:plain}", low=low, high=high)  # "54.3–> 99.9" would read as an arrow


def reason(figure: Figure) -> str:
    """Why a figure is not defined; empty where it is."""
    return show(figure.reason) if figure.value is None and figure.reason else ""


def cell(counts: Counts, true: int, predicted: int) -> str:
    """What a cell of the confusion matrix says: "is lotus, predicted water_lilly, 6 of 10"."""
    return tr(
        "is {true:name}, predicted {predicted:name}, {pictures} of {total}",
        true=counts.names[true],
        predicted=counts.names[predicted],
        pictures=int(counts.counts[true, predicted]),
        total=int(counts.totals[true]),
    )
