"""`--column`, and tables in place of folders of classes."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from resnet_studio.cli.app import run as studio
from resnet_studio.cli.check import check
from resnet_studio.cli.columns import reading_of
from resnet_studio.core.basics.errors import ConfigError, DatasetError
from resnet_studio.core.tables.columns import Columns, columns_of

Records = Callable[[str], list[dict[str, Any]]]


@pytest.fixture
def table(copied_colours: Path) -> Path:
    """The colours as a table, beside their folders."""
    lines = [
        f"{file.relative_to(copied_colours).as_posix()},{file.parent.name},{file.stem[-1]},p{file.stem}"
        for file in sorted(copied_colours.rglob("*.png"))
    ]
    (copied_colours / "colours.csv").write_text("\n".join(["picture,colour,shade,who", *lines]), encoding="utf-8")
    return copied_colours / "colours.csv"


def test_named_columns_count_and_others_are_guessed(table: Path) -> None:
    found = columns_of(reading_of(table, None, ["label=shade"]))
    assert found == Columns("picture", "shade", delimiter=",", encoding="utf-8")
    found = columns_of(reading_of(table, None, ["file=picture", "label=colour", "group=who"]))
    assert found is not None
    assert (found.label, found.group) == ("colour", "who")
    assert reading_of(table, None, []) == "names"
    assert reading_of(table.parent, "parts", []) == "parts"


@pytest.mark.parametrize("column", ["label", "class=colour", "=colour"])
def test_column_that_says_nothing_is_refused(table: Path, column: str) -> None:
    with pytest.raises(ConfigError, match="ROLE=NAME"):
        reading_of(table, None, [column])


def test_columns_that_are_not_there_or_of_a_folder_are_refused(table: Path) -> None:
    with pytest.raises(DatasetError, match="has no column kind"):
        reading_of(table, None, ["label=kind"])
    with pytest.raises(ConfigError, match="given with a table"):
        reading_of(table.parent, None, ["label=kind"])


def test_table_is_checked(table: Path, capfd: pytest.CaptureFixture[str], records: Records) -> None:
    (table.parent / "red" / "red 2.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    assert check([table], reading="names", limits=("small_class=0",), json=True) == 0
    found = {one["finding"]: one for one in records(capfd.readouterr().out)}
    assert found["unreadable"]["pictures"] == [str(table.parent / "red" / "red 2.png")]


def test_run_is_evaluated_on_a_table(untrained_run: Path, table: Path, capfd: pytest.CaptureFixture[str]) -> None:
    asked = ["evaluate", str(untrained_run), str(table), "--column", "label=colour", "--json"]
    assert studio(asked) == 0
    said = json.loads(capfd.readouterr().out.splitlines()[-1])
    assert said["images"] == len(table.read_text().splitlines()) - 1
    assert any("colours.csv" in notice for notice in said["notices"])


def test_training_says_which_columns_a_table_lacks(table: Path, tmp_path: Path) -> None:
    asked = ["train", str(table), "--runs", str(tmp_path / "runs"), "--column", "label=kind"]
    assert studio(asked) == 2
