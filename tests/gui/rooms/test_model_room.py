"""The Model room: what clicks do to the draft, and what the room shows of it, of weights and of downloads."""

from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics.formatting import parameters, size
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.network.architecture import PHOTO_DEPTHS, SMALL_DEPTHS
from resnet_studio.core.protocol.events import Phase, Progress
from resnet_studio.core.protocol.jobs.weights import WeightsOnDisk
from resnet_studio.core.runs.config import IMAGENET, SCRATCH
from resnet_studio.gui.freeze_map.describe import SCRATCH_WHY
from resnet_studio.gui.freeze_map.view import HEIGHT, LOW_HEIGHT
from resnet_studio.gui.rooms.model.depth import facts
from resnet_studio.gui.rooms.model.freezing import OWN
from resnet_studio.gui.rooms.model.room import ModelRoom
from resnet_studio.gui.rooms.model.weights import FILE
from resnet_studio.gui.theme.manager import install
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader
from resnet_studio.gui.work.draft import Draft

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


def answer(monkeypatch: pytest.MonkeyPatch, path: str) -> list[str]:
    """Let the file dialog answer `path` ("" is Cancel); returns the filters that it was asked with."""
    filters: list[str] = []

    def chosen(_parent: object, _title: str, _start: str, wanted: str) -> tuple[str, str]:
        filters.append(wanted)
        return path, wanted

    monkeypatch.setattr(QFileDialog, "getOpenFileName", chosen)
    return filters


# Depth ------------------------------------------------------------------------------------------------------------


def test_cards_tell_what_is_published() -> None:
    assert [parameters(facts(depth).parameters) for depth in PHOTO_DEPTHS] == [
        "11.7 M",
        "21.8 M",
        "25.6 M",
        "44.5 M",
        "60.2 M",
    ]
    assert [facts(depth).result for depth in PHOTO_DEPTHS] == ["69.8 %", "73.3 %", "76.1 %", "77.4 %", "78.3 %"]
    assert size(facts(18).size) == "47 MB"
    # He et al. 2015, table 6, gives parameters too.
    assert [parameters(facts(depth).parameters) for depth in SMALL_DEPTHS] == [
        "0.27 M",
        "0.46 M",
        "0.66 M",
        "0.85 M",
        "1.7 M",
    ]
    assert [facts(depth).result for depth in SMALL_DEPTHS] == ["8.75 %", "7.51 %", "7.17 %", "6.97 %", "6.43 %"]


def test_a_card_chooses_its_depth(room: ModelRoom, draft: Draft) -> None:
    click(room.depths.cards[50])
    assert draft.config.depth == 50
    assert room.depths.cards[50].isChecked()
    assert not room.depths.cards[18].isChecked()
    assert room.totals.trainable.figure() == "0"


def test_each_family_remembers_its_depth(room: ModelRoom, draft: Draft) -> None:
    click(room.depths.cards[34])
    click(room.depths.family.button("small"))
    assert draft.config.depth == 20
    assert room.depths.cards[20].isVisible()
    assert not room.depths.cards[34].isVisible()
    assert room.depths.note() == "error on CIFAR-10, as published"
    click(room.depths.cards[56])
    click(room.depths.family.button("photographs"))
    assert draft.config.depth == 34
    assert draft.config.weights == IMAGENET
    click(room.depths.family.button("small"))
    assert draft.config.depth == 56


def test_the_room_follows_a_draft_that_something_else_changed(room: ModelRoom, draft: Draft) -> None:
    draft.choose(depth=110)
    assert room.depths.family.current() == "small"
    assert room.depths.cards[110].isChecked()
    draft.choose(depth=152, weights="/home/me/net.pth", freeze="layer2")
    assert room.depths.cards[152].isChecked()
    assert room.weights.rows.current() == FILE
    assert "net.pth" in hint(room, FILE)
    assert room.freezing.quick["photographs"].current() == "3"


# Weights ----------------------------------------------------------------------------------------------------------


