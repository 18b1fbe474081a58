"""The notice of an engine that hangs or cannot start, in the Train room."""

from __future__ import annotations

from PySide6.QtCore import QSettings, Signal
from PySide6.QtWidgets import QWidget

from resnet_studio.core.basics.message import NOTHING, Message, show, tr
from resnet_studio.gui.engine.status import EngineState, EngineStatus
from resnet_studio.gui.widgets.feedback import NoticeBar

_DISMISSED = "gpu/dismissed"


class EngineNotice(NoticeBar):
    """Hidden while the engine is well.

    Signals:
        kill_wanted(): end the engine, which hangs.
        pack_wanted(): show the GPU pack.
    """

    kill_wanted = Signal()
    pack_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hangs = False
        self._unused = NOTHING
        self._settings: QSettings | None = None
        self._offers_pack = False
        self.acted.connect(lambda: (self.kill_wanted if self._hangs else self.pack_wanted).emit())
        self.dismissed.connect(self._dismiss)

    def offer_pack(self, settings: QSettings, *, offered: bool) -> None:
        """Where to remember that a notice about the graphics card was hidden, and whether there is a pack for it."""
        self._settings, self._offers_pack = settings, offered

    def _dismiss(self) -> None:
        if self._settings is not None:
            self._settings.setValue(_DISMISSED, str(self._unused))

    def _is_dismissed(self, unused: Message) -> bool:
        return self._settings is not None and self._settings.value(_DISMISSED) == str(unused)

    def show_engine(self, engine: EngineStatus, *, training: bool, kept: bool = False) -> None:
        """An engine that hangs during a training can be killed; one that cannot start says why.

        ``kept``: the run has a model that stays when it ends.
        """
        self._hangs = training and engine.state is EngineState.NOT_RESPONDING
        self._unused = engine.unused
        if training and engine.state is EngineState.NOT_RESPONDING:
            if kept:
                detail = tr(
                    "It may be busy with something large. Killing it ends the run; the model saved last is kept."
                )
            else:
                detail = tr("It may be busy with something large. Killing it ends the run, which has no model yet.")
            self.say(
                tr("The engine is not responding."),
                detail,
                look="warning",
                action=tr("Kill the engine"),
            )
        elif not training and engine.state is EngineState.FAILED and engine.problem:
            self.say(show(engine.problem), tr("Start tries again."), look="warning")
        elif not training and engine.unused and not self._is_dismissed(engine.unused):
            action = tr("GPU pack…") if self._offers_pack else ""
            self.say(show(engine.unused), action=action, dismissible=True)
        else:
            self.say("")
