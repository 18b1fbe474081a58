"""Records of datasets, of both formats."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resnet_studio.core.basics import files
from resnet_studio.core.basics.errors import DatasetError, StudioError
from resnet_studio.core.basics.message import message
from resnet_studio.core.dataset import record as module
from resnet_studio.core.dataset.catalogue import Catalogue, Picture
from resnet_studio.core.dataset.dataset import apply
from resnet_studio.core.dataset.edits import Edit, SplitBySeed
from resnet_studio.core.dataset.findings import Finding, FindingKind
from resnet_studio.core.dataset.record import MOST_EDITS, MOST_PATHS, from_record, to_record
from resnet_studio.core.dataset.split import Split

FORMAT_1: dict[str, Any] = {
    "root": "/pictures/pets",
    "format": 1,
    "classes": ["cats", "dogs"],
    "split": {"source": "folder", "seed": None, "fraction": None},
    "notices": ["1 file {was} left out."],
    "pictures": ["train 0 100 5 cats/1 of 2.jpg", "validation 0 200 6 cats/2.jpg", "train 1 300 7 dogs/ü.png",
                 "validation 1 400 8 dogs/x/y.png", "test 1 1 1 dogs/z.png"],
}  # fmt: skip


@pytest.fixture
def record(catalogue: Catalogue) -> dict[str, Any]:
    """A record of format 2."""
    return to_record(apply(catalogue, (SplitBySeed(0.5, 3),)))


# Format 2


@given(st.data())
def test_record_gives_back_an_equal_dataset(
    catalogues: st.SearchStrategy[Catalogue], edit_lists: st.SearchStrategy[list[Edit]], data: st.DataObject
) -> None:
    dataset = apply(data.draw(catalogues), data.draw(edit_lists))
    text = json.dumps(to_record(dataset), allow_nan=False)
    assert from_record(json.loads(text)) == dataset


def test_file_begins_with_the_root_and_has_a_line_for_each_picture(
    tmp_path: Path, catalogue: Catalogue, record: dict[str, Any]
) -> None:
    files.write_json(tmp_path / "dataset.json", record)
    lines = (tmp_path / "dataset.json").read_text(encoding="utf-8").splitlines()
    assert "/pictures/pets" in lines[1].replace("\\\\", "/")
    assert [line.strip(' ",') for line in lines[-6:-2]] == [
        f"{p.part} {p.label} {p.size} {p.mtime_ns} {p.path}" for p in catalogue.pictures
    ]
    assert from_record(files.read_json(tmp_path / "dataset.json", StudioError)).catalogue == catalogue


def test_message_of_a_finding_stays_translatable(catalogue: Catalogue) -> None:
    finding = Finding(FindingKind.NOT_A_PICTURE, message("{number} files", number=3), ("a.txt",))
    again = from_record(to_record(apply(Catalogue(catalogue.root, catalogue.classes, (), (finding,)))))
    assert again.findings == (finding,)
    assert again.findings[0].message.template == "{number} files"


def test_only_some_paths_of_a_finding_are_written(catalogue: Catalogue) -> None:
    paths = tuple(f"{number}.txt" for number in range(1000))
    many = Catalogue(catalogue.root, catalogue.classes, (), (Finding(FindingKind.OTHER, message("Many."), paths),))
    assert from_record(to_record(apply(many))).findings[0].paths == paths[:MOST_PATHS]


def test_later_version_may_add_columns(catalogue: Catalogue, record: dict[str, Any]) -> None:
    record["columns"] = ["part", "hash", "label", "size", "time", "path"]
    record["pictures"] = [row.replace(" ", " 0f3a ", 1) for row in record["pictures"]]
    assert from_record(record).catalogue == catalogue


def test_unknown_kind_of_finding_is_other(record: dict[str, Any]) -> None:
    record["findings"][0]["kind"] = ["later"]
    assert from_record(record).findings[0].kind == FindingKind.OTHER


def test_more_edits_than_are_read_are_written_as_those_in_force(catalogue: Catalogue) -> None:
    dataset = apply(catalogue, [SplitBySeed(0.5, seed) for seed in range(MOST_EDITS + 1)])
    again = from_record(to_record(dataset))
    assert again.edits == dataset.edits[-1:]
    assert again.pictures == dataset.pictures


def test_record_without_how_the_folder_was_read_is_accepted(catalogue: Catalogue, record: dict[str, Any]) -> None:
    del record["reading"], record["chosen"]
    assert from_record(record).catalogue == catalogue


@pytest.mark.parametrize(
    ("field", "value"),
    [("reading", "guessed"), ("reading", ["parts"]), ("chosen", "cats"), ("chosen", ["../cats"]), ("chosen", ["a/b"])],
)
def test_damaged_way_of_reading_is_refused(record: dict[str, Any], field: str, value: object) -> None:
    record[field] = value
    with pytest.raises(DatasetError, match=f"damaged at {field}"):
        from_record(record)


def test_unknown_edit_asks_for_an_update(record: dict[str, Any]) -> None:
    record["edits"].append({"edit": "LaterEdit", "names": ["a"]})
    with pytest.raises(DatasetError, match=r"dataset\.json in first was made by a newer ResNet Studio"):
        from_record(record, Path("/runs/first/dataset.json"))


# Format 1


def test_format_1_of_a_folder_with_validation_is_read() -> None:
    dataset = from_record(FORMAT_1)
    assert dataset.split == Split("folder")
    assert dataset.edits == ()
    assert dataset.pictures[0] == Picture("cats/1 of 2.jpg", 0, "train", 100, 5)
    assert [f"{p.part} {p.label} {p.size} {p.mtime_ns} {p.path}" for p in dataset.pictures] == FORMAT_1["pictures"]
    assert [(one.kind, str(one.message)) for one in dataset.findings] == [(FindingKind.OTHER, "1 file {was} left out.")]


@given(st.integers(2, 9), st.integers(2, 9), st.floats(0.01, 0.99), st.integers(0, 2**40))
def test_format_1_of_a_split_by_seed_becomes_an_edit(cats: int, dogs: int, fraction: float, seed: int) -> None:
    pictures = tuple(
        Picture(f"{name}/{number}.jpg", label, "train", 1, 2)
        for label, (name, count) in enumerate((("cats", cats), ("dogs", dogs)))
        for number in range(count)
    )
    dataset = apply(Catalogue(Path("/data"), ("cats", "dogs"), pictures), (SplitBySeed(fraction, seed),))
    rows = [f"{p.part} {p.label} {p.size} {p.mtime_ns} {p.path}" for p in dataset.pictures]
    split = {"source": "seed", "seed": seed, "fraction": fraction}
    old = FORMAT_1 | {"root": "/data", "split": split, "notices": [], "pictures": rows}
    assert from_record(old) == dataset
    assert from_record(json.loads(json.dumps(to_record(from_record(old))))) == dataset


def test_format_1_with_parts_that_contradict_the_seed_keeps_the_parts() -> None:
    rows = [f"validation 0 1 2 cats/{number}.jpg" for number in range(9)] + ["train 1 1 2 dogs/1.jpg"]
    old = FORMAT_1 | {"split": {"source": "seed", "seed": 1, "fraction": 0.2}, "pictures": rows}
    dataset = from_record(old)
    assert dataset.counts("validation") == (9, 0)
    assert dataset.edits == ()


def test_format_1_does_not_repeat_what_follows_from_the_parts() -> None:
    expected = "1 class has no validation pictures: dogs."
    dataset = from_record(FORMAT_1 | {"notices": [expected, "Another."], "pictures": FORMAT_1["pictures"][:3]})
    assert sorted(str(finding.message) for finding in dataset.findings) == [expected, "Another."]


# What is wrong is named

BOTH: list[tuple[str, Any, str]] = [
    ("format", None, "format: it must be a whole number"),
    ("format", 3, "format: this version of the program reads 1 and 2, not 3"),
    ("format", True, "format: it must be a whole number"),
    ("root", 7, "root: it must be a text"),
    ("root", "", "root: it must be the path of a folder"),
    ("classes", {}, "classes: it must be a list"),
    ("classes", ["cats", 3], "classes[1]: it must be a text"),
    ("classes", ["cats", "cats"], "classes: names must not be empty"),
    ("classes", ["cats", ""], "classes: names must not be empty"),
    ("pictures", [7], "pictures[0]: it must be a text"),
    ("pictures", ["train 0 1 2 a.jpg", "train 0 1"], 'pictures[1]: it must read "part label size time path"'),
    ("pictures", ["dev 0 1 2 a.jpg"], "pictures[0]: it must read"),
    ("pictures", ["train one 1 2 a.jpg"], "pictures[0]: it must read"),
    ("pictures", ["train ٣ 1 2 a.jpg"], "pictures[0]: it must read"),
    ("pictures", ["train " + "9" * 5000 + " 1 2 a.jpg"], "pictures[0]: it must read"),
    ("pictures", ["train 2 1 2 a.jpg"], "pictures[0]: there is no class 2"),
    ("pictures", ["train -2 1 2 a.jpg"], "pictures[0]: there is no class -2"),
    ("pictures", ["train 0 -1 2 a.jpg"], "pictures[0]: the size is negative"),
    ("pictures", ["train 0 1 2 a.jpg", "test 1 1 2 a.jpg"], "pictures: a file is listed twice"),
]
ONLY_1: list[tuple[str, Any, str]] = [
    ("notices", [None], "notices[0]: it must be a text"),
    ("split", [], "split: it must be an object"),
    ("split", {"source": "hand"}, "split.source: "),
    ("split", {"source": "folder", "seed": 3}, "split.source: "),
    ("split", {"source": "seed", "seed": -1, "fraction": 0.2}, "split.seed: it must be a whole number from 0"),
    ("split", {"source": "seed", "seed": 10**400, "fraction": 0.2}, "split.seed: it is too large"),
    ("split", {"source": "seed", "seed": 1, "fraction": 1}, "split.fraction: it must be a number between 0 and 1"),
    ("split", {"source": "seed", "seed": 1, "fraction": float("nan")}, "split.fraction: "),
]
ONLY_2: list[tuple[str, Any, str]] = [
    ("edits", {}, "edits: it must be a list"),
    ("edits", ["split"], "edits[0]: it must be an object"),
    ("edits", [{"edit": "SplitBySeed"}], "edits[0]: its fields are not those of SplitBySeed"),
    ("edits", [{"edit": "FolderSplit"}] * 20_001, "edits: it is too long"),
    ("findings", [None], "findings[0]: it must be an object"),
    ("findings", [{"kind": "other"}], "findings[0].message: it is neither a text nor a message"),
    ("findings", [{"message": "x", "paths": [1]}], "findings[0].paths: it must be a list of texts"),
    ("columns", ["part", "path"], "columns: it must name part, label, size and time once each, and path last"),
    ("columns", ["path", "part", "label", "size", "time"], "columns: it must name"),
    ("columns", ["part", "part", "label", "size", "time", "path"], "columns: it must name"),
]


@pytest.mark.parametrize(("field", "value", "expected"), BOTH + ONLY_2)
def test_wrong_field_of_format_2_is_named(field: str, value: Any, expected: str, record: dict[str, Any]) -> None:
    with pytest.raises(DatasetError) as caught:
        from_record({**record, field: value}, Path("/runs/first/dataset.json"))
    assert str(caught.value).startswith(f"dataset.json is damaged at {expected}")
    assert caught.value.path == Path("/runs/first/dataset.json")


@pytest.mark.parametrize(("field", "value", "expected"), BOTH + ONLY_1)
def test_wrong_field_of_format_1_is_named(field: str, value: Any, expected: str) -> None:
    with pytest.raises(DatasetError) as caught:
        from_record({**FORMAT_1, field: value}, Path("/runs/first/dataset.json"))
    assert str(caught.value).startswith(f"dataset.json is damaged at {expected}")


@pytest.mark.parametrize("field", ["format", "root", "classes", "edits", "findings", "columns", "pictures"])
def test_missing_field_of_format_2_is_named(field: str, record: dict[str, Any]) -> None:
    del record[field]
    with pytest.raises(DatasetError, match=f"dataset.json is damaged at {field}: it is missing"):
        from_record(record)


@pytest.mark.parametrize("field", ["format", "root", "classes", "split", "notices", "pictures"])
def test_missing_field_of_format_1_is_named(field: str) -> None:
    record = {name: value for name, value in FORMAT_1.items() if name != field}
    with pytest.raises(DatasetError, match=f"dataset.json is damaged at {field}: it is missing"):
        from_record(record)


@pytest.mark.parametrize("path", ["../a.jpg", "/etc/passwd", "cats/../../a.jpg", "", ".", "cats//a.jpg", "a\0b"])
def test_path_of_a_picture_may_not_leave_the_root(path: str, record: dict[str, Any]) -> None:
    for one in (record, FORMAT_1):
        with pytest.raises(DatasetError, match=r"pictures\[0\]: the path .* leads out of the dataset's folder"):
            from_record({**one, "pictures": [f"train 0 1 2 {path}"]})


def test_path_of_a_finding_that_leaves_the_root_is_dropped(record: dict[str, Any]) -> None:
    record["findings"][0]["paths"] = ["/etc/passwd", "a.txt", "../b.txt"]
    assert from_record(record).findings[0].paths == ("a.txt",)


@pytest.mark.parametrize("path", ["C:a.jpg", "C:/a.jpg", "..\\a.jpg", "\\\\server\\share\\a.jpg"])
def test_path_may_not_leave_the_root_on_windows(
    path: str, record: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_FORBIDDEN", ("\0", "\\", ":"))
    with pytest.raises(DatasetError, match="leads out of the dataset's folder"):
        from_record({**record, "pictures": [f"train 0 1 2 {path}"]})


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


@given(anything, st.sampled_from(["format", "root", "classes", "split", "notices", "pictures"]))
def test_any_value_of_a_field_of_format_1_gives_a_dataset_or_an_error(value: object, field: str) -> None:
    check({**FORMAT_1, field: value})


@given(st.data())
def test_any_value_of_a_field_of_format_2_gives_a_dataset_or_an_error(
    catalogues: st.SearchStrategy[Catalogue], edit_lists: st.SearchStrategy[list[Edit]], data: st.DataObject
) -> None:
    record = to_record(apply(data.draw(catalogues), data.draw(edit_lists)))
    field = data.draw(st.sampled_from([*record]))
    if isinstance(record[field], list) and record[field] and data.draw(st.booleans()):
        record[field][0] = data.draw(anything)
    else:
        record[field] = data.draw(anything)
    check(record)


def check(record: dict[str, Any]) -> None:
    try:
        dataset = from_record(record)
    except DatasetError:
        return
    assert all(0 <= picture.label < len(dataset.classes) for picture in dataset.pictures)
    assert from_record(to_record(dataset)) == dataset
