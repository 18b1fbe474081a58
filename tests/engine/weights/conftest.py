"""Reading files of weights without starting a process for each, for tests of what is in them."""

import pytest

from resnet_studio.engine.weights import copies
from tests.engine.weights.in_this_process import InThisProcess


@pytest.fixture
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """No process is started, which takes a third of a second; `test_copies.py` and others start it."""
    monkeypatch.setattr(copies, "LimitedProcess", InThisProcess)