def test_weights_on_this_computer_need_no_download(known: ModelRoom) -> None:
    assert "on this computer" in hint(known, IMAGENET)
    assert "/cache/checkpoints" in known.weights.rows.button(IMAGENET).toolTip()
    assert not known.weights.fetch.button.isVisible()


def test_before_the_engine_has_answered_nothing_is_claimed(room: ModelRoom) -> None:
    assert hint(room, IMAGENET) == "ImageNet, 47 MB"
    assert not room.weights.fetch.button.isVisible()


def test_a_download_is_offered_shown_and_cancelled(known: ModelRoom, qtbot: QtBot) -> None:
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


def test_a_finished_download_is_on_this_computer(known: ModelRoom) -> None:
    click(known.depths.cards[34])
    click(known.weights.fetch.button)
    known.set_weights_on_disk(WeightsOnDisk((18, 34), "/cache"))
    known.show_fetch(None)
    assert "on this computer" in hint(known, IMAGENET)
    assert not known.weights.fetch.button.isVisible()


def test_a_download_goes_on_while_another_depth_is_looked_at(known: ModelRoom) -> None:
    click(known.depths.cards[50])
    click(known.weights.fetch.button)
    click(known.depths.cards[101])
    assert known.weights.fetching() == 50
    assert known.weights.fetch.progress_text.isVisible()
    assert "179 MB" in hint(known, IMAGENET)


