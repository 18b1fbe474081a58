"""The choice of weights: on disk, downloaded, from a file."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics.message import message
from resnet_studio.core.dataset.edits import SplitBySeed
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.network.weights_files import NetworkInFile
from resnet_studio.core.protocol.events import Phase, Progress
from resnet_studio.core.protocol.jobs.weights import WeightsOnDisk
from resnet_studio.core.runs.config import IMAGENET
from resnet_studio.gui.rooms.model.room import ModelRoom
from resnet_studio.gui.rooms.model.weights import FILE
from resnet_studio.gui.theme.manager import install
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader
from resnet_studio.gui.work.draft import Draft
from resnet_studio.gui.work.weights_file import Refusal

SENTENCE = "resnet18-f37072fd.pth could not be fetched from download.pytorch.org."


@pytest.fixture
def draft() -> Draft:
    return Draft()


@pytest.fixture
def room(qtbot: QtBot, qapp: QApplication, draft: Draft) -> ModelRoom:
    install(qapp).choose("light")
    room = ModelRoom(draft, ThumbnailLoader(qapp))
    qtbot.addWidget(room)
    room.resize(1280, 804)
    with qtbot.waitActive(room):
        room.show()
        room.activateWindow()
    return room


@pytest.fixture
def known(room: ModelRoom) -> ModelRoom:
    room.set_weights_on_disk(WeightsOnDisk((18,), "/cache/checkpoints"))
    return room


def click(button: QAbstractButton) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def hint(room: ModelRoom, key: str) -> str:
    return room.weights.rows.button(key).accessibleName()


def open_dialogs(room: ModelRoom) -> list[QFileDialog]:
    return [dialog for dialog in room.findChildren(QFileDialog) if dialog.isVisible()]


def answer(room: ModelRoom, path: str) -> list[str]:
    """Choose `path` in the open file dialog ("" is Cancel); returns the dialog's filters."""
    (dialog,) = open_dialogs(room)
    filters = dialog.nameFilters()
    if path:
        dialog.fileSelected.emit(path)
    dialog.close()
    return filters


def test_weights_on_disk_need_no_download(known: ModelRoom) -> None:
    assert "on this computer" in hint(known, IMAGENET)
    assert "/cache/checkpoints" in known.weights.rows.button(IMAGENET).toolTip()
    assert not known.weights.fetch.button.isVisible()


def test_no_download_is_offered_before_engine_answers(room: ModelRoom) -> None:
    assert hint(room, IMAGENET) == "ImageNet, 47 MB"
    assert not room.weights.fetch.button.isVisible()


def test_download_is_offered_shown_and_cancelled(known: ModelRoom, qtbot: QtBot) -> None:
    click(known.depths.cards[50])
    fetch = known.weights.fetch
    assert "downloads 103 MB on first use" in hint(known, IMAGENET)
    assert fetch.button.words() == "Download 103 MB"
    with qtbot.waitSignal(known.fetch_wanted) as wanted:
        click(fetch.button)
    assert wanted.args == [50]
    assert fetch.progress_text.text() == "connecting…"
    known.show_fetch(Progress(Phase.DOWNLOADING, 51_000_000, 102_530_333))
    assert fetch.progress_text.text() == "51 MB of 103 MB"
    assert fetch.bar.value() == pytest.approx(0.5, abs=0.01)
    assert "downloading" in hint(known, IMAGENET)
    with qtbot.waitSignal(known.fetch_cancelled):
        click(fetch.cancel_button)
    known.show_fetch(None)
    assert fetch.button.isVisible()
    assert not fetch.bar.isVisible()


def test_finished_download_is_shown_as_on_disk(known: ModelRoom) -> None:
    click(known.depths.cards[34])
    click(known.weights.fetch.button)
    known.set_weights_on_disk(WeightsOnDisk((18, 34), "/cache"))
    known.show_fetch(None)
    assert "on this computer" in hint(known, IMAGENET)
    assert not known.weights.fetch.button.isVisible()


def test_download_continues_while_another_depth_is_chosen(known: ModelRoom) -> None:
    click(known.depths.cards[50])
    click(known.weights.fetch.button)
    click(known.depths.cards[101])
    assert known.weights.fetch.progress_text.isVisible()
    assert "179 MB" in hint(known, IMAGENET)
    click(known.depths.cards[50])
    assert "downloading" in hint(known, IMAGENET)


