"""Groups that names of files or a table show, in more than one part."""

from pathlib import Path

import pytest

from resnet_studio.core.checks.find import Checked, check
from resnet_studio.core.checks.kinds import CheckKind
from resnet_studio.core.checks.remedies import remedies
from resnet_studio.core.checks.store import Measured
from resnet_studio.core.dataset.catalogue import Catalogue, Part, Picture
from resnet_studio.core.dataset.dataset import Dataset, apply
from resnet_studio.core.dataset.grouped_edit import GroupedSplit
from resnet_studio.core.tables.columns import Columns

PARTS: list[Part] = ["train", "train", "train", "validation"]


def dataset(name: str, *, by_column: bool = False) -> Dataset:
    """Two classes with ten groups each, of four pictures, three of them for training; `name` says how files are called.

    With `by_column`, only a table says what the first two groups are.
    """
    pictures = tuple(
        Picture(
            f"{'ab'[label]}/" + name.format(label=label, group=10 * label + group, number=number), label, part, 9, 1
        )
        for label in range(2)
        for group in range(10)
        for number, part in enumerate(PARTS)
    )
    groups = tuple(tuple(one.path for one in pictures[start : start + 4]) for start in (0, 4)) if by_column else ()
    reading = Columns("file", "label", group="patient").reading if by_column else "names"
    return apply(Catalogue(Path("/pictures"), ("a", "b"), pictures, reading=reading, groups=groups))


def checked(of: Dataset) -> Checked:
    return check(of, Measured({}, {}, ()))


@pytest.mark.parametrize(
    ("by_column", "sentence", "title"),
    [
        (False, "20 groups of file names are in more than one part: patient0, patient1,", "by file names"),
        (True, "2 groups of the table are in more than one part:", "by patient"),
    ],
)
def test_groups_in_two_parts_are_a_leak_that_one_click_mends(by_column: bool, sentence: str, title: str) -> None:
    before = dataset("patient{group}_{number}.jpg", by_column=by_column)
    found = checked(before)
    (leak,) = [one for one in found.findings if one.kind is CheckKind.LEAK]
    assert str(leak.message).startswith(sentence)
    assert len(leak.groups) == (2 if by_column else 20)
    assert set(leak.pictures) == {path for group in leak.groups for path in group}
    first, *_ = remedies(leak, before, found)
    assert str(first.title) == f"Split again {title}"
    assert first.suggested
    assert isinstance(first.edit, GroupedSplit)
    assert first.edit.by == leak.detail
    after = before.with_edit(first.edit)
    assert 10 <= after.size("validation") <= 30
    assert CheckKind.LEAK not in [one.kind for one in checked(after).findings]


@pytest.mark.parametrize(
    "name",
    [
        "IMG_{group:02}{number}.jpg",
        "class{label}_{group}{number}.jpg",
        "IMG_202105{group:02}_1230{number:02}.jpg",
        "{group}{number}.jpg",
    ],
)
def test_ordinary_names_are_not_groups(name: str) -> None:
    assert CheckKind.LEAK not in [one.kind for one in checked(dataset(name)).findings]


def test_groups_of_a_table_are_kept_together_where_a_person_kept_folders() -> None:
    of = dataset("{group}{number}.jpg", by_column=True)
    folders = GroupedSplit("folders", 0.25, 0.0, 0, tuple(one.path for one in of.pictures if one.part != "train"))
    before = of.with_edit(folders)
    found = checked(before)
    (leak,) = [one for one in found.findings if one.kind is CheckKind.LEAK]
    first, *_ = remedies(leak, before, found)
    assert str(first.title) == "Split again by patient"
    assert first.edit is not None
    assert CheckKind.LEAK not in [one.kind for one in checked(before.with_edit(first.edit)).findings]


def test_names_say_nothing_where_a_person_chose_other_groups() -> None:
    of = dataset("patient{group}_{number}.jpg")
    chosen = GroupedSplit("folders", 0.25, 0.0, 0, tuple(one.path for one in of.pictures if one.part != "train"))
    assert CheckKind.LEAK not in [one.kind for one in checked(of.with_edit(chosen)).findings]
