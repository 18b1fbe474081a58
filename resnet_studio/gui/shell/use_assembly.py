"""Making the Use room, in which a model predicts, explains, watches folders and is exported."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings

from resnet_studio.core.basics.message import show
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader
from resnet_studio.gui.work.explain import ExplainControl
from resnet_studio.gui.work.export import ExportControl
from resnet_studio.gui.work.prediction import PredictionControl
from resnet_studio.gui.work.runtime import RuntimeControl
from resnet_studio.gui.work.session import Session

if TYPE_CHECKING:
    from resnet_studio.gui.rooms.use.room import UseRoom


def make_use_room(
    session: Session,
    prediction: PredictionControl,
    explain: ExplainControl,
    thumbnails: ThumbnailLoader,
    settings: QSettings,
    go_to: Callable[[str], None],
) -> UseRoom:
    """The Use room, which predicts with the model in use, and exports it."""
    from resnet_studio.gui.rooms.use.correcting import Correcting
    from resnet_studio.gui.rooms.use.counting import Counting
    from resnet_studio.gui.rooms.use.export import add_export
    from resnet_studio.gui.rooms.use.kept_threshold import KeptThreshold
    from resnet_studio.gui.rooms.use.model_notice import say_notice
    from resnet_studio.gui.rooms.use.room import UseRoom
    from resnet_studio.gui.rooms.use.second import Second
    from resnet_studio.gui.rooms.use.sorting import Sorting
    from resnet_studio.gui.rooms.use.trial import Trial
    from resnet_studio.gui.rooms.use.watching import Watching

    room = UseRoom(prediction, explain, thumbnails)
    Counting(room, prediction.jobs)
    Sorting(room)
    Correcting(room, session)
    Second(room, prediction.jobs, lambda: session.runs, lambda: session.draft.config.device)
    room.runs_wanted.connect(lambda: go_to("runs"))
    room.train_wanted.connect(lambda: go_to("train"))
    session.dataset_changed.connect(room.set_dataset)
    session.model_changed.connect(room.set_run)
    use_in_export = add_export(room, ExportControl(prediction.jobs, room), RuntimeControl(prediction.jobs, room))
    session.model_changed.connect(lambda run, info: use_in_export(run if info else None))
    for helper in (Trial(room), KeptThreshold(room)):
        session.model_changed.connect(lambda run, _, helper=helper: helper.set_run(run))
    Watching(room, prediction, session, settings).recall()
    session.model_problem.connect(lambda problem: room.show_problem(show(problem)))
    prediction.noticed.connect(lambda notice: say_notice(room, notice))
    return room
