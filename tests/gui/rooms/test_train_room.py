"""The Train room in all its states, by clicking real widgets and feeding a real history."""

import math
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics.errors import Failure
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.protocol.events import (
    BatchEnd,
    EpochEnd,
    Notice,
    NoticeKind,
    Phase,
    PredictedPicture,
    Predictions,
    Progress,
    RunFailed,
    RunFinished,
    RunPaused,
    RunStarted,
    RunStopped,
)
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.defaults import FOLLOWED_PICTURES
from resnet_studio.core.runs.history import RunHistory
from resnet_studio.gui.engine.status import EngineState, EngineStatus
from resnet_studio.gui.rooms.train import words as train_words
from resnet_studio.gui.rooms.train.pictures import fit, one_of_each
from resnet_studio.gui.rooms.train.room import TrainRoom
from resnet_studio.gui.theme.manager import install
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader
from resnet_studio.gui.work.draft import Draft

READY = EngineStatus(EngineState.READY, "CPU, 2 cores", "float32")


def make_folder(root: Path, classes: tuple[str, ...]) -> Dataset:
    for number, name in enumerate(classes):
        for part, count in (("train", 6), ("val", 4)):
            folder = root / part / name
            folder.mkdir(parents=True)
            for picture in range(count):
                Image.new("RGB", (40, 30), (60 * number, 20 * picture, 90)).save(folder / f"{name} {picture}.png")
    return scan(root)


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    return make_folder(tmp_path / "ants-bees", ("ants", "bees"))


@pytest.fixture
def draft() -> Draft:
    return Draft()


@pytest.fixture
def room(qtbot: QtBot, qapp: QApplication, draft: Draft) -> TrainRoom:
    install(qapp)
    made = TrainRoom(draft, ThumbnailLoader(draft))
    qtbot.addWidget(made)
    made.resize(1280, 732)
    made.show()
    made.set_engine(READY)
    return made


def started(epochs: int = 8) -> RunHistory:
    history = RunHistory()
    history.apply(RunStarted(1, "run", ("ants", "bees"), 12, 8, 11_177_538, 1_026, "CPU", "float32", epochs))
    return history


def epoch(history: RunHistory, number: int, top1: float, epochs: int = 8) -> None:
    for step in range(number * 4 - 3, number * 4 + 1):
        history.apply(BatchEnd(number, step, 1 / step, 0.00123, 62.4, epochs * 4))
    history.apply(EpochEnd(number, number * 4, 0.2, 1 - top1, top1, 7.0, top1))


def predictions(dataset: Dataset, number: int = 1) -> Predictions:
    pictures = [
        PredictedPicture(picture.path, picture.label, (0.9, 0.1) if index % 3 else (0.05 * index, 1 - 0.05 * index))
        for index, picture in enumerate(dataset.part("validation"))
    ]
    return Predictions(number, tuple(pictures), 5, 8)


def show_run(room: TrainRoom, dataset: Dataset, history: RunHistory) -> None:
    room.set_dataset(dataset)
    room.set_run(history, room._draft.config, dataset, "2026-11-22 18-45 ants-bees resnet18")


def type_into(room: TrainRoom, name: str, text: str, *, leave: bool = True) -> None:
    """Type into a setting as a person does: go there, replace what is there, and go on."""
    field = room.panel.form.rows[name].control
    room.activateWindow()
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    if leave:
        QTest.keyClick(field, Qt.Key.Key_Return)


# Before a run --------------------------------------------------------------------------------------------------------


def test_without_a_dataset_the_room_offers_to_choose_one(room: TrainRoom, qtbot: QtBot) -> None:
    assert room.empty.isVisible()
    assert not room.buttons.start.isEnabled()
    assert "Choose a folder" in room.buttons.start.toolTip()
    with qtbot.waitSignal(room.data_wanted):
        room.empty.button.click()


