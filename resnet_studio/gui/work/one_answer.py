"""What the model in use says of one picture that it was not measured on: asked for while a person looks at it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QTimer

from resnet_studio.core.basics.message import NOTHING, Message, message
from resnet_studio.core.protocol.events import Event
from resnet_studio.core.protocol.jobs.predict import Predict, Prediction, PredictionFailed
from resnet_studio.gui.engine.jobs import JobRunner, JobTexts
from resnet_studio.gui.work.following import JobControl
from resnet_studio.gui.work.run_answers import Said

_PATIENCE_MS: Final = 150
"""A person who goes from picture to picture asks about none of those between."""


class OneAnswer(JobControl):
    """Has one picture predicted at a time.

    Attributes:
        said: the answer for the picture that is wanted; None before it came.
    """

    texts = JobTexts(running=message("Predicting"), awaited=message("Waiting for a prediction to end"))

    def __init__(self, jobs: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(jobs, parent)
        self._wanted: Predict | None = None
        self._failed: Message = NOTHING
        self.said: Said | None = None
        self._clock = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._clock.timeout.connect(self._ask)

    def want(self, run: Path, file: Path, device: str) -> None:
        """Have the picture in this file predicted with the best model of a run."""
        wanted = Predict(str(run), (str(file),), device)
        if wanted != self._wanted:
            self.forget()
            self._wanted = wanted
            self._clock.start()

    def forget(self) -> None:
        """No picture is wanted any more, or what is known of it is no longer so."""
        self._abandon()
        self._clock.stop()
        self._wanted, self.said, self.problem, self._failed = None, None, None, NOTHING

    def state(self) -> Message:
        """Why there is no answer yet, or none at all."""
        if self.problem is not None:
            return self.problem[0]
        return self._failed or self.waiting_for() or message("Computing…")

    def _ask(self) -> None:
        if self._wanted is not None:
            self._submit(self._wanted)

    def _take(self, event: Event) -> None:
        if isinstance(event, Prediction):
            self.said = Said(*event.ranked()[0], right=None, classes=tuple(event.classes))
        elif isinstance(event, PredictionFailed):
            self._failed = event.error
