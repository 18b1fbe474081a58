"""A dataset without the pictures that a check could not read."""

from pathlib import Path

from resnet_studio.core.checks.readable import readable
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.picture_edits import LeaveOut
from resnet_studio.core.dataset.scan import scan


def _dataset(folder: Path) -> Dataset:
    for name in ("ants", "bees"):
        (folder / name).mkdir()
        for number in range(10):
            (folder / name / f"{number}.png").touch()
    return scan(folder).with_edit(LeaveOut(("bees/9.png",)))


def test_pictures_that_cannot_be_read_are_not_counted(tmp_path: Path) -> None:
    dataset = _dataset(tmp_path)
    part = {one.path: one.part for one in dataset.pictures}
    unreadable = ("ants/0.png", "ants/1.png", "bees/2.png")
    taken = readable(dataset, unreadable)
    assert (sum(dataset.counts()), list(taken.counts())) == (19, [8, 8])
    for name in ("train", "validation"):
        gone = sum(part[path] == name for path in unreadable)
        assert taken.size(name) == dataset.size(name) - gone