def test_the_plan_says_what_start_will_do(room: TrainRoom, draft: Draft, dataset: Dataset, qtbot: QtBot) -> None:
    room.set_dataset(dataset)
    assert room.plan.isVisible()
    assert room.header.facts() == "ResNet-18 from ImageNet weights, head trains"
    text = room.plan.text()
    assert "12 pictures to learn from, 8 to check on" in text
    assert "2 classes: ants and bees" in text
    assert "1,026 of 11.2 M parameters change" in text
    assert "15 epochs of 1 step, 12 pictures a step" in text
    draft.choose(freeze="layer3", batch_size=4)
    assert "layer4 and head learn" in room.plan.text()
    assert "8 epochs of 3 steps, 4 pictures a step" in room.plan.text()
    with qtbot.waitSignal(room.model_wanted):
        room.plan.model_button.click()
    with qtbot.waitSignal(room.start_wanted):
        QTest.mouseClick(room.buttons.start, Qt.MouseButton.LeftButton)


def test_pyqtgraph_waits_for_the_first_run(room: TrainRoom, dataset: Dataset) -> None:
    room.set_dataset(dataset)
    assert room.live.charts is None
    show_run(room, dataset, started())
    assert room.live.charts is not None
    assert room.live.charts.isVisible()


def test_settings_are_few_until_unfolded_and_each_says_its_effect(room: TrainRoom, dataset: Dataset) -> None:
    room.set_dataset(dataset)
    form = room.panel.form
    shown = [name for name, row in form.rows.items() if row.isVisible()]
    assert shown == ["epochs", "batch_size", "image_size", "learning_rate", "augment"]
    assert all(len(row.control.toolTip()) > 30 for row in form.rows.values())
    form.folds["more"].set_open(True)
    assert form.rows["seed"].isVisible()


def test_a_number_is_taken_while_it_is_typed(room: TrainRoom, draft: Draft, dataset: Dataset) -> None:
    room.set_dataset(dataset)
    type_into(room, "epochs", "12", leave=False)
    assert draft.config.epochs == 12
    assert "12 epochs" in room.plan.text()


@pytest.mark.parametrize(
    ("name", "text", "sentence", "good"),
    [
        ("epochs", "0", "Must be a whole number from 1 to 10,000.", "3"),
        ("epochs", "many", "Must be a whole number from 1 to 10,000.", "3"),
        (
            "batch_size",
            "1",
            "Must be a whole number from 2 to 4,096, because BatchNorm needs at least two pictures.",
            "3",
        ),
        ("learning_rate", "99", "Must be a number from 0.00000001 to 10.", "0.3"),
        ("weight_decay", "nan", "Must be a number from 0 to 1.", "0.3"),
    ],
)
def test_what_cannot_be_taken_is_said_beside_the_field(
    room: TrainRoom, draft: Draft, dataset: Dataset, qtbot: QtBot, name: str, text: str, sentence: str, good: str
) -> None:
    room.set_dataset(dataset)
    before = getattr(draft.config, name)
    type_into(room, name, text)
    row = room.panel.form.rows[name]
    assert row.problem() == sentence
    assert getattr(draft.config, name) == before
    assert room.buttons.start.toolTip() == f"{row.setting.label} {sentence.replace('Must', 'must')}"
    with qtbot.assertNotEmitted(room.start_wanted):
        room.buttons.start.click()
    assert room.focusWidget() is row.control
    row.control.selectAll()
    QTest.keyClicks(row.control, good)
    assert row.problem() == ""
    assert room.buttons.start.toolTip() == "Train with these settings"
    QTest.keyClick(row.control, Qt.Key.Key_Escape)
    assert getattr(draft.config, name) == before
    with qtbot.waitSignal(room.start_wanted):
        room.buttons.start.click()


def test_a_learning_rate_with_a_decimal_comma_is_understood(room: TrainRoom, draft: Draft, dataset: Dataset) -> None:
    room.set_dataset(dataset)
    type_into(room, "learning_rate", "0,0001")
    assert draft.config.learning_rate == 0.0001
    assert room.panel.form.rows["learning_rate"].control.text() == "0.0001"


def test_looking_at_a_setting_does_not_round_it(room: TrainRoom, draft: Draft, dataset: Dataset) -> None:
    room.set_dataset(dataset)
    draft.choose(learning_rate=0.000123456)
    field = room.panel.form.rows["learning_rate"].control
    field.setFocus()
    room.panel.form.rows["epochs"].control.setFocus()
    assert draft.config.learning_rate == 0.000123456