def test_failed_download_names_file_and_offers_retry_and_file(
    known: ModelRoom, draft: Draft, qtbot: QtBot, tmp_path: Path
) -> None:
    click(known.depths.cards[50])
    click(known.weights.fetch.button)
    known.show_weights_problem(SENTENCE, "Traceback …")
    assert known.problem.isVisible()
    assert known.problem.sentence() == SENTENCE
    assert known.problem.details() == "Traceback …"
    assert not known.weights.fetch.progress_text.isVisible()
    with qtbot.waitSignal(known.fetch_wanted) as wanted:
        click(known.problem.retry_button)
    assert wanted.args == [50]
    assert not known.problem.isVisible()
    known.show_weights_problem(SENTENCE, "")
    file = tmp_path / "rësnet 50.pth"
    file.write_bytes(b"weights")
    click(known.problem.file_button)
    filters = answer(known, str(file))
    endings = ("*.pth", "*.pt", "*.th", "*.tar", "*.ckpt", "*.bin", "*.safetensors")
    assert all(ending in filters[0] for ending in endings)
    assert draft.config.weights == str(file)
    assert "rësnet 50.pth" in hint(known, FILE)
    assert not known.problem.isVisible()


def test_weights_file_is_chosen_kept_and_replaced(room: ModelRoom, draft: Draft, tmp_path: Path) -> None:
    first, second = tmp_path / "first.pt", tmp_path / f"{'very ' * 12}long.safetensors"
    for file in (first, second):
        file.write_bytes(b"weights")
    click(room.weights.rows.button(FILE))
    answer(room, str(first))
    assert draft.config.weights == str(first)
    texts = [label.text() for label in room.totals.findChildren(QLabel)]
    assert {"Frozen BatchNorm", "keeps the file's statistics"} <= set(texts)
    click(room.weights.rows.button(IMAGENET))
    assert draft.config.weights == IMAGENET
    assert room.weights.rows.button(FILE).toolTip() == f"{first}\nClick to use this file"
    click(room.weights.rows.button(FILE))  # the file from before comes back without a question
    assert (draft.config.weights, open_dialogs(room)) == (str(first), [])
    assert room.weights.rows.button(FILE).toolTip() == f"{first}\nClick again to choose another file"
    click(room.weights.rows.button(FILE))  # and a second click asks for another one
    answer(room, str(second))
    assert draft.config.weights == str(second)
    assert hint(room, FILE).endswith(second.name), "elided where it is drawn"


def test_cancelled_file_dialog_changes_nothing(room: ModelRoom, draft: Draft) -> None:
    click(room.weights.rows.button(FILE))
    answer(room, "")
    assert draft.config.weights == IMAGENET
    assert room.weights.rows.current() == IMAGENET


def test_unusable_weights_file_is_refused_in_room(room: ModelRoom, draft: Draft, tmp_path: Path) -> None:
    empty = tmp_path / "empty.pth"
    empty.touch()
    click(room.weights.rows.button(FILE))
    answer(room, str(empty))
    assert room.problem.sentence() == "empty.pth is empty: it contains no weights."
    assert room.weights.rows.current() == IMAGENET
    click(room.weights.rows.button(FILE))
    answer(room, str(tmp_path / "gone.pth"))
    assert room.problem.sentence() == "gone.pth no longer exists."
    assert draft.config.weights == IMAGENET


def test_imagenet_row_explains_why_small_pictures_have_none(room: ModelRoom) -> None:
    click(room.depths.family.button("small"))
    button = room.weights.rows.button(IMAGENET)
    assert not button.isEnabled()
    assert "for photographs" in button.toolTip()
    click(room.depths.family.button("photographs"))
    assert room.weights.rows.button(IMAGENET).isEnabled()


def test_small_networks_have_no_imagenet_weights_and_row_says_so(room: ModelRoom, draft: Draft) -> None:
    draft.choose(depth=20)
    assert not room.weights.rows.button("imagenet").isEnabled()
    assert "photographs only" in hint(room, "imagenet")


def test_failed_download_is_no_problem_once_the_weights_are_here(known: ModelRoom) -> None:
    click(known.depths.cards[50])
    click(known.weights.fetch.button)
    known.show_weights_problem(SENTENCE)
    known.set_weights_on_disk(WeightsOnDisk((18,), "/cache"))
    assert known.problem.isVisible()
    known.set_weights_on_disk(WeightsOnDisk((18, 50), "/cache"))
    assert not known.problem.isVisible()


