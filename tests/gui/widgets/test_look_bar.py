"""What is shown of where a network looked: chosen in one place, seen in all."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from resnet_studio.gui.widgets.look_bar import LABEL, PREDICTED, LookBar, LookChoice

STAGES, CLASSES = ("stem", "layer1", "layer2"), ("ants", "bees")


def chosen(*, labelled: bool = False) -> LookChoice:
    choice = LookChoice(labelled=labelled)
    choice.set_model(STAGES, CLASSES)
    return choice


def test_last_stage_and_predicted_class_come_first(qtbot: QtBot) -> None:
    choice = chosen()
    assert (choice.on, choice.stage, choice.of) == (False, "layer2", PREDICTED)
    assert choice.class_of("bees") == ""


def test_another_model_keeps_what_it_has_too(qtbot: QtBot) -> None:
    choice = chosen()
    choice.choose(stage="layer1", of="bees")
    choice.set_model((*STAGES, "layer3"), ("bees", "wasps"))
    assert (choice.stage, choice.of) == ("layer1", "bees")
    choice.set_model(("stem",), ("cats",))
    assert (choice.stage, choice.of) == ("stem", PREDICTED)


def test_unknown_stage_and_class_are_ignored(qtbot: QtBot) -> None:
    choice = chosen()
    with qtbot.assertNotEmitted(choice.changed):
        choice.choose(stage="layer9", of="zebra")
        choice.choose(of=LABEL)


def test_steps_go_through_stages_to_the_ends_and_around_classes(qtbot: QtBot) -> None:
    choice = chosen(labelled=True)
    for _ in range(5):
        choice.step_stage(-1)
    assert choice.stage == "stem"
    seen = []
    for _ in range(4):
        choice.step_class(1)
        seen.append(choice.of)
    assert seen == [LABEL, "ants", "bees", PREDICTED]
    choice.step_class(-1)
    assert choice.of == "bees"


def test_own_class_of_each_picture_can_be_chosen_where_it_is_known(qtbot: QtBot) -> None:
    choice = chosen(labelled=True)
    choice.choose(of=LABEL)
    assert (choice.class_of("ants"), choice.class_of("bees")) == ("ants", "bees")


def test_bars_on_one_choice_follow_each_other(qtbot: QtBot) -> None:
    choice = chosen()
    grid, large = LookBar(choice), LookBar(choice)
    for bar in (grid, large):
        qtbot.addWidget(bar)
        bar.show()
    assert not grid.stage.isVisible()
    qtbot.mouseClick(grid.switch, Qt.MouseButton.LeftButton)
    assert large.switch.isChecked()
    assert large.stage.isVisible()
    qtbot.keyClick(large.stage, Qt.Key.Key_Up)
    assert (choice.stage, grid.stage.currentText()) == ("layer1", "layer1")
    qtbot.keyClick(grid.of, Qt.Key.Key_Down)
    assert (choice.of, large.of.currentText()) == ("ants", "ants")


def test_bar_whose_switch_is_elsewhere_shows_while_there_is_something_to_choose_or_to_say(qtbot: QtBot) -> None:
    around = QWidget()
    qtbot.addWidget(around)
    bar = LookBar(chosen())
    layout = QVBoxLayout(around)
    layout.addWidget(bar.part_with_switch())
    layout.addWidget(bar)
    around.show()
    assert not bar.isVisible()
    bar.say("No map of this one.", wrong=True)
    assert bar.isVisible()
    bar.say("")
    qtbot.mouseClick(bar.switch, Qt.MouseButton.LeftButton, pos=bar.switch.focus_rect().center())
    assert bar.stage.isVisible()
    qtbot.mouseClick(bar.switch, Qt.MouseButton.LeftButton, pos=bar.switch.focus_rect().center())
    assert not bar.isVisible()


def test_class_named_like_markup_is_shown_as_text(qtbot: QtBot) -> None:
    choice = LookChoice()
    bar = LookBar(choice)
    qtbot.addWidget(bar)
    choice.set_model(STAGES, ("<b>bold</b>", "a\nb"))
    assert bar.of.itemText(1) == "<b>bold</b>"
    assert "\n" not in bar.of.itemText(2)
    choice.choose(of="a\nb")
    assert bar.of.currentData() == "a\nb"
