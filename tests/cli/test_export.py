"""`resnet-studio export`, as far as it is not the job's."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from resnet_studio.cli.export import export
from resnet_studio.core.protocol.events import Event, JobFinished
from resnet_studio.core.protocol.jobs.export import Export, Exported
from resnet_studio.core.runs.run import CONFIG


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> list[Export]:
    """The jobs that are asked for; each ends at once, with 151 of 153 pictures that the program reads alike."""
    asked: list[Export] = []

    def done(command: Export, _: Any) -> Iterator[Event]:
        asked.append(command)
        yield Exported(command.run, command.output, "model.onnx", "onnx", "float32", 45_000_000, 153, 153, 1e-6,
                       20.0, 10.0, 2, "onnxruntime 1", alike=151)  # fmt: skip
        yield JobFinished()

    monkeypatch.setattr("resnet_studio.engine.run_job.run_job", done)
    return asked


def test_export_of_the_folder_that_one_stands_in_has_the_run_s_name(
    tmp_path: Path, commands: list[Export], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = tmp_path / "ants bees"
    run.mkdir()
    (run / CONFIG).write_text("{}", "utf-8")
    monkeypatch.chdir(run)
    assert export(".", "onnx", "", None, overwrite=False, install=False, runs=None, json=False) == 0
    (command,) = commands
    assert Path(command.run) == run.resolve()
    assert Path(command.output).name == "ants bees onnx"


@pytest.mark.usefixtures("commands")
def test_terminal_says_how_many_pictures_the_program_reads_otherwise(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / CONFIG).write_text("{}", "utf-8")
    export(str(tmp_path), "onnx", "", tmp_path / "out", overwrite=False, install=False, runs=None, json=False)
    said = " ".join(capsys.readouterr().out.split())
    assert "153 of 153 pictures get the same class as in ResNet Studio" in said
    assert "2 of 153 pictures are not read by python/picture.py as ResNet Studio reads them" in said
