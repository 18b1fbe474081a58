"""A file of weights in the draft: the engine examines it, and a draft that it does not fit is taken back at once."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QObject, Signal

from resnet_studio.core.basics.message import Message, message
from resnet_studio.core.network.architecture import frozen_units
from resnet_studio.core.network.weights_files import NetworkInFile, why_unfit
from resnet_studio.core.protocol.events import Event, JobFailed
from resnet_studio.core.protocol.jobs.weights import ExamineWeights, WeightsExamined, WeightsOnDisk
from resnet_studio.core.runs.config import IMAGENET, SCRATCH, TrainConfig
from resnet_studio.core.runs.history import is_terminal
from resnet_studio.gui.engine.jobs import JobHandle, JobRunner, JobTexts
from resnet_studio.gui.work.draft import Draft

EXAMINING: Final = JobTexts(
    running=message("Checking a file of weights"), awaited=message("Waiting for the check of a file of weights")
)
_OF_FILE = ("weights", "weights_entry", "frozen", "freeze")
_OF_MODEL = ("depth", "shortcuts", *_OF_FILE)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a file of weights, or a change that does not go with it, was taken back.

    Attributes:
        text: a `Message`.
        details: a traceback, or empty.
        depth: that fits the file, where another one was chosen.
        frozen: what can stay frozen, where units without values were to be.
        choices: what to choose to have the file with that depth or these layers.
    """

    text: Message
    details: str = ""
    depth: int | None = None
    frozen: tuple[str, ...] | None = None
    choices: dict[str, Any] | None = None


class FileControl(QObject):
    """Follows the draft: asks the engine about each file that it names, and takes back what cannot be.

    Signals:
        changed(): `file`, `networks` or what the check waits for has changed.
        accepted(str): the file in the draft was examined, and fits.
        refused(object): a `Refusal`; the draft is what it was before.
        kept(object): a `WeightsOnDisk`: the file is a published one, which all datasets find from now on.
    """

    changed = Signal()
    accepted = Signal(str)
    refused = Signal(object)
    kept = Signal(object)

    def __init__(self, draft: Draft, jobs: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._draft, self._jobs = draft, jobs
        self._job: JobHandle | None = None
        self._known: dict[str, tuple[NetworkInFile, ...]] = {}
        self._current = ""  # the file that was asked about last
        self._before = draft.chosen  # the last choices that are known to be possible, for the dataset in `_dataset`
        self._dataset = draft.key
        draft.changed.connect(self._follow)
        jobs.changed.connect(self.changed)
        self._follow(draft.config)

    @property
    def file(self) -> str:
        """The file in the draft; empty where it names none."""
        weights = self._draft.config.weights
        return "" if weights in (IMAGENET, SCRATCH) else weights

    @property
    def networks(self) -> tuple[NetworkInFile, ...]:
        """What the file in the draft holds; empty while that is not known."""
        return self._known.get(self.file, ())

    @property
    def examining(self) -> bool:
        """Whether the engine has not answered yet."""
        return self._job is not None

    def waiting_for(self) -> Message | None:
        """What the check waits for; None while it runs, or where there is none."""
        return self._job.waiting_for() if self._job else None

    def examine_again(self, file: str) -> None:
        """Ask about a file that was chosen once more: it may be another one by now."""
        if file == self.file and not self.examining:
            self._ask()

    def _follow(self, config: TrainConfig) -> None:
        if self._draft.key != self._dataset:
            self._dataset = self._draft.key
            self._before = {name: value for name, value in self._draft.chosen.items() if name not in _OF_FILE}
        if self.file != self._current:
            self._ask()
        elif not self.file:
            self._before = self._draft.chosen
        elif self._job is None and self.networks:
            self._check(config)

    def _ask(self) -> None:
        """Ask the engine about the file in the draft, which was not there before, or may have changed."""
        if self._job is not None:
            self._job.abandon()
            self._job = None
        self._current = self.file
        self._known.pop(self.file, None)
        if self.file:
            self._job = self._jobs.submit(ExamineWeights(self.file), EXAMINING, self._handle)
        else:
            self._before = self._draft.chosen
        self.changed.emit()

    def _handle(self, event: Event) -> None:
        if isinstance(event, WeightsExamined):
            self._known[event.file] = event.networks
        elif isinstance(event, WeightsOnDisk):
            self.kept.emit(event)
        if not is_terminal(event):
            return
        self._job = None
        if isinstance(event, JobFailed):
            self._refuse(Refusal(event.error, event.details))
        elif self.networks:
            self._check(self._draft.config)
        self.changed.emit()

    def _check(self, config: TrainConfig) -> None:
        """Choose a network of the file where none is chosen, and take back what does not go with it."""
        name = Path(self.file).name
        found = next((one for one in self.networks if one.entry == config.weights_entry), None)
        if found is None:
            fitting = (one for one in self.networks if not why_unfit(name, one, config.architecture, config.frozen))
            found = next(fitting, self.networks[0])
        if reason := why_unfit(name, found, config.architecture, config.frozen):
            self._refuse(self._refusal(reason, found, config))
        elif found.entry != config.weights_entry:
            self._draft.choose(weights_entry=found.entry or None)  # and this comes here again
        else:
            self._before = self._draft.chosen
            self.accepted.emit(self.file)

    def _refusal(self, reason: Message, found: NetworkInFile, config: TrainConfig) -> Refusal:
        file = {"weights": self.file, "weights_entry": found.entry or None}
        if found.depth != config.depth:
            return Refusal(reason, depth=found.depth, choices={"depth": found.depth, **file})
        if config.shortcuts not in found.shortcuts:
            return Refusal(reason)
        units = frozen_units(config.architecture, config.frozen) - {*found.lacking, *found.altered}
        frozen = tuple(name for name in config.architecture.unit_names if name in units)
        return Refusal(reason, frozen=frozen, choices={**file, "freeze": None, "frozen": frozen})

    def _refuse(self, refusal: Refusal) -> None:
        """Go back to the choices before, or only let the file go where they do not help."""
        before, config = self._draft.build(self._before), self._draft.config
        values = {name: self._before.get(name) for name in _OF_MODEL}
        if before.depth != config.depth or (before.weights == self.file and not self._fits(before)):
            values = dict.fromkeys(_OF_FILE)
        self._draft.choose(**values)
        self.refused.emit(refusal)

    def _fits(self, config: TrainConfig) -> bool:
        """Whether a network of the file can start a run with these settings."""
        name = Path(self.file).name
        return any(not why_unfit(name, one, config.architecture, config.frozen) for one in self.networks)
