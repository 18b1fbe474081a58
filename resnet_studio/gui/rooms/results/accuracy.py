"""How good the model is: its accuracy with the interval, further figures, and what these pictures were used for."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from resnet_studio.core.basics import formatting
from resnet_studio.core.basics.message import show, tr
from resnet_studio.core.runs.figures import Figure, Figures
from resnet_studio.gui.rooms.results import words
from resnet_studio.gui.theme.tokens import BODY, CAPTION, HEADLINE, MEDIUM, REGULAR, SECONDARY, SEMIBOLD
from resnet_studio.gui.widgets.card import Card
from resnet_studio.gui.widgets.choice import Segmented
from resnet_studio.gui.widgets.interval_axis import IntervalAxis
from resnet_studio.gui.widgets.text import ElidedLabel, Label, plain_tip

_TOP = 5
"""Where there are no more classes, the right one is always among them."""

_PADDING, _GAP = 16, 12


class AccuracyCard(Card):
    """Signal: ``part_chosen(str)``, where two parts were measured."""

    part_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(padding=_PADDING, spacing=4, parent=parent)
        self.name = Label("", BODY, SEMIBOLD, wrap=True)
        self.parts = Segmented([(key, show(text)) for key, text in words.PARTS.items()], tr("Part"))
        self.figure = Label("", HEADLINE, SEMIBOLD)
        self.right = Label("", SECONDARY, REGULAR, "text2", wrap=True)
        self.axis = IntervalAxis()
        self.interval = Label("", SECONDARY, SEMIBOLD)
        self.note = Label("", SECONDARY, REGULAR, "text2", wrap=True)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(1)
        self._tips: dict[str, str] = {}
        self._rows: dict[str, tuple[Label, Label]] = {}
        self._lay_out()
        self.parts.changed.connect(self.part_chosen)

    def _lay_out(self) -> None:
        self._headline = headline = QHBoxLayout()
        headline.setSpacing(_GAP)
        headline.addWidget(self.figure)
        headline.addWidget(self.right, 1)
        interval = QHBoxLayout()
        interval.setSpacing(4)
        interval.addWidget(Label(tr("95 % interval"), SECONDARY, REGULAR, "text2"))
        interval.addWidget(self.interval, 1)
        self.layout_.addWidget(self.name)
        self.layout_.addWidget(self.parts)
        self.layout_.addLayout(headline)
        self.layout_.addWidget(self.axis)
        self.layout_.addLayout(interval)
        self._add_row("top5", tr("Top-5"), tr("The right class is among the five most probable ones"))
        self._add_row("balanced", tr("Balanced accuracy"), tr("The mean recall of all classes, large or small"))
        self._add_row("f1", tr("Macro F1"), tr("The mean of F1 over all classes: precision and recall in one figure"))
        self._grid.setColumnStretch(3, 1)
        self.layout_.addLayout(self._grid)
        self.layout_.addStretch(1)
        self.layout_.addWidget(self.note)

    def _add_row(self, key: str, name: str, tip: str) -> None:
        row = len(self._rows)
        label = ElidedLabel(name, SECONDARY, REGULAR, "text2", elide="right")
        self._tips[key] = tip
        value, span = Label("", SECONDARY, MEDIUM, align=Qt.AlignmentFlag.AlignRight), Label("", CAPTION, tone="text3")
        for column, widget in enumerate((label, value, span)):
            self._grid.addWidget(widget, row, column)
        self._rows[key] = value, span
        if key == "top5":
            self._of_top5 = (label, value, span)

    def _fit_headline(self) -> None:
        """Put how many are right below the figure where there is no room for it in one line."""
        needed = self.right.fontMetrics().horizontalAdvance(self.right.text()) + _GAP + 4
        beside = self.figure.sizeHint().width() + needed <= self.contentsRect().width() - 2 * _PADDING
        if beside != (self._headline.direction() == QHBoxLayout.Direction.LeftToRight):
            self._headline.setDirection(
                QHBoxLayout.Direction.LeftToRight if beside else QHBoxLayout.Direction.TopToBottom
            )
            self._headline.setSpacing(_GAP if beside else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_headline()

    def show_figures(self, figures: Figures, parts: Sequence[str]) -> None:
        """Show the figures of one part, and a choice where there are more."""
        self.name.setText(words.accuracy_of(figures.part))
        self.parts.setVisible(len(parts) > 1)
        if figures.part in words.PARTS:
            self.parts.set_current(figures.part)
        self.figure.setText(words.share(figures.top1))
        self.right.setText(words.right_ones(figures))
        self._fit_headline()
        self.axis.show_figure(figures.top1)
        self.interval.setText(words.interval(figures.top1) or formatting.UNKNOWN)
        described = tr("{name:plain}: {share:plain}, 95 % interval {interval:plain}", name=self.name.text(),
                       share=self.figure.text(), interval=self.interval.text())  # fmt: skip
        self.axis.setAccessibleName(described)
        self._fill("top5", figures.top5)
        for widget in self._of_top5:
            widget.setVisible(len(figures.classes) > _TOP)
        self._fill("balanced", figures.balanced_accuracy)
        self._fill("f1", figures.macro_f1)
        self.note.setText(words.chose(figures))

    def _fill(self, key: str, figure: Figure) -> None:
        value, span = self._rows[key]
        value.setText(words.share(figure))
        for label in (value, span):
            label.setToolTip(plain_tip(words.reason(figure) or self._tips[key]))
        span.setText(words.span(figure))

    def row(self, key: str) -> tuple[str, str]:
        """Return a further figure and its interval as shown: "top5", "balanced" or "f1"."""
        value, span = self._rows[key]
        return value.text(), span.text()
