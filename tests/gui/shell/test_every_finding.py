"""Every kind of finding in the whole window: sentence, pictures, and remedies of one click that can be undone."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics.message import show
from resnet_studio.core.checks.kinds import OF_CLASSES, CheckFinding, CheckKind
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.protocol.jobs.check import CheckPictures
from resnet_studio.engine.run_job import run_job
from resnet_studio.gui.rooms.data.check_panel import CheckPanel
from resnet_studio.gui.shell.check_notice import CheckNotice
from resnet_studio.gui.shell.window import StudioWindow
from tests.gui.new_window import window_without_engine
from tests.planted_faults import COPIES, KINDS, write_fault

WAIT = 30_000
IN_PARTS = {"train": 24, "val": 6}


def photograph(seed: int, side: int = 240) -> Image.Image:
    """Coloured noise of all sizes, which is neither blurred nor plain."""
    random = np.random.default_rng(seed)
    pixels = np.zeros((side, side, 3))
    for size in (4, 8, 16, 32, 64, 128):
        noise = Image.fromarray(random.integers(0, 256, (size, size, 3), np.uint8))
        pixels += np.asarray(noise.resize((side, side), Image.Resampling.BICUBIC), float)
    return Image.fromarray(np.clip(pixels / 6 * 2.2 - 150, 0, 255).astype(np.uint8))


def plant(folder: Path) -> None:
    """Each fault once or twice among photographs of two classes, whose formats differ, and of a small one."""
    number = 0
    for part, count in IN_PARTS.items():
        for name, ending in (("a", "jpg"), ("b", "png"), ("c", "jpg")):
            (folder / part / name).mkdir(parents=True)
            for _ in range(count if name != "c" else 3):
                photograph(number).save(folder / part / name / f"{number:03}.{ending}")
                number += 1
    train, val = folder / "train", folder / "val"
    for place, kind in enumerate(KINDS):
        write_fault(kind, photograph(200 + place), place, train / "a" / f"fault {kind}")
    photograph(300).resize((7000, 6000)).save(train / "a" / "huge.jpg", quality=70)
    shutil.copyfile(train / "a" / "001.jpg", train / "a" / "copy.jpg")
    COPIES["cropped"](Image.open(train / "a" / "002.jpg")).save(train / "a" / "nearly.jpg")
    shutil.copyfile(train / "a" / "003.jpg", train / "b" / "in two classes.jpg")
    shutil.copyfile(train / "a" / "004.jpg", val / "a" / "leak.jpg")


@pytest.fixture
def window(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[StudioWindow]:
    plant(tmp_path / "set")
    list(run_job(CheckPictures(str(tmp_path / "set"))))
    with window_without_engine(qtbot, monkeypatch) as window:
        window.resize(1280, 832)
        window.session.set_dataset(scan(tmp_path / "set"))
        window.checks.automatic = True
        window.checks._catalogue = dataset(window).catalogue  # as after the check of the engine
        window.checks._find()
        settle(qtbot, window)
        window.data_room.dataset_page.findChildren(CheckNotice)[0].open_findings()
        yield window


def settle(qtbot: QtBot, window: StudioWindow) -> None:
    """Wait until the findings are those of the dataset as it is now."""
    qtbot.waitUntil(lambda: window.checks.checked is not None and not window.checks.busy, timeout=WAIT)


def dataset(window: StudioWindow) -> Dataset:
    assert window.session.dataset is not None
    return window.session.dataset


def panel_of(window: StudioWindow) -> CheckPanel:
    return window.data_room.dataset_page.findChildren(CheckNotice)[0].panel


def findings(window: StudioWindow) -> dict[str, CheckFinding]:
    assert window.checks.checked is not None
    return {one.key: one for one in window.checks.checked.findings}


@pytest.mark.long
@pytest.mark.timeout(1200)
def test_each_kind_has_a_sentence_pictures_and_remedies_that_do_what_they_say(
    qtbot: QtBot, window: StudioWindow
) -> None:
    panel, before = panel_of(window), findings(window)
    assert {one.kind for one in before.values()} == set(CheckKind)
    for key, finding in before.items():
        panel.choose(key)
        view = panel.finding
        assert view.title.text() == show(finding.message)
        shown = view._shown or view.pairs.paths()
        if finding.kind not in OF_CLASSES:
            assert set(shown) == set(finding.pictures), key
        number = len(view.remedy_buttons)
        assert number, key
        for place in range(number):
            panel.choose(key)
            words, edits = view.remedy_buttons[place].words(), dataset(window).edits
            draft = window.session.draft.config
            view.remedy_buttons[place].click()
            settle(qtbot, window)
            assert key not in findings(window), f"{key}: {words}"
            if dataset(window).edits != edits:
                window.session.undo_edit()
            else:
                assert window.session.draft.config != draft
                panel.done.rows[0].undo_button.click()
            settle(qtbot, window)
            assert findings(window) == before, f"{key}: {words}"
