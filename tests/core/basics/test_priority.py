"""A process gives way, and never asks for more than it was started with."""

import subprocess
import sys

import pytest

CODE = """
import psutil
from resnet_studio.core.basics.priority import give_way
give_way(5)
print(psutil.Process().nice())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has classes of priority")
@pytest.mark.parametrize(("started", "then"), [("0", 5), ("12", 12)])
def test_lower_priority_is_kept(started: str, then: int) -> None:
    command = ["nice", "-n", started, sys.executable, "-c", CODE]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert int(done.stdout) >= then, "the tests themselves may run with a lower priority"
