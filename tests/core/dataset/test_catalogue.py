"""The catalogue and its record."""

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resnet_studio.core.basics import files
from resnet_studio.core.basics.errors import DatasetError, StudioError
from resnet_studio.core.dataset import catalogue as module
from resnet_studio.core.dataset.catalogue import PARTS, Dataset, Picture, Split

names = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0/\\:"), min_size=1, max_size=12).filter(
    lambda name: name not in {".", ".."}
)


@st.composite
def datasets(draw: st.DrawFn) -> Dataset:
    classes = draw(st.lists(names, min_size=2, max_size=5, unique=True))
    paths = draw(st.lists(st.lists(names, min_size=1, max_size=3).map("/".join), max_size=12, unique=True))
    whole = st.integers(0, 2**62)
    pictures = tuple(
        Picture(
            path,
            draw(st.integers(0, len(classes) - 1)),
            draw(st.sampled_from(PARTS)),
            draw(whole),
            draw(st.integers(-(2**40), 2**62)),
        )
        for path in paths
    )
    by_seed = st.builds(Split, st.just("seed"), st.integers(0, 2**40), st.floats(0.01, 0.99))
    split = draw(st.one_of(st.just(Split("folder")), by_seed))
    notices = tuple(draw(st.lists(st.text(st.characters(exclude_categories=["Cs"])), max_size=3)))
    return Dataset(Path("/pictures") / draw(names), tuple(classes), pictures, split, notices)


def small() -> Dataset:
    return Dataset(
        Path("/pictures/pets"),
        ("cats", "dogs"),
        (
            Picture("cats/1 of 2.jpg", 0, "train", 100, 1_700_000_000_000_000_000),
            Picture("cats/2.jpg", 0, "validation", 200, 5),
            Picture("dogs/ü.png", 1, "train", 300, 6),
            Picture("dogs/x/y.png", 1, "test", 400, 7),
        ),
        Split("seed", 3, 0.2),
        ("1 file was left out.",),
    )


@given(datasets())
def test_a_record_brings_back_the_same_dataset(dataset: Dataset) -> None:
    text = json.dumps(dataset.to_json(), allow_nan=False)
    assert Dataset.from_json(json.loads(text)) == dataset


def test_the_file_is_one_line_a_picture_and_begins_with_the_root(tmp_path: Path) -> None:
    files.write_json(tmp_path / "dataset.json", small().to_json())
    lines = (tmp_path / "dataset.json").read_text(encoding="utf-8").splitlines()
    assert "/pictures/pets" in lines[1].replace("\\\\", "/")
    assert sum("train" in line or "validation" in line or "test" in line for line in lines) == 4
    assert Dataset.from_json(files.read_json(tmp_path / "dataset.json", StudioError)) == small()


def test_parts_counts_and_paths() -> None:
    dataset = small()
    assert [picture.path for picture in dataset.part("train")] == ["cats/1 of 2.jpg", "dogs/ü.png"]
    assert dataset.counts() == (2, 2)
    assert dataset.counts("train") == (1, 1)
    assert dataset.counts("validation") == (1, 0)
    assert dataset.counts("test") == (0, 1)
    assert dataset.absolute(dataset.pictures[3]) == Path("/pictures/pets/dogs/x/y.png")


def test_values_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        small().pictures[0].label = 1  # type: ignore[misc]  # that mypy refuses it too is the point


