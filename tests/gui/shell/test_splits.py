"""What is said of folds that were trained, or of one that failed, and of a split that was mended."""

import math
import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics.message import message, show
from resnet_studio.core.checks.facts import Facts
from resnet_studio.core.checks.find import Checked, check
from resnet_studio.core.checks.kinds import CheckFinding, CheckKind
from resnet_studio.core.checks.mending import mending
from resnet_studio.core.checks.store import Measured
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.sample import sample_dataset
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.dataset.set_aside import SetAside
from resnet_studio.core.protocol.events import RunStopped
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.gui.shell.check_notice import CheckNotice
from resnet_studio.gui.shell.splits import FoldsNotice
from resnet_studio.gui.shell.window import StudioWindow
from resnet_studio.gui.work.training import BUSY


def test_plan_of_few_pictures_leads_to_folds(window: StudioWindow, colours: Path) -> None:
    window.session.set_dataset(scan(colours))
    window.go_to("train")
    plan = window.train_room.plan
    said = "6 pictures to check on say little. In folds, each picture is checked on once."
    assert said in plan.steps[0].detail.text()
    plan.folds_button.click()
    panel = window.data_room.dataset_page.findChildren(CheckNotice)[0].panel
    card = panel.split
    assert card.folds.train_button.isVisible()
    assert not card.split_button.isVisible()
    window.session.draft.choose(depth=20, epochs=7, early_stopping=2)
    assert card.folds.plan.text() == (
        "With the settings of Train: ResNet-20 from scratch, everything trains; 7 epochs in each run."
    )
    panel.back_button.click()
    window.data_room.dataset_page.split.groups_button.click()
    assert (card.split_button.isVisible(), card.folds.isVisible()) == (True, False)


def test_fold_that_failed_is_said_above_the_rooms_until_the_folds_go_on(window: StudioWindow) -> None:
    notice = window.findChild(FoldsNotice)
    assert isinstance(notice, FoldsNotice)
    assert notice.isHidden()
    window.folds.standing = message("Fold 1 of 5 failed. The weights were not downloaded.")
    window.folds.failed.emit(True)
    assert notice.isVisible()
    assert "The weights were not downloaded." in notice.notice.sentence()
    window.folds._preparing = True
    window.folds.changed.emit()
    assert notice.isHidden()


