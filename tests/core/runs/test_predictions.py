import csv
import json
import math
import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resnet_studio.core.basics.errors import ConfigError
from resnet_studio.core.protocol.jobs.predict import Prediction, PredictionFailed
from resnet_studio.core.runs.predictions import check_suffix, clipboard_text, rows, save_table, saving

BEE = Prediction("/p/bee.jpg", ("ants", "bees"), (0.0451234, 0.9548766))
BROKEN = PredictionFailed("/p/broken.jpg", "broken.jpg: the file is cut off.")


def read(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_table_has_a_column_for_each_class_and_one_for_errors(tmp_path: Path) -> None:
    path = tmp_path / "predictions.csv"
    save_table(path, [BEE, BROKEN])
    assert read(path) == [
        ["path", "class", "probability", "not sure", "ants", "bees", "error"],
        ["/p/bee.jpg", "bees", "0.954877", "no", "0.045123", "0.954877", ""],
        ["/p/broken.jpg", "", "", "", "", "", "broken.jpg: the file is cut off."],
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
    assert head[4] == first[0] == first[1] == second[0] == second[-1] == f"'{evil}"


def test_minus_inside_a_name_is_kept() -> None:
    assert rows([Prediction("/p/a-b=c.jpg", ("x",), (1.0,))])[1][0] == "/p/a-b=c.jpg"


def test_clipboard_text_has_tabs(tmp_path: Path) -> None:
    lines = clipboard_text([BEE, BROKEN]).splitlines()
    assert lines[0].split("\t") == ["path", "class", "probability", "not sure", "ants", "bees", "error"]
    assert lines[1].split("\t")[:3] == ["/p/bee.jpg", "bees", "0.954877"]
    assert len(lines) == 3


def test_results_of_two_models_share_one_table() -> None:
    table = rows([BEE, Prediction("/p/c.jpg", ("bees", "wasps"), (0.25, 0.75))])
    assert table[0] == ["path", "class", "probability", "not sure", "ants", "bees", "wasps", "error"]
    assert table[2] == ["/p/c.jpg", "wasps", "0.750000", "no", "", "0.250000", "0.750000", ""]


def test_nan_leaves_its_cell_empty() -> None:
    row = rows([Prediction("/p/a.jpg", ("a",), (math.nan,))])[1]
    assert (row[2], row[4]) == ("", "")


def test_names_that_are_not_unicode_can_be_written(tmp_path: Path) -> None:
    path = tmp_path / "predictions.csv"
    save_table(path, [Prediction(os.fsdecode(b"/p/caf\xe9.jpg"), ("a",), (1.0,))])
    assert read(path)[1][0] == "/p/caf\\udce9.jpg"


def test_no_predictions_give_a_table_without_rows(tmp_path: Path) -> None:
    save_table(tmp_path / "empty.csv", [])
    assert read(tmp_path / "empty.csv") == [["path", "class", "probability", "not sure", "error"]]


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
    assert [len(line) for line in table] == [len(classes) + 5] * 2
    assert table[1][0].removeprefix("'") == name.removeprefix("'")
    assert table[1][1].removeprefix("'") == classes[0].removeprefix("'")


def test_answer_below_the_threshold_is_not_sure_in_the_table(tmp_path: Path) -> None:
    unsure = replace(BEE, threshold=0.96)
    save_table(tmp_path / "a.csv", [BEE, unsure, BROKEN])
    assert [row[3] for row in read(tmp_path / "a.csv")] == ["not sure", "no", "yes", ""]


def test_lines_hold_class_probabilities_and_whether_it_is_sure(tmp_path: Path) -> None:
    save_table(tmp_path / "a.JSONL", [replace(BEE, threshold=0.96), BROKEN])
    first, second = map(json.loads, (tmp_path / "a.JSONL").read_text(encoding="utf-8").splitlines())
    assert (first["path"], first["class"], first["sure"]) == ("/p/bee.jpg", "bees", False)
    assert first["probabilities"] == {"ants": 0.0451234, "bees": 0.9548766}
    assert second == {"path": "/p/broken.jpg", "error": "broken.jpg: the file is cut off."}


def test_file_is_not_there_when_writing_it_is_given_up(tmp_path: Path) -> None:
    def give_up() -> None:
        with saving(tmp_path / "a.csv", BEE.classes) as write:
            write(BEE)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        give_up()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["a.txt", "a", ".csv.gz"])
def test_name_that_does_not_say_the_kind_of_table_is_refused(name: str) -> None:
    check_suffix(Path("a.CSV"))
    with pytest.raises(ConfigError, match=r"\.csv or \.jsonl"):
        check_suffix(Path(name))


def test_line_of_json_has_the_class_that_a_person_gave(tmp_path: Path) -> None:
    save_table(tmp_path / "a.jsonl", [BEE, BROKEN], {BEE.path: "ants"})
    lines = [json.loads(line) for line in (tmp_path / "a.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [line.get("corrected") for line in lines] == ["ants", None]