def test_up_and_down_step_whole_numbers(room: TrainRoom, draft: Draft, dataset: Dataset) -> None:
    room.set_dataset(dataset)
    field = room.panel.form.rows["epochs"].control
    QTest.keyClick(field, Qt.Key.Key_Up)
    QTest.keyClick(field, Qt.Key.Key_Up)
    QTest.keyClick(field, Qt.Key.Key_Down)
    assert draft.config.epochs == 16


def test_defaults_shows_when_something_differs_and_takes_it_back(
    room: TrainRoom, draft: Draft, dataset: Dataset
) -> None:
    room.set_dataset(dataset)
    form = room.panel.form
    draft.choose(freeze="layer3")
    assert not form.defaults_button.isVisible()
    type_into(room, "epochs", "30")
    type_into(room, "seed", "x")
    assert form.defaults_button.isVisible()
    form.defaults_button.click()
    assert draft.config == TrainConfig.build(freeze="layer3")
    assert form.first_problem() is None
    assert not form.defaults_button.isVisible()


def test_a_choice_is_taken_and_named_on_its_fold(room: TrainRoom, draft: Draft, dataset: Dataset) -> None:
    room.set_dataset(dataset)
    form = room.panel.form
    form.folds["optimizer"].set_open(True)
    box = form.rows["optimizer"].control
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Down)
    assert draft.config.optimizer == "sgd"
    assert form.folds["optimizer"]._header.value == "SGD"
    assert form.rows["weight_decay"].control.text() == "0.0001"


def test_a_device_that_only_the_command_line_offers_is_shown(room: TrainRoom, draft: Draft) -> None:
    draft.choose(device="cuda:1")
    assert room.panel.form.rows["device"].value() == "cuda:1"


def test_a_run_that_cannot_start_says_why(room: TrainRoom, dataset: Dataset) -> None:
    room.set_dataset(dataset)
    room.show_problem("A run needs 140 MB in /runs, but only 3 MB are free.", "")
    assert room.error.isVisible()
    assert "140 MB" in room.error.sentence()
    room.buttons.start.click()
    assert not room.error.isVisible()


# During a run --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("event", "waiting_for", "text"),
    [
        (None, "Waiting for the predictions to end", "Waiting for the predictions to end"),
        (None, "", "Handing the run to the engine…"),
        (
            Progress(Phase.DOWNLOADING, 12_300_000, 45_000_000),
            "",
            "Downloading ImageNet weights, 12 of 45 MB",
        ),
        (
            Progress(Phase.DOWNLOADING, 400_000_000, 1_200_000_000),
            "",
            "Downloading ImageNet weights, 0.4 of 1.2 GB",
        ),
        (
            Progress(Phase.DOWNLOADING, 5_200_000, 0),
            "",
            "Downloading ImageNet weights, 5.2 MB",
        ),
        (Progress(Phase.VALIDATING, 3, 12), "", "Validating, 3 of 12 pictures"),
        (Progress(Phase.PREPARING, 160, 397), "", "Preparing 397 pictures, 40 %"),
        (Progress(Phase.PREPARING, 61, 244, 2, 4), "", "Preparing view 2 of 4, 25 %"),
    ],
)
def test_the_room_says_what_it_waits_for(
    room: TrainRoom, dataset: Dataset, event: Progress | None, waiting_for: str, text: str
) -> None:
    history = RunHistory()
    show_run(room, dataset, history)
    room.set_waiting_for(waiting_for)
    if event:
        history.apply(event)
    room.refresh()
    assert room.header.title() == "Training ants-bees"
    assert room.strip.phase.isVisible()
    assert room.strip.phase.text() == text
    assert room.strip.phase_bar.isVisible() == bool(event and event.total)
    assert not room.strip.epoch.isVisible()


