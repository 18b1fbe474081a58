"""Programs whose lines are read while they run, and that are ended when they are no longer wanted."""

import sys

import psutil
import pytest

from resnet_studio.core.basics.other_program import lines_of


class StopError(Exception):
    """It is no longer wanted."""


def test_lines_and_exit_code_of_a_program() -> None:
    program = lines_of([sys.executable, "-c", "import sys; print('ä'); print('b', file=sys.stderr); sys.exit(3)"],
                       lambda: None, environment={"PYTHONUTF8": "1"})  # fmt: skip
    assert sorted((next(program), next(program))) == ["b", "ä"]
    with pytest.raises(StopIteration) as ended:
        next(program)
    assert ended.value.value == 3


def test_program_that_is_no_longer_wanted_is_ended_with_what_it_started() -> None:
    inner = "import time; print('ready', flush=True); time.sleep(600)"
    outer = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {inner!r}])"
    wanted = True

    def check() -> None:
        if not wanted:
            raise StopError

    others = set(psutil.Process().children(recursive=True))  # of other tests
    program = lines_of([sys.executable, "-c", outer], check)
    assert next(program) == "ready"
    started = set(psutil.Process().children(recursive=True)) - others
    assert len(started) >= 2
    wanted = False
    with pytest.raises(StopError):
        next(program)
    gone, alive = psutil.wait_procs(list(started), timeout=10)
    assert len(gone) == len(started)
    assert alive == []
