"""What the engine reports about the model in use, said above the answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from resnet_studio.core.basics.message import joined, message, show, tr
from resnet_studio.core.protocol.events import Notice, NoticeKind

if TYPE_CHECKING:
    from resnet_studio.gui.rooms.use.room import UseRoom


def say_notice(room: UseRoom, notice: Notice) -> None:
    """Say it, with what it means for the answers on show."""
    sentence, detail = tr("These answers are not of the run's best model."), notice.text
    if notice.kind is NoticeKind.THRESHOLD:
        sentence = tr("The threshold that is kept with the model does not fit these answers.")
        marked = message("Answers below {percent} % are marked.", percent=round(100 * room.answers.threshold))
        detail = joined(detail, marked)
    room.notice.say(sentence, show(detail), look="warning", dismissible=True)
