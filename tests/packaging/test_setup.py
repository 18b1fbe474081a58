"""Setting up a new machine: missing packages are reported with one command, and nothing is done twice."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="users and system packages are tested on POSIX")


@pytest.fixture
def system(load) -> ModuleType:
    return load("system_packages")


@pytest.fixture
def environment(load, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ModuleType:
    module = load("environment")
    root = tmp_path / "a checkout"
    root.mkdir()
    (root / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    monkeypatch.setattr(module, "ROOT", root)
    monkeypatch.setattr(module, "FOLDER", root / ".venv")
    monkeypatch.setattr(module, "STAMP", root / ".venv" / "stamp.json")
    monkeypatch.delenv("PYTHON", raising=False)
    return module


@pytest.fixture
def installs(environment, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The actions of `ensure`, recorded instead of performed."""
    done: list[str] = []
    monkeypatch.setattr(environment, "_works", lambda _: True)
    monkeypatch.setattr(environment, "_has_pip", lambda: True)
    monkeypatch.setattr(environment, "_imports", lambda **_: True)
    monkeypatch.setattr(environment, "_recreate", lambda *_: done.append("recreate"))
    monkeypatch.setattr(environment, "_install", lambda extra: done.append(f"install {extra}".strip()))
    return done


def test_missing_libraries_and_programs_are_found(system) -> None:
    needs = {"libc.so.6": "libc6", "libnowhere.so.9": "libnowhere9", "sh": "dash", "no-such-program": "nothing"}
    if sys.platform != "linux":
        needs.pop("libc.so.6")
    assert system.missing(needs) == {"libnowhere.so.9": "libnowhere9", "no-such-program": "nothing"}


@pytest.mark.parametrize(
    ("user", "programs", "line"),
    [
        (1000, {"apt-get", "sudo"}, "sudo apt-get update && sudo apt-get install --yes liba libb"),
        (1000, {"apt-get"}, "su -c 'apt-get update && apt-get install --yes liba libb'"),
        (0, {"apt-get"}, "apt-get update && apt-get install --yes liba libb"),
        (1000, set(), "liba.so.1 libb.so.1"),
    ],
)
def test_install_command_for_the_user(system, monkeypatch, user: int, programs: set[str], line: str) -> None:
    monkeypatch.setattr(system.os, "geteuid", lambda: user)
    monkeypatch.setattr(system.shutil, "which", lambda name: name if name in programs else None)
    text = system.how_to_install({"libb.so.1": "libb", "liba.so.1": "liba"})
    assert [part.strip() for part in text.splitlines() if part.startswith("    ")] == [line]


def test_apt_is_not_used_if_it_needs_a_password(system, monkeypatch) -> None:
    tried: list[list[str]] = []
    monkeypatch.setattr(system.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(system.shutil, "which", lambda name: name)
    monkeypatch.setattr(system, "_run_quietly", lambda command: tried.append(command) or "a password is required")
    assert not system.install({"liba.so.1": "liba"})
    assert tried == [["sudo", "-n", "true"]]


def test_ensure_creates_the_environment_only_once(environment, installs) -> None:
    environment.ensure("test")
    assert installs == ["recreate", "install test"]
    installs.clear()
    environment.ensure("test")
    environment.ensure("")
    assert installs == []


def test_further_extra_is_added_and_kept(environment, installs) -> None:
    for extra in ("", "dev", "test"):
        environment.ensure(extra)
    assert installs == ["recreate", "install", "install dev"]


def test_only_the_package_part_of_pyproject_triggers_an_update(environment, installs) -> None:
    environment.ensure("")
    installs.clear()
    project = environment.ROOT / "pyproject.toml"
    text = project.read_text(encoding="utf-8")
    assert "[tool.ruff]" in text
    assert '"torch>=' in text
    project.write_text(text.replace("[tool.ruff]", "[tool.ruff]\nfix = false"), encoding="utf-8")
    environment.ensure("")
    assert installs == []
    project.write_text(text.replace('"torch>=', '"torch>=2.7,>='), encoding="utf-8")
    environment.ensure("")
    assert installs == ["install"]


def test_interrupted_setup_is_continued(environment, installs, monkeypatch) -> None:
    def interrupted(extra: str) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(environment, "_install", interrupted)
        with pytest.raises(KeyboardInterrupt):
            environment.ensure("")
    installs.clear()
    environment.ensure("")
    assert installs == ["install"]


@pytest.mark.parametrize("damage", ["moved", "garbled", "broken"])
def test_broken_environment_is_recreated(environment, installs, monkeypatch, damage: str) -> None:
    environment.ensure("")
    installs.clear()
    stamp = environment._read_stamp()
    if damage == "moved":
        environment._write_stamp(replace(stamp, root="/elsewhere"))
    elif damage == "garbled":
        environment.STAMP.write_text(json.dumps({"complete": True}), encoding="utf-8")
    else:  # files are missing, but pip considers the packages installed
        imports = iter([False, True])
        monkeypatch.setattr(environment, "_works", lambda _: False)
        monkeypatch.setattr(environment, "_imports", lambda **_: next(imports))
    environment.ensure("")
    assert installs == (["install"] if damage == "broken" else []) + ["recreate", "install"]


def test_old_python_reports_the_required_version() -> None:
    code = (
        "import runpy, sys; sys.version_info = (3, 9, 2); sys.argv = ['bootstrap.py', 'run'];"
        f"runpy.run_path({str(ROOT / 'packaging' / 'bootstrap.py')!r}, run_name='__main__')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env={"PYTHON": sys.executable}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "needs Python 3.11 or newer" in done.stderr
    assert "3.9.2" in done.stderr


def test_makefile_lists_every_task(load) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = next(line for line in makefile.splitlines() if line.startswith("TARGETS"))
    assert targets.split(":=")[1].split() == list(load("tasks").TASKS)
