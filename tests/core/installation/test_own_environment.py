"""An environment of its own has its packages first, and sees those of the program."""

import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from resnet_studio.core.basics.errors import InstallError
from resnet_studio.core.installation import own_environment
from tests.made_wheel import MODULE, make_wheel, use_index


def nothing() -> None:
    pass


def test_environment_has_its_packages_and_sees_those_of_the_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_wheel(tmp_path / "index")
    use_index(tmp_path / "index", monkeypatch)
    assert not own_environment.is_there("made up")
    steps = [str(step) for step in own_environment.make("made up", (MODULE,), nothing)]
    assert (steps[0], steps[-1]) == ("Making an environment", "Installing")
    assert own_environment.is_there("made up")
    program = f"import {MODULE}, numpy; print({MODULE}.__file__)"
    done = subprocess.run(
        [own_environment.python_of("made up"), "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    assert Path(done.stdout.strip()).is_relative_to(own_environment.folder("made up"))
    with monkeypatch.context() as upgraded:
        upgraded.setattr(sys, "version", "3.99")
        assert not own_environment.is_there("made up")
    with monkeypatch.context() as moved:
        moved.setattr(sysconfig, "get_path", lambda name: f"/elsewhere/{name}")
        assert not own_environment.is_there("made up")
    assert own_environment.is_there("made up")


def test_environment_that_cannot_be_made_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "index").mkdir()
    use_index(tmp_path / "index", monkeypatch)
    with pytest.raises(InstallError, match="There is no "):
        list(own_environment.make("made up", (MODULE,), nothing))
    assert not own_environment.folder("made up").exists()


def test_python_that_cannot_be_started_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    with pytest.raises(InstallError, match="Python cannot be started: No such file"):
        list(own_environment.make("made up", (MODULE,), nothing))
