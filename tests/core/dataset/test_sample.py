"""The bundled digits."""

import importlib.util
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from resnet_studio.core.basics.errors import DatasetError
from resnet_studio.core.basics.places import sample_folder
from resnet_studio.core.dataset import sample
from resnet_studio.core.dataset.sample import PICTURES, SIDE, sample_dataset
from resnet_studio.core.dataset.scan import scan


def test_sample_is_the_digits_of_scikit_learn() -> None:
    from sklearn.datasets import load_digits

    folder = sample_dataset()
    assert folder == sample_folder()
    digits = load_digits()
    dataset = scan(folder)
    assert dataset.classes == tuple("0123456789")
    assert dataset.counts() == tuple(np.bincount(digits.target))
    assert sum(dataset.counts()) == PICTURES
    assert dataset.findings == ()
    for row in (0, 42, 1796):
        file = folder / str(digits.target[row]) / f"{row:04d}.png"
        with Image.open(file) as image:
            assert image.mode == "L"
            assert image.size == (SIDE, SIDE)
            again = np.asarray(image.resize((8, 8), Image.Resampling.BOX)).astype(float)
        assert np.corrcoef(again.ravel(), digits.data[row])[0, 1] > 0.98


def test_second_call_writes_nothing(small_sample: int) -> None:
    folder = sample_dataset()
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*.png")}
    assert len(before) == small_sample
    assert sample_dataset() == folder
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*.png")} == before


def test_incomplete_sample_is_replaced(small_sample: int) -> None:
    folder = sample_dataset()
    next(folder.glob("3/*.png")).unlink()
    sample_dataset()
    assert sum(1 for _ in folder.rglob("*.png")) == small_sample
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_interrupted_write_leaves_no_sample(small_sample: int, monkeypatch: pytest.MonkeyPatch) -> None:
    written = 0
    save = Image.Image.save

    def full_disk(self: Image.Image, path: Path) -> None:
        nonlocal written
        written += 1
        if written > small_sample // 2:
            raise OSError(28, "No space left on device")
        save(self, path)

    with monkeypatch.context() as patched:
        patched.setattr(Image.Image, "save", full_disk)
        with pytest.raises(DatasetError, match=r"cannot be written to .*: No space left on device"):
            sample_dataset()
    assert not sample_folder().exists()
    assert list(sample_folder().parent.iterdir()) == []
    assert sum(1 for _ in sample_dataset().rglob("*.png")) == small_sample


def test_concurrent_calls_make_one_sample(small_sample: int) -> None:
    with ThreadPoolExecutor(3) as pool:
        folders = {future.result() for future in [pool.submit(sample_dataset) for _ in range(3)]}
    assert folders == {sample_folder()}
    assert sum(1 for _ in sample_folder().rglob("*.png")) == small_sample
    assert [path.name for path in sample_folder().parent.iterdir()] == [sample_folder().name]


def test_missing_source_is_an_error_message(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda *_: None)
    with pytest.raises(DatasetError, match="scikit-learn's digits cannot be read"):
        sample_dataset()
    assert list(sample_folder().parent.iterdir()) == []


def test_scikit_learn_is_found_but_not_imported() -> None:
    program = (
        "import sys; from resnet_studio.core.dataset.sample import _digits;"
        "scans, digits = _digits(); print(scans.shape, digits.max(), 'sklearn' in sys.modules)"
    )
    child = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True, text=True, timeout=60, check=True, cwd=Path(__file__).parents[3], env={**os.environ},
    )  # fmt: skip
    assert child.stdout.strip() == "(1797, 8, 8) 9 False"
    assert sample._LEVELS == 16
