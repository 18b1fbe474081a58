"""The maps of one model that a room shows, in its grid and large: which, as a person has chosen."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from resnet_studio.core.basics.message import Message
from resnet_studio.core.network.architecture import Architecture, architecture
from resnet_studio.core.runs.run import ModelInfo
from resnet_studio.core.runs.summary import RunSummary
from resnet_studio.gui.widgets.look_bar import LookChoice
from resnet_studio.gui.work.explain import Asked, ExplainControl, Looked


class Maps(QObject):
    """Names what is asked of the control, for the run whose pictures the room shows.

    Signals:
        arrived(str): there is a map of the picture of this path, or `problem` says why there is none.
        changed(): others are to be shown, because a person chose or the run is another one.

    Attributes:
        architecture: of the model; None while there is none.
    """

    arrived = Signal(str)
    changed = Signal()

    def __init__(self, control: ExplainControl, parent: QObject, *, labelled: bool = False) -> None:
        """`labelled` says that the room knows the class of each picture."""
        super().__init__(parent)
        self.control = control
        self.choice = LookChoice(self, labelled=labelled)
        self.architecture: Architecture | None = None
        self._run, self._epoch = "", 0
        self.choice.changed.connect(self._note_choice)
        control.arrived.connect(self._note_arrival)

    def set_run(self, run: RunSummary | None, info: ModelInfo | None) -> None:
        """Explain the best model of this run, or none."""
        before = self._run, self._epoch
        if run is None or info is None:
            self._run, self._epoch, self.architecture = "", 0, None
        else:
            self._run, self._epoch = str(run.path), run.best_epoch
            self.architecture = architecture(info.depth, shortcuts=info.shortcuts)
            self.choice.set_model(self.architecture.stage_names, info.classes)
        if (self._run, self._epoch) != before:
            self.changed.emit()

    def asked(self, path: str, label: str = "") -> Asked | None:
        """The map of a picture whose own class is `label`; None while no model is explained."""
        if not self._run or not self.choice.stage:
            return None
        return Asked(self._run, self._epoch, path, self.choice.stage, self.choice.class_of(label))

    def find(self, path: str, label: str = "") -> Looked | None:
        """The map of a picture, where maps are shown and it is there."""
        asked = self.asked(path, label) if self.choice.on else None
        return self.control.find(asked) if asked else None

    def problem(self, path: str, label: str = "") -> Message | None:
        """Why there is no map of a picture; None where none is known."""
        asked = self.asked(path, label)
        return (self.control.problem(asked) or None) if asked else None

    def _note_choice(self) -> None:
        self.control.forget_problems()
        self.changed.emit()

    def _note_arrival(self, asked: Asked) -> None:
        if (asked.run, asked.epoch, asked.stage) == (self._run, self._epoch, self.choice.stage):
            self.arrived.emit(asked.path)