WRONG: list[tuple[str, Any, str]] = [
    ("format", None, "format: it must be a whole number"),
    ("format", 2, "format: this version of the program reads 1, not 2"),
    ("format", True, "format: it must be a whole number"),
    ("root", 7, "root: it must be a text"),
    ("root", "", "root: it must be the path of a folder"),
    ("classes", {}, "classes: it must be a list"),
    ("classes", ["cats", 3], "classes[1]: it must be a text"),
    ("classes", ["cats", "cats"], "classes: names must not be empty"),
    ("classes", ["cats", ""], "classes: names must not be empty"),
    ("notices", [None], "notices[0]: it must be a text"),
    ("split", [], "split: it must be an object"),
    ("split", {"source": "hand"}, "split.source: "),
    ("split", {"source": "folder", "seed": 3}, "split.source: "),
    ("split", {"source": "seed", "seed": -1, "fraction": 0.2}, "split.seed: it must be a whole number from 0"),
    ("split", {"source": "seed", "seed": 1, "fraction": 1}, "split.fraction: it must be a number between 0 and 1"),
    ("split", {"source": "seed", "seed": 1, "fraction": float("nan")}, "split.fraction: "),
    ("pictures", [7], "pictures[0]: it must be a text"),
    ("pictures", ["train 0 1 2 a.jpg", "train 0 1"], 'pictures[1]: it must read "part label size time path"'),
    ("pictures", ["dev 0 1 2 a.jpg"], "pictures[0]: it must read"),
    ("pictures", ["train one 1 2 a.jpg"], "pictures[0]: it must read"),
    ("pictures", ["train ٣ 1 2 a.jpg"], "pictures[0]: it must read"),
    ("pictures", ["train " + "9" * 5000 + " 1 2 a.jpg"], "pictures[0]: it must read"),
    ("pictures", ["train 2 1 2 a.jpg"], "pictures[0]: there is no class 2"),
    ("pictures", ["train -1 1 2 a.jpg"], "pictures[0]: there is no class -1"),
    ("pictures", ["train 0 -1 2 a.jpg"], "pictures[0]: the size is negative"),
    ("pictures", ["train 0 1 2 a.jpg", "test 1 1 2 a.jpg"], "pictures: a file is listed twice"),
]


@pytest.mark.parametrize(("field", "value", "said"), WRONG)
def test_a_wrong_field_is_named(field: str, value: Any, said: str) -> None:
    record = {**small().to_json(), field: value}
    with pytest.raises(DatasetError) as caught:
        Dataset.from_json(record, Path("/runs/first/dataset.json"))
    assert str(caught.value).startswith(f"dataset.json is damaged at {said}")
    assert caught.value.path == Path("/runs/first/dataset.json")


@pytest.mark.parametrize("field", ["format", "root", "classes", "pictures", "split", "notices"])
def test_a_missing_field_is_named(field: str) -> None:
    record = small().to_json()
    del record[field]
    with pytest.raises(DatasetError, match=f"dataset.json is damaged at {field}: it is missing"):
        Dataset.from_json(record)


@pytest.mark.parametrize("path", ["../a.jpg", "/etc/passwd", "cats/../../a.jpg", "", ".", "cats//a.jpg", "a\0b"])
def test_a_path_may_not_leave_the_root(path: str) -> None:
    record = {**small().to_json(), "pictures": [f"train 0 1 2 {path}"]}
    with pytest.raises(DatasetError, match=r"pictures\[0\]: the path .* leads out of the dataset's folder"):
        Dataset.from_json(record)


@pytest.mark.parametrize("path", ["C:a.jpg", "C:/a.jpg", "..\\a.jpg", "\\\\server\\share\\a.jpg"])
def test_windows_has_more_ways_out(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_FORBIDDEN", ("\0", "\\", ":"))
    record = {**small().to_json(), "pictures": [f"train 0 1 2 {path}"]}
    with pytest.raises(DatasetError, match="leads out of the dataset's folder"):
        Dataset.from_json(record)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    ),
    st.sampled_from(["format", "root", "classes", "split", "notices", "pictures"]),
)
def test_no_value_of_any_field_crashes(value: object, field: str) -> None:
    record = {**small().to_json(), field: value}
    try:
        dataset = Dataset.from_json(record)
    except DatasetError:
        return
    assert all(0 <= picture.label < len(dataset.classes) for picture in dataset.pictures)
