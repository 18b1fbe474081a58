"""Fixtures that every test may use."""

import gc
import os
import re
import runpy
import shutil
from collections.abc import Callable, Collection, Generator, Iterator
from itertools import count
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, settings
from PIL import Image

from resnet_studio.core.basics import language
from resnet_studio.core.dataset import sample
from tests.file_server import server
from tests.window_bot import qtbot

__all__ = ["qtbot", "server"]

FAILED = pytest.StashKey[bool]()

# Tests, engine and window share the cores; more threads only wait for each other.
os.environ.setdefault("OMP_NUM_THREADS", "2")
if not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# A busy machine is slow to draw examples and to check them; that is not a fault of the code.
settings.register_profile("studio", deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=25)
settings.register_profile("thorough", settings.get_profile("studio"), max_examples=500)  # tests/long/test_properties.py
settings.load_profile("studio")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What long tests have counted, such as kills and inputs: also of those that passed, and from any process."""
    for report in (*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")):
        for name, value in report.user_properties:
            if name == "counts":
                terminalreporter.write_line(f"{report.nodeid}: {value}")


# What has single tests of many seconds, the longest first. They begin at once: at the end, one process would be left
# with the last of them. (With `--dist worksteal`, a process that has none left takes from the end of another's list.)
LONGEST = (
    "end_to_end/test_real_drag.py", "end_to_end/test_window.py", "gui/engine/test_engine_reuse.py", "gui/test_smoke.py",
    "gui/engine/test_worker.py", "engine/training/test_out_of_memory.py", "core/pictures/test_memory.py",
    "engine/inputs/test_reading.py", "cli/test_interrupts.py", "end_to_end/test_corrected_picture.py",
    "engine/exports/test_onnx_file.py", "gui/test_strange_names.py", "engine/test_run_job.py",
    "end_to_end/test_known_figures.py",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    tests = Path(__file__).parent
    order = {tests / name: number for number, name in enumerate(LONGEST)}
    assert all(path.is_file() for path in order)
    items.sort(key=lambda item: order.get(item.path, len(order)))


def pytest_collectstart() -> None:
    """Let the garbage collector rest until all tests are collected: there is nothing to free."""
    gc.disable()


def pytest_collection_finish() -> None:
    """Spare the garbage collector the modules and tests, which stay: each of its rounds would look at all of them."""
    gc.enable()
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


@pytest.fixture(scope="session")
def studio_homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A new folder for each test; pytest would look at all there are to find the next number."""
    folder = tmp_path_factory.mktemp("studio homes")
    return (folder / f"studio home {number}" for number in count())


@pytest.fixture(autouse=True)
def studio_home(request: pytest.FixtureRequest, studio_homes: Iterator[Path]) -> Iterator[Path]:
    """Keep runs, caches and settings of a test in a temporary folder, not in the user's.

    This folder and the test's own are deleted once all else of the test is over, unless it failed: together they would
    be gigabytes. The first fixture to be set up is the last to end, so it does not use `monkeypatch`.
    """
    home = next(studio_homes)
    home.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RESNET_STUDIO_HOME", str(home))
        yield home
    if not request.node.stash.get(FAILED, False):
        for folder in (home, request.node.funcargs.get("tmp_path", home)):
            shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real pictures and weights that are not part of the project; tests that need them are skipped without."""
    default = Path(__file__).resolve().parents[2] / "shared" / "data"
    folder = Path(os.environ.get("RESNET_STUDIO_SHARED", default))
    if not folder.is_dir():
        pytest.skip("the shared test pictures are not on this machine")
    return folder


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Writes a picture of `tests/hostile_pictures.py`, once; "comments.pbm" and others."""
    make = runpy.run_path(str(Path(__file__).with_name("hostile_pictures.py")))["make"]
    folder = tmp_path_factory.mktemp("hostile")
    return lambda name: Path(make(folder, name))


@pytest.fixture(scope="session")
def colours(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset that any network learns in seconds: three classes of noisy colour, 12 pictures each, 40 x 32 px."""
    root = tmp_path_factory.mktemp("data") / "three cölours"
    random = np.random.default_rng(0)
    for channel, name in enumerate(("red", "green", "blue")):
        folder = root / name
        folder.mkdir(parents=True)
        for number in range(12):
            pixels = random.integers(0, 90, (32, 40, 3), np.uint8)
            pixels[..., channel] += 150
            Image.fromarray(pixels).save(folder / f"{name} {number}.png")
    return root


@pytest.fixture
def small_sample(monkeypatch: pytest.MonkeyPatch) -> int:
    """Let the bundled sample have only so many digits: to write all takes two seconds."""
    count, digits = 100, sample._digits
    monkeypatch.setattr(sample, "_digits", lambda most=count: digits(most))
    monkeypatch.setattr(sample, "PICTURES", count)
    return count


@pytest.fixture
def copied_colours(colours: Path, tmp_path: Path) -> Path:
    """A copy of the colours, for a test that changes them."""
    return Path(shutil.copytree(colours, tmp_path / "copied colours"))


@pytest.fixture(scope="session")
def imagenet_weights(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ``resnet18.pth`` as a user would have it: ImageNet weights in torchvision's names, float32."""
    import torch

    packed_file = shared_data / "weights" / "resnet18_imagenet.npz"
    if not packed_file.is_file():
        pytest.skip("the shared ImageNet weights are not on this machine")
    with np.load(packed_file) as packed:
        state = {
            name: torch.from_numpy(packed[name].astype(np.int64 if name.endswith("tracked") else np.float32))
            for name in packed.files
        }
    path = tmp_path_factory.mktemp("ImageNet weights") / "resnet18.pth"
    torch.save(state, path)
    return path


@pytest.fixture
def pseudo() -> Iterator[None]:
    """The pseudo-locale: every text in brackets and a third longer."""
    language.use(language.PSEUDO)
    yield
    language.use("en")


@pytest.fixture
def untranslated() -> Callable[[str, Collection[str]], list[str]]:
    """Finds the words of a text in the pseudo-locale that were not translated, and are not among the data given."""
    return _untranslated


def _untranslated(text: str, data: Collection[str]) -> list[str]:
    """Words outside of the brackets, and words in them that were not lengthened."""
    found, depth, last = [], 0, 0
    for match in re.finditer(rf"[{language.LEFT}{language.RIGHT}]|$", text):
        part = re.sub(r"\w*…\w*", " ", text[last : match.start()])  # words that eliding has cut
        for word in re.findall(r"[^\W\d_]+", part):
            outside = depth == 0 and "…" not in text  # eliding may take brackets away
            untouched = outside or re.search(r"[aeiou]", re.sub(r"aa|ee|ii|oo|uu", "", word))
            if untouched and word not in data and len(word) > 1:
                found.append(word)
        depth = max(0, depth + {language.LEFT: 1, language.RIGHT: -1}.get(match[0], 0))
        last = match.end()
    return found
