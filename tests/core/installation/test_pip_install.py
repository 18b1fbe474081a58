"""Installing packages with pip: from a folder on disk, ended, and refused in words."""

import sys
from pathlib import Path

import pytest

from resnet_studio.core.basics.errors import Failure, InstallError
from resnet_studio.core.installation import pip_install
from resnet_studio.core.installation.pip_install import install, obstacle, requirements
from tests.made_wheel import MODULE, make_wheel, use_index


class StopError(Exception):
    """A person has asked to end."""


def nothing() -> None:
    pass


@pytest.fixture
def target(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where pip installs to, from an index with the made-up package."""
    make_wheel(tmp_path / "index ü")
    use_index(tmp_path / "index ü", monkeypatch, tmp_path / "target")
    return tmp_path / "target"


def test_package_is_installed_and_its_steps_are_said(target: Path) -> None:
    steps = [str(step) for step in install([MODULE], nothing)]
    assert steps[-1] == "Installing"
    assert any(MODULE in step for step in steps[:-1])
    assert (target / f"{MODULE}.py").is_file()


def test_installation_that_is_ended_leaves_nothing(target: Path) -> None:
    def stop() -> None:
        raise StopError

    with pytest.raises(StopError):
        list(install([MODULE], stop))
    assert not target.exists()


def test_what_is_not_to_be_had_is_named(target: Path) -> None:
    with pytest.raises(InstallError, match="There is no nowhere-at-all for this system"):
        list(install(["nowhere-at-all"], nothing))


def test_installed_packages_keep_their_versions(target: Path, tmp_path: Path) -> None:
    make_wheel(tmp_path / "index ü", requires="numpy<1")
    with pytest.raises(InstallError, match="other versions of packages than those that are installed"):
        list(install([MODULE], nothing))
    assert not target.exists()


@pytest.mark.parametrize(
    ("line", "kind", "words"),
    [
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", Failure.DISK_FULL,
         "The disk is full."),
        ("WARNING: Retrying after connection broken by 'NewConnectionError(…): Failed to establish a new connection'",
         Failure.UNREACHABLE, "cannot be reached"),
        ("ERROR: something else", Failure.INSTALL, "something else"),
    ],
)  # fmt: skip
def test_failures_are_said_in_words(line: str, kind: Failure, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    program = f"import sys; print({line!r}); sys.exit(1)"
    monkeypatch.setattr(
        pip_install, "lines_of",
        lambda _words, check, environment: real([sys.executable, "-c", program], check, environment=environment),
    )  # fmt: skip
    with pytest.raises(InstallError, match=words) as raised:
        list(install([MODULE], nothing))
    assert raised.value.kind is kind


real = pip_install.lines_of


def test_requirements_are_those_of_the_program() -> None:
    assert [one.split(">")[0] for one in requirements("openvino", ["openvino"])] == ["openvino"]
    assert [one.split(">")[0] for one in requirements("", ["onnx"])] == ["onnx"]
    assert requirements("no-such-extra", ["a"]) == ["a"]


def test_package_of_the_program_says_what_to_do_instead(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not obstacle()
    monkeypatch.setattr(pip_install, "is_packaged", lambda: True)
    assert "Install ResNet Studio into a Python environment with pip" in str(obstacle())
    monkeypatch.setattr(pip_install, "is_packaged", lambda: False)
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    assert "python -m ensurepip" in str(obstacle())
