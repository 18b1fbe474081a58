"""Tags and notes of runs."""

import json
import os
from pathlib import Path

import pytest

from resnet_studio.core.basics.errors import RunError
from resnet_studio.core.runs.marks import FILE, LONGEST_NOTE, LONGEST_TAG, MOST_TAGS, Marks, tidy_tags


def test_marks_come_back(tmp_path: Path) -> None:
    marks = Marks.build(["report", "nochmal prüfen"], "Zwei Zeilen\nmit 花.\n")
    marks.write(tmp_path)
    assert Marks.read(tmp_path) == marks == Marks(("report", "nochmal prüfen"), "Zwei Zeilen\nmit 花.")


def test_run_without_the_file_has_no_marks(tmp_path: Path) -> None:
    assert Marks.read(tmp_path) == Marks()


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", '{"tags": 3, "note": []}', '{"tags": {"a": 1}}', '{"tags": [1, null, ["x"]]}', "[" * 9999],
)
def test_damaged_file_is_no_marks(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text)
    assert Marks.read(tmp_path) == Marks()


def test_what_is_right_in_a_damaged_file_is_kept(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text('{"tags": [7, "kept", "kept", "KEPT"], "note": 1}')
    assert Marks.read(tmp_path) == Marks(("kept",))


def test_file_of_any_size_is_read_in_bounds(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(json.dumps({"tags": ["x" * 3_000_000]}))
    assert Marks.read(tmp_path) == Marks()
    many = [f"{number} {'x' * 100}" for number in range(900)]
    (tmp_path / FILE).write_text(json.dumps({"tags": many, "note": "n" * 100_000}))
    marks = Marks.read(tmp_path)
    assert len(marks.tags) == MOST_TAGS
    assert {len(tag) for tag in marks.tags} == {LONGEST_TAG}
    assert len(marks.note) == LONGEST_NOTE


@pytest.mark.skipif(os.name == "nt", reason="links need a right on Windows")
def test_link_is_neither_followed_nor_written_through(tmp_path: Path) -> None:
    run, other = tmp_path / "run", tmp_path / "other.json"
    run.mkdir()
    other.write_text('{"tags": ["secret"]}')
    (run / FILE).symlink_to(other)
    assert Marks.read(run) == Marks()
    Marks.build(["mine"], "").write(run)
    assert "secret" in other.read_text()
    assert Marks.read(run).tags == ("mine",)


def test_marks_that_cannot_be_written_say_so(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="Tags and note of gone cannot be saved"):
        Marks(("x",)).write(tmp_path / "gone")


def test_tags_are_single_lines_without_commas() -> None:
    assert tidy_tags(["  a  b ", "c,d", "e\nf", "", " , ", "A B", "x\u202ey"]) == ("a b", "c d", "e f", "x\ufffdy")
