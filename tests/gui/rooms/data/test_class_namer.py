"""The field for a class's name completes the names that there are."""

from pytestqt.qtbot import QtBot

from resnet_studio.gui.rooms.data.class_namer import NameField


def test_changed_names_are_completed_without_another_completer(qtbot: QtBot) -> None:
    """To replace it while the window was laid out ended the program."""
    field = NameField()
    qtbot.addWidget(field)
    field.offer(["ants"])
    first = field.completer()
    field.offer(["ants", "Bees"])
    assert field.completer() is first
    with qtbot.waitActive(field):
        field.ask()
        field.activateWindow()
    qtbot.keyClicks(field, "b")
    assert field.text().lower() == "bees"
