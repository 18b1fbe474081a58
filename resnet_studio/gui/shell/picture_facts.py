"""Connecting the large picture of the Data room with what the check and the model in use say of it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject

from resnet_studio.gui.rooms.data.room import DataRoom
from resnet_studio.gui.work.checks import ChecksControl
from resnet_studio.gui.work.results import ResultsControl
from resnet_studio.gui.work.run_answers import RunAnswers
from resnet_studio.gui.work.session import Session


def connect_picture_facts(
    room: DataRoom, session: Session, checks: ChecksControl, results: ResultsControl, parent: QObject
) -> RunAnswers:
    """Show what is known of the picture that is large, and more when more is known; returns the answers."""
    answers = RunAnswers(session, results, parent)

    def show_facts() -> None:
        dataset, larger = session.dataset, room.larger()
        if dataset is None or larger is None:
            return
        from resnet_studio.gui.rooms.data.picture_facts import details

        path = _within(dataset.root, larger.path())
        answers.want()
        run = answers.run
        said = answers.known.get(path) if run is not None else None
        larger.near.set_known(details(dataset, path, checks.checked, said, run.name if run is not None else ""))

    room.larger_shown.connect(show_facts)
    answers.changed.connect(show_facts)
    checks.changed.connect(show_facts)
    session.dataset_changed.connect(lambda _: show_facts())
    return answers


def _within(root: Path, path: str) -> str:
    """The path of a picture as its dataset has it: relative to the folder, unless it is elsewhere."""
    return Path(path).as_posix().removeprefix(f"{root.as_posix()}/")
