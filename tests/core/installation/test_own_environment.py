"""An environment of its own has its packages first, and sees those of the program."""

import subprocess
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


def test_environment_that_cannot_be_made_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "index").mkdir()
    use_index(tmp_path / "index", monkeypatch)
    with pytest.raises(InstallError, match="is not to be had"):
        list(own_environment.make("made up", (MODULE,), nothing))
    assert not own_environment.folder("made up").exists()
