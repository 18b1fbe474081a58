"""Fixtures that every test may use."""

import os
from pathlib import Path

import pytest

# Two cores are shared by tests, engine and window; more threads only contend.
os.environ.setdefault("OMP_NUM_THREADS", "2")
if not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(autouse=True)
def studio_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Runs, caches and settings of a test live in a folder of its own, never in the person's."""
    home = tmp_path_factory.mktemp("studio home")
    monkeypatch.setenv("RESNET_STUDIO_HOME", str(home))
    return home


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real pictures and weights that are not part of the project; tests that need them skip without."""
    default = Path(__file__).resolve().parents[2] / "shared" / "data"
    folder = Path(os.environ.get("RESNET_STUDIO_SHARED", default))
    if not folder.is_dir():
        pytest.skip("the shared test pictures are not on this machine")
    return folder
