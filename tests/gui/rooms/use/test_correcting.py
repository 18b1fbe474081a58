"""Correcting an answer adds the picture to the open dataset."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from resnet_studio.core.dataset.class_edits import AddClass
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.protocol.jobs.predict import Prediction
from resnet_studio.gui.rooms.use.correcting import Correcting
from resnet_studio.gui.rooms.use.room import UseRoom
from resnet_studio.gui.work.names import name_of
from resnet_studio.gui.work.session import Session

Helper = Callable[..., Any]


@pytest.fixture
def correcting(ready: UseRoom, session: Session, finish: Helper, copied_colours: Path, tmp_path: Path) -> Correcting:
    """A room with an answer for a picture outside of the open dataset."""
    made = Correcting(ready, session)
    picture = tmp_path / "new.png"
    picture.write_bytes((copied_colours / "red" / "red 1.png").read_bytes())
    session.set_dataset(scan(copied_colours))
    finish(ready, Prediction(str(picture), ("blue", "green", "red"), (0.9, 0.05, 0.05)))
    return made


def test_corrected_picture_is_added_to_the_dataset_of_the_model_and_taken_back(
    correcting: Correcting, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Session, "model_is_own", lambda _: True)
    assert session.dataset is not None
    before = len(session.dataset.pictures)
    path = str(tmp_path / "new.png")
    correcting.correct(path, "red")
    assert len(session.dataset.pictures) == before + 1
    added = session.dataset.pictures[-1]
    assert (session.dataset.absolute(added), session.dataset.classes[added.label]) == (Path(path), "red")
    assert added.part == "train"
    assert correcting._room.answers.given(correcting._room.answers.at(0)) == "red"
    correcting.notice.button.click()
    assert len(session.dataset.pictures) == before
    assert correcting._room.answers.corrected == {}


def test_undo_where_another_dataset_is_open_says_which_one_to_open(
    correcting: Correcting, session: Session, colours: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Session, "model_is_own", lambda _: True)
    assert session.dataset is not None
    name = name_of(session.dataset)
    correcting.correct(str(tmp_path / "new.png"), "red")
    session.set_dataset(scan(colours))
    session.edit_dataset(AddClass("purple"))
    before = session.dataset
    correcting.notice.button.click()
    assert session.dataset == before
    assert correcting.notice.sentence() == f"Open {name} in Data, and undo it there."


def test_class_that_a_person_made_can_be_given(
    correcting: Correcting, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Session, "model_is_own", lambda _: True)
    session.edit_dataset(AddClass("purple"))
    assert session.dataset is not None
    before = len(session.dataset.edits)
    correcting.correct(str(tmp_path / "new.png"), "purple")
    assert session.dataset is not None
    assert len(session.dataset.edits) == before + 1


def test_picture_that_is_gone_is_not_corrected(correcting: Correcting, tmp_path: Path) -> None:
    (tmp_path / "new.png").unlink()
    correcting.correct(str(tmp_path / "new.png"), "red")
    assert correcting._room.answers.corrected == {}
    assert "is not there any more" in correcting._room.problem.sentence()


def test_without_the_dataset_of_the_model_the_notice_says_where_it_is_added(
    correcting: Correcting, session: Session, tmp_path: Path
) -> None:
    assert session.dataset is not None
    before = session.dataset
    correcting.correct(str(tmp_path / "new.png"), "red")
    assert session.dataset == before
    assert "Open the dataset of this model" in correcting.notice.detail()
