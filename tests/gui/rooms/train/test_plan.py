"""The plan of what Start will do, in windows of any height."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics.errors import Failure
from resnet_studio.core.basics.message import message
from resnet_studio.core.checks.kinds import CheckFinding, CheckKind
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.dataset.subject import Shown, Subject
from resnet_studio.core.protocol.events import RunFailed
from resnet_studio.core.protocol.jobs.weights import WeightsOnDisk
from resnet_studio.core.runs.history import RunHistory
from resnet_studio.gui.rooms.train.plan import PlanCard
from resnet_studio.gui.rooms.train.room import TrainRoom
from resnet_studio.gui.work.draft import Draft

Helper = Callable[..., Any]

_NOT_DOWNLOADED = message(
    "resnet18-f37072fd.pth was not downloaded. The address of download.pytorch.org was not found; perhaps this "
    "computer is offline. You can download it yourself from https://download.pytorch.org/models/resnet18-f37072fd.pth "
    "and start from that file."
)


def _ants_and_bees(root: Path, pictures: int) -> Dataset:
    """So many pictures to learn from, and two to check on."""
    for part, count in (("train", pictures // 2), ("val", 1)):
        for name in ("ants", "bees"):
            folder = root / part / name
            folder.mkdir(parents=True)
            for number in range(count):
                Image.new("RGB", (4, 4)).save(folder / f"{number}.png")
    return scan(root)


def _crowded(plan: PlanCard) -> list[str]:
    """The texts of the plan that are cut off or overlap another one."""
    labels = [label for label in plan.findChildren(QLabel) if label.text() and label.isVisible()]
    where = {label: QRect(label.mapTo(plan.area.widget(), label.rect().topLeft()), label.size()) for label in labels}
    return [
        label.text()
        for label in labels
        if label.height() < label.heightForWidth(label.width())
        or any(where[label].intersects(where[other]) for other in labels if other is not label)
    ]


def test_what_the_check_found_stands_in_the_plan_and_leads_there(
    room: TrainRoom, dataset: Dataset, qtbot: QtBot
) -> None:
    room.set_dataset(dataset)
    leak = CheckFinding(CheckKind.LEAK, message("1 group of near-duplicates crosses the split."), ())
    assert not room.plan.findings_button.isVisible()
    room.plan.set_found([leak])
    assert "1 finding of the check would mislead the results\n1 group of near-duplicates" in room.plan.text()
    with qtbot.waitSignal(room.plan.findings_wanted):
        room.plan.findings_button.click()
    room.plan.set_found([])
    assert not room.plan.findings_button.isVisible()


@pytest.mark.parametrize(("width", "height"), [(840, 430), (968, 612), (1280, 732)])
def test_plan_scrolls_where_an_open_error_leaves_it_too_little_height(
    room: TrainRoom, dataset: Dataset, show_run: Helper, width: int, height: int, qtbot: QtBot
) -> None:
    room.setMinimumSize(1, 1)  # as the window does on a small screen
    room.resize(width, height)
    history = RunHistory()
    show_run(room, dataset, history)
    history.apply(RunFailed("run", _NOT_DOWNLOADED, "Traceback: …", kind=Failure.UNREACHABLE))
    room.refresh()
    bar = room.plan.area.verticalScrollBar()
    for _ in range(2):  # with the details folded, and open
        qtbot.waitUntil(lambda: room.plan.geometry().bottom() <= room.height() and not _crowded(room.plan))
        assert room.size().toTuple() == (width, height)
        needed = room.error.heightForWidth(room.error.width())
        qtbot.waitUntil(lambda needed=needed: room.error.height() >= needed)
        room.error.details_button.click()
    room.error.details_button.click()
    if height < 700:
        qtbot.waitUntil(lambda: bar.maximum() > 0)
        room.activateWindow()
        room.plan.model_button.setFocus()
        QTest.keyClick(room.plan.model_button, Qt.Key.Key_Tab)
        assert room.plan.data_button.hasFocus()
        assert room.plan.data_button.visibleRegion().boundingRect() == room.plan.data_button.rect()


def test_plan_counts_what_is_set_aside_also_where_it_is_by_groups(room: TrainRoom, tmp_path: Path) -> None:
    for name in ("ants", "bees"):
        (tmp_path / name).mkdir()
        for number in range(5):
            Image.new("RGB", (4, 4)).save(tmp_path / name / f"{number}.png")
    dataset = scan(tmp_path)
    room.set_dataset(dataset)
    assert "2 of 10 (20.0 %) set aside by seed 0\n" in room.plan.text()
    room.set_dataset(replace(dataset, split=replace(dataset.split, source="groups")))
    assert "2 of 10 (20.0 %) set aside by seed 0, what belongs together in one part\n" in room.plan.text()


def test_plan_is_not_shown_while_a_setting_is_invalid(room: TrainRoom, dataset: Dataset, type_into: Helper) -> None:
    room.set_dataset(dataset)
    assert "epochs of" in room.plan.text()
    type_into(room, "epochs", "0")
    assert room.plan.heading.text() == "Before you can start"
    assert room.plan.wrong.text() == "Epochs must be a whole number from 1 to 10,000."
    assert not any(step.isVisible() for step in room.plan.steps), "it would be of settings that are not shown"
    type_into(room, "epochs", "3")
    assert room.plan.heading.text() == "What Start will do"
    assert "3 epochs of" in room.plan.text()
    assert all(step.isVisible() for step in room.plan.steps if step.sentence.text())


def test_plan_says_that_top_layers_learn_first(room: TrainRoom, draft: Draft, dataset: Dataset) -> None:
    room.set_dataset(dataset)
    draft.choose(freeze="none", epochs=6, top_first=0.67)
    assert "In the first 4 epochs layer4 and head learn" in room.plan.text()
    assert "learn. The learning rate rises to 0.00025 (the head's: 0.002), then falls" in room.plan.text()
    assert "almost to zero, both then and after them" in room.plan.text()
    draft.choose(freeze=None, frozen=("layer4",))
    assert "In the first 4 epochs only its head learns" in room.plan.text()
    draft.choose(freeze="layer3", frozen=None)  # which leaves nothing else to learn later
    assert "In the first" not in room.plan.text()


def test_plan_counts_the_views_before_and_after_more_layers_learn(
    room: TrainRoom, draft: Draft, dataset: Dataset
) -> None:
    room.set_dataset(dataset)
    draft.choose(freeze="layer2", epochs=6, top_first=0.67, views=8)
    first = "at first the frozen part is computed once for each of 4 views of a picture"
    assert f"{first}, and later, when more learns, for each of 2 views" in room.plan.text()
    draft.choose(views=1)
    assert "the frozen part is computed once, and later, when more learns, again" in room.plan.text()
    draft.choose(freeze="none", views=3)
    assert "at first the frozen part is computed once for each of 3 views of a picture\n" in room.plan.text()


def test_plan_says_that_weights_are_downloaded_first(room: TrainRoom, draft: Draft, dataset: Dataset) -> None:
    room.set_dataset(dataset)
    assert "downloaded" not in room.plan.text()  # while it is not known
    room.plan.set_on_disk(WeightsOnDisk((50,), "weights"))
    assert "ImageNet weights, which are downloaded first (47 MB); only its head learns" in room.plan.text()
    draft.choose(depth=50)
    assert "downloaded" not in room.plan.text()
    draft.choose(depth=20)  # from scratch
    room.plan.set_on_disk(WeightsOnDisk((18,), "weights"))
    assert "downloaded" not in room.plan.text()


def test_plan_says_when_training_ends_early(room: TrainRoom, draft: Draft, dataset: Dataset) -> None:
    room.set_dataset(dataset)
    draft.choose(early_stopping=3)
    kept = "The model of the lowest loss is kept, and training ends after 3 epochs without a better one"
    assert f"{kept}; proposed because with few pictures, the loss says more than accuracy" in room.plan.text()
    draft.choose(best_by="top1")
    assert "The most accurate model is kept, and training ends after 3 epochs" in room.plan.text()
    assert "the loss says" not in room.plan.text()


def test_plan_says_how_many_views_of_a_picture_are_prepared(room: TrainRoom, draft: Draft, dataset: Dataset) -> None:
    room.set_dataset(dataset)
    assert "the frozen part is computed once;" in room.plan.text()  # of pictures that are not changed
    draft.choose(freeze="layer3", views=5)
    assert "the frozen part is computed once for each of 5 views of a picture" in room.plan.text()
    draft.choose(epochs=3)
    assert "once for each of 3 views" in room.plan.text()
    draft.choose(augment="none")
    assert "views" not in room.plan.text()


def test_plan_says_that_lower_stages_learn_more_slowly(room: TrainRoom, draft: Draft, dataset: Dataset) -> None:
    room.set_dataset(dataset)
    draft.choose(freeze="layer2", layer_decay=0.3)
    assert "layer3, layer4 and head learn, layer3 at 0.3 of the rate of layer4\n" in room.plan.text()
    draft.choose(freeze="layer1")
    assert "head learn, each stage below layer4 at 0.3 of the rate of the one above it\n" in room.plan.text()
    draft.choose(freeze="layer3")  # where there is one stage
    assert "layer4 and head learn\n" in room.plan.text()


def test_plan_says_that_a_small_network_learns_by_muon(room: TrainRoom, draft: Draft, dataset: Dataset) -> None:
    room.set_dataset(dataset)
    draft.choose(depth=20)
    text = room.plan.text()
    assert "rises to 0.02, then falls almost to zero; Muon makes the steps, because it makes small networks" in text
    draft.choose(optimizer="adamw")
    assert "The learning rate rises to 0.002, then falls almost to zero\n" in room.plan.text()
    draft.choose(optimizer="muon", schedule="constant", depth=18)  # for which it is not proposed
    assert "The learning rate stays at 0.01; Muon makes the steps\n" in room.plan.text()


@pytest.mark.parametrize(
    ("pictures", "layers", "epochs"),
    [
        (40, "proposed because with fewer than 300 pictures to learn from, more layers", "50 epochs of 2 steps"),
        (320, "proposed because with 300 pictures or more to learn from, layer4 too gained", "20 epochs of 10 steps"),
        (1500, "because with 1,500 pictures or more to learn from, learning layer3 too", "8 epochs of 47 steps"),
    ],
)
def test_plan_says_why_these_layers_learn_and_why_for_so_long(
    room: TrainRoom, draft: Draft, tmp_path: Path, pictures: int, layers: str, epochs: str
) -> None:
    dataset = _ants_and_bees(tmp_path, pictures)
    draft.open(dataset.key, dataset.size("train"))
    room.set_dataset(dataset)
    assert layers in room.plan.text()
    assert epochs in room.plan.text()
    assert ("steps leave pictures half learned" in room.plan.text()) == (pictures < 1500)
    draft.choose(freeze="layer1", epochs=7)
    assert "because" not in room.plan.text()
    assert layers not in room.plan.text()
    assert "half learned" not in room.plan.text()


def test_reason_that_does_not_hold_for_what_can_be_read_is_not_given(
    room: TrainRoom, draft: Draft, tmp_path: Path
) -> None:
    dataset = _ants_and_bees(tmp_path, 320)
    draft.open(dataset.key, dataset.size("train"))
    room.set_dataset(dataset)
    trained = [picture.path for picture in dataset.part("train")]
    room.plan.set_found([], frozenset(trained[:40]))
    assert "280 pictures to learn from" in room.plan.text()
    assert "20 epochs of 9 steps" in room.plan.text()
    assert "proposed" not in room.plan.text(), "neither 300 pictures nor the 200 steps are what is counted here"


def test_plan_says_how_pictures_are_changed_and_why(room: TrainRoom, draft: Draft, dataset: Dataset) -> None:
    room.set_dataset(dataset)
    assert "Pictures are not changed\nA head alone learns best" in room.plan.text()
    draft.choose(freeze="layer3", augment="documents")
    room.plan.set_subject(Shown(Subject.DOCUMENTS, message("a name says “ocr”"), certain=True))
    assert "preset “documents”" in room.plan.text()
    assert "Smallest crop 0.8, Turn 5°, Brightness 0.2, Contrast 0.2; a name says “ocr”" in room.plan.text()
    assert not any(button.isVisible() for button in room.plan.answers.values())


def test_preset_without_any_change_changes_nothing(room: TrainRoom, draft: Draft, dataset: Dataset) -> None:
    room.set_dataset(dataset)
    draft.choose(freeze="layer3", augment="custom")
    assert "Pictures are not changed\nRandom changes keep a network" in room.plan.text()


def test_person_is_asked_what_is_shown_where_it_is_not_certain(
    room: TrainRoom, draft: Draft, dataset: Dataset, qtbot: QtBot
) -> None:
    room.set_dataset(dataset)
    room.plan.set_subject(Shown(Subject.PHOTOGRAPHS, message("nothing says otherwise"), certain=False))
    answers = room.plan.answers
    assert not answers["documents"].isVisible()  # nothing is changed, so it does not matter
    draft.choose(freeze="layer3")
    assert answers["documents"].isVisible()
    with qtbot.waitSignal(room.plan.setting_wanted) as wanted:
        answers["microscopy"].click()
    assert wanted.args == ["augment", "microscopy"]
    draft.choose(augment="microscopy")
    assert [preset for preset, button in answers.items() if button.isVisible()] == ["photographs", "documents"]
    draft.choose(augment="strong")
    assert not any(button.isVisible() for button in answers.values())


def test_rare_classes_are_said_with_a_remedy(
    room: TrainRoom, draft: Draft, make_folder: Helper, tmp_path: Path, qtbot: QtBot
) -> None:
    even = make_folder(tmp_path / "even", ("ants", "bees"))
    room.set_dataset(even)
    assert not room.plan.balance_button.isVisible()
    for number in range(15):
        Image.new("RGB", (40, 30)).save(tmp_path / "even" / "train" / "ants" / f"more {number}.png")
    room.set_dataset(scan(tmp_path / "even"))
    assert "ants has 3.5 times as many training pictures as bees" in room.plan.text()
    with qtbot.waitSignal(room.plan.setting_wanted) as wanted:
        room.plan.balance_button.click()
    assert wanted.args == ["class_weights", "balanced"]
    draft.choose(class_weights="balanced")
    assert "Rare classes count as much" in room.plan.text()
    assert not room.plan.balance_button.isVisible()
