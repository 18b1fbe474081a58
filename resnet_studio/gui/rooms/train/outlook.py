"""The notice beside a run on show that says how the next run, the one that Start would make, differs from it."""

from __future__ import annotations

from typing import Literal

from PySide6.QtWidgets import QWidget

from resnet_studio.core.basics import formatting
from resnet_studio.core.basics.message import Message, show, tr
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.protocol.events import RunPaused
from resnet_studio.core.runs import differences
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.gui.widgets.feedback import NoticeBar
from resnet_studio.gui.widgets.text import plain_tip
from resnet_studio.gui.work.names import name_of
from resnet_studio.gui.work.session import ActiveRun

Following = Literal["same", "differs", "paused", "other"]
"""How the next run relates to the one on show: the same again; another; a new one beside a paused run that can be
resumed; or one on another dataset, because that is open now."""

_MOST_CHANGES = 4


class Outlook(NoticeBar):
    """Hidden while the next run would be the same. Signal: ``acted()``, to see the plan of the next run."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._compared: tuple[Dataset, Dataset, list[Message]] | None = None
        self._next = ("", "", "", "")  # sentence, detail, button and tip about the next run
        self._complaint = ""

    def show_next(self, run: ActiveRun, dataset: Dataset | None, config: TrainConfig) -> Following:
        """Say what the next run, with `config` on the open `dataset`, has to do with `run`; return it in a word."""
        paused = isinstance(run.history.ended, RunPaused) and run.history.resumable
        if dataset is None or not run.is_of(dataset):
            self._say_other(run, dataset)
            return "other"
        changes = [] if run.in_training else self._changes(run, dataset, config)
        if not changes:
            self.forget()
            return "paused" if paused else "same"
        shown = [show(change) for change in changes]
        names = formatting.listed(shown, most=_MOST_CHANGES)
        detail = tr("{changes}.", changes=names)
        if run.history.resumable:
            detail = tr("{changes}. Resume goes on with the settings and pictures of this run.", changes=names)
        sentence = tr("A new run would differ from this one.") if paused else tr("The next run differs from this one.")
        plan = "" if paused else tr("See what Start will do")  # New run shows it beside a paused run
        self._say_next(sentence, detail, plan, tip="\n".join(shown) if len(shown) > _MOST_CHANGES else "")
        return "paused" if paused else "differs"

    def forget(self) -> None:
        """Say nothing about a next run."""
        self._say_next("")

    def complain(self, sentence: str) -> None:
        """Say instead which setting Start cannot take, as long as there is such a sentence."""
        self._complaint = sentence
        self._say()

    def _say_next(self, sentence: str, detail: str = "", action: str = "", *, tip: str = "") -> None:
        self._next = (sentence, detail, action, tip)
        self._say()

    def _say(self) -> None:
        sentence, detail, action, tip = self._next
        self.setToolTip("" if self._complaint else plain_tip(tip))
        if self._complaint:
            self.say(tr("Before you can start"), self._complaint, look="warning")
        else:
            self.say(sentence, detail, action=action)

    def _say_other(self, run: ActiveRun, dataset: Dataset | None) -> None:
        if dataset is None:
            self.forget()
            return
        names = {"open": name_of(dataset), "dataset": name_of(run.dataset)}
        if run.in_training:
            self._say_next(
                tr("{open:name} is open now. This run trains {dataset:name}.", **names),
                tr("What you choose in Data and Model is for {open:name}, once this run has ended.", **names),
            )
        else:
            self._say_next(
                tr("{open:name} is open now. This run was on {dataset:name}.", **names),
                tr("Its settings stay with it. A new run trains {open:name}.", **names),
            )

    def _changes(self, run: ActiveRun, dataset: Dataset, config: TrainConfig) -> list[Message]:
        before = self._compared
        if before is None or before[0] is not run.dataset or before[1] is not dataset:
            # 60,000 pictures take a while, and a person who types changes only the settings
            self._compared = before = (run.dataset, dataset, differences.of_pictures(run.dataset, dataset))
        return [*before[2], *differences.of_settings(run.config, config)]
