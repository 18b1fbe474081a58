"""Output that is closed or full does not end a training."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from resnet_studio.cli import train
from resnet_studio.cli.interrupts import Interrupts
from resnet_studio.core.protocol.events import BatchEnd, EpochEnd, Event, RunFinished, RunStarted
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.history import RunHistory

FULL = Path("/dev/full")
STORY = (
    RunStarted(1, "r", ("ants", "bees"), 10, 4, 9, 9, "CPU", "float32", epochs=1),
    *(BatchEnd(1, step, 0.5, 0.1, 9.0, 2000) for step in range(1, 2000)),
    EpochEnd(1, 2000, 1.0, 1.0, 0.5, 2.5),
    RunFinished("r", 1, 0.5),
)


@pytest.mark.skipif(not FULL.exists(), reason="only Linux has a file that is always full")
@pytest.mark.parametrize("json", [True, False], ids=["json", "table"])
@pytest.mark.parametrize("errors_too", [False, True])
def test_training_goes_on_where_its_output_is_full(
    json: bool, errors_too: bool, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    trained = []

    def events() -> Iterator[Event]:
        for event in STORY:
            yield event
            trained.append(event)

    interrupts = Interrupts()
    with FULL.open("w") as full, FULL.open("w") as errors:
        monkeypatch.setattr(sys, "stdout", full)
        if errors_too:
            monkeypatch.setattr(sys, "stderr", errors)
        code = train.follow(events(), TrainConfig.build(depth=20), RunHistory(), interrupts, json=json)
        monkeypatch.undo()
    assert trained == list(STORY)
    assert code == 1  # who reads the output must know that it is not whole
    assert interrupts.should_stop() is None
    said = "Standard output cannot be written any more: No space left on device. The training goes on without it"
    assert (said in capfd.readouterr().err) is not errors_too


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no numbered descriptors to close")
@pytest.mark.parametrize("closed", [(1,), (2,), (0, 1, 2)])
def test_closed_streams_are_no_error(closed: tuple[int, ...], tmp_path: Path) -> None:
    closing = " ".join(f"{number}>&-" for number in closed)
    program = f'"{sys.executable}" -m resnet_studio runs --runs "{tmp_path}"'
    command = f'exec {closing}; {program}; echo $? > "{tmp_path}/code"'
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False, env=os.environ)
    assert (tmp_path / "code").read_text() == "0\n", done.stderr
    assert done.stderr == ""
