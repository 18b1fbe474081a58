"""What a person has said about folders is there the next time, and only where it is asked."""

from pathlib import Path

import pytest

from resnet_studio.core.basics import places
from resnet_studio.core.dataset.kept_layout import keep_answer
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.dataset.unclear_layout import UnclearLayoutError
from tests.core.dataset.test_layout import in_parts, make


def test_answer_is_kept_for_its_folder_and_the_names_chosen_in_it(tmp_path: Path) -> None:
    root = in_parts(tmp_path / "years", "2021", "2022", "2023")
    keep_answer(scan(root, reading="parts").catalogue)
    assert scan(root).classes == ("cat", "dog")
    with pytest.raises(UnclearLayoutError):
        scan(root, chosen=("2021", "2022"))
    keep_answer(scan(root, reading="classes").catalogue)
    assert (again := scan(root)).classes == ("2021", "2022", "2023")
    assert again.catalogue.reading == "classes"
    assert scan(root, reading="parts").classes == ("cat", "dog")


def test_answer_that_the_folders_do_not_allow_any_more_is_asked_for_again(tmp_path: Path) -> None:
    root = in_parts(tmp_path / "set", "train_red", "val_red")
    keep_answer(scan(root, reading="parts").catalogue)
    for part in ("train_red", "val_red"):
        for folder in (root / part).iterdir():
            for file in folder.iterdir():
                file.rename(root / part / f"{folder.name} {file.name}")
            folder.rmdir()
    with pytest.raises(UnclearLayoutError):
        scan(root)


def test_names_that_are_certain_and_files_that_are_damaged_need_no_answer(tmp_path: Path) -> None:
    root = in_parts(tmp_path / "set", "train", "val")
    keep_answer(scan(root, reading="classes").catalogue)
    assert scan(root).classes == ("cat", "dog")
    make(tmp_path / "pets", "cat", "dog")
    keep_answer(scan(tmp_path / "pets").catalogue)
    (kept,) = (places.data_folder() / "layouts").iterdir()
    years = in_parts(tmp_path / "years", "2022", "2023")
    keep_answer(scan(years, reading="classes").catalogue)
    for file in set(kept.parent.iterdir()) - {kept}:
        file.write_bytes(b"{")
    with pytest.raises(UnclearLayoutError):
        scan(years)
