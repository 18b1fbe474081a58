"""The buttons in the head of the Train room: which are there, and which can be pressed."""

from __future__ import annotations

from typing import Literal

from resnet_studio.core.protocol.events import RunPaused
from resnet_studio.core.runs.history import RunHistory
from resnet_studio.gui.widgets.button import Button
from resnet_studio.gui.widgets.room import Header
from resnet_studio.gui.widgets.text import plain_tip

State = Literal["empty", "plan", "running", "ended"]
"""What the room shows."""
Asked = Literal["", "stop", "pause"]
"""How a run in training was asked to end."""

NO_DATASET = "Training needs pictures. Choose a folder of them first."
_ENDING = "The run ends with the batch in hand, within a few seconds."


class TrainActions:
    """The buttons, added to a header in this order; what they do, the room connects."""

    def __init__(self, header: Header) -> None:
        self.drawer = Button("Settings", "action", "settings")
        self.again = Button("Train again", "action", "refresh", tip="Start a new run with the settings shown")
        self.use = Button("Use the model", "main", "use", tip="See what the model says of other pictures")
        self.stop = Button("Stop", "action", "stop", tip="End training now. The best model so far is kept.")
        self.pause = Button("Pause", "main", "pause", tip="Rest here; the run can go on later, even another day")
        self.resume = Button("Resume", "main", "play", tip="Go on with this run where it was left")
        self.start = Button("Start", "main", "play", tip="Train with these settings")
        for button in (self.drawer, self.again, self.use, self.stop, self.pause, self.resume, self.start):
            header.add_action(button)
        self.drawer.hide()

    def show(self, state: State, history: RunHistory | None, *, asked: Asked, pictures: bool) -> None:
        """Show what can be done in this state with this run; `pictures` says whether there is a dataset."""
        ended = history if state == "ended" else None
        usable = ended is not None and ended.best is not None
        resting = ended is not None and ended.resumable
        paused = ended is not None and isinstance(ended.ended, RunPaused)
        self.start.setVisible(state in ("empty", "plan"))
        self.start.set_available(state == "plan", NO_DATASET)
        for button in (self.pause, self.stop):
            button.setVisible(state == "running")
            button.set_available(not asked, _ENDING)
        self.stop.set_words("Stopping…" if asked == "stop" else "Stop")
        self.pause.set_words("Pausing…" if asked == "pause" else "Pause")
        self.resume.setVisible(resting)
        self.resume.set_kind("main" if paused or not usable else "action")
        self.use.setVisible(usable)
        self.use.set_kind("action" if paused else "main")
        self.again.setVisible(state == "ended")
        self.again.set_kind("action" if usable or resting else "main")
        self.again.set_available(pictures, NO_DATASET)

    def complain(self, sentence: str) -> None:
        """Say at the buttons that start a run which setting is wrong; they stay: pressed, they lead to the field."""
        if sentence:
            for button in (self.start, self.again):
                button.setToolTip(plain_tip(sentence))

    def count_notices(self, count: int) -> None:
        """Say on the button of the drawer that there is something to read in it."""
        self.drawer.set_words(f"Settings, {count} notices" if count > 1 else "Settings")