def test_a_failed_download_names_the_file_and_offers_two_ways_on(
    known: ModelRoom, draft: Draft, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    click(known.depths.cards[50])
    click(known.weights.fetch.button)
    known.show_weights_problem(SENTENCE, "Traceback …")
    assert known.problem.isVisible()
    assert known.problem.sentence() == SENTENCE
    assert known.problem.details() == "Traceback …"
    assert known.weights.fetching() is None
    with qtbot.waitSignal(known.fetch_wanted) as wanted:
        click(known.problem.retry_button)
    assert wanted.args == [50]
    assert not known.problem.isVisible()
    known.show_weights_problem(SENTENCE, "")
    file = tmp_path / "rësnet 50.pth"
    file.write_bytes(b"weights")
    filters = answer(monkeypatch, str(file))
    click(known.problem.file_button)
    assert all(ending in filters[0] for ending in ("*.pth", "*.pt", "*.th", "*.safetensors"))
    assert draft.config.weights == str(file)
    assert "rësnet 50.pth" in hint(known, FILE)
    assert not known.problem.isVisible()


def test_a_file_is_chosen_kept_and_chosen_anew(
    room: ModelRoom, draft: Draft, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = tmp_path / "first.pt", tmp_path / f"{'very ' * 12}long.safetensors"
    for file in (first, second):
        file.write_bytes(b"weights")
    answer(monkeypatch, str(first))
    click(room.weights.rows.button(FILE))
    assert draft.config.weights == str(first)
    assert room.totals.batch_norm() == "Frozen BatchNorm keeps the file's statistics"
    click(room.weights.rows.button(IMAGENET))
    assert draft.config.weights == IMAGENET
    asked = answer(monkeypatch, str(second))
    click(room.weights.rows.button(FILE))  # the file from before comes back without a question
    assert (draft.config.weights, asked) == (str(first), [])
    click(room.weights.rows.button(FILE))  # and a second click asks for another one
    assert draft.config.weights == str(second)
    assert "…" in hint(room, FILE)
    assert hint(room, FILE).endswith(".safetensors")


def test_cancelling_the_dialog_changes_nothing(room: ModelRoom, draft: Draft, monkeypatch: pytest.MonkeyPatch) -> None:
    answer(monkeypatch, "")
    click(room.weights.rows.button(FILE))
    assert draft.config.weights == IMAGENET
    assert room.weights.rows.current() == IMAGENET


def test_a_file_that_cannot_be_one_is_refused_in_place(
    room: ModelRoom, draft: Draft, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = tmp_path / "empty.pth"
    empty.touch()
    answer(monkeypatch, str(empty))
    click(room.weights.rows.button(FILE))
    assert room.problem.sentence() == "empty.pth is empty: it contains no weights."
    assert room.weights.rows.current() == IMAGENET
    answer(monkeypatch, str(tmp_path / "gone.pth"))
    click(room.weights.rows.button(FILE))
    assert room.problem.sentence() == "gone.pth no longer exists."
    assert draft.config.weights == IMAGENET


def test_imagenet_says_why_small_images_cannot_have_it(room: ModelRoom) -> None:
    click(room.depths.family.button("small"))
    button = room.weights.rows.button(IMAGENET)
    assert not button.isEnabled()
    assert "for photographs" in button.toolTip()
    click(room.depths.family.button("photographs"))
    assert room.weights.rows.button(IMAGENET).isEnabled()


# Freezing ---------------------------------------------------------------------------------------------------------


def test_the_quick_choices_freeze_and_follow(room: ModelRoom, draft: Draft) -> None:
    quick = room.freezing.quick["photographs"]
    assert quick.current() == "5"  # head only, the default
    for key, frozen in (("4", 4), ("3", 3), ("0", 0)):
        click(quick.button(key))
        assert len(draft.config.frozen) == frozen
    draft.choose(freeze="layer3")
    assert quick.current() == "4"
    assert not quick.button(OWN).isVisible()
    draft.choose(frozen=("layer1",), freeze=None)
    assert quick.current() == OWN
    assert quick.button(OWN).isVisible()


def test_a_click_on_the_map_updates_every_count_at_once(room: ModelRoom, draft: Draft, colours: Path) -> None:
    room.set_dataset(scan(colours))
    assert room.totals.trainable.figure() == "1.5 K"  # (512 + 1) × 3
    where = room.freezing.map.layout_now().box("layer4").title.center().toPoint()
    QTest.mouseClick(room.freezing.map, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, where)
    assert draft.config.frozen == ("stem", "layer1", "layer2", "layer3")
    assert room.totals.trainable.figure() == "8.4 M"
    assert room.totals.computing.figure() == "22.7 %"
    assert "layer4 22.7 %" in room.freezing.bars.computing.accessibleName()


def test_everything_up_to_a_stage_holds_for_the_next_depth(room: ModelRoom, draft: Draft) -> None:
    click(room.freezing.quick["photographs"].button("3"))
    click(room.depths.cards[101])
    assert draft.config.frozen == ("stem", "layer1", "layer2")
    room.freezing.frozen_wanted.emit(("layer1.0",))
    assert draft.config.frozen == ("layer1.0",)
    click(room.depths.cards[18])
    assert draft.config.depth == 18


def test_from_scratch_everything_trains_and_the_room_says_why(room: ModelRoom, draft: Draft) -> None:
    click(room.weights.rows.button(SCRATCH))
    assert draft.config.frozen == ()
    assert room.freezing.hint() == str(SCRATCH_WHY)
    quick = room.freezing.quick["photographs"]
    assert quick.current() == "0"
    assert not quick.button("4").isEnabled()
    assert quick.button("4").toolTip() == str(SCRATCH_WHY)
    assert room.totals.computing.figure() == "100.0 %"
    assert room.totals.batch_norm() == "BatchNorm learns the statistics of your pictures"
    click(room.weights.rows.button(IMAGENET))
    assert quick.button("4").isEnabled()
    assert len(draft.config.frozen) == 5


def test_without_shortcuts_it_starts_from_scratch_and_with_them_as_before(room: ModelRoom, draft: Draft) -> None:
    click(room.freezing.shortcuts)
    assert (draft.config.shortcuts, draft.config.weights) == (False, SCRATCH)
    assert not room.weights.rows.button(IMAGENET).isEnabled()
    assert "shortcuts" in room.weights.rows.button(IMAGENET).toolTip()
    assert "with shortcuts" in room.depths.note()
    assert not room.problem.isVisible()
    assert room.freezing.map.layout_now().box("layer1").cells[0].arc is None
    click(room.freezing.shortcuts)
    assert (draft.config.shortcuts, draft.config.weights) == (True, IMAGENET)
    assert room.freezing.map.layout_now().box("layer1").cells[0].arc is not None


def test_shortcuts_leave_a_chosen_start_alone(room: ModelRoom, draft: Draft) -> None:
    draft.choose(weights=SCRATCH)
    click(room.freezing.shortcuts)
    click(room.freezing.shortcuts)
    assert (draft.config.shortcuts, draft.config.weights) == (True, SCRATCH)
    click(room.depths.family.button("small"))
    click(room.freezing.shortcuts)
    assert draft.config.shortcuts is False
    click(room.freezing.shortcuts)
    assert draft.config.shortcuts is True


# The dataset, the way on, and sizes -------------------------------------------------------------------------------


def test_the_head_and_the_input_are_those_of_the_dataset(room: ModelRoom, colours: Path, qtbot: QtBot) -> None:
    assert room.freezing.map.layout_now().names == ()
    room.set_dataset(scan(colours))
    assert [name for name, _ in room.freezing.map.layout_now().names] == ["blue", "green", "red"]
    middle = room.freezing.map.layout_now().picture.center().toPoint()

    def input_is_blue() -> bool:
        colour = room.freezing.map.grab().toImage().pixelColor(middle)
        return colour.blue() > colour.red() + 80

    qtbot.waitUntil(input_is_blue, timeout=10_000)
    room.set_dataset(None)
    assert room.freezing.map.layout_now().names == ()
    assert not input_is_blue()


def test_the_main_action_goes_on_to_train(room: ModelRoom, qtbot: QtBot) -> None:
    with qtbot.waitSignal(room.train_wanted):
        click(room.train_button)


def test_the_image_size_of_the_train_room_shows_on_the_map(room: ModelRoom, draft: Draft) -> None:
    draft.choose(image_size=64)
    assert "2 × 2 × 512" in room.freezing.map.tip_at(room.freezing.map.layout_now().box("layer4").title.center())


def test_the_smallest_window_scrolls_and_keeps_the_totals_in_view(room: ModelRoom, qtbot: QtBot) -> None:
    room.resize(968, 592)
    qtbot.waitUntil(lambda: room.width_class() == "narrow")
    assert room.scroll_area is not None
    bar = room.scroll_area.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    qtbot.waitUntil(lambda: room.freezing.map.height() == LOW_HEIGHT)
    assert round(0.7 * HEIGHT) == LOW_HEIGHT
    assert not room.freezing.legend.isVisible()
    assert room.freezing.shortcuts.isVisible()
    for at in (0, bar.maximum()):
        bar.setValue(at)
        bottom = room.totals.mapTo(room, room.totals.rect().bottomLeft()).y()
        assert 0 < bottom < room.height()
    right = room.freezing.mapTo(room, room.freezing.rect().topRight()).x()
    assert right == room.totals.mapTo(room, room.totals.rect().topRight()).x()
    room.resize(1280, 804)
    qtbot.waitUntil(lambda: room.freezing.legend.isVisible())


@pytest.mark.parametrize("size", [QSize(968, 592), QSize(1112, 772), QSize(1720, 1052)])
def test_nothing_is_cut_off_at_the_sides(room: ModelRoom, qtbot: QtBot, size: QSize) -> None:
    room.show_weights_problem(SENTENCE * 3, "")
    room.resize(size)
    qtbot.waitUntil(lambda: room.size() == size)
    assert room.scroll_area is not None
    viewport = room.scroll_area.viewport()
    QApplication.processEvents()
    for part in (room.depths, room.weights, room.problem, room.freezing, room.freezing.quick["photographs"]):
        left, right = (part.mapTo(room, corner).x() for corner in (part.rect().topLeft(), part.rect().topRight()))
        assert 0 <= left <= right <= viewport.width()


def test_small_images_have_no_imagenet_weights_and_the_row_says_so(room: ModelRoom, draft: Draft) -> None:
    draft.choose(depth=20)
    assert not room.weights.rows.button("imagenet").isEnabled()
    assert "photographs only" in hint(room, "imagenet")
