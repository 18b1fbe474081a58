"""The pictures in a folder that need not be a dataset."""

from pathlib import Path

import pytest

from resnet_studio.core.basics.errors import DatasetError
from resnet_studio.core.dataset.findings import FindingKind
from resnet_studio.core.dataset.loose_pictures import found_in, pictures_in


def make(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).touch()


def test_pictures_in_lists_all_pictures(tmp_path: Path) -> None:
    make(tmp_path, "10.jpg", "9.png", "deeper/1.jpg", ".hidden.jpg", "notes.txt")
    assert pictures_in(tmp_path) == [tmp_path / "9.png", tmp_path / "10.jpg", tmp_path / "deeper" / "1.jpg"]
    with pytest.raises(DatasetError, match="is not there"):
        pictures_in(tmp_path / "gone")


def test_pictures_that_a_person_would_miss_are_findings(tmp_path: Path) -> None:
    make(tmp_path, "1.jpg", ".2.jpg.icloud", ".deeper/3.jpg", "notes.txt")
    pictures, findings = found_in(tmp_path)
    assert pictures == [str(tmp_path / "1.jpg")]
    assert [finding.kind for finding in findings] == [FindingKind.DOT_FOLDER, FindingKind.IN_ICLOUD]
