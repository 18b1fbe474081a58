"""The list of runs as CSV."""

import csv
import dataclasses
import math
from pathlib import Path

import pytest

from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.marks import Marks
from resnet_studio.core.runs.runs_csv import rows, save_runs
from resnet_studio.core.runs.settings import SETTINGS
from resnet_studio.core.runs.states import RunState
from resnet_studio.core.runs.summary import RunSummary

RUN = RunSummary(
    path=Path("runs/first"), created=0.0, config=TrainConfig.build(depth=18, freeze="layer1", epochs=7),
    dataset="ants-bees", state=RunState.FINISHED, epochs=7, best_epoch=5, best_val_top1=0.95, seconds=61.25,
    size=4096, usable=True, validation=153, marks=Marks(("report", "baseline"), "Two\nlines"),
)  # fmt: skip


def test_table_has_what_the_list_shows_and_every_setting(tmp_path: Path) -> None:
    save_runs(tmp_path / "runs.csv", [RUN])
    with (tmp_path / "runs.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert {key: row[key] for key in ("name", "dataset", "state", "accuracy", "best_epoch", "seconds")} == {
        "name": "first", "dataset": "ants-bees", "state": "finished", "accuracy": "0.950000", "best_epoch": "5",
        "seconds": "61.2",
    }  # fmt: skip
    assert (row["tags"], row["note"]) == ("report, baseline", "Two\nlines")
    assert float(row["accuracy_low"]) == pytest.approx(0.9035, abs=1e-3)
    assert {setting.name for setting in SETTINGS} <= set(row)
    assert (row["depth"], row["frozen"], row["epochs"]) == ("18", "stem layer1", "7")


def test_run_that_cannot_be_read_has_empty_cells() -> None:
    broken = dataclasses.replace(RUN, config=None, best_val_top1=math.nan, validation=0, best_epoch=0)
    head, row = rows([broken])
    named = dict(zip(head, row, strict=True))
    assert {named[key] for key in ("accuracy", "accuracy_low", "best_epoch", "depth", "learning_rate")} == {""}


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "＝"])
def test_no_cell_is_run_as_a_formula(start: str) -> None:
    evil = f"{start}HYPERLINK(1)"
    marks = Marks((evil,), evil)
    run = dataclasses.replace(RUN, path=Path(evil), dataset=evil, marks=marks)
    named = dict(zip(*rows([run]), strict=True))
    assert [named[key] for key in ("name", "dataset", "tags", "note")] == [f"'{evil}"] * 4


def test_file_that_cannot_be_written_leaves_what_was_there(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="gone"):
        save_runs(tmp_path / "gone" / "runs.csv", [RUN])
