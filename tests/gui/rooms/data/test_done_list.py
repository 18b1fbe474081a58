"""What was done about findings, as it is listed."""

from pathlib import Path

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics.message import literal
from resnet_studio.core.checks.kinds import CheckFinding, CheckKind
from resnet_studio.core.dataset.catalogue import Catalogue, Picture
from resnet_studio.core.dataset.dataset import apply
from resnet_studio.core.dataset.keep_finding import KeepFinding
from resnet_studio.gui.rooms.data.done_list import DoneList
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader


def test_setting_is_listed_while_the_classes_need_it(qtbot: QtBot, qapp: QApplication) -> None:
    pictures = [Picture(f"{number}.jpg", int(number >= 40), "train", 1000, 1) for number in range(50)]
    catalogue = Catalogue(Path("/pictures"), ("a", "b"), tuple(pictures))
    imbalance = CheckFinding(CheckKind.IMBALANCE, literal("a has more than b."), (), classes=("a", "b"))
    done = DoneList(ThumbnailLoader(qapp))
    qtbot.addWidget(done)
    done.show_done(apply(catalogue), [imbalance])
    assert [row.what for row in done.rows] == ["A setting of the next run makes up for it."]
    even = Catalogue(Path("/pictures"), ("a", "b"), tuple(pictures[30:]))
    done.show_done(apply(even), [imbalance])
    assert not done.rows


def test_kept_shortcuts_are_listed_by_their_property(qtbot: QtBot, qapp: QApplication) -> None:
    pictures = [Picture(f"{number}.jpg", number % 2, "train", 1000, 1) for number in range(4)]
    catalogue = Catalogue(Path("/pictures"), ("a", "b"), tuple(pictures))
    kept = [KeepFinding(("0.jpg",), f"shortcut:{by}") for by in ("bytes", "format")]
    done = DoneList(ThumbnailLoader(qapp))
    qtbot.addWidget(done)
    done.show_done(apply(catalogue, kept), [])
    assert [row.undo_button.accessibleName() for row in done.rows] == [
        "Undo: The format of files tells classes apart. Kept as it is.",
        "Undo: The size of files tells classes apart. Kept as it is.",
    ]
