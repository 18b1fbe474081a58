"""The program's test of itself, as every package's test calls it."""

import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from resnet_studio import __main__
from resnet_studio.core.installation.torch_folder import VARIABLE
from resnet_studio.core.protocol.events import TERMINAL
from resnet_studio.gui import smoke, start


def child(code: str, *words: object, **variables: str) -> subprocess.CompletedProcess[str]:
    """A process with this code, once it has ended."""
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, words)],
        env=os.environ | variables, capture_output=True, text=True, timeout=250, check=False,
    )  # fmt: skip


FEW = """
import sys
from pathlib import Path
from resnet_studio.core.dataset import sample
from resnet_studio.gui.smoke import run_smoke

digits = sample._digits
sample._digits, sample.PICTURES = lambda most=400: digits(most), 400
if __name__ == "__main__":
    run_smoke(Path(sys.argv[1]))
"""
"""A test with fewer digits: to train an epoch of all takes long. The packages' tests do."""

SIGNALLED = """
import os, sys
from pathlib import Path
from resnet_studio.gui import smoke

def signalled(self, sentence, say=smoke.Smoke._say):
    say(self, sentence)
    if reached and reached in self._lines[-1]:
        os.kill(os.getpid(), number)

def opened(*words, show=smoke.open_window):
    if not reached:
        os.kill(os.getpid(), number)
    return show(*words)

def waited(self, what, done, wait=smoke.Smoke._wait):
    trained = lambda: self._window.session.run and self._window.session.run.history.last_batch
    if reached and reached in str(what):
        wait(self, what, trained)
        os.kill(os.getpid(), number)
    wait(self, what, done)

reached, number, picture = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])
smoke.Smoke._say, smoke.Smoke._wait, smoke.open_window = signalled, waited, opened
if __name__ == "__main__":
    smoke.run_smoke(picture)
"""
"""A test that gets a signal where the window is about to open, when a sentence was said, or after a batch."""


def test_smoke_trains_predicts_and_writes_a_screenshot(tmp_path: Path) -> None:
    picture = tmp_path / "a new folder" / "fenêtre.png"
    done = child(FEW, picture)
    assert done.returncode == smoke.DONE, done.stdout + done.stderr
    assert "12 pictures are predicted" in done.stdout
    with Image.open(picture) as screenshot:
        assert screenshot.width >= 1000
        assert len(screenshot.convert("RGB").getcolors(1_000_000) or range(1000)) > 100, "something is drawn"
    assert picture.with_suffix(".txt").read_text(encoding="utf-8") == done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends a process without asking it")
@pytest.mark.parametrize(
    ("sent", "reached"),
    [
        (signal.SIGINT, ""),  # the other signal comes while it trains, below
        *(
            pytest.param(sent, "The sample is open.", marks=pytest.mark.long)
            for sent in (signal.SIGTERM, signal.SIGINT)
        ),
        pytest.param(signal.SIGTERM, "", marks=pytest.mark.long),
    ],
)
def test_smoke_that_is_ended_by_a_signal_says_so_and_leaves_nothing(
    sent: signal.Signals, reached: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "temporary").mkdir()
    monkeypatch.delenv("RESNET_STUDIO_HOME")
    done = child(SIGNALLED, reached, int(sent), tmp_path / "window.png", TMPDIR=str(tmp_path / "temporary"))
    assert done.returncode == smoke.FAILED, done.stderr
    assert done.stdout.endswith("The window was closed before the test ended.\n")
    assert reached in done.stdout
    assert not list((tmp_path / "temporary").glob("resnet-studio-*"))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends a process without asking it")
def test_smoke_that_is_ended_by_a_signal_while_it_trains_does_not_wait_for_a_checkpoint(tmp_path: Path) -> None:
    home = tmp_path / "home"  # it is not deleted
    words = ("the training", int(signal.SIGTERM), tmp_path / "window.png")
    done = child(SIGNALLED, *words, RESNET_STUDIO_HOME=str(home))
    assert done.returncode == smoke.FAILED, done.stderr
    assert done.stdout.endswith("The window was closed before the test ended.\n")
    (log,) = home.rglob("events.jsonl")
    events = [json.loads(line)["event"] for line in log.read_text(encoding="utf-8").splitlines()]
    assert "BatchEnd" in events
    assert not {event.__name__ for event in TERMINAL} & set(events), "its engine was asked for nothing more"


@pytest.mark.parametrize("gone", ["stderr", pytest.param("stdout", marks=pytest.mark.long)])
def test_smoke_fails_with_the_reason_where_torch_is_missing_and_a_reader_of_its_output_is_gone(
    tmp_path: Path, gone: str
) -> None:
    picture = tmp_path / "a new folder" / "window.png"
    reading, writing = os.pipe()
    os.close(reading)
    with subprocess.Popen(
        [sys.executable, "-m", "resnet_studio", "--smoke", str(picture)],
        env=os.environ | {VARIABLE: str(tmp_path)}, text=True, encoding="utf-8",
        **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, gone: writing},
    ) as process:  # fmt: skip
        os.close(writing)
        try:
            printed = "".join(process.communicate(timeout=100)[0] or ())
            assert process.returncode == smoke.FAILED
        finally:
            process.kill()
    report = picture.with_suffix(".txt").read_text(encoding="utf-8")
    assert report.endswith(f"{VARIABLE} is {tmp_path}, but PyTorch is not there.\n")
    assert printed == (report if gone == "stderr" else "")
    assert not picture.exists()


def test_smoke_that_hangs_ends_where_the_reader_of_its_output_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Gone(io.StringIO):
        def write(self, _text: str) -> int:
            raise BrokenPipeError

    codes: list[int] = []
    monkeypatch.setattr(sys, "stdout", Gone())
    monkeypatch.setattr(sys, "stderr", Gone())
    monkeypatch.setattr(smoke.os, "_exit", codes.append)
    smoke.Smoke(tmp_path / "a folder" / "window.png", 1.0).hang()  # neither can its report be written
    assert codes == [smoke.FAILED]


def test_smoke_leaves_the_files_of_the_person_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs, settings and caches are in a folder that is deleted; a folder that was named is used."""
    seen: list[str] = []
    monkeypatch.delenv("RESNET_STUDIO_HOME")
    monkeypatch.setattr(smoke, "open_window", lambda *_: seen.append(os.environ["RESNET_STUDIO_HOME"]) or 0)
    monkeypatch.setattr(smoke, "end_process", lambda code: seen.append(str(code)))
    monkeypatch.setattr(smoke, "_on_signals", lambda _: None)
    smoke.run_smoke(tmp_path / "window.png")
    assert not Path(seen[0]).exists()
    assert seen[1:] == ["1"], "its window was closed before the test began"


def test_smoke_needs_one_file(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["--smoke"], ["--smoke", "a.png", "b.png"]):
        monkeypatch.setattr(sys, "argv", ["resnet-studio", *words])
        assert __main__.main() == 2
        assert capsys.readouterr().err == "--smoke takes one file, in which the screenshot is written.\n"


def test_smoke_is_given_to_the_window(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    monkeypatch.setattr(start, "run_window", lambda folder, smoke: asked.append((folder, smoke)) or 0)
    monkeypatch.setattr(sys, "argv", ["resnet-studio", "--smoke", "a.png"])
    assert __main__.main() == 0
    assert asked == [(None, Path("a.png"))]
