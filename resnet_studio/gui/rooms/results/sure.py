"""Answer only when sure: so many answers are to be right, and so many pictures are answered then."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from resnet_studio.core.basics.message import Message, joined, message, plural, show, tr
from resnet_studio.core.basics.shares import wilson
from resnet_studio.core.runs.figures import STAND_IN_TEXT, Covered, Figures
from resnet_studio.core.runs.threshold import Threshold
from resnet_studio.gui.rooms.results.small_chart import Axis, Series, SmallChart
from resnet_studio.gui.theme.tokens import LEAD, MEDIUM, REGULAR, SECONDARY, SEMIBOLD
from resnet_studio.gui.widgets.button import Button
from resnet_studio.gui.widgets.card import Card
from resnet_studio.gui.widgets.fields import Slider
from resnet_studio.gui.widgets.text import Label, heading

ASKED = 98
"""Per cent of the answers that are to be right, unless a person wants more or less."""


class SureCard(Card):
    """Moving the slider only asks; what is kept with the model changes when a person says so.

    Validation pictures choose the threshold, also where test pictures are on show: these only say what it gives.

    Signal: ``keep_wanted(object)``, the `Threshold` to keep with the model, or None to keep none.
    """

    keep_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(padding=16, spacing=6, parent=parent)
        self._figures: Figures | None = None
        self._choosing: Figures | None = None
        self._kept: Threshold | None = None
        self.slider = Slider(50, 100, ASKED, filled=True)
        self.slider.setAccessibleName(tr("Share of the answers that is to be right"))
        self.slider.setMinimumWidth(60)
        self.slider.setMaximumWidth(240)
        self.asked = Label("", SECONDARY, wrap=True)
        self.answer = Label("", LEAD, SEMIBOLD, wrap=True)
        self.chart = SmallChart()
        self.detail = Label("", SECONDARY, REGULAR, "text2", wrap=True)
        self.kept = Label("", SECONDARY, MEDIUM, wrap=True)
        self.keep, self.forget = Button("", "link"), Button(tr("Keep no more"), "link")
        self._lay_out()
        self.slider.valueChanged.connect(self._show)
        self.keep.clicked.connect(lambda: self.keep_wanted.emit(self.threshold()))
        self.forget.clicked.connect(lambda: self.keep_wanted.emit(None))

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.keep)
        foot.addWidget(self.forget)
        self.layout_.addWidget(heading(tr("Answer only when sure")))
        self.layout_.addWidget(self.asked)
        self.layout_.addWidget(self.slider)
        self.layout_.addWidget(self.answer)
        self.layout_.addWidget(self.chart, 1)
        self.layout_.addWidget(self.detail)
        self.layout_.addWidget(self.kept)
        self.layout_.addLayout(foot)

    def show_figures(self, figures: Figures, choosing: Figures | None) -> None:
        """Show the coverage of a measurement, with thresholds that the validation figures `choosing` give."""
        self._figures, self._choosing = figures, choosing
        self._show()

    def show_kept(self, kept: Threshold | None) -> None:
        """Say what is kept with the model of the run on show."""
        before, self._kept = self._kept, kept
        if kept is not None and kept != before:
            self.slider.blockSignals(True)
            self.slider.setValue(round(100 * kept.accuracy))
            self.slider.blockSignals(False)
        self._show()

    def found(self) -> Covered | None:
        """Return what is answered of the pictures on show with the threshold; None where there is none."""
        chosen = self._chosen()
        if chosen is None or self._figures is None or self._figures is self._choosing:
            return chosen
        return self._figures.at_threshold(chosen.threshold)

    def _chosen(self) -> Covered | None:
        return self._choosing.asking(self.slider.value() / 100) if self._choosing else None

    def threshold(self) -> Threshold | None:
        """Return the threshold that gives the share asked for on the validation pictures."""
        found, by = self._chosen(), self._choosing
        if found is None or by is None:
            return None
        return Threshold(self.slider.value() / 100, found.threshold, by.part, by.temperature, weights=by.weights)

    def _show(self) -> None:
        figures = self._figures
        if figures is None:
            return
        own = figures is self._choosing
        percent = self.slider.value()
        self.asked.setText(
            tr("At least {percent} % of the answers right", percent=percent)
            if own
            else tr("At least {percent} % of the answers right on validation", percent=percent)
        )
        found = self.found()
        if found is None:
            self.answer.setText(tr("answers no picture"))
            self.detail.setText(self._why_none())
        elif not found.answered:
            self.answer.setText(tr("answers no picture"))
            self.detail.setText(show(self._not_sure(found)))
        else:
            self.answer.setText(tr("answers {share:percent} of the pictures", share=found.answered / figures.pictures))
            low, high = wilson(found.right / found.answered, found.answered)
            right = plural(
                "{right} of {count} answer right, 95 % interval {low:percent} to {high:percent}.",
                "{right} of {count} answers right, 95 % interval {low:percent} to {high:percent}.",
                found.answered, right=found.right, low=low, high=high,
            )  # fmt: skip
            self.detail.setText(show(joined(right, self._not_sure(found))))
        self._show_chart(figures, found)
        self._show_keeping()

    def _not_sure(self, found: Covered) -> Message:
        """Which answers are not sure; the highest of some probabilities that come to 1 is never below their mean."""
        if self._figures is not None and found.threshold <= 1 / max(1, len(self._figures.classes)):
            return message("No answer is so improbable that it would be “not sure”.")
        return message("Not sure below {threshold:percent}.", threshold=found.threshold)

    def _why_none(self) -> str:
        if self._choosing is None:
            return tr("A threshold is chosen on validation pictures, which were not measured.")
        if self._choosing is self._figures:
            return tr("No threshold gives so many right answers on these pictures.")
        return tr("No threshold gives so many right answers on the validation pictures.")

    def _show_keeping(self) -> None:
        share = round(100 * self._kept.accuracy) if self._kept else None
        self.kept.setText("" if share is None else self._said_kept(share))
        self.kept.setVisible(share is not None)
        self.forget.setVisible(share is not None)
        self.keep.setVisible(share != self.slider.value() or not self._kept_fits())
        self.keep.set_words(tr("Keep with the model") if share is None else tr("Keep this instead"))
        why = "" if self._chosen() else self._why_none()
        if self._choosing is not None and not self._choosing.of_best:  # it would not be that of the weights to come
            why = show(STAND_IN_TEXT)
        self.keep.set_available(not why, why)

    def _kept_fits(self) -> bool:
        """Whether what is kept is of probabilities as they are given now: the temperature may be another one since."""
        if self._kept is None or self._figures is None:
            return True
        return self._figures.of_best and self._kept.at(self._figures.temperature) is not None

    def _said_kept(self, share: int) -> str:
        """What is kept, by its share where the slider asks for another one, or why it is not used."""
        if not self._kept_fits():
            return tr("What is kept with the model was chosen for other probabilities, and Use does not apply it.")
        if share == self.slider.value():
            return tr("Kept with the model: Use says “not sure” below it.")
        return tr("Kept with the model: {percent} %. Use says “not sure” below it.", percent=share)

    def _show_chart(self, figures: Figures, found: Covered | None) -> None:
        points = tuple((one.answered / figures.pictures, one.accuracy) for one in figures.coverage)
        first, last = (points[0][0], points[-1]) if points else (0.0, (1.0, 1.0))
        lowest = min((y for _, y in points), default=0.0)
        asked = self.slider.value() / 100
        x = Axis.over(min(first, 0.9), tr("answered, %"))
        y = Axis.over(min(lowest, asked, 0.95), tr("right, %"))
        wanted = Series(((x.low, asked), (1.0, asked)), "text3", 1.0, dashed=True)
        mark = None
        if found and found.answered:
            right = tr("{share:percent}", share=found.accuracy)
            mark = (found.answered / figures.pictures, found.accuracy, right)
        self.chart.show_chart(x, y, [wanted, Series(points, width=2.5)], mark)
        self.chart.setAccessibleName(
            tr("Of all answers {right:percent} are right", right=last[1]) if points else tr("No answers")
        )
