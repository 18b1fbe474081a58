"""The notice of an engine that hangs or cannot start, in the Train room."""

from __future__ import annotations

from resnet_studio.core.basics.message import show, tr
from resnet_studio.gui.engine.status import EngineState, EngineStatus
from resnet_studio.gui.widgets.feedback import NoticeBar


class EngineNotice(NoticeBar):
    """Hidden while the engine is well. Its action kills one that hangs."""

    def show_engine(self, engine: EngineStatus, *, training: bool, kept: bool = False) -> None:
        """An engine that hangs during a training can be killed; one that cannot start says why.

        ``kept``: the run has a model that stays when it ends.
        """
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
        else:
            self.say("")
