"""What the engine does for the Use room: its progress, how long it took, and why it failed."""

from __future__ import annotations

import math

from PySide6.QtCore import QObject, Signal

from resnet_studio.core.basics.message import show
from resnet_studio.core.protocol.events import JobFailed, JobFinished, JobStopped
from resnet_studio.gui.rooms.use.bar import AnswerBar
from resnet_studio.gui.widgets.feedback import ErrorPanel, NoticeBar
from resnet_studio.gui.work.prediction import PredictionControl


class AskedWork(QObject):
    """Shows the predictions under way in the bar, and failures in the panel.

    Attributes:
        seconds: that answers have taken since there were none; NaN where it is not known.

    Signals:
        turned(): it has begun, or ended.
    """

    turned = Signal()

    def __init__(
        self, control: PredictionControl, bar: AnswerBar, problem: ErrorPanel, notice: NoticeBar, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._control, self._bar, self._problem, self._notice = control, bar, problem, notice
        self._busy = False
        self._awaits_first = False  # of the answers to what was asked
        self.seconds = math.nan
        control.ended.connect(self._end)
        control.changed.connect(self._follow)
        bar.cancelled.connect(control.cancel)
        problem.retried.connect(control.retry)

    def take_first(self) -> bool:
        """Whether an answer that arrives is the first one to what was asked."""
        first, self._awaits_first = self._awaits_first, False
        return first

    def forget(self) -> None:
        """Count seconds from none: the answers are removed."""
        self.seconds = math.nan

    def _end(self, event: JobFinished | JobStopped | JobFailed) -> None:
        self.seconds = (self.seconds if math.isfinite(self.seconds) else 0.0) + self._control.seconds
        self._busy = False
        if isinstance(event, JobFailed):
            self._problem.show_error(show(event.error), event.details, retry=self._control.can_retry)
        self.turned.emit()

    def _follow(self) -> None:
        """Show what the engine does, or what it has to finish before."""
        if (control := self._control).busy != self._busy:
            self._busy = self._awaits_first = control.busy
            if control.busy:
                self._problem.clear()
                self._notice.hide()
            self.turned.emit()
        if control.busy:
            reason = control.waiting_for()
            text = show(reason) if reason else ""
            self._bar.show_job(control.progress, text, control.waiting, turns=control.takes_turns())
        else:
            self._bar.show_idle()
