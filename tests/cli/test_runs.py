"""The list of runs in the terminal."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from resnet_studio.cli.app import run as studio
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.run import create_run

Output = pytest.CaptureFixture[str]
RunProgram = Callable[..., subprocess.CompletedProcess[str]]
Records = Callable[[str], list[dict[str, Any]]]


def test_runs_prints_one_object_for_each_run(
    records: Records, run_program: RunProgram, trained: tuple[Path, object]
) -> None:
    done = run_program("runs", "--json")
    assert done.returncode == 0, done.stderr
    names = {line["name"]: line for line in records(done.stdout)}
    assert names["my rün"]["state"] == "finished"
    assert names["my rün"]["best_val_top1"] == 1.0


def test_names_of_runs_are_not_shortened_in_a_pipe(run_here: RunProgram, trained: object) -> None:
    done = run_here("runs")
    assert any(line.strip().startswith("my rün") and "finished" in line for line in done.stdout.splitlines())


def test_damaged_run_is_listed_as_damaged_and_not_resumed(run_here: RunProgram, colours: Path, tmp_path: Path) -> None:
    run = create_run(tmp_path, TrainConfig.build(depth=20), scan(colours), name="mine")
    (run / "config.json").write_text('{"format": 99}')
    done = run_here("runs", "--runs", str(tmp_path))
    assert done.returncode == 0
    assert "cut off, damaged" in done.stdout
    assert "made by a newer ResNet Studio" in done.stdout
    again = run_here("resume", "mine", "--runs", str(tmp_path))
    assert again.returncode == 2
    assert "made by a newer ResNet Studio" in again.stderr


def test_invalid_date_does_not_hide_the_other_runs(
    records: Records, untrained_run: Path, tmp_path: Path, capfd: Output
) -> None:
    for name, date in (("one", "0001-01-01T00:00:00+23:00"), ("two", "2026-01-01T00:00:00")):
        (tmp_path / name).mkdir()
        record = json.loads((untrained_run / "config.json").read_text("utf-8"))
        (tmp_path / name / "config.json").write_text(json.dumps(record | {"created": date}), "utf-8")
    assert studio(["runs", "--runs", str(tmp_path), "--json"]) == 0
    created = {record["name"]: record["created"] for record in records(capfd.readouterr().out)}
    assert created["two"].startswith("2026-01-01")
    assert set(created) == {"one", "two"}
