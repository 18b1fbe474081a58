"""The card of findings."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics.message import Message
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.findings import Finding, FindingKind
from resnet_studio.gui.rooms.data.room import DataRoom

LEFT = Qt.MouseButton.LeftButton
MakeDataset = Callable[..., Dataset]


def test_findings_fold_and_unfold(qtbot: QtBot, room: DataRoom, made: MakeDataset) -> None:
    counts = {"a": (3, 2, 0), "b": (3, 2, 0)}
    room.show_dataset(made(counts), 0.1)
    findings = room.dataset_page.findings
    assert not findings.isVisible()
    texts = [f"{number} files were left out: <b>x</b>." for number in range(4)]
    found = tuple(Finding(FindingKind.OTHER, Message.from_record(text)) for text in texts)
    room.show_dataset(made(counts, found), 0.1)
    assert findings.shown() == texts[:2]
    assert findings.fold_button.words() == "Show all 4"
    qtbot.mouseClick(findings.fold_button, LEFT)
    assert findings.shown() == texts
    qtbot.mouseClick(findings.fold_button, LEFT)
    room.resize(1024, 640)
    qtbot.waitUntil(lambda: findings.shown() == ["4 findings about this folder"])


def test_findings_can_be_hidden_until_there_are_others(qtbot: QtBot, room: DataRoom, made: MakeDataset) -> None:
    findings = room.dataset_page.findings
    findings.set_findings([("1 file was left out.", True)])
    qtbot.mouseClick(findings.cross, LEFT)
    findings.set_findings([("1 file was left out.", True)], fold=False)
    assert findings.isHidden()
    findings.set_findings([("2 files were left out.", True)], fold=False)
    assert not findings.isHidden()


def test_scale_of_deep_pictures_is_no_warning(room: DataRoom, made: MakeDataset) -> None:
    scale = Finding(FindingKind.VALUE_SCALE, Message.from_record("0 becomes black and 4,095 white."))
    odd = Finding(FindingKind.OTHER, Message.from_record("1 file was left out."))
    signs = []
    for found in ((scale,), (scale, odd)):
        room.show_dataset(made({"a": (3, 2, 0), "b": (3, 2, 0)}, found), 0.1)
        signs.append(room.dataset_page.findings.signs)
    assert signs == [["picture"], ["warning", "picture"]]
    assert room.dataset_page.findings.shown() == ["1 file was left out.", "0 becomes black and 4,095 white."]
