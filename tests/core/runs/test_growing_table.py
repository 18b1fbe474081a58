"""Tables that grow over several starts of the program."""

import csv
import json
from pathlib import Path

import pytest

from resnet_studio.core.basics.errors import RunError
from resnet_studio.core.protocol.jobs.predict import Prediction, PredictionFailed
from resnet_studio.core.runs.growing_table import GrowingTable
from resnet_studio.core.runs.predictions import Result

CLASSES = ("ants", "bees")
RESULTS: list[Result] = [
    Prediction("/p/=1.jpg", CLASSES, (0.9, 0.1)),
    Prediction("/p/花\n2.jpg", CLASSES, (0.2, 0.8)),
    PredictionFailed("/p/3.jpg", "It is broken."),
    Prediction("/p/=1.jpg", CLASSES, (0.1, 0.9)),  # it was changed
]


def paths(file: Path) -> list[str]:
    if file.suffix == ".jsonl":
        return [json.loads(line)["path"] for line in file.read_text(encoding="utf-8").splitlines()]
    with file.open(encoding="utf-8-sig", newline="") as opened:
        return [row[0] for row in csv.reader(opened)][1:]


@pytest.mark.parametrize("suffix", [".csv", ".jsonl"])
@pytest.mark.parametrize("cut", [0, 1, 7, 40, 10_000])
def test_rows_that_a_killed_process_did_not_write_are_caught_up(tmp_path: Path, suffix: str, cut: int) -> None:
    file = tmp_path / f"a{suffix}"
    with GrowingTable(file, CLASSES) as table:
        for result in RESULTS[:3]:
            table.add(result)
    whole = file.read_bytes()
    file.write_bytes(whole[: max(0, len(whole) - cut)])
    with GrowingTable(file, CLASSES) as table:
        table.catch_up(RESULTS[:3])
        table.add(RESULTS[3])
    assert sorted(paths(file)) == sorted(result.path for result in RESULTS)
    if suffix == ".csv":
        assert file.read_bytes().count("\ufeff".encode()) == 1


@pytest.mark.parametrize("text", ["name,age\nAnn,7\n", "path,class,probability,not sure,cats,error\n"])
def test_table_of_something_else_is_refused_and_stays(tmp_path: Path, text: str) -> None:
    for name in ("a.csv", "a.jsonl"):
        (tmp_path / name).write_text(text)
        with pytest.raises(RunError, match="not a table of this model's answers"):
            GrowingTable(tmp_path / name, CLASSES)
        assert (tmp_path / name).read_text() == text
