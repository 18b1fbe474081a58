"""The buttons in the header of the Train room: which are shown, and which can be pressed."""

from __future__ import annotations

from typing import Literal

from resnet_studio.core.basics.message import message, show, tr, trn
from resnet_studio.core.protocol.events import RunPaused
from resnet_studio.core.runs.history import RunHistory
from resnet_studio.gui.widgets.button import Button
from resnet_studio.gui.widgets.room import Header
from resnet_studio.gui.widgets.text import plain_tip

State = Literal["empty", "plan", "running", "ended"]
"""What the room shows."""
Asked = Literal["", "stop", "pause"]
"""How a run in training was asked to end."""

NO_DATASET = message("Training needs pictures. Choose a folder of them first.")
_ENDING = message("The run ends after the current batch, within a few seconds.")


class TrainActions:
    """The buttons, added to a header in this order; the room connects what they do."""

    def __init__(self, header: Header) -> None:
        self.drawer = Button(tr("Settings"), "action", "settings")
        self.again = Button(tr("Train again"), "action", "refresh", tip=tr("Start a new run with the settings shown"))
        self.use = Button(tr("Use the model"), "main", "use", tip=tr("Predict other pictures with the model"))
        self.stop = Button(tr("Stop"), "action", "stop", tip=tr("End training now. The best model so far is kept."))
        self.pause = Button(
            tr("Pause"), "main", "pause", tip=tr("Pause here; the run can be resumed later, even another day")
        )
        self.resume = Button(tr("Resume"), "main", "play", tip=tr("Continue this run where it was paused or stopped"))
        self.start = Button(tr("Start"), "main", "play", tip=tr("Train with these settings"))
        for button in (self.drawer, self.again, self.use, self.stop, self.pause, self.resume, self.start):
            header.add_action(button)
        self.drawer.hide()

    def show(self, state: State, history: RunHistory | None, *, asked: Asked, pictures: bool) -> None:
        """Show what can be done in this state with this run; `pictures` says whether there is a dataset."""
        ended = history if state == "ended" else None
        usable = ended is not None and ended.best is not None
        resumable = ended is not None and ended.resumable
        paused = ended is not None and isinstance(ended.ended, RunPaused)
        self.start.setVisible(state in ("empty", "plan"))
        self.start.set_available(state == "plan", show(NO_DATASET))
        for button in (self.pause, self.stop):
            button.setVisible(state == "running")
            button.set_available(not asked, show(_ENDING))
        self.stop.set_words(tr("Stopping…") if asked == "stop" else tr("Stop"))
        self.pause.set_words(tr("Pausing…") if asked == "pause" else tr("Pause"))
        self.resume.setVisible(resumable)
        self.resume.set_kind("main" if paused or not usable else "action")
        self.use.setVisible(usable)
        self.use.set_kind("action" if paused else "main")
        self.again.setVisible(state == "ended")
        self.again.set_kind("action" if usable or resumable else "main")
        self.again.set_available(pictures, show(NO_DATASET))

    def complain(self, sentence: str) -> None:
        """Say in the tooltips of the buttons that start a run which setting is invalid.

        The buttons stay enabled: pressed, they lead to the field.
        """
        if sentence:
            for button in (self.start, self.again):
                button.setToolTip(plain_tip(sentence))

    def count_notices(self, count: int) -> None:
        """Show on the button of the drawer how many notices are in it, where there are several."""
        many = trn("Settings, {count} notice", "Settings, {count} notices", count)
        self.drawer.set_words(many if count > 1 else tr("Settings"))
