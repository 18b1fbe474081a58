import csv
import math
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resnet_studio.core.protocol.jobs.predict import Prediction, PredictionFailed
from resnet_studio.core.runs.predictions import clipboard_text, rows, save_table

BEE = Prediction("/p/bee.jpg", ("ants", "bees"), (0.0451234, 0.9548766))
BROKEN = PredictionFailed("/p/broken.jpg", "broken.jpg: the file is cut off.")


def read(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_table_has_a_column_for_each_class_and_one_for_errors(tmp_path: Path) -> None:
    path = tmp_path / "predictions.csv"
    save_table(path, [BEE, BROKEN])
    assert read(path) == [
        ["path", "class", "probability", "ants", "bees", "error"],
        ["/p/bee.jpg", "bees", "0.954877", "0.045123", "0.954877", ""],
        ["/p/broken.jpg", "", "", "", "", "broken.jpg: the file is cut off."],
    ]


def test_file_begins_with_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "predictions.csv"
    save_table(path, [Prediction("/p/花.jpg", ("Käfer",), (1.0,))])
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert read(path)[1][:2] == ["/p/花.jpg", "Käfer"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝"])
def test_no_cell_is_run_as_a_formula(tmp_path: Path, start: str) -> None:
    evil = f"{start}HYPERLINK(1)"
    path = tmp_path / "predictions.csv"
    save_table(path, [Prediction(evil, (evil, "bees"), (0.9, 0.1)), PredictionFailed(evil, evil)])
    head, first, second = read(path)
    assert head[3] == first[0] == first[1] == second[0] == second[-1] == f"'{evil}"


def test_minus_inside_a_name_is_kept() -> None:
    assert rows([Prediction("/p/a-b=c.jpg", ("x",), (1.0,))])[1][0] == "/p/a-b=c.jpg"


def test_clipboard_text_has_tabs(tmp_path: Path) -> None:
    lines = clipboard_text([BEE, BROKEN]).splitlines()
    assert lines[0].split("\t") == ["path", "class", "probability", "ants", "bees", "error"]
    assert lines[1].split("\t")[:3] == ["/p/bee.jpg", "bees", "0.954877"]
    assert len(lines) == 3


def test_results_of_two_models_share_one_table() -> None:
    table = rows([BEE, Prediction("/p/c.jpg", ("bees", "wasps"), (0.25, 0.75))])
    assert table[0] == ["path", "class", "probability", "ants", "bees", "wasps", "error"]
    assert table[2] == ["/p/c.jpg", "wasps", "0.750000", "", "0.250000", "0.750000", ""]


def test_nan_leaves_its_cell_empty() -> None:
    assert rows([Prediction("/p/a.jpg", ("a",), (math.nan,))])[1][2:4] == ["", ""]


def test_names_that_are_not_unicode_can_be_written(tmp_path: Path) -> None:
    path = tmp_path / "predictions.csv"
    save_table(path, [Prediction(os.fsdecode(b"/p/caf\xe9.jpg"), ("a",), (1.0,))])
    assert read(path)[1][0] == "/p/caf\\udce9.jpg"


def test_no_predictions_give_a_table_without_rows(tmp_path: Path) -> None:
    save_table(tmp_path / "empty.csv", [])
    assert read(tmp_path / "empty.csv") == [["path", "class", "probability", "error"]]


def test_table_that_cannot_be_written_is_an_error_and_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        save_table(tmp_path / "not there" / "a.csv", [BEE])


@given(st.lists(st.text(min_size=1, max_size=12), min_size=1, max_size=5, unique=True), st.text(max_size=20))
def test_any_text_is_read_back_from_the_file(
    tmp_path_factory: pytest.TempPathFactory, classes: list[str], name: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.csv"
    save_table(path, [Prediction(name, tuple(classes), (1.0, *[0.0] * (len(classes) - 1)))])
    table = read(path)
    assert len(table) == 2
    assert [len(line) for line in table] == [len(classes) + 4] * 2
    assert table[1][0].removeprefix("'") == name.removeprefix("'")
    assert table[1][1].removeprefix("'") == classes[0].removeprefix("'")