def test_figures_of_a_running_run(room: TrainRoom, dataset: Dataset) -> None:
    history = started()
    show_run(room, dataset, history)
    for number, top1 in enumerate((0.6, 0.875, 0.75), start=1):
        epoch(history, number, top1)
    history.apply(BatchEnd(4, 13, 0.1, 0.00123, 62.4, 32))
    room.refresh()
    strip = room.strip
    assert strip.epoch.figure() == "4 of 15"
    assert strip.time.figure() == "33 s"
    assert strip.speed.figure() == "62"
    assert strip.rate.figure() == "0.0012"
    assert strip.best.figure() == "87.5 %"
    assert strip.best.caption() == "Best validation accuracy, epoch 2"
    assert not strip.phase.isVisible()


def test_settings_are_locked_while_training_and_free_again_after(room: TrainRoom, dataset: Dataset) -> None:
    history = started()
    show_run(room, dataset, history)
    form = room.panel.form
    assert form.locked
    assert not any(row.control.isVisible() for row in form.rows.values())
    assert form.rows["image_size"].value() == "224 px"
    assert form.rows["early_stopping"].value() == "off"
    assert form.rows["head_multiplier"].value() == "1 × faster"
    room._draft.choose(epochs=77)  # for the next run, as from the Model room; the run keeps its own
    assert form.rows["epochs"].value() == "15"
    history.apply(RunFinished("run", 0, float("nan")))
    room.refresh()
    assert not form.locked
    assert form.rows["epochs"].control.text() == "77"


def test_stop_is_asked_once_and_says_so(room: TrainRoom, dataset: Dataset, qtbot: QtBot) -> None:
    history = started()
    show_run(room, dataset, history)
    with qtbot.waitSignal(room.stop_wanted):
        room.buttons.stop.click()
    assert not room.buttons.stop.isEnabled()
    assert room.buttons.stop.words() == "Stopping…"
    epoch(history, 1, 0.75)
    history.apply(RunStopped("run", 1, 0.75))
    room.refresh()
    assert not room.buttons.stop.isVisible()
    assert room.header.title() == "Training ants-bees stopped"
    assert "Ended in epoch 1 of 15. The best model, of epoch 1, is kept" in room.header.facts()
    show_run(room, dataset, started())
    assert room.buttons.stop.isEnabled()
    assert room.buttons.stop.words() == "Stop"


def test_an_engine_that_hangs_can_be_killed(room: TrainRoom, dataset: Dataset, qtbot: QtBot) -> None:
    show_run(room, dataset, started())
    assert not room.notice.isVisible()
    room.set_engine(EngineStatus(EngineState.NOT_RESPONDING))
    assert room.notice.isVisible()
    with qtbot.waitSignal(room.kill_wanted):
        room.notice.button.click()
    room.set_engine(EngineStatus(EngineState.BUSY))
    assert not room.notice.isVisible()


def test_an_engine_that_cannot_start_says_why(room: TrainRoom, dataset: Dataset) -> None:
    room.set_dataset(dataset)
    room.set_engine(EngineStatus(EngineState.FAILED, problem="The engine could not start: torch is missing."))
    assert room.notice.sentence() == "The engine could not start: torch is missing."
    assert room.buttons.start.isEnabled()


