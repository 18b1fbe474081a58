"""Datasets that a table describes: files, classes, parts and groups by columns."""

import json
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from resnet_studio.core.basics.errors import DatasetError
from resnet_studio.core.dataset.catalogue import UNLABELLED
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.findings import FindingKind
from resnet_studio.core.dataset.keep_split import with_kept_split
from resnet_studio.core.dataset.record import from_record, to_record
from resnet_studio.core.dataset.rescan import look
from resnet_studio.core.dataset.scan import catalogue_of, scan
from resnet_studio.core.dataset.unclear_layout import TableBesideError
from resnet_studio.core.tables.columns import Columns


def pictures(root: Path, *names: str) -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).touch()


def table(root: Path, text: str, name: str = "labels.csv") -> Path:
    root.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(text, encoding="utf-8")
    return root / name


def rows(root: Path, lines: Sequence[str], header: str = "file,label") -> Path:
    return table(root, "\n".join([header, *lines]) + "\n")


def by_class(dataset: Dataset) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {name: [] for name in dataset.classes}
    for one in sorted(dataset.pictures, key=lambda one: one.path):
        found[dataset.classes[one.label]].append(one.path)
    return found


def said(dataset: Dataset, kind: FindingKind) -> str:
    return " ".join(str(one.message) for one in dataset.findings if one.kind is kind)


def test_table_of_files_and_classes_is_a_dataset_that_is_opened_again_by_its_key(tmp_path: Path) -> None:
    pictures(tmp_path, "a/1.jpg", "a/2.jpg", "b/1.jpg", "b/2.jpg", "b/unlisted.jpg")
    file = rows(tmp_path, ["b/2.jpg,dog", "a/1.jpg,cat", "a/2.jpg,cat", "b/1.jpg, dog "])
    dataset = scan(file, seed=3)
    assert by_class(dataset) == {"cat": ["a/1.jpg", "a/2.jpg"], "dog": ["b/1.jpg", "b/2.jpg"]}
    assert dataset.split.source == "seed"
    root, reading, chosen = dataset.key
    assert (root, chosen) == (tmp_path, ("labels.csv",))
    assert scan(root, seed=3, reading=reading, chosen=chosen) == dataset
    assert from_record(to_record(dataset)) == dataset
    assert "column file has the files, and label the classes" in said(dataset, FindingKind.TABLE)


def test_chosen_columns_make_another_dataset_of_the_same_table(tmp_path: Path) -> None:
    pictures(tmp_path, *(f"{number}.png" for number in range(6)))
    lines = [f"{number}.png,{'cat' if number % 2 else 'dog'},{'old' if number < 3 else 'young'}" for number in range(6)]
    file = rows(tmp_path, lines, "file,label,age")
    usual, other = scan(file), scan(file, reading=Columns("file", "age").reading)
    assert (usual.classes, other.classes) == (("cat", "dog"), ("old", "young"))
    assert usual.key != other.key


def test_part_column_is_the_datasets_own_split_and_other_parts_are_left_out(tmp_path: Path) -> None:
    pictures(tmp_path, *(f"{number}.png" for number in range(9)))
    parts = ["train"] * 4 + ["valid", "valid", "TEST", "", "unused"]
    file = rows(tmp_path, [f"{n}.png,{'ab'[n % 2]},{part}" for n, part in enumerate(parts)], "file,label,split")
    dataset = scan(file)
    assert dataset.split.source == "folder"
    assert [len(dataset.part(part)) for part in ("train", "validation", "test")] == [5, 2, 1]
    assert said(dataset, FindingKind.UNUSED_PART).startswith("1 row of labels.csv was left out, because its part")
    assert said(dataset, FindingKind.NO_PART) == "1 row of labels.csv says no part, and is for training."


