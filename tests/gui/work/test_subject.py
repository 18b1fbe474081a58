"""Finding what the pictures of the open dataset show."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics.message import message
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.dataset.subject import Shown, Subject
from resnet_studio.gui.work.session import Session
from resnet_studio.gui.work.subject import SubjectControl

DIGITS = Shown(Subject.DOCUMENTS, message("they are digits"), certain=True)


@pytest.fixture
def session(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Session:
    monkeypatch.setattr("resnet_studio.core.dataset.subject.what_is_shown", lambda *_: DIGITS)
    made = Session()
    SubjectControl(made, made)
    return made


def test_what_is_shown_decides_what_is_proposed(session: Session, colours: Path, qtbot: QtBot) -> None:
    session.draft.choose(depth=18, freeze="none")
    assert session.draft.config.augment == "photographs"
    with qtbot.waitSignal(session.shown_changed):
        session.set_dataset(scan(colours))
    assert session.shown == DIGITS
    assert session.draft.config.augment == "documents"
    session.draft.choose(augment="photographs")
    session.set_dataset(scan(colours))
    assert session.draft.config.augment == "photographs"  # as a person chose


def test_what_is_not_certain_is_proposed_where_something_says_it(session: Session, colours: Path) -> None:
    session.set_dataset(scan(colours))
    session.draft.choose(depth=20, weights="scratch")
    assert session.dataset is not None
    for subject, preset in ((Subject.PHOTOGRAPHS, "documents"), (Subject.MICROSCOPY, "microscopy")):
        session.set_shown(session.dataset.key, Shown(subject, message("nothing says it"), certain=False))
        assert session.draft.config.augment == preset, "photographs stand for what nothing was found of"


def test_nothing_is_looked_at_where_pictures_are_not_changed(session: Session, colours: Path) -> None:
    session.set_dataset(scan(colours))
    control = next(child for child in session.children() if isinstance(child, SubjectControl))
    assert session.draft.config.augment == "none"
    assert not control._background.busy("subject")


def test_answer_for_another_dataset_changes_nothing_of_the_open_one(session: Session, colours: Path) -> None:
    session.draft.choose(depth=18, freeze="none")
    session.set_shown((Path("/elsewhere"), "names", ()), DIGITS)
    assert session.draft.config.augment == "photographs"
