"""Every property that Hypothesis checks; those that set no number of their own with twenty times as many examples."""

import subprocess
import sys

import pytest

from tests.long.processes import ROOT


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_properties_hold_for_many_examples() -> None:
    words = ["-m", "hypothesis and not long", "--hypothesis-profile", "thorough", "-o", "timeout=1200", "-q"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *words],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-5000:]
