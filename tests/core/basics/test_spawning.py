"""Starting processes, and what a packaged program does when it is one."""

import subprocess
import sys
from types import ModuleType

import pytest

from resnet_studio.core.basics import spawning

CHILD = ["--multiprocessing-fork", "tracker_fd=3", "pipe_handle=4"]
TRACKER = ["-B", "-c", "from multiprocessing.resource_tracker import main;main(5)"]


@pytest.fixture
def supported(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """How often child processes were supported, in a packaged program."""
    import multiprocessing

    calls: list[bool] = []
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setitem(sys.modules, spawning.HOOK, ModuleType(spawning.HOOK))
    monkeypatch.setattr(multiprocessing, "freeze_support", lambda: calls.append(True))
    return calls


@pytest.mark.parametrize("words", [CHILD, TRACKER])
def test_packaged_program_is_the_child_that_it_was_started_as(supported: list[bool], words: list[str]) -> None:
    spawning.run_child(words)
    assert supported == [True]


@pytest.mark.parametrize("words", [[], ["a folder"], ["train", "--sample"]])
def test_packaged_program_that_a_person_starts_is_no_child(supported: list[bool], words: list[str]) -> None:
    spawning.run_child(words)
    assert not supported


def test_packaged_program_prepares_before_it_starts_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(spawning, "HOOK", "a_hook_that_is_not_there")
    with pytest.raises(ModuleNotFoundError, match="a_hook_that_is_not_there"):
        spawning.context()


def test_start_of_the_program_does_not_import_multiprocessing() -> None:
    code = "import sys, resnet_studio.__main__; print('multiprocessing' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "False\n"