def test_group_column_keeps_patients_together_also_when_pictures_are_added(tmp_path: Path) -> None:
    names = [f"{number}.png" for number in range(60)]
    pictures(tmp_path, *names)
    lines = [f"{name},{'ab'[n % 2]},p{n // 4}" for n, name in enumerate(names)]
    dataset = scan(rows(tmp_path, lines, "file,label,patient"))
    assert dataset.split.source == "groups"
    part_of = {one.path: one.part for one in dataset.pictures}
    together = [{part_of[f"{4 * patient + n}.png"] for n in range(4)} for patient in range(15)]
    assert all(len(parts) == 1 for parts in together)
    assert set(part_of.values()) == {"train", "validation"}
    pictures(tmp_path, "60.png")
    file = rows(tmp_path, [*lines, "60.png,a,p0"], "file,label,patient")
    again = with_kept_split(dataset, scan(file).catalogue)
    assert {one.part for one in again.pictures if one.path in ("60.png", "0.png")} == {part_of["0.png"]}


def test_test_part_of_a_table_with_groups_stays_also_for_new_rows(tmp_path: Path) -> None:
    names = [f"{number}.png" for number in range(60)]
    pictures(tmp_path, *names, "60.png")
    lines = [f"{name},{'ab'[n % 2]},p{n // 4},{'test' if n >= 40 else 'train'}" for n, name in enumerate(names)]
    header = "file,label,patient,split"
    dataset = scan(rows(tmp_path, lines, header))
    assert dataset.split.source == "groups"
    assert {one.path for one in dataset.part("test")} == set(names[40:])
    assert dataset.part("validation")
    now = scan(rows(tmp_path, [*lines, "60.png,a,p0,test"], header)).catalogue
    again = with_kept_split(dataset, now)
    assert {one.path for one in again.part("test")} == {*names[40:], "60.png"}
    assert {one.path: one.part for one in dataset.pictures}.items() <= {
        one.path: one.part for one in again.pictures
    }.items()


def test_too_few_groups_are_refused_with_the_column(tmp_path: Path) -> None:
    pictures(tmp_path, *(f"{number}.png" for number in range(6)))
    lines = [f"{number}.png,{'ab'[number % 2]},p" for number in range(6)]
    with pytest.raises(DatasetError, match="The column who puts all pictures into 1 group"):
        scan(rows(tmp_path, lines, "file,label,who"), reading=Columns("file", "label", group="who").reading)


def test_table_whose_pictures_are_all_for_testing_is_refused_in_words(tmp_path: Path) -> None:
    pictures(tmp_path, "0.png", "1.png")
    file = rows(tmp_path, ["0.png,,test", "1.png,,test"], "file,label,split")
    with pytest.raises(DatasetError, match="No picture for training has a class"):
        scan(file, reading=Columns("file", "label", "split").reading, unsorted=True)


def test_group_of_a_later_row_of_the_same_file_counts(tmp_path: Path) -> None:
    pictures(tmp_path, *(f"{number}.png" for number in range(4)))
    lines = ["0.png,a,", "0.png,a,p1", "0.png,a,p2", "1.png,b,p1", "2.png,a,p2", "3.png,b,p3"]
    catalogue = catalogue_of(rows(tmp_path, lines, "file,label,patient"))
    assert sorted(map(sorted, catalogue.groups)) == [["0.png", "1.png"], ["0.png", "2.png"]]


def test_record_cannot_lead_to_a_table_elsewhere(tmp_path: Path) -> None:
    pictures(tmp_path, "set/0.png", "1.png")
    rows(tmp_path, ["1.png,a"])
    for name in ("../labels.csv", str(tmp_path / "labels.csv"), ".."):
        with pytest.raises(DatasetError, match="is not the name of a table"):
            catalogue_of(tmp_path / "set", reading=Columns("file", "label").reading, chosen=(name,))


def test_groups_that_the_parts_divide_are_said(tmp_path: Path) -> None:
    pictures(tmp_path, *(f"{number}.png" for number in range(4)))
    lines = ["0.png,a,train,p1", "1.png,b,train,p2", "2.png,a,val,p1", "3.png,b,val,p3"]
    assert "1 group is in more than one part" in said(
        scan(rows(tmp_path, lines, "file,label,split,patient")), FindingKind.DIVIDED_GROUP
    )


