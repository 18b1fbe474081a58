"""Libraries are imported before the figures need them."""

import subprocess
import sys

import pytest

from resnet_studio.engine.machine.libraries import import_ahead

SCRIPT = """
import sys
import numpy as np
import resnet_studio.engine.figures.metrics as metrics
from resnet_studio.engine.figures.calibration import fit_temperature
from resnet_studio.engine.machine.libraries import import_ahead
assert "scipy" not in sys.modules
thread = import_ahead()
assert thread is not None
thread.join()
assert import_ahead() is None
before = set(sys.modules)
random = np.random.default_rng(0)
labels = random.integers(0, 3, 60)
probabilities = random.dirichlet([1, 1, 1], 60).astype(np.float32)
temperature = fit_temperature(probabilities, labels)
metrics.measure(metrics.Measured("test", 1.0), ["a", "b", "c"], labels, probabilities, temperature)
print(sorted(name for name in set(sys.modules) - before if name.startswith("scipy")))
"""


def test_everything_that_figures_import_was_imported_ahead() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout.strip()) == (0, "[]"), done.stderr


def test_a_library_that_is_missing_is_left_to_who_needs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("resnet_studio.engine.machine.libraries._MODULES", ("scipy.missing",))
    thread = import_ahead()
    assert thread is not None
    thread.join(10)
    assert not thread.is_alive()
