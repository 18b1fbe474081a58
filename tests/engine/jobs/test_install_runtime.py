"""Installing what a format needs, as a job."""

import sys
from pathlib import Path

import pytest

from resnet_studio.core.basics.errors import Failure
from resnet_studio.core.basics.message import message
from resnet_studio.core.exports import formats
from resnet_studio.core.exports.formats import FORMATS, Format
from resnet_studio.core.installation import pip_install
from resnet_studio.core.protocol.commands import Halt
from resnet_studio.core.protocol.events import JobFailed, JobFinished, JobStopped
from resnet_studio.core.protocol.jobs.install_runtime import InstallRuntime, InstallStep, RuntimeInstalled
from resnet_studio.engine.run_job import run_job
from tests.made_wheel import MODULE, make_wheel, use_index


@pytest.fixture
def missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A format whose runtime is not installed; the folder that pip installs it into."""
    form = Format("made-up", "Made up", message("For tests."), "model", ("float32",), MODULE, (MODULE,), "none")
    monkeypatch.setitem(FORMATS, "made-up", form)
    make_wheel(tmp_path / "index")
    target = tmp_path / "target"
    target.mkdir()
    use_index(tmp_path / "index", monkeypatch, target)
    monkeypatch.setattr(sys, "path", [*sys.path, str(target)])
    assert FORMATS["made-up"].missing == (MODULE,)
    return target


def test_missing_runtime_is_installed(missing: Path) -> None:
    events = list(run_job(InstallRuntime("made-up")))
    assert any(isinstance(event, InstallStep) for event in events)
    assert isinstance(events[-2], RuntimeInstalled)
    assert isinstance(events[-1], JobFinished)
    assert FORMATS["made-up"].missing == ()
    assert [type(event) for event in run_job(InstallRuntime("made-up"))] == [RuntimeInstalled, JobFinished]


def test_installation_that_is_cancelled_leaves_nothing(missing: Path) -> None:
    events = list(run_job(InstallRuntime("made-up"), lambda: Halt.STOP))
    assert isinstance(events[-1], JobStopped)
    assert list(missing.iterdir()) == []


def test_installed_package_says_that_it_cannot(missing: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pip_install, "is_packaged", lambda: True)
    failed = list(run_job(InstallRuntime("made-up")))[-1]
    assert isinstance(failed, JobFailed)
    assert failed.kind is Failure.INSTALL
    assert "Nothing can be added to this installed package." in str(failed.error)


def test_unknown_format_is_refused() -> None:
    failed = list(run_job(InstallRuntime("nothing")))[-1]
    assert isinstance(failed, JobFailed)
    assert failed.kind is Failure.SETTING
    assert formats.FORMATS.get("nothing") is None