def test_empty_labels_and_contradicting_ones_are_pictures_without_a_class(tmp_path: Path) -> None:
    pictures(tmp_path, *(f"{number}.png" for number in range(7)))
    lines = ["0.png,a", "1.png,b", "2.png,a", "3.png,b", "4.png,", "5.png,a", "5.png,b", "6.png,a", "6.png,a"]
    dataset = scan(rows(tmp_path, lines))
    assert [one.path for one in dataset.unlabelled] == ["4.png", "5.png"]
    assert {one.label for one in dataset.unlabelled} == {UNLABELLED}
    assert len(dataset.pictures) == 5
    assert said(dataset, FindingKind.TWO_CLASSES).startswith("1 file has more than one class")


def test_missing_files_other_files_and_lines_without_a_file_are_left_out_and_named(tmp_path: Path) -> None:
    pictures(tmp_path, *(f"{number}.png" for number in range(4)), "notes.txt")
    lines = ["0.png,a", "1.png,b", "2.png,a", "3.png,b", "gone.png,a", "notes.txt,a", ",b", "0.png,a,and more"]
    (tmp_path / "gone.png").mkdir()  # a folder is not the file
    dataset = scan(rows(tmp_path, lines))
    assert len(dataset.pictures) == 4
    assert said(dataset, FindingKind.MISSING_FILE) == "1 file of labels.csv is not there: gone.png (line 6)."
    assert "(1)" in said(dataset, FindingKind.NOT_A_PICTURE)
    wrong = said(dataset, FindingKind.WRONG_LINE)
    assert "8: it names no file and 9: it has more columns than the first line" in wrong


def test_files_outside_of_the_folder_are_never_used(tmp_path: Path) -> None:
    pictures(tmp_path, "secret.png", *(f"set/{number}.png" for number in range(4)))
    lines = [f"{number}.png,{'ab'[number % 2]}" for number in range(4)]
    lines += ["../secret.png,a", f"{tmp_path}/secret.png,b", "x/../../secret.png,a"]
    dataset = scan(rows(tmp_path / "set", lines))
    assert [one.path for one in dataset.pictures] == ["0.png", "2.png", "1.png", "3.png"]
    assert said(dataset, FindingKind.OUTSIDE_FOLDER).startswith("3 files of labels.csv are outside of its folder")


@pytest.mark.parametrize(
    "spelled",
    [
        "{n}.jpg",
        "./pictures/{n}.jpg",
        "pictures\\{n}.jpg",
        "{root}/pictures/{n}.jpg",
        "/home/alice/data/pictures/{n}.jpg",
        "D:\\data\\pictures\\{n}.jpg",
        "../pictures/{n}.jpg",
        "{n}",
    ],
)
def test_files_are_found_however_the_table_spells_them(tmp_path: Path, spelled: str) -> None:
    pictures(tmp_path, *(f"pictures/{number}.jpg" for number in range(6)))
    lines = [f"{spelled.format(root=tmp_path, n=number)},{'ab'[number % 2]}" for number in range(6)]
    dataset = scan(rows(tmp_path, lines, "id,breed"))
    assert sorted(one.path for one in dataset.pictures) == [f"pictures/{number}.jpg" for number in range(6)]


def test_table_of_files_that_are_not_there_is_refused_with_the_first_of_them(tmp_path: Path) -> None:
    file = rows(tmp_path, ["1.png,a", "2.png,b"])
    with pytest.raises(DatasetError, match=r"None of the files in the column file .* The first is 1.png"):
        scan(file)


def test_table_with_one_class_or_without_a_column_is_refused(tmp_path: Path) -> None:
    pictures(tmp_path, "1.png", "2.png")
    with pytest.raises(DatasetError, match="one class, a"):
        scan(rows(tmp_path, ["1.png,a", "2.png,a"]))
    with pytest.raises(DatasetError, match=r"has no column kind. Its columns are file and label."):
        scan(rows(tmp_path, ["1.png,a", "2.png,b"]), reading=Columns("file", "kind").reading)
    with pytest.raises(DatasetError, match="is not clear"):
        scan(table(tmp_path, "x,y\n1,2\n"))


def test_json_lines_have_the_same_meaning(tmp_path: Path) -> None:
    pictures(tmp_path, *(f"{number}.png" for number in range(4)))
    lines = [json.dumps({"image": f"{number}.png", "label": number % 2, "more": [1]}) for number in range(4)]
    dataset = scan(table(tmp_path, "\n".join([*lines, "{", "[]"]), "all.jsonl"))
    assert by_class(dataset) == {"0": ["0.png", "2.png"], "1": ["1.png", "3.png"]}
    assert "5: it is not valid JSON and 6: it is not a JSON object" in said(dataset, FindingKind.WRONG_LINE)


