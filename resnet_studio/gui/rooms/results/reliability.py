"""How far probabilities can be believed, and the curves of a class against all others."""

from __future__ import annotations

import math

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from resnet_studio.core.basics import formatting, safe_text
from resnet_studio.core.basics.message import joined, message, show, tr, trn
from resnet_studio.core.runs.calibration import effect_of
from resnet_studio.core.runs.figures import Bin, Figure, Figures
from resnet_studio.gui.rooms.results import words
from resnet_studio.gui.rooms.results.small_chart import Axis, Series, SmallChart
from resnet_studio.gui.theme.tokens import CAPTION, REGULAR, SECONDARY, SEMIBOLD, TITLE
from resnet_studio.gui.widgets.card import Card
from resnet_studio.gui.widgets.choice import Segmented
from resnet_studio.gui.widgets.fields import ComboBox
from resnet_studio.gui.widgets.text import Label, heading, plain_tip

_DIAGONAL = Series(((0.0, 0.0), (1.0, 1.0)), "text3", 1.0, dashed=True)


class ReliabilityCard(Card):
    """Three charts behind a switch. Signal: ``class_chosen(int)``, the label whose curves are shown."""

    class_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(padding=16, spacing=6, parent=parent)
        self._figures: Figures | None = None
        self._name = heading(tr("Reliability"))
        options = [("bins", tr("Reliability")), ("roc", tr("ROC")), ("pr", tr("Precision"))]
        self.switch = Segmented(options, tr("Chart"))
        self.switch.set_tip("bins", tr("Whether a probability is the share of right answers"))
        self.switch.set_tip("roc", tr("How many pictures of a class are found, and how many others with them"))
        self.switch.set_tip("pr", tr("How many pictures of a class are found, and how many of these are of it"))
        self.classes = ComboBox(compact=True)
        self.classes.setAccessibleName(tr("Class against all others"))
        self.classes.setSizeAdjustPolicy(ComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.classes.setMinimumContentsLength(8)
        self.chart = SmallChart()
        self.figure, self.caption = Label("", TITLE, SEMIBOLD), Label("", SECONDARY, REGULAR, "text2", wrap=True)
        self.detail = Label("", SECONDARY, REGULAR, wrap=True)
        self.note = Label("", CAPTION, REGULAR, "text3", wrap=True)
        self._lay_out()
        self.switch.changed.connect(lambda _: self._show())
        self.classes.activated.connect(self._choose)
        self.chart.pointed.connect(self._point)

    def _lay_out(self) -> None:
        side = QVBoxLayout()
        side.setSpacing(2)
        for widget in (self.figure, self.caption, self.detail, self.note):
            side.addWidget(widget)
            if widget is not self.figure:
                side.addSpacing(6)
        side.addWidget(self.classes)
        side.addStretch(1)
        self._row = QHBoxLayout()
        self._row.setSpacing(12)
        self._row.addWidget(self.chart, 3)
        self._row.addLayout(side, 2)
        self.layout_.addWidget(self._name)
        self.layout_.addWidget(self.switch)
        self.layout_.addLayout(self._row, 1)

    def show_figures(self, figures: Figures) -> None:
        """Show the charts of a measurement."""
        names = [safe_text.printable(one.name) for one in figures.classes]
        if self._figures is None or [self.classes.itemText(n) for n in range(self.classes.count())] != names:
            self.classes.clear()
            self.classes.addItems(names)
        self._figures = figures
        self._show()

    def show_class(self, label: int) -> None:
        """Show the curves of a class, without telling."""
        if 0 <= label < self.classes.count():
            self.classes.setCurrentIndex(label)
            self._show()

    def _choose(self, label: int) -> None:
        self._show()
        self.class_chosen.emit(label)

    def _show(self) -> None:
        figures = self._figures
        if figures is None:
            return
        which = self.switch.current()
        self.classes.setVisible(which != "bins")
        if which == "bins":
            self._show_bins(figures)
        else:
            self._show_curve(figures, self.classes.currentIndex(), which)

    # Reliability -----------------------------------------------------------------------------------------------

    def _show_bins(self, figures: Figures) -> None:
        bins = [one for one in figures.given_bins if one.pictures]
        points = tuple((one.probability or 0.0, one.right.value or 0.0) for one in bins)
        intervals = tuple((one.right.low or 0.0, one.right.high or 0.0) for one in bins)
        x, y = _whole(tr("says, %")), _whole(tr("is right, %"))
        self.chart.show_chart(x, y, [_DIAGONAL, Series(points, dots=True, intervals=intervals)])
        self.chart.setAccessibleName(tr("Reliability diagram"))
        self._say(figures.given_ece, _with_interval(tr("expected calibration error"), figures.given_ece))
        self._show_bin(max(bins, key=lambda one: one.pictures, default=None))
        if figures.temperature is None:
            self.note.setText(words.reason(figures.tempered_ece))
        else:
            temperature, before = formatting.figure(figures.temperature), words.share(figures.ece)
            calibrated = message(
                "{before:plain} before the probabilities were calibrated with a temperature of {temperature:plain}.",
                before=before,
                temperature=temperature,
            )
            if figures.part == "validation":
                calibrated = message(
                    "{before:plain} before the probabilities were calibrated with a temperature of "
                    "{temperature:plain}, fitted on these pictures.",
                    before=before,
                    temperature=temperature,
                )
            self.note.setText(show(joined(calibrated, effect_of(figures.temperature))))

    def _show_bin(self, one: Bin | None) -> None:
        if one is None or one.probability is None:
            self.detail.setText("")
            return
        self.detail.setText(
            tr("Where it says {says:percent}, it is right on {right:percent}.", says=one.probability,
               right=one.right.value)
        )  # fmt: skip

    def _point(self, x: float) -> None:
        figures = self._figures
        if figures is None or self.switch.current() != "bins":
            return
        bins = [one for one in figures.given_bins if one.pictures]
        if math.isnan(x):
            self._show_bin(max(bins, key=lambda one: one.pictures, default=None))
        else:
            self._show_bin(min(bins, key=lambda one: abs((one.probability or 0) - x), default=None))

    # Curves ----------------------------------------------------------------------------------------------------

    def _show_curve(self, figures: Figures, label: int, which: str) -> None:
        if not 0 <= label < len(figures.classes):
            return
        one = figures.classes[label]
        if which == "roc":
            area, points, name = one.roc_area, one.roc, tr("area under the ROC curve")
            x, y = _whole(tr("others taken for it, %")), _whole(tr("recall, %"))
            series = [_DIAGONAL, Series(points, width=2.5)]
        else:
            area, points, name = one.pr_area, one.pr, tr("average precision")
            x, y = _whole(tr("recall, %")), _whole(tr("precision, %"))
            chance = one.n / max(1, figures.pictures)
            series = [Series(((0.0, chance), (1.0, chance)), "text3", 1.0, dashed=True), Series(points, width=2.5)]
        self.chart.show_chart(x, y, series)
        self.chart.setAccessibleName(name)
        self._say(area, name)
        self.detail.setText(
            tr("95 % interval {interval:plain}", interval=words.interval(area)) if area.interval else ""
        )
        mean = figures.roc_area if which == "roc" else figures.pr_area
        known = sum((each.roc_area if which == "roc" else each.pr_area).value is not None for each in figures.classes)
        said = tr("mean of all classes {mean:plain}", mean=words.share(mean))
        if 0 < known < len(figures.classes):
            said = trn(
                "mean of the only class that has pictures {mean:plain}",
                "mean of the {count} classes that have pictures {mean:plain}",
                known,
                mean=words.share(mean),
            )
        self.note.setText(_with_interval(said, mean))

    def _say(self, figure: Figure, caption: str) -> None:
        self.figure.setText(words.share(figure))
        self.caption.setText(caption)
        reason = show(figure.reason) if figure.value is None and figure.reason else ""
        for label in (self.figure, self.caption):
            label.setToolTip(plain_tip(reason or words.interval(figure)))


def _with_interval(text: str, figure: Figure) -> str:
    """A text about a figure, and its interval where there is one."""
    if not figure.interval:
        return text
    return tr("{text:plain}, 95 % interval {interval:plain}", text=text, interval=words.interval(figure))


def _whole(title: str) -> Axis:
    return Axis(0.0, 1.0, (0.0, 0.5, 1.0), title)
