"""Suspect labels in the terminal: a table, or JSON lines."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from resnet_studio.cli import suspects as module
from resnet_studio.cli.app import run as studio
from resnet_studio.core.basics.message import message
from resnet_studio.core.protocol.events import Event, JobFailed, JobFinished, Notice
from resnet_studio.core.protocol.jobs.suspects import Suspect, SuspectsFound
from resnet_studio.core.runs.run import read_dataset

Output = pytest.CaptureFixture[str]
Records = Callable[[str], list[dict[str, Any]]]


@pytest.fixture
def finds(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Has the engine's job send these events."""

    def use(*events: Event) -> None:
        monkeypatch.setattr("resnet_studio.engine.run_job.run_job", lambda *_: iter(events))

    return use


FOUND = (
    Notice(message("This network has learned from the labels.")),
    Suspect("red/1 [x].png", "red", "blue", 0.75, 1.5, 1),
    SuspectsFound("run", 36, 1),
    JobFinished(),
)


def test_suspects_are_printed_as_lines_with_the_place_of_the_picture(
    finds: Callable[..., None], untrained_run: Path, capfd: Output, records: Records
) -> None:
    finds(*FOUND)
    assert module.suspects(str(untrained_run), device="cpu", runs=None, json=True) == 0
    printed = capfd.readouterr()
    assert records(printed.out) == [
        {
            "rank": 1,
            "path": str(read_dataset(untrained_run).root / "red/1 [x].png"),
            "label": "red",
            "predicted": "blue",
            "probability": 0.75,
            "loss": 1.5,
        }
    ]
    assert "learned from the labels" in printed.err


def test_suspects_are_printed_as_a_table_with_their_number(
    finds: Callable[..., None], untrained_run: Path, capfd: Output
) -> None:
    finds(*FOUND)
    assert module.suspects(str(untrained_run), device="cpu", runs=None, json=False) == 0
    printed = capfd.readouterr().out
    assert "1 [x].png" in printed
    assert printed.endswith("1 of 36 labels are suspect.\n")


def test_failure_is_reported(finds: Callable[..., None], untrained_run: Path, capfd: Output) -> None:
    finds(JobFailed(message("It is broken."), "details"))
    assert studio(["suspects", str(untrained_run), "--device", "cpu"]) == 1
    assert "It is broken." in capfd.readouterr().err
