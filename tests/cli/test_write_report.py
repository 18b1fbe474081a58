"""`resnet-studio report`: one file, never over another one unasked, and measured first where figures are missing."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from resnet_studio.cli import write_report as module
from resnet_studio.core.basics.message import message
from resnet_studio.core.protocol.commands import Job
from resnet_studio.core.protocol.events import Event, JobFailed, JobFinished, Notice
from resnet_studio.core.protocol.jobs.evaluate import Evaluate
from tests.core.report.measured_run import measured_run

Output = pytest.CaptureFixture[str]
Records = Callable[[str], list[dict[str, Any]]]


@pytest.fixture
def measured(tmp_path: Path) -> Path:
    return measured_run(tmp_path)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[Job]]:
    """Has the engine answer with these events; returns the list of what it is asked."""

    def use(*events: Event) -> list[Job]:
        jobs: list[Job] = []

        def run_job(job: Job, *_: object) -> list[Event]:
            jobs.append(job)
            return list(events)

        monkeypatch.setattr("resnet_studio.engine.run_job.run_job", run_job)
        return jobs

    return use


def report(run: Path, output: Path | None, **changed: Any) -> int:
    return module.report(
        str(run), output, **{"overwrite": False, "device": "cpu", "runs": None, "json": False} | changed
    )


def test_report_is_written_without_the_engine_where_figures_are_there(
    measured: Path, asked: Callable[..., list[Job]], tmp_path: Path, capfd: Output
) -> None:
    jobs, file = asked(), tmp_path / "report.html"
    assert report(measured, file) == 0
    assert jobs == []
    assert "Validation accuracy" in file.read_text("utf-8")
    assert str(file) in capfd.readouterr().out


def test_report_has_the_name_of_the_run_in_this_folder_by_default(
    measured: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: Output, records: Records
) -> None:
    monkeypatch.chdir(tmp_path)
    assert report(measured, None, json=True) == 0
    assert (tmp_path / "first.html").is_file()
    assert records(capfd.readouterr().out) == [{"report": "first.html"}]


def test_file_that_is_there_is_replaced_only_when_asked(
    measured: Path, asked: Callable[..., list[Job]], tmp_path: Path, capfd: Output
) -> None:
    next((measured / "results").glob("figures-*.json")).unlink()
    jobs, file = asked(JobFinished()), tmp_path / "report.html"
    file.write_text("mine", "utf-8")
    assert report(measured, file) == 2
    assert (file.read_text("utf-8"), jobs) == ("mine", [])
    assert "--overwrite" in capfd.readouterr().err
    assert report(measured, file, overwrite=True) == 0
    assert file.read_text("utf-8").startswith("<!doctype html>")


def test_run_without_figures_is_measured_first(
    measured: Path, asked: Callable[..., list[Job]], tmp_path: Path, capfd: Output
) -> None:
    next((measured / "results").glob("figures-*.json")).unlink()
    jobs = asked(Notice(message("Something is worth knowing.")), JobFinished())
    assert report(measured, tmp_path / "report.html") == 0
    assert jobs == [Evaluate(str(measured), "", "cpu")]
    assert "worth knowing" in capfd.readouterr().err


def test_report_says_why_the_run_could_not_be_measured(
    measured: Path, asked: Callable[..., list[Job]], tmp_path: Path, capfd: Output
) -> None:
    next((measured / "results").glob("figures-*.json")).unlink()
    asked(JobFailed(message("The pictures are not there."), "details"))
    assert report(measured, tmp_path / "report.html") == 0
    assert "The pictures are not there." in capfd.readouterr().err
    assert "The pictures are not there." in (tmp_path / "report.html").read_text("utf-8")