def test_table_without_a_header_has_numbered_columns(tmp_path: Path) -> None:
    pictures(tmp_path, *(f"{number}.png" for number in range(4)))
    dataset = scan(table(tmp_path, "0.png;cat\n1.png;dog\n2.png;cat\n3.png;dog\n"))
    assert dataset.classes == ("cat", "dog")
    assert len(dataset.pictures) == 4


def test_change_of_the_table_or_of_a_picture_is_noticed(tmp_path: Path) -> None:
    pictures(tmp_path, *(f"set/{number}.png" for number in range(4)))
    lines = [f"set/{number}.png,{'ab'[number % 2]}" for number in range(4)]
    catalogue = scan(rows(tmp_path, lines)).catalogue
    assert look(catalogue, None).news is None
    pictures(tmp_path, "set/4.png")
    rows(tmp_path, [*lines, "set/4.png,a"])
    assert "1 picture was added" in str(look(catalogue, None).news)
    rows(tmp_path, [line.replace(",a", ",b") if line.startswith("set/0") else line for line in lines])
    assert "1 has another class, part or group" in str(look(catalogue, None).news)


def test_100_000_rows_are_read_quickly(tmp_path: Path) -> None:
    (tmp_path / "p").mkdir()
    for number in range(200):
        (tmp_path / "p" / f"{number}.jpg").touch()
    file = rows(tmp_path, [f"p/{number % 200}.jpg,class {number % 200 % 7}" for number in range(100_000)])
    began = time.process_time()
    dataset = scan(file)
    assert len(dataset.pictures) == 200
    assert time.process_time() - began < 5  # about 0.5 s on a free machine


# Hugging Face's imagefolder ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["metadata.csv", "metadata.jsonl"])
def test_imagefolder_is_read_by_its_metadata(tmp_path: Path, name: str) -> None:
    pictures(tmp_path, *(f"{number}.png" for number in range(4)))
    facts = [(f"{number}.png", "ab"[number % 2]) for number in range(4)]
    if name.endswith("csv"):
        table(tmp_path, "file_name,label\n" + "".join(f"{file},{label}\n" for file, label in facts), name)
    else:
        text = "".join(json.dumps({"file_name": file, "label": label}) + "\n" for file, label in facts)
        table(tmp_path, text, name)
    dataset = scan(tmp_path)
    assert by_class(dataset) == {"a": ["0.png", "2.png"], "b": ["1.png", "3.png"]}
    assert dataset.key == (tmp_path, "names", ())


def test_imagefolder_with_folders_for_parts_has_its_own_split(tmp_path: Path) -> None:
    for part in ("train", "validation"):
        pictures(tmp_path, *(f"{part}/{number}.png" for number in range(4)))
        lines = "".join(f"{number}.png,{'ab'[number % 2]}\n" for number in range(4))
        table(tmp_path / part, "file_name,label\n" + lines, "metadata.csv")
    dataset = scan(tmp_path)
    assert dataset.split.source == "folder"
    assert [len(dataset.part(part)) for part in ("train", "validation")] == [4, 4]
    assert dataset.pictures[0].path == "train/0.png"


def test_folder_without_classes_points_to_the_table_in_it(tmp_path: Path) -> None:
    pictures(tmp_path, "pictures/1.png", "pictures/2.png")
    file = rows(tmp_path, ["1.png,a", "2.png,b"])
    with pytest.raises(TableBesideError, match="says the classes, open that in place") as found:
        scan(tmp_path)
    assert found.value.table == file


def test_metadata_without_classes_leaves_class_folders_as_they_are(tmp_path: Path) -> None:
    pictures(tmp_path, "cat/1.png", "cat/2.png", "dog/1.png", "dog/2.png")
    table(tmp_path, "file_name,text\ncat/1.png,a cat\n", "metadata.csv")
    assert catalogue_of(tmp_path).classes == ("cat", "dog")