def test_refreshing_without_news_draws_nothing(
    room: TrainRoom, dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    history = started()
    show_run(room, dataset, history)
    drawn: list[int] = []
    show: Callable[[], None] = room._show
    monkeypatch.setattr(room, "_show", lambda: (drawn.append(1), show()))
    room.refresh()
    room.set_engine(EngineStatus(EngineState.READY, "CPU, 2 cores", "float32", memory=123))  # a heartbeat
    assert not drawn
    history.apply(BatchEnd(1, 1, 0.5, 1e-3, 60.0, 32))
    room.refresh()
    room.refresh()
    assert len(drawn) == 1


def test_live_pictures(room: TrainRoom, dataset: Dataset, qtbot: QtBot) -> None:
    history = started()
    show_run(room, dataset, history)
    live = room.live.pictures
    assert live.facts() == "predicted after epoch 1"
    assert not live.order.isVisible()
    history.apply(predictions(dataset))
    room.refresh()
    assert live.facts() == "as predicted after epoch 1: 5 of 8 right"
    pinned = [picture.path for picture in live.tiles.shown()]
    assert pinned == [f"val/{name} {number}.png" for number in range(4) for name in ("ants/ants", "bees/bees")]
    QTest.mouseClick(live.order.button("wrong"), Qt.MouseButton.LeftButton)
    wrongest = live.tiles.shown()
    lacks = [1 - picture.probabilities[picture.true] for picture in wrongest]
    assert lacks == sorted(lacks, reverse=True)
    assert live.tiles._is_wrong(wrongest[0])
    assert "is ants, predicted wrongly" in live.tiles.tip(wrongest[0])
    assert live.tiles.caption() == 26  # of two classes the true one needs no naming below the tile
    known = room.live.pictures.tiles._thumbnails
    first = dataset.root / wrongest[0].path
    qtbot.waitUntil(lambda: known.pixmap(first, 84, 1.0) is not None)
    assert not room.grab().isNull()


def test_the_first_pinned_pictures_show_every_class() -> None:
    labels = [0, 0, 0, 1, 1, 2, 3, 3]  # as a catalogue lists them, class after class
    pictures = [PredictedPicture(str(index), label, (0.25,) * 4) for index, label in enumerate(labels)]
    assert [picture.path for picture in one_of_each(pictures)] == ["0", "3", "5", "6", "1", "4", "7", "2"]
    assert one_of_each([]) == ()


def test_with_more_classes_the_true_one_is_named_below(room: TrainRoom, tmp_path: Path) -> None:
    dataset = make_folder(tmp_path / "three", ("ants", "bees", "wasps"))
    history = started()
    show_run(room, dataset, history)
    picture = dataset.part("validation")[0]
    history.apply(Predictions(1, (PredictedPicture(picture.path, 0, (0.1, 0.2, 0.7)),), 0, 12))
    room.refresh()
    assert room.live.pictures.tiles.caption() == 41
    assert "wasps 70.0 %, bees 20.0 %, ants 10.0 %" in room.live.pictures.tiles.accessibleDescription()
    assert not room.grab().isNull()


@pytest.mark.parametrize(("width", "height"), [(100, 90), (844, 230), (936, 122), (1458, 320), (3400, 700)])
def test_tiles_fit_their_space(width: int, height: int) -> None:
    columns, rows, side = fit(width, height, 26)
    assert columns * side + (columns - 1) * 8 <= max(width, 64)
    assert rows * (side + 26) + (rows - 1) * 8 <= max(height, 90)
    assert columns * rows <= FOLLOWED_PICTURES


def test_tiles_come_in_two_rows_and_all_at_once_where_there_is_room() -> None:
    assert fit(844, 230, 26)[:2] == (9, 2)
    assert fit(936, 122, 26)[1] == 1
    assert fit(1458, 320, 26)[:2] == (12, 2)


def test_a_notice_that_takes_the_place_of_another_is_seen_at_once(room: TrainRoom, dataset: Dataset) -> None:
    history = started()
    show_run(room, dataset, history)
    heights = []
    for number in (1, 2):
        epoch(history, number, 0.5 + 0.1 * number)
        room.refresh()
        heights.append(room.panel.notices.list_height())
    assert room.panel.notices.sentences() == ["Best model kept, from epoch 2"]
    assert heights[0] == heights[1] > 10


def test_notices_and_unreadable_pictures(room: TrainRoom, dataset: Dataset) -> None:
    history = started()
    show_run(room, dataset, history)
    assert not room.panel.notices.isVisible()
    history.apply(Notice("120 weights taken; the head is new."))
    epoch(history, 1, 0.75)
    for number in range(3):
        history.apply(Notice(f"x{number}.jpg: The file is cut off.", f"/data/x{number}.jpg", NoticeKind.PICTURE))
    room.refresh()
    notices = room.panel.notices
    assert notices.sentences() == [
        "120 weights taken; the head is new.",
        "Best model kept, from epoch 1",
        "3 pictures could not be read and are left out",
    ]
    assert not notices.details.isVisible()
    notices.details_button.click()
    assert notices.details.isVisible()
    assert notices.details.toPlainText().count("The file is cut off") == 3
    notices.copy_button.click()
    assert "/data/x2.jpg" in QGuiApplication.clipboard().text()


# After a run ---------------------------------------------------------------------------------------------------------


def test_a_finished_run_offers_its_model(room: TrainRoom, dataset: Dataset, qtbot: QtBot) -> None:
    history = started(2)
    room._draft.choose(epochs=2)
    show_run(room, dataset, history)
    for number in (1, 2):
        epoch(history, number, 0.5 + number / 10, epochs=2)
    history.apply(RunFinished("run", 2, 0.7))
    room.refresh()
    assert room.header.title() == "Trained ants-bees"
    assert room.header.facts().endswith("head trained. 2 epochs in 14 s. The best model, of epoch 2, is kept")
    assert room.strip.time.caption() == "Training time"
    with qtbot.waitSignal(room.use_wanted):
        room.buttons.use.click()
    with qtbot.waitSignal(room.start_wanted):
        room.buttons.again.click()


def test_a_run_that_ended_early_says_so(room: TrainRoom, dataset: Dataset) -> None:
    history = started()
    show_run(room, dataset, history)
    epoch(history, 1, 0.5)
    history.apply(RunFinished("run", 1, 0.5))
    room.refresh()
    assert "Ended early after 1 epoch in 7 s" in room.header.facts()


def test_a_failed_run_says_why_where_the_result_would_be(room: TrainRoom, dataset: Dataset) -> None:
    history = started()
    show_run(room, dataset, history)
    history.apply(RunFailed("run", "The memory is full. Try a smaller batch size.", "Traceback: ..."))
    room.refresh()
    assert room.header.title() == "Training ants-bees failed"
    assert room.error.isVisible()
    assert not room.buttons.use.isVisible()
    assert room.buttons.again.isVisible()
    assert room.plan.isVisible()  # there are no curves to show
    room.error.details_button.click()
    assert room.error.details() == "Traceback: ..."
    room.error.copy_button.click()
    assert QGuiApplication.clipboard().text() == "The memory is full. Try a smaller batch size.\n\nTraceback: ..."
    show_run(room, dataset, started())
    assert not room.error.isVisible()


def test_weights_that_cannot_be_fetched_are_no_dead_end(room: TrainRoom, dataset: Dataset, qtbot: QtBot) -> None:
    history = started()
    show_run(room, dataset, history)
    history.apply(RunFailed("run", "The file was not downloaded.", kind=Failure.WEIGHTS))
    room.refresh()
    with qtbot.waitSignal(room.model_wanted):
        QTest.mouseClick(room.error.weights_button, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(room.start_wanted):
        QTest.mouseClick(room.error.retry_button, Qt.MouseButton.LeftButton)
    assert not room.error.isVisible()
    later = started()
    show_run(room, dataset, later)
    later.apply(Notice("120 weights taken; the head is new."))
    later.apply(RunFailed("run", "The memory is full.", kind=Failure.MEMORY))
    room.refresh()
    assert room.error.isVisible()
    assert not room.error.weights_button.isVisible()  # other weights would change nothing
    assert not room.error.retry_button.isVisible()


def test_a_failed_run_keeps_its_curves_and_its_best_model(room: TrainRoom, dataset: Dataset) -> None:
    history = started()
    show_run(room, dataset, history)
    epoch(history, 1, 0.5)
    history.apply(RunFailed("run", "The engine stopped working.", ""))
    room.refresh()
    assert room.live.isVisible()
    assert room.buttons.use.isVisible()


def test_another_dataset_puts_the_result_away(room: TrainRoom, dataset: Dataset, tmp_path: Path) -> None:
    history = started()
    show_run(room, dataset, history)
    other = make_folder(tmp_path / "other", ("cats", "dogs"))
    room.set_dataset(other)
    assert room.state() == "running"  # a run is never put away while it goes on
    history.apply(RunStopped("run", 0, float("nan")))
    room.refresh()
    room.set_dataset(dataset)
    assert room.state() == "ended"
    room.set_dataset(other)
    assert room.state() == "plan"
    assert "cats and dogs" in room.plan.text()


# Size and words ------------------------------------------------------------------------------------------------------


def test_a_very_small_learning_rate_needs_no_counting_of_zeros() -> None:
    assert train_words.rate_text(0.0000183) == "1.8e-5"
    assert train_words.rate_text(0.000123) == "0.00012"
    assert train_words.rate_text(0.01) == "0.01"
    assert train_words.rate_text(0.0) == "0"


def test_in_a_narrow_window_the_sentence_is_short(room: TrainRoom, dataset: Dataset) -> None:
    room.resize(1024, 640)
    history = started()
    show_run(room, dataset, history)
    assert room.header.facts() == "ResNet-18, head trains"
    epoch(history, 1, 0.5)
    history.apply(RunFinished("run", 1, 0.5))
    room.refresh()
    assert room.header.facts() == "ResNet-18, head trained. Ended early after 1 epoch in 7 s"
    room.resize(1280, 732)
    assert room.header.facts().startswith("ResNet-18 from ImageNet weights, head trained.")


def test_in_a_narrow_window_the_settings_are_a_drawer(room: TrainRoom, dataset: Dataset, qtbot: QtBot) -> None:
    show_run(room, dataset, started())
    assert room.panel.isVisible()
    assert not room.buttons.drawer.isVisible()
    room.resize(968, 612)
    qtbot.waitUntil(lambda: not room.panel.isVisible())
    assert room.buttons.drawer.isVisible()
    room.buttons.drawer.click()
    assert room.panel.isVisible()
    assert room.rect().contains(room.panel.geometry())
    QTest.keyClick(room.panel.form.close_button, Qt.Key.Key_Escape)
    assert not room.panel.isVisible()
    room.resize(1280, 732)
    qtbot.waitUntil(room.panel.isVisible)
    assert not room.buttons.drawer.isVisible()


def test_charts_grow_more_than_pictures(room: TrainRoom, dataset: Dataset, qtbot: QtBot) -> None:
    history = started()
    show_run(room, dataset, history)
    history.apply(predictions(dataset))
    room.refresh()
    live = room.live
    assert live.charts is not None
    assert live.pictures.tiles._layout[1] == 2
    charts, pictures = live.charts.height(), live.pictures.height()
    room.resize(1920, 980)
    qtbot.waitUntil(lambda: live.charts is not None and live.charts.height() > charts)
    # Twice as much goes to the charts; whole rows of square tiles leave a little over.
    assert live.charts.height() - charts >= 1.7 * (live.pictures.height() - pictures)
    room.resize(968, 612)
    qtbot.waitUntil(lambda: live.pictures.tiles._layout[1] == 1)
    assert live.pictures.geometry().bottom() <= live.rect().bottom()


@pytest.mark.parametrize(
    ("chosen", "line"),
    [
        ({}, "ResNet-18 from ImageNet weights, head trains"),
        ({"freeze": "layer3", "depth": 50}, "ResNet-50 from ImageNet weights, layer4 and head train"),
        ({"freeze": "none"}, "ResNet-18 from ImageNet weights, everything trains"),
        ({"weights": "scratch", "depth": 20}, "ResNet-20 from scratch, everything trains"),
        ({"weights": "/models/my net.pth"}, "ResNet-18 from my net.pth, head trains"),
        ({"depth": 20, "shortcuts": False}, "ResNet-20 without shortcuts from scratch, everything trains"),
        (
            {"frozen": ("stem", "layer1", "layer2", "layer3.0")},
            "ResNet-18 from ImageNet weights, part of layer3, layer4 and head train",
        ),
    ],
)
def test_facts_in_one_line(chosen: dict[str, object], line: str) -> None:
    assert train_words.facts(TrainConfig.build(**chosen)) == line


def test_pause_then_resume(room: TrainRoom, dataset: Dataset, qtbot: QtBot) -> None:
    history = started()
    show_run(room, dataset, history)
    assert not room.buttons.resume.isVisible()
    with qtbot.waitSignal(room.pause_wanted):
        room.buttons.pause.click()
    assert not room.buttons.pause.isEnabled()
    assert not room.buttons.stop.isEnabled()
    history.apply(BatchEnd(1, 3, 0.7, 1e-3, 10.0, 120))
    history.apply(RunPaused("run", 0, math.nan))
    room.refresh()
    assert room.header.title() == "Training ants-bees paused"
    assert not room.buttons.pause.isVisible()
    assert room.buttons.again.isVisible()
    with qtbot.waitSignal(room.resume_wanted):
        room.buttons.resume.click()
