"""A report in Chromium with the network closed: shown without an error or a request, light, dark, and as pages."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from resnet_studio.core.pictures.decode import reduced
from resnet_studio.core.report.write import write_report
from tests.core.report.measured_run import measured_run

Browse = Callable[..., str]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@pytest.fixture(scope="module")
def browse(tmp_path_factory: pytest.TempPathFactory) -> Browse:
    """Runs Chromium without a window, with every name leading nowhere; returns what it says."""
    program = next((found for name in NAMES if (found := shutil.which(name))), None)
    if program is None:
        pytest.skip("Chromium is not installed")
    profile = tmp_path_factory.mktemp("profile")
    closed = (
        "--host-resolver-rules=MAP * ~NOTFOUND",
        "--proxy-server=http://127.0.0.1:9",
        "--disable-background-networking",
    )
    quiet = ("--headless", "--disable-gpu", "--hide-scrollbars", "--no-first-run", "--enable-logging=stderr", "--v=0")
    as_root = ("--no-sandbox",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()

    def run(*words: str) -> str:
        done = subprocess.run(
            [program, *quiet, *closed, *as_root, f"--user-data-dir={profile}", *words],
            capture_output=True, text=True, errors="replace", timeout=120, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout + "\n".join(line for line in done.stderr.splitlines() if "CONSOLE" in line)

    return run


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report of classes with hostile names, in a folder with a space."""
    folder = tmp_path_factory.mktemp("my report")
    names = [f"class {number}" for number in range(14)] + [
        "<script>document.title='bad'</script>",
        "<img src=http://x/>",
    ]
    run = measured_run(folder, names, 3)
    file = folder / "report ü.html"
    write_report(run, file, lambda path, side, scale: reduced(path, side, scale))
    return file


def picture_of(browse: Browse, report: Path, folder: Path, *words: str) -> np.ndarray:
    file = folder / "shot.png"
    said = browse("--window-size=1100,2400", f"--screenshot={file}", *words, report.as_uri())
    assert "CONSOLE" not in said, said
    with Image.open(file) as picture:
        return np.asarray(picture.convert("RGB")).astype(int)


def test_page_is_shown_light_and_dark(browse: Browse, report: Path, tmp_path: Path) -> None:
    light = picture_of(browse, report, tmp_path)
    assert light[5, 5].tolist() == [0xF4, 0xF5, 0xF7]
    dark = picture_of(browse, report, tmp_path, "--force-dark-mode")
    assert dark[5, 5].tolist() == [0x17, 0x19, 0x1D]
    for picture in (light, dark):  # text, and the blue of validation
        assert picture.std() > 10
    blue = np.abs(light - [0x00, 0x72, 0xB2]).sum(2) == 0
    assert blue.sum() > 500


def test_what_the_browser_makes_of_it_is_what_was_meant(browse: Browse, report: Path) -> None:
    """Its own parser finds no script and no picture but those in the file, and the style is in force."""
    page = browse("--dump-dom", report.as_uri())
    assert "CONSOLE" not in page
    assert "<title>pictures – ResNet Studio</title>" in page
    assert "<script" not in page
    assert set(re.findall(r'<img src="([^:"]*):', page)) == {"data"}
    assert page.count("<table") == page.count("</table>") > 5


def test_page_that_would_load_something_is_stopped_by_its_policy(browse: Browse, report: Path, tmp_path: Path) -> None:
    """Else the test above could not fail."""
    worse = tmp_path / "worse.html"
    hostile = '</h1><img src="http://127.0.0.1:9/x.png"><script>document.title = "bad"</script>'
    worse.write_text(report.read_text("utf-8").replace("</h1>", hostile, 1), "utf-8")
    page = browse("--dump-dom", worse.as_uri())
    assert "violates the following Content Security Policy directive" in page
    assert "<title>bad" not in page


def test_page_is_printed_on_sheets_of_a4(browse: Browse, report: Path, tmp_path: Path) -> None:
    file = tmp_path / "report.pdf"
    browse("--no-pdf-header-footer", f"--print-to-pdf={file}", report.as_uri())
    printed = file.read_bytes()
    assert printed.startswith(b"%PDF")
    sizes = {tuple(map(round, map(float, box.split()))) for box in re.findall(rb"/MediaBox \[([\d. ]+)\]", printed)}
    assert all(abs(width - 595) <= 1 and abs(height - 842) <= 1 for _, _, width, height in sizes)
    assert 3 <= len(re.findall(rb"/Type /Page\b", printed)) <= 12
