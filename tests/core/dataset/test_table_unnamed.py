"""What a table does not say, says twice or wrongly: counted, with the lines."""

import json
from pathlib import Path

import pytest

from resnet_studio.core.basics.errors import DatasetError
from resnet_studio.core.basics.message import message
from resnet_studio.core.dataset.findings import FindingKind
from resnet_studio.core.dataset.scan import ScanStopped, scan
from resnet_studio.core.dataset.table_beside import of_heap
from tests.core.dataset.test_table_catalogue import by_class, pictures, rows, said, table


def test_pictures_beside_those_of_a_table_are_counted_but_not_those_of_other_folders(tmp_path: Path) -> None:
    pictures(tmp_path, *(f"set/a/{number}.png" for number in range(9)), "set/b/deep/x.png", "top.jpg", "set/.h/y.png")
    pictures(tmp_path, "holiday/1.jpg", "set/notes.txt")
    lines = [f"set/a/{number}.png,{'ab'[number % 2]},train" for number in range(4)]
    dataset = scan(rows(tmp_path, [*lines, "set/a/4.png,a,unused"], "file,label,split"))
    (found,) = (one for one in dataset.findings if one.kind is FindingKind.NOT_IN_TABLE)
    assert str(found.message).startswith("6 pictures beside those of labels.csv are not in it, and are not used")
    assert found.paths == ()
    lines = [f"{number}.png,{'ab'[number % 2]}" for number in range(4)]
    pictures(tmp_path / "all", *(f"{number}.png" for number in range(4)))
    assert not said(scan(rows(tmp_path / "all", lines)), FindingKind.NOT_IN_TABLE)


def test_folder_of_an_imagefolder_without_metadata_is_counted(tmp_path: Path) -> None:
    pictures(tmp_path, *(f"train/{number}.png" for number in range(5)), "test/1.png", "test/deep/2.png", "owl/1.png")
    lines = "".join(f"{number}.png,{'ab'[number % 2]}\n" for number in range(4))
    table(tmp_path / "train", "file_name,label\n" + lines, "metadata.csv")
    found = said(scan(tmp_path), FindingKind.NOT_IN_TABLE)
    assert "1 picture beside those of metadata.csv is not in it, and is not used, such as train/4.png." in found
    assert "2 pictures in test are not used: there is no metadata.csv there that says their classes." in found
    assert "1 picture in owl is not used: there is no metadata.csv there that says its class." in found


def test_missing_contradicting_and_repeated_rows_are_said_with_their_lines(tmp_path: Path) -> None:
    pictures(tmp_path, *(f"{number}.png" for number in range(4)))
    lines = ["0.png,a,train", "1.png,b,train", "gone.png,a,train", "0.png,b,train", "2.png,a,train", "3.png,b,train"]
    lines += ["1.png,b,val", "2.png,a,train", "2.png,a,train", "gone.png,a,train", "0.png,,train"]
    dataset = scan(rows(tmp_path, lines, "file,label,split"))
    assert said(dataset, FindingKind.MISSING_FILE) == "1 file of labels.csv is not there: gone.png (line 4)."
    assert said(dataset, FindingKind.TWO_CLASSES).endswith("as one without: 0.png (lines 2 and 5).")
    assert said(dataset, FindingKind.TWO_PARTS).endswith("the first counts: 1.png (lines 3 and 8).")
    assert said(dataset, FindingKind.REPEATED_ROW) == (
        "2 rows of labels.csv say again what others say, and change nothing: lines 9 and 10."
    )


def test_looking_into_a_table_beside_a_heap_can_be_stopped(tmp_path: Path) -> None:
    pictures(tmp_path, *(f"{number}.png" for number in range(4)))
    rows(tmp_path, [f"{number}.png,{'ab'[number % 2]}" for number in range(4)])
    assert [one.kind for one in of_heap(tmp_path, [], ["labels.csv"], lambda: None)] == [FindingKind.TABLE_BESIDE]

    def stop() -> None:
        raise ScanStopped(message("Stopped."))

    with pytest.raises(ScanStopped):
        of_heap(tmp_path, [], ["labels.csv"], stop)


def test_row_whose_class_is_not_one_short_text_is_left_out_with_its_line(tmp_path: Path) -> None:
    classes = ("a", "b", ["a"], {"name": "b"}, "a" * 256, "b" * 255, None)
    pictures(tmp_path, *(f"{number}.png" for number in range(7)))
    lines = [json.dumps({"file": f"{number}.png", "label": label}) for number, label in enumerate(classes)]
    dataset = scan(table(tmp_path, "\n".join(lines), "labels.jsonl"))
    assert by_class(dataset) == {"a": ["0.png"], "b": ["1.png"], "b" * 255: ["5.png"]}
    assert [one.path for one in dataset.unlabelled] == ["6.png"]
    found = said(dataset, FindingKind.WRONG_LINE)
    assert "3: its class is a list or an object, not one text, 4: its class is" in found
    assert "5: its class has more than 255 characters" in found


def test_table_that_is_not_there_is_not_called_a_folder(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"^The file .*gone.csv is not there"):
        scan(tmp_path / "gone.csv")
