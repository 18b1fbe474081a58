"""Lines of a table that cannot be used, and pictures of which one says no class."""

import json
from pathlib import Path

from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.findings import FindingKind
from resnet_studio.core.dataset.scan import scan

ROWS = [("0.png", "a"), ("1.png", "a"), ("2.png", "b"), ("3.png", "b")]


def opened(folder: Path, name: str, lines: list[str]) -> Dataset:
    for number in range(7):
        (folder / f"{number}.png").touch()
    (folder / name).write_text("\n".join(lines), encoding="utf-8")
    return scan(folder / name)


def test_line_that_ends_before_its_class_is_named_and_an_empty_class_is_to_be_sorted(tmp_path: Path) -> None:
    lines = ["file,label,note", *(f"{file},{label},x" for file, label in ROWS), "4.png,,x", "5.png", "6.png"]
    dataset = opened(tmp_path, "any.csv", lines)
    assert [one.path for one in dataset.unlabelled] == ["4.png"]
    (said,) = (one.message for one in dataset.findings if one.kind is FindingKind.WRONG_LINE)
    wanted = "2 lines of any.csv were left out: 7: it ends before its class and 8: it ends before its class."
    assert str(said) == wanted
    assert FindingKind.NOT_IN_TABLE not in {one.kind for one in dataset.findings}, "the lines name their pictures"


def test_object_without_a_class_is_a_picture_to_be_sorted(tmp_path: Path) -> None:
    lines = [*(json.dumps({"file": file, "label": label}) for file, label in ROWS), '{"file": "4.png"}']
    assert [one.path for one in opened(tmp_path, "any.jsonl", lines).unlabelled] == ["4.png"]


def test_table_of_the_readme_is_one_that_opens(tmp_path: Path) -> None:
    lines = (Path(__file__).parents[3] / "README.md").read_text(encoding="utf-8").splitlines()
    first = next(number for number, line in enumerate(lines) if line.strip() == "file,label,part,group")
    table = [line.strip() for line in lines[first - 1 : first + 5]]
    (tmp_path / "scans").mkdir()
    for line in table[2:]:
        (tmp_path / line.partition(",")[0]).touch()
    (tmp_path / "labels.csv").write_text("\n".join(table), encoding="utf-8")
    dataset = scan(tmp_path / "labels.csv")
    assert dataset.classes == ("benign", "malignant")
    assert [one.part for one in dataset.pictures] == ["train", "train", "validation"]
    assert [one.path for one in dataset.unlabelled] == ["scans/0004.png"]
    assert dataset.catalogue.groups == (("scans/0001.png", "scans/0004.png"),)
