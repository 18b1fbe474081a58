"""Connecting the large picture of the Data room with what the check and the model in use say of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from resnet_studio.core.basics.message import show
from resnet_studio.gui.rooms.data.room import DataRoom
from resnet_studio.gui.work.checks import ChecksControl
from resnet_studio.gui.work.one_answer import OneAnswer
from resnet_studio.gui.work.results import ResultsControl
from resnet_studio.gui.work.run_answers import RunAnswers, Said
from resnet_studio.gui.work.session import Session

if TYPE_CHECKING:
    from resnet_studio.gui.rooms.data.more_filters import MoreFilters


def connect_picture_facts(
    room: DataRoom, session: Session, checks: ChecksControl, results: ResultsControl, parent: QObject
) -> RunAnswers:
    """Show what is known of the picture that is large, and more when more is known; returns the answers."""
    answers, one = RunAnswers(session, results, parent), OneAnswer(results.jobs, parent)

    def show_facts() -> None:
        dataset, larger = session.dataset, room.larger()
        if dataset is None or larger is None:
            one.forget()
            return
        from resnet_studio.gui.rooms.data.picture_facts import details

        path = _within(dataset.root, larger.path())
        said, state = _answer(dataset.root / path, path, answers, one, session.draft.config.device)
        name = answers.run.name if answers.run is not None else ""
        larger.near.set_known(details(dataset, path, checks.checked, said, name, state))

    offered: list[MoreFilters] = []

    def follow() -> None:
        """Offer what is known as filters of the pictures, once there is a dataset."""
        if session.dataset is None:
            return
        more = room.dataset_page.filters.more
        if not offered:
            offered.append(more)
            more.answers_wanted.connect(answers.want)
        more.set_findings(checks.checked.findings if checks.checked is not None else ())
        more.set_answers(answers.known if answers.run is not None else {})
        more.set_sides(checks.sides)
        if room.dataset_page.filters.needs_answers():
            answers.want()

    for signal in (answers.changed, checks.changed, session.dataset_changed):
        signal.connect(lambda *_: follow())
    for signal in (session.model_changed, results.figures_changed):
        signal.connect(lambda *_: one.forget())
    for signal in (one.changed, room.larger_shown, answers.changed, checks.changed, session.dataset_changed):
        signal.connect(lambda *_: show_facts())
    return answers


def _answer(file: Path, path: str, answers: RunAnswers, one: OneAnswer, device: str) -> tuple[Said | None, str]:
    """What the model in use says of a picture, or why that is not known; it is asked if it was not measured on it."""
    answers.want()
    if (run := answers.run) is None:
        return None, ""
    if path in answers.known or not answers.settled:
        one.forget()
        return answers.known.get(path), ""
    one.want(run, file, device)
    return one.said, show(one.state())


def _within(root: Path, path: str) -> str:
    """The path of a picture as its dataset has it: relative to the folder, unless it is elsewhere."""
    return Path(path).as_posix().removeprefix(f"{root.as_posix()}/")