def test_folds_that_a_person_ended_go_on_from_any_room_while_their_dataset_is_open(
    window: StudioWindow, colours: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    notice = window.findChild(FoldsNotice)
    assert isinstance(notice, FoldsNotice)

    def start_and_stop() -> None:
        window.folds.start(2)
        qtbot.waitUntil(lambda: window.training.active)
        assert window.train_room.header.title() == "Training three cölours (fold 1 of 2)"
        assert window.training.job is not None
        window.worker.event_arrived.emit(window.training.job.number, RunStopped("", 0, math.nan))

    window.session.set_dataset(scan(colours))
    window.go_to("train")
    start_and_stop()
    assert (
        notice.notice.sentence()
        == "Fold 1 of 2 ended early. With the same settings and pictures, “Train 2 folds” goes on with it."
    )
    qtbot.mouseClick(notice.notice.button, Qt.MouseButton.LeftButton)
    assert notice.isHidden()
    start_and_stop()
    assert notice.isVisible()
    assert window.session.dataset is not None
    window.session.edit_dataset(SetAside((window.session.dataset.pictures[0].path,)))
    assert notice.isVisible(), "a mark for later changes no training"
    epochs = window.session.draft.config.epochs
    window.session.draft.choose(epochs=epochs + 1)
    assert notice.isHidden(), "other runs would be made than the sentence says"
    window.session.draft.choose(epochs=epochs)
    window.folds.start(2)
    start_and_stop()
    assert notice.isVisible()
    shutil.copytree(colours, tmp_path / "other")
    window.session.set_dataset(scan(tmp_path / "other"))
    assert notice.isHidden()


def test_folds_that_cannot_go_on_say_why_where_a_person_asked(
    window: StudioWindow, colours: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    notice = window.findChild(FoldsNotice)
    assert isinstance(notice, FoldsNotice)
    folder = tmp_path / "copied"
    shutil.copytree(colours, folder)
    window.session.set_dataset(scan(folder))
    window.go_to("train")

    def stop() -> None:
        qtbot.waitUntil(lambda: window.training.active)
        assert window.training.job is not None
        window.worker.event_arrived.emit(window.training.job.number, RunStopped("", 0, math.nan))

    window.folds.start(2)
    stop()
    window.training.start()
    qtbot.mouseClick(notice.notice.button, Qt.MouseButton.LeftButton)
    assert notice.isVisible()
    assert notice.notice.sentence() == show(BUSY)
    stop()
    folder.rename(tmp_path / "elsewhere")
    qtbot.mouseClick(notice.notice.button, Qt.MouseButton.LeftButton)
    assert notice.isHidden()
    qtbot.waitUntil(notice.isVisible)
    assert notice.notice.sentence() == show(window.folds.standing)
    (tmp_path / "elsewhere").rename(folder)
    qtbot.mouseClick(notice.notice.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.training.active)
    assert notice.isHidden()
    stop()
    assert (
        notice.notice.sentence()
        == "Fold 1 of 2 ended early. With the same settings and pictures, “Train 2 folds” goes on with it."
    )


def test_picture_that_the_check_could_not_read_is_counted_in_no_part_nor_by_start(
    window: StudioWindow, colours: Path, studio_home: Path
) -> None:
    dataset, split = scan(colours), window.data_room.dataset_page.split
    window.session.set_dataset(dataset)
    window.data_room.show_dataset(dataset, 0.1)
    window.checks.changed.emit()  # with a dataset, which makes what shows it
    aside = dataset.size("validation")
    one = dataset.part("validation")[0]
    assert split.figures("validation")[0] == str(aside)
    facts = Facts(one.size, one.mtime_ns, problem=message("Cut off."))
    window.checks.checked = check(dataset, Measured({one.path: facts}, {}, ()))
    window.checks.changed.emit()
    plan = window.train_room.plan
    plan.show_plan(TrainConfig.build(depth=20), dataset)
    left = 36 - aside
    assert f"{left} pictures to learn from, {aside - 1} to check on" in plan.text()
    assert "1 picture that cannot be read takes no part" in plan.text()
    assert "mislead" not in plan.text()
    assert split.figures("validation")[0] == str(aside - 1)
    assert split.sentence().endswith("1 picture cannot be read and takes no part.")
    window.checks.checked = None
    window.checks.changed.emit()
    assert f", {aside} to check on" in plan.text()
    assert split.figures("validation")[0] == str(aside)


def mended(window: StudioWindow, dataset: Dataset, *kinds: CheckKind) -> CheckNotice:
    """Open a dataset whose split is mended when the check ends; what says that, with findings of these kinds."""
    window.session.set_dataset(dataset)
    window.data_room.show_dataset(dataset, 1.2)
    alike = tuple(dataset.part(part)[0].path for part in ("train", "validation"))
    window.checks.changed.emit()
    window.checks.mendable.emit(mending(dataset, (alike,)))
    window.checks._background.cancel("find")
    found = tuple(CheckFinding(kind, message("It is odd."), alike, (alike,)) for kind in kinds)
    window.checks.checked = Checked(found, (alike,), len(dataset.pictures))
    window.checks.changed.emit()
    notice = window.findChild(CheckNotice)
    assert isinstance(notice, CheckNotice)
    return notice


@pytest.mark.parametrize("size", [(1280, 832), (1024, 640)])
def test_split_that_was_mended_is_said_with_what_was_found_and_taken_back_there(
    window: StudioWindow, colours: Path, studio_home: Path, size: tuple[int, int]
) -> None:
    """The main action stays where it is: a person may be about to click it."""
    window.resize(*size)
    dataset, action = scan(colours), window.data_room.dataset_page.model_button
    window.session.set_dataset(dataset)
    window.data_room.show_dataset(dataset, 0.1)
    before = action.mapTo(window, action.rect().center())
    notice = mended(window, dataset, CheckKind.NEAR_DUPLICATE, CheckKind.BLURRED)
    assert action.mapTo(window, action.rect().center()) == before
    _, place = notice.strip.places
    if size[0] == 1280:
        assert (notice.isVisible(), place.isVisible()) == (False, True)
        assert (place.title.text(), place.button.words()) == ("1 group crossed the split", "Undo")
        assert notice.strip.more.words() == "1 more finding"
        undo = place.button
    else:
        assert (notice.isVisible(), notice.strip.isVisible()) == (True, False)
        assert notice.detail().startswith("1 group of near-duplicates crossed from train to validation.")
        undo = notice.undo_button
    assert window.session.dataset is not None
    assert window.session.dataset.split.source == "groups"
    undo.click()
    assert window.session.dataset.split == dataset.split
    window.checks._background.cancel("find")
    window.checks.changed.emit()
    assert "crossed" not in place.title.text() + notice.detail()
    assert not notice.undo_button.isVisible()


def test_all_classes_of_the_sample_and_the_split_show_below_what_is_said_at_first(
    window: StudioWindow, studio_home: Path
) -> None:
    window.resize(1280, 832)
    page = window.data_room.dataset_page
    notice = mended(window, scan(sample_dataset()), CheckKind.NEAR_DUPLICATE)
    assert window.session.dataset is not None
    window.data_room.show_dataset(window.session.dataset, 1.2)
    QApplication.processEvents()
    assert notice.strip.isVisible()
    assert page.classes.list.verticalScrollBar().maximum() == 0
    assert page.classes.isVisible()
    assert page.split.visibleRegion().boundingRect().height() >= page.split.needed_height(page.side.width())
