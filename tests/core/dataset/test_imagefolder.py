"""Hugging Face's folders of pictures with a table for each part."""

import json
from pathlib import Path

import pytest

from resnet_studio.core.dataset.findings import FindingKind
from resnet_studio.core.dataset.imagefolder import metadata_in
from resnet_studio.core.dataset.scan import scan


@pytest.mark.parametrize("name", ["metadata.csv", "metadata.jsonl"])
def test_classes_of_parts_can_be_in_a_column_of_another_name(tmp_path: Path, name: str) -> None:
    for part in ("train", "test"):
        (tmp_path / part).mkdir()
        rows = [{"file_name": f"{n}.png", "text": f"picture {n}", "species": "ab"[n % 2]} for n in range(4)]
        for row in rows:
            (tmp_path / part / row["file_name"]).touch()
        lines = [json.dumps(row) if name.endswith("jsonl") else ",".join(row.values()) for row in rows]
        header = [] if name.endswith("jsonl") else ["file_name,text,species"]
        (tmp_path / part / name).write_text("\n".join([*header, *lines]), encoding="utf-8")
    dataset = scan(tmp_path)
    assert dataset.classes == ("a", "b")
    assert len(dataset.part("test")) == 4
    (said,) = (str(one.message) for one in dataset.findings if one.kind is FindingKind.TABLE)
    assert said == f"Of {name}, the column file_name has the files, and species the classes."


@pytest.mark.parametrize("line", ["1.png,a cat\n", "cat/1.png,a\n"])
def test_captions_and_pictures_in_folders_are_not_classes_of_a_table(tmp_path: Path, line: str) -> None:
    (tmp_path / "train").mkdir()
    (tmp_path / "train" / "metadata.csv").write_text(f"file_name,species\n{line}2.png,b\n", encoding="utf-8")
    assert metadata_in(tmp_path) == []
