"""What the window works on: dataset, run and model."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics import places
from resnet_studio.core.dataset import record
from resnet_studio.core.dataset.catalogue import UNLABELLED, Catalogue, Picture
from resnet_studio.core.dataset.class_edits import AddClass
from resnet_studio.core.dataset.dataset import Dataset, apply
from resnet_studio.core.dataset.edits import Edit, SplitBySeed
from resnet_studio.core.dataset.picture_edits import LeaveOut, MovePictures
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.dataset.undone import from_record, to_record
from resnet_studio.core.protocol.events import RunFinished
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.earlier_split import Learned, as_in_newest_run
from resnet_studio.core.runs.edited_dataset import Edited
from resnet_studio.core.runs.history import RunHistory
from resnet_studio.core.runs.moved_dataset import Moved
from resnet_studio.core.runs.run import ModelInfo, create_run
from resnet_studio.core.runs.summary import RunSummary, rename_run, summarise
from resnet_studio.gui.work.session import ActiveRun, Session

Catalogues = st.SearchStrategy[Catalogue]
EditsOf = Callable[[Catalogue], st.SearchStrategy[list[Edit]]]


@pytest.fixture
def session(qtbot: QtBot) -> Session:
    return Session()


@pytest.fixture
def model(tmp_path: Path, colours: Path) -> RunSummary:
    """A run with a model."""
    dataset = scan(colours)
    run = create_run(tmp_path, TrainConfig.build(depth=20), dataset, name="old")
    ModelInfo(20, True, dataset.classes, 32, (0.5,) * 3, (0.5,) * 3).write(run)
    return summarise(run)


def test_dataset_is_emitted(session: Session, qtbot: QtBot, colours: Path) -> None:
    dataset = scan(colours)
    with qtbot.waitSignal(session.dataset_changed) as caught:
        session.set_dataset(dataset)
    assert caught.args == [dataset]


def test_model_is_emitted_with_its_description(session: Session, qtbot: QtBot, model: RunSummary) -> None:
    with qtbot.waitSignal(session.model_changed) as caught:
        session.use_run(model)
    assert caught.args == [model, ModelInfo.read(model.path)]


def test_run_without_a_model_is_refused(session: Session, qtbot: QtBot, model: RunSummary) -> None:
    (model.path / "model.json").unlink()
    with qtbot.waitSignal(session.model_problem), qtbot.assertNotEmitted(session.model_changed):
        session.use_run(model)
    assert session.model is None


def test_model_follows_its_run(session: Session, model: RunSummary) -> None:
    session.use_run(model)
    renamed = summarise(rename_run(model.path, "new"))
    session.run_renamed(model.path, renamed)
    assert session.model == renamed
    session.run_deleted(renamed.path)
    assert session.model is None


def make_run(folder: str, *, ended: bool = True, path: str = "/runs/one") -> ActiveRun:
    history = RunHistory()
    if ended:
        history.apply(RunFinished(path, 1, 0.5))
    return ActiveRun(Path(path), TrainConfig.build(), made(folder), history)


def made(folder: str) -> Dataset:
    return apply(Catalogue(Path(folder), ("ants", "bees"), ()))


def test_opened_dataset_shows_its_own_newest_run(session: Session, qtbot: QtBot) -> None:
    ants, digits = make_run("/data/ants"), make_run("/data/digits")
    session.show_run(ants)
    session.show_run(digits)
    with qtbot.waitSignal(session.run_changed) as changed:
        session.set_dataset(made("/data/ants"))
    assert changed.args == [ants]
    session.set_dataset(made("/data/never trained"))
    assert session.run is None
    assert session.own_run is None


def test_run_in_training_stays_on_show_while_others_are_opened(session: Session) -> None:
    run = make_run("/data/ants", ended=False)
    session.show_run(run)
    session.set_dataset(made("/data/digits"))
    assert session.run is run
    assert not run.is_of(session.dataset)
    run.history.apply(RunFinished("one", 1, 0.5))
    assert session.run is run, "its result is seen before it is put away"
    session.show_own_run()
    assert session.run is None


def test_folders_in_use_are_those_of_the_open_dataset_and_of_the_run_in_training(session: Session) -> None:
    assert session.folders_in_use == ()
    session.set_dataset(made("/data/digits"))
    session.show_run(make_run("/data/bees"))
    assert session.folders_in_use == (Path("/data/digits"),)
    session.show_run(make_run("/data/ants", ended=False))
    assert session.folders_in_use == (Path("/data/digits"), Path("/data/ants"))


def test_deleted_run_is_put_away(session: Session, qtbot: QtBot) -> None:
    run = make_run("/data/ants")
    session.set_dataset(made("/data/ants"))
    session.show_run(run)
    with qtbot.waitSignal(session.run_changed):
        session.run_deleted(run.path)
    assert session.run is None
    assert session.own_run is None


def test_renamed_run_stays_on_show(session: Session, model: RunSummary) -> None:
    session.show_run(make_run("/data/ants", path=str(model.path)))
    renamed = summarise(rename_run(model.path, "new"))
    session.run_renamed(model.path, renamed)
    assert session.run is not None
    assert session.run.path == renamed.path
    shown = session.run
    session.set_dataset(made("/data/ants"))
    assert session.run is shown


def test_best_model_is_that_of_the_open_dataset(session: Session, qtbot: QtBot, model: RunSummary) -> None:
    best = replace(model, usable=True, best_val_top1=0.9, root="/data/ants")
    worse, other = replace(best, best_val_top1=0.8), replace(best, best_val_top1=0.95, root="/data/digits")
    session.set_runs([worse, best, other])
    assert session.best is None, "no dataset is open"
    with qtbot.waitSignal(session.best_changed) as changed:
        session.set_dataset(made("/data/ants"))
    assert changed.args == [best]
    session.use_best()
    assert session.model == best
    assert session.model_is_own()
    session.set_dataset(made("/data/digits"))
    assert session.best == other
    assert not session.model_is_own()


def test_better_model_is_offered_while_a_worse_one_is_in_use(
    session: Session, model: RunSummary, colours: Path
) -> None:
    worse, best = (
        replace(model, path=model.path.with_name(name), best_val_top1=top1, usable=True)
        for name, top1 in (("worse", 0.8), ("best", 0.9))
    )
    session.set_dataset(scan(colours))
    session.set_runs([worse, best])
    for used, offered in ((None, best), (replace(worse, root="/elsewhere"), best), (worse, best), (best, None)):
        session.model = used
        assert session.better == offered
    session.model = replace(worse, best_val_top1=0.9)
    assert session.better is None, "one that is as good stays"


def test_sample_proposes_its_depth_and_other_pictures_do_not(session: Session) -> None:
    session.set_dataset(made(str(places.sample_folder())))
    assert session.draft.config.depth == 20
    session.set_dataset(made("/data/ants"))
    assert session.draft.config.depth == 18


# Edits


def test_edit_that_was_undone_can_be_made_again_until_another_is_made(session: Session, colours: Path) -> None:
    first = scan(colours)
    session.set_dataset(first)
    out, moved = LeaveOut(("red/red 1.png",)), MovePictures(("red/red 2.png",), "blue")
    session.edit_dataset(out)
    session.edit_dataset(moved)
    edited = session.dataset
    session.undo_edit()
    session.undo_edit()
    session.undo_edit()
    assert session.dataset == first
    assert session.redoable == out
    session.redo_edit()
    session.redo_edit()
    session.redo_edit()
    assert session.dataset == edited
    assert session.redoable is None
    session.undo_edit()
    session.edit_dataset(out)
    session.redo_edit()
    assert session.dataset is not None
    assert session.dataset.edits == (*first.edits, out, out)


@given(st.data())
def test_whatever_was_undone_redo_makes_again_also_after_a_restart(
    plain_catalogues: Catalogues, edits_of: EditsOf, data: st.DataObject
) -> None:
    session, catalogue = Session(), data.draw(plain_catalogues)
    scanned = apply(catalogue, () if catalogue.has_validation else (SplitBySeed(0.2, 0),))
    session.set_dataset(scanned)
    passed: list[Dataset] = []  # the datasets that each undo has left
    for act in data.draw(st.lists(st.sampled_from(["edit", "undo", "redo", "take back", "restart"]), max_size=12)):
        before = _open(session)
        match act:
            case "edit":
                for edit in data.draw(edits_of(before.catalogue))[:2]:
                    session.edit_dataset(edit)
                    passed.clear()
            case "undo" if before.can_undo:
                session.undo_edit()
                passed.append(before)
            case "take back" if before.edits:
                session.take_back(data.draw(st.integers(0, len(before.edits) - 1)))
                passed += [before] if _open(session) != before else []
            case "redo" if passed:
                assert session.redoable in passed[-1].edits
                session.redo_edit()
                assert _same(_open(session), passed.pop())
            case "restart":
                written = json.loads(json.dumps([record.to_record(before), to_record(before.edits, session.undone)]))
                session = Session()
                left = record.from_record(written[0], Path("edits"))
                edited = Edited(left, 1.0, from_record(written[1], left.edits))
                opened = as_in_newest_run(scanned, Path("no runs"), edited=edited)
                session.set_dataset(opened, edited.undone_of(opened))
                assert _same(opened, before)
        assert bool(passed) == (session.redoable is not None)
    while passed:
        session.redo_edit()
        assert _same(_open(session), passed.pop())


def _same(one: Dataset, other: Dataset) -> bool:
    """Whether two datasets are the same but for findings: that added pictures are gone is seen when one is opened."""
    return one.same_as(other) and (one.pictures, one.split) == (other.pictures, other.split)


def _open(session: Session) -> Dataset:
    assert session.dataset is not None
    return session.dataset


def test_labels_after_a_training_move_no_picture_that_it_has_learned_from_to_validation(session: Session) -> None:
    pictures = tuple(Picture(f"{number}.jpg", UNLABELLED, "train", number, number) for number in range(400))
    session.set_dataset(apply(Catalogue(Path("/heap"), (), pictures), (SplitBySeed(0.2, 0), AddClass("ants"))))
    first, more, last = (tuple(one.path for one in pictures[at : at + 100]) for at in (0, 100, 200))
    session.edit_dataset(MovePictures(first, "ants"))
    for paths in (more, last):
        trained = _open(session)
        session.show_run(ActiveRun(Path("/runs/1"), TrainConfig.build(), trained, RunHistory()))
        session.edit_dataset(MovePictures(paths, "ants"))
        now = {one.path: one.part for one in _open(session).pictures}
        assert {one.path: one.part for one in trained.pictures}.items() <= now.items()
    assert (_open(session).counts("train"), _open(session).counts("validation")) == ((240,), (60,))
    session.undo_edit()
    assert _open(session).pictures == trained.pictures


def test_what_an_earlier_run_has_learned_from_is_known_in_the_folder_that_the_pictures_have_moved_to(
    session: Session, colours: Path
) -> None:
    trained, run = scan(colours), Path("/runs/earlier")
    session.set_dataset(trained, learned=Learned.of(run, trained))
    session.follow_moved(Moved(trained.root, Path("/moved"), 0, 0, 0, (run,)))
    assert session.edits.learned_from(_open(session).key)["earlier"] == Learned.of(run, trained).training != set()


def test_another_dataset_takes_nothing_over_from_the_edits_before(session: Session, colours: Path) -> None:
    session.set_dataset(scan(colours))
    session.edit_dataset(LeaveOut(("red/red 1.png",)))
    session.undo_edit()
    session.set_dataset(made("/data/ants"))
    assert session.redoable is None


def test_edits_of_a_person_are_reported_but_not_an_opened_dataset(
    session: Session, qtbot: QtBot, colours: Path
) -> None:
    with qtbot.assertNotEmitted(session.dataset_edited):
        session.set_dataset(scan(colours))
    for act in (lambda: session.edit_dataset(LeaveOut(("red/red 1.png",))), session.undo_edit, session.redo_edit):
        with qtbot.waitSignal(session.dataset_edited) as edited:
            act()
        assert edited.args == [session.dataset]
