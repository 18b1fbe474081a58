"""Opening tables: their columns are asked for, and known the next time."""

import shutil
from pathlib import Path

from PySide6.QtCore import QObject, QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics import places
from resnet_studio.core.tables.columns import Columns
from tests.core.archives.made import made
from tests.gui.work.test_opening import Opened


def test_table_is_asked_about_and_its_columns_are_known_the_next_time(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, studio_home: Path, copied_colours: Path
) -> None:
    opened = Opened(qtbot, QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat), QObject(qapp))
    table = copied_colours / "colours.csv"
    names = [file.relative_to(copied_colours).as_posix() for file in sorted(copied_colours.rglob("*.png"))]
    table.write_text("f,c\n" + "".join(f"{name},{name.split('/')[0]}\n" for name in names), encoding="utf-8")
    with qtbot.waitSignal(opened.opening.table_found) as asked:
        opened.opening.open_dropped([table])
    assert asked.args == [table, None]
    assert opened.begun == []
    columns = Columns("f", "c")
    dataset = opened.until_open(
        lambda: opened.opening.open(copied_colours, chosen=(table.name,), reading=columns.reading)
    )
    assert len(dataset.pictures) == len(names)
    with qtbot.waitSignal(opened.opening.table_found) as asked:
        opened.opening.open(table)
    assert asked.args == [table, columns]
    recent = opened.opening.recents()[0]
    again = opened.until_open(lambda: opened.opening.open_recent(recent))
    assert again.key == dataset.key


def test_archive_with_a_table_is_asked_about_its_columns(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, studio_home: Path
) -> None:
    files = {f"pictures/{number}.jpg": b"x" for number in range(4)}
    archive = made(tmp_path / "set.zip", {**files, "labels.csv": b"file,label\n0.jpg,a\n1.jpg,b\n2.jpg,a\n3.jpg,b\n"})
    opened = Opened(qtbot, QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat), QObject(qapp))
    with qtbot.waitSignal(opened.opening.table_found, timeout=20_000) as asked:
        opened.opening.open(archive)
    assert asked.args is not None
    table = asked.args[0]
    assert (table.name, table.parent.name) == ("labels.csv", "set")
    reading = Columns("file", "label").reading
    dataset = opened.until_open(lambda: opened.opening.open(table.parent, chosen=(table.name,), reading=reading))
    assert dataset.classes == ("a", "b")
    shutil.rmtree(places.cache_folder())
    (recent,) = opened.opening.recents()
    assert recent.available
    assert opened.until_open(lambda: opened.opening.open_recent(recent)) == dataset