def test_refused_file_offers_the_depth_that_fits(room: ModelRoom, draft: Draft) -> None:
    choices = {"depth": 50, "weights": "/models/net.pth"}
    room.show_refusal(Refusal(message("net.pth holds a ResNet-50, not a ResNet-18."), depth=50, choices=choices))
    assert room.problem.fix_button.words() == "Choose depth 50"
    assert room.problem.file_button.isVisible()
    click(room.problem.fix_button)
    assert (draft.config.depth, draft.config.weights) == (50, "/models/net.pth")
    assert not room.problem.isVisible()


def test_refusal_goes_with_the_dataset_that_it_was_about(room: ModelRoom, draft: Draft, colours: Path) -> None:
    choices = {"depth": 50, "weights": "/models/net.pth"}
    dataset = scan(colours)
    room.set_dataset(dataset)
    room.show_refusal(Refusal(message("net.pth holds a ResNet-50, not a ResNet-18."), depth=50, choices=choices))
    room.set_dataset(dataset.with_edit(SplitBySeed(0.3, 1)))
    assert room.problem.isVisible()
    room.set_dataset(scan(colours.parent / "three cölours" / ".." / "three cölours"))
    assert not room.problem.isVisible(), "its button would change the settings of another dataset"


def test_frozen_unit_without_values_offers_to_let_it_train(room: ModelRoom, draft: Draft) -> None:
    choices = {"weights": "/models/net.pth", "freeze": None, "frozen": ("layer1",)}
    room.show_refusal(Refusal(message("net.pth has no values for stem."), frozen=("layer1",), choices=choices))
    assert room.problem.fix_button.words() == "Unfreeze"
    click(room.problem.fix_button)
    assert (draft.config.weights, draft.config.frozen) == ("/models/net.pth", ("layer1",))
    room.show_refusal(Refusal(message("net.pth is damaged.")))
    assert not room.problem.fix_button.isVisible()


def test_refused_file_is_not_offered_again(room: ModelRoom, draft: Draft) -> None:
    draft.choose(weights="/models/net.pth")
    draft.choose(weights=None)
    room.show_refusal(Refusal(message("net.pth is damaged.")))
    assert "net.pth" not in hint(room, FILE)
    click(room.weights.rows.button(FILE))
    answer(room, "")  # the dialog is open


def test_network_of_a_file_that_holds_several_is_shown_and_chosen(room: ModelRoom, draft: Draft) -> None:
    networks = (NetworkInFile("teacher", 18, (True,)), NetworkInFile("student", 18, (True,)))
    room.show_file("", "", ())
    assert not room.weights.entries.isVisible()
    draft.choose(weights="/models/net.pth", weights_entry="teacher")
    room.show_file("", "/models/net.pth", networks)
    entries = room.weights.entries
    assert entries.isVisible()
    assert [entries.itemText(row) for row in range(entries.count())] == ["teacher", "student"]
    assert entries.currentText() == "teacher"
    assert room.note.sentence() == "net.pth holds 2 networks: teacher and student."
    entries.setCurrentIndex(1)
    entries.textActivated.emit("student")
    assert draft.config.weights_entry == "student"
    click(room.weights.rows.button(IMAGENET))
    assert not entries.isVisible()


def test_file_that_is_checked_says_so_and_what_is_waited_for(room: ModelRoom, draft: Draft) -> None:
    draft.choose(weights="/models/net.pth")
    room.show_file("Waiting for the training to end", "/models/net.pth", ())
    assert "checking net.pth…" in hint(room, FILE)
    assert "Waiting for the training to end" in room.weights.rows.button(FILE).toolTip()
    room.show_file("", "/models/net.pth", (NetworkInFile("", 18, (True,)),))
    assert "checking" not in hint(room, FILE)


def test_file_that_was_used_before_is_offered_without_the_dialog(room: ModelRoom, draft: Draft, tmp_path: Path) -> None:
    file = tmp_path / "before.pth"
    file.write_bytes(b"weights")
    room.set_known_file(str(file))
    assert "before.pth" in hint(room, FILE)
    click(room.weights.rows.button(FILE))
    assert (draft.config.weights, open_dialogs(room)) == (str(file), [])
    room.set_known_file("")
    assert "before.pth" in hint(room, FILE)  # the file in the settings stays
