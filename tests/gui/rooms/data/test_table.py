"""The page that asks for the columns of a table."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.tables.columns import DELIMITERS, ENCODINGS, Columns
from resnet_studio.gui.rooms.data.room import DataRoom
from resnet_studio.gui.rooms.data.table import TablePage

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def table(tmp_path: Path) -> Path:
    (tmp_path / "pictures").mkdir()
    lines = ["scan,species,site,split"]
    for number in range(12):
        (tmp_path / "pictures" / f"{number}.jpg").touch()
        lines.append(f"pictures/{number}.jpg,{'Äschen' if number % 2 else 'trout'},s{number // 4},train")
    (tmp_path / "fish.csv").write_text("\n".join(lines), encoding="utf-8")
    return tmp_path / "fish.csv"


def ask(room: DataRoom, qtbot: QtBot, table: Path, known: Columns | None = None) -> TablePage:
    room.ask_table(table, known)
    page = room.table_page
    qtbot.waitUntil(lambda: page.open_button.isEnabled() and "Reading" not in page.said.text())
    return page


def chosen(page: TablePage) -> dict[str, str]:
    return {role: str(box.currentData()) for role, box in page.boxes.items()}


def test_guessed_columns_and_the_first_rows_are_shown_and_accepted(room: DataRoom, qtbot: QtBot, table: Path) -> None:
    page = ask(room, qtbot, table)
    assert page.isVisible()
    assert page.header.title() == "fish.csv"
    assert chosen(page) == {"file": "scan", "label": "species", "part": "split", "group": ""}
    model = page.rows.model()
    heads = [model.headerData(column, Qt.Orientation.Horizontal) for column in range(4)]
    assert heads == ["scan: file", "species: class", "site", "split: part"]
    assert model.data(model.index(1, 1)) == "Äschen"
    ends = [page.rows.columnViewportPosition(column) for column in range(4)]
    assert ends[3] > page.rows.viewport().width() / 2, "the columns share the width"
    qtbot.waitUntil(lambda: page.said.text() == "All of its 12 files are there.")
    with qtbot.waitSignal(room.table_answered) as answered:
        qtbot.mouseClick(page.open_button, LEFT)
    assert answered.args is not None
    file, reading = answered.args
    assert file == table
    assert reading == Columns("scan", "species", "split", delimiter=",", encoding="utf-8").reading


def test_enter_opens_the_pictures_once_the_table_was_read(room: DataRoom, qtbot: QtBot, table: Path) -> None:
    page = ask(room, qtbot, table)
    assert page.open_button.hasFocus()
    with qtbot.waitSignal(room.table_answered):
        qtbot.keyClick(room.focusWidget(), Qt.Key.Key_Return)


def test_columns_chosen_before_come_first(room: DataRoom, qtbot: QtBot, table: Path) -> None:
    page = ask(room, qtbot, table, Columns("scan", "site", group="species"))
    assert chosen(page) == {"file": "scan", "label": "site", "part": "", "group": "species"}


def test_what_is_wrong_with_a_choice_is_said(room: DataRoom, qtbot: QtBot, table: Path) -> None:
    page = ask(room, qtbot, table)

    def choose(role: str, name: str) -> None:
        box = page.boxes[role]
        box.setCurrentIndex(box.findData(name))
        box.activated.emit(box.currentIndex())

    choose("label", "scan")
    assert not page.open_button.isEnabled()
    assert page.said.text() == "Each column says one thing: choose different ones."
    choose("label", "")
    assert page.said.text() == "Choose the column with the files and the one with the classes."
    choose("label", "species")
    choose("file", "site")
    qtbot.waitUntil(lambda: page.said.text().startswith("None of its 12 files is in"))
    assert page.open_button.isEnabled()


def test_column_without_a_file_and_table_without_a_line_are_said(room: DataRoom, qtbot: QtBot, table: Path) -> None:
    table.write_text("file,label\n,a\n,b\n", encoding="utf-8")
    page = ask(room, qtbot, table)
    qtbot.waitUntil(lambda: page.said.text().startswith("This column names no file. Choose another column"))
    table.write_text("file,label\n", encoding="utf-8")
    room.ask_table(table, None)
    qtbot.waitUntil(lambda: page.said.text() == "This table has no line with a picture.")


def test_parts_that_are_none_are_said_before_the_table_is_opened(room: DataRoom, qtbot: QtBot, table: Path) -> None:
    table.write_text(table.read_text("utf-8").replace("s2,train", "s2,extra"), encoding="utf-8")
    page = ask(room, qtbot, table)
    assert chosen(page)["part"] == "split"
    qtbot.waitUntil(lambda: page.said.text().endswith("whose part is not train, val or test: extra."))


def test_lines_that_end_before_their_class_and_pictures_to_sort_are_said(
    room: DataRoom, qtbot: QtBot, table: Path
) -> None:
    lines = table.read_text("utf-8").splitlines()
    lines[2], lines[4] = "pictures/1.jpg", "pictures/3.jpg,,s0,train"
    table.write_text("\n".join(lines), encoding="utf-8")
    page = ask(room, qtbot, table)
    wanted = "1 line is left out: 3: it ends before its class. 1 picture has no class here, and is to be sorted."
    qtbot.waitUntil(lambda: page.said.text() == f"All of its 12 files are there. {wanted}")


def test_words_for_a_missing_class_are_said_and_not_taken_for_classes(
    room: DataRoom, qtbot: QtBot, table: Path
) -> None:
    lines = table.read_text("utf-8").splitlines()
    header = lines[0].split(",").index("species")
    said = {2: "nan", 3: "", 4: "NULL", 5: "None", 6: "NA"}
    for line, word in said.items():
        cells = lines[line].split(",")
        lines[line] = ",".join([*cells[:header], word, *cells[header + 1 :]])
    table.write_text("\n".join(["# exported, today", *lines]), encoding="utf-8")
    page = ask(room, qtbot, table)
    wanted = "3 pictures have no class here (empty, or NULL and nan), and are to be sorted."
    qtbot.waitUntil(lambda: page.said.text() == f"All of its 12 files are there. {wanted}")
    assert page.rows.model().headerData(0, Qt.Orientation.Horizontal) == "scan: file"
    dataset = scan(table)
    assert len(dataset.unlabelled) == 3
    assert {"None", "NA"} <= set(dataset.classes)


def test_another_encoding_and_no_header_are_read_again(room: DataRoom, qtbot: QtBot, table: Path) -> None:
    page = ask(room, qtbot, table)
    page.encoding.setCurrentIndex(page.encoding.findData("cp1252"))
    page.encoding.activated.emit(page.encoding.currentIndex())
    model = page.rows.model()
    qtbot.waitUntil(lambda: model.data(model.index(1, 1)) == "Ã„schen")
    qtbot.mouseClick(page.header_box, LEFT)
    qtbot.waitUntil(lambda: model.data(model.index(0, 0)) == "scan")
    assert model.headerData(0, Qt.Orientation.Horizontal) == "1: file"


def test_broken_table_is_explained(room: DataRoom, qtbot: QtBot, table: Path) -> None:
    table.write_text('scan,species\n1.png,"a\n', encoding="utf-8")
    room.ask_table(table, None)
    page = room.table_page
    qtbot.waitUntil(lambda: "In line 2 of" in page.problem.sentence())
    assert not page.open_button.isEnabled()


def test_every_encoding_and_separator_can_be_chosen(room: DataRoom, qtbot: QtBot, table: Path) -> None:
    page = ask(room, qtbot, table)
    for box, known in ((page.encoding, ENCODINGS), (page.separator, DELIMITERS)):
        assert {str(box.itemData(row)) for row in range(box.count())} == set(known)
