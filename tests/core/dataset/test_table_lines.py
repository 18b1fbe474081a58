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
