"""The formats that a dataset's files have, by their suffixes."""

from collections import Counter

from resnet_studio.core.dataset.catalogue import Picture
from resnet_studio.gui.rooms.data.formats import counts_of_formats, format_of


def test_formats_are_counted_as_each_picture_has_them() -> None:
    paths = ["a/1.jpg", "a/2.JPEG", "b.c/3", "a/4", "jpg", "5.tif", "a.png/6.x.PNG", "a/7.", "8.WebP", "b.c/.gif"]
    pictures = [Picture(path, 0, "train", 1, 1) for path in paths]
    counts = counts_of_formats(pictures)
    assert counts == Counter(map(format_of, pictures))
    assert list(counts.items())[:2] == [("JPEG", 2), ("without an ending", 4)]
