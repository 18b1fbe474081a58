"""The buttons in the header of the Train room: which are shown, and which can be pressed."""

from __future__ import annotations

from typing import Literal

from resnet_studio.core.basics import formatting, safe_text
from resnet_studio.core.basics.message import message, show, tr, trn
from resnet_studio.core.dataset.dataset import Dataset, why_not_trainable
from resnet_studio.core.protocol.events import RunPaused
from resnet_studio.core.runs.history import RunHistory
from resnet_studio.gui.rooms.train.outlook import Following
from resnet_studio.gui.widgets.button import Button, Kind
from resnet_studio.gui.widgets.room import RoomPage
from resnet_studio.gui.widgets.text import plain_tip
from resnet_studio.gui.work.names import name_of

State = Literal["empty", "plan", "running", "ended"]
"""What the room shows."""
Asked = Literal["", "stop", "pause"]
"""How a run in training was asked to end."""

NO_DATASET = message("Training needs pictures. Choose a folder of them first.")
_KINDS: tuple[Kind, ...] = ("main", "action")
_LONGEST_NAME = 20  # letters of a dataset's name on a button
_ENDING = message("The run ends after the current batch, within a few seconds.")


class TrainActions:
    """The buttons, added to the header of the room from left to right; the room connects what they do.

    The one that trains and the one that uses the model each keep their place and their width when a setting changes,
    whatever they are called and whichever is the main one: a person who was about to press one must not hit the other.
    """

    def __init__(self, room: RoomPage) -> None:
        self.drawer = Button(tr("Settings"), "action", "settings")
        self.again = Button(tr("Train again"), "action", "refresh", tip=tr("Start a new run with the settings shown"))
        self.new = Button(
            tr("New run"), "action", "plus", tip=tr("See what a new run would do, and start it from there")
        )
        self.back = Button(tr("Back to the run"), "action", "undo", tip=tr("Show the run again"))
        self.use = Button(tr("Use the model"), "main", "use", tip=tr("Predict other pictures with the model"))
        self.stop = Button(tr("Stop"), "action", "stop", tip=tr("End training now. The best model so far is kept."))
        self.pause = Button(
            tr("Pause"), "main", "pause", tip=tr("Pause here; the run can be resumed later, even another day")
        )
        self.resume = Button(tr("Resume"), "main", "play", tip=tr("Continue this run where it was paused or stopped"))
        self.start = Button(tr("Start"), "main", "play", tip=tr("Train with these settings"))
        self._header = header = room.header
        runs = (self.back, self.again, self.new, self.start, self.use, self.stop, self.pause, self.resume)
        self.all = (self.drawer, *runs)
        for button in self.all:
            header.add_action(button)
        self.drawer.hide()
        self._names = False
        self._leads, self._worse = False, False  # whether the model comes next; and is worse than the one in use
        self._count = 0
        self._small = False
        self._keep_widths()
        room.short_changed.connect(self._fit)

    def _keep_widths(self) -> None:
        for slot in ((self.again, self.start), (self.use,)):
            widest = max(button.width_as(kind) for button in slot for kind in _KINDS)
            for button in slot:
                button.setMinimumWidth(widest)

    def _fit(self, small: bool) -> None:
        """Leave the title as much room as possible in a small window: the settings are only an icon there."""
        self._small = small
        self._keep_widths()
        self.count_notices(self._count)

    def show(self, state: State, history: RunHistory | None, *, asked: Asked, following: Following) -> None:
        """Show what can be done in this state with this run.

        Args:
            state: what the room shows.
            history: of the run on show, or of the one that the plan stands in for.
            asked: how the run was asked to end.
            following: what the next run has to do with that run.
        """
        ended = history if state == "ended" else None
        usable = ended is not None and ended.kept is not None
        resumable = ended is not None and ended.resumable
        paused = ended is not None and isinstance(ended.ended, RunPaused)
        differs = ended is not None and following == "differs"
        self.start.setVisible(state in ("empty", "plan") or differs)
        for button in (self.pause, self.stop):
            button.setVisible(state == "running")
            button.set_available(not asked, show(_ENDING))
        self.stop.set_words(tr("Stopping…") if asked == "stop" else tr("Stop"))
        self.pause.set_words(tr("Pausing…") if asked == "pause" else tr("Pause"))
        self.resume.setVisible(resumable)
        self.use.setVisible(usable)
        goes_on = paused or not (usable or differs)
        self._header.set_main(self.resume if goes_on else self.use, self.use if goes_on else self.resume)
        self._leads = not goes_on and not differs
        self._weigh_use()
        self.again.setVisible(ended is not None and following == "same")
        self.again.set_words(tr("Train again") if ended is not None and ended.begun else tr("Try again"))
        self.again.set_kind("action" if usable or resumable else "main")
        self.new.setVisible(ended is not None and following in ("paused", "other"))
        self._names = following == "other"
        self.back.setVisible(state == "plan" and history is not None)

    def set_worse(self, worse: bool) -> None:
        """Say whether the model of the run on show is worse than the one in use, whose place it would take."""
        self._worse = worse
        self.use.set_words(tr("Use the new one") if worse else tr("Use the model"))
        self._keep_widths()
        self._weigh_use()

    def _weigh_use(self) -> None:
        self.use.set_kind("main" if self._leads and not self._worse else "action")

    def name_dataset(self, dataset: Dataset | None, *, short: bool) -> None:
        """Name the dataset that a new run would train where the run on show is on another; not if `short`."""
        self.new.set_available(dataset is not None, show(NO_DATASET))
        why_not = NO_DATASET if dataset is None else why_not_trainable(dataset)
        self.start.set_available(why_not is None, show(why_not or ""))
        if dataset is None or short or not self._names:
            self.new.set_words(tr("New run"))
        else:
            name = safe_text.elide_middle(name_of(dataset), _LONGEST_NAME)
            self.new.set_words(tr("New run on {dataset}", dataset=name))

    def complain(self, sentence: str) -> None:
        """Say in the tooltips of the buttons that start a run which setting is invalid.

        The buttons stay enabled: pressed, they lead to the field.
        """
        if sentence:
            for button in (self.start, self.again):
                button.setToolTip(plain_tip(sentence))

    def count_notices(self, count: int) -> None:
        """Show on the button of the drawer how many notices are in it, where there are several."""
        self._count = count
        many = trn("Settings, {count} notice", "Settings, {count} notices", count)
        words = many if count > 1 else tr("Settings")
        if self._small:
            self.drawer.set_words(formatting.count(count) if count > 1 else "")
            self.drawer.setAccessibleName(words)
        else:
            self.drawer.set_words(words)
        self.drawer.setToolTip(words if self._small else "")
