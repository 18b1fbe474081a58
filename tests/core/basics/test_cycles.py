"""When all objects are looked through for cycles."""

import gc
from pathlib import Path

import pytest

from resnet_studio.core.basics.cycles import looked_through_later
from resnet_studio.core.basics.errors import DatasetError
from resnet_studio.core.dataset import scan as scan_module
from resnet_studio.core.dataset.scan import scan


def test_older_objects_are_looked_through_again_afterwards() -> None:
    with looked_through_later():
        assert gc.get_freeze_count() > 1_000
    assert gc.get_freeze_count() == 0


def test_scan_has_all_objects_looked_through_seldom_and_leaves_it_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a/1.jpg", "a/2.jpg", "b/1.jpg", "b/2.jpg"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    before, seen = gc.get_threshold(), []
    read = scan_module.catalogue_of
    monkeypatch.setattr(scan_module, "catalogue_of", lambda *a, **k: seen.append(gc.get_threshold()) or read(*a, **k))
    scan(tmp_path)
    assert seen[0] > before
    assert seen[0][2] >= 100 * before[2]
    assert gc.get_threshold() == before
    with pytest.raises(DatasetError):
        scan(tmp_path / "gone")
    assert gc.get_threshold() == before
