"""Which columns of a table are guessed to say what: tables as they are published."""

from pathlib import Path

import pytest

from resnet_studio.core.dataset.guess_columns import guessed
from resnet_studio.core.tables.columns import Columns
from resnet_studio.core.tables.rows import read_table


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["id,breed", "000bec,boston_bull", "001513,dingo", "001cdf,dingo"], Columns("id", "breed")),
        (["image_id,lesion_id,dx,age", "I1,L1,bkl,80", "I2,L1,bkl,80", "I3,L2,nv,75"],
         Columns("image_id", "dx", "", "lesion_id")),
        (["filepaths,labels,data set", "train/A/1.jpg,A,train", "train/B/2.jpg,B,train", "test/A/3.jpg,A,test"],
         Columns("filepaths", "labels", "data set")),
        (["Image Index,Finding,Patient ID", "1.png,Mass,7", "2.png,None,7", "3.png,None,8"],
         Columns("Image Index", "Finding", "", "Patient ID")),
        (["file,label,is_valid", "1.png,a,True", "2.png,b,False"], Columns("file", "label", "is_valid")),
        (["file,label,split", "1.png,a,train", "2.png,b,val", "3.png,a,extra"], Columns("file", "label", "split")),
        (["Datei,Fehler,Teil", *(f"{n}.png,f{n % 4},{'train' if n % 5 else 'val'}" for n in range(20)), "x.png,f0,vla"],
         Columns("Datei", "Fehler", "Teil")),
        (["class,width,picture", "a,3,1.png", "b,3,2.png", "a,3,3.png"], Columns("picture", "class")),
        (["name,kind,size", "1.png,x,11", "2.png,y,12", "3.png,x,13"], Columns("name", "kind")),
    ],
)  # fmt: skip
def test_columns_of_published_tables_are_guessed(tmp_path: Path, lines: list[str], expected: Columns) -> None:
    (tmp_path / "any.csv").write_text("\n".join(lines), encoding="utf-8")
    found = guessed(read_table(tmp_path / "any.csv"))
    assert found is not None
    assert (found.file, found.label, found.part, found.group) == (
        expected.file, expected.label, expected.part, expected.group,
    )  # fmt: skip


@pytest.mark.parametrize(
    "lines",
    [
        ["a,b", "1,2", "3,4"],
        ["file", "1.png", "2.png"],
        ["file,label"],
        ["file,cat,dog", "1.png,1,0", "2.png,0,1"],
        ["file,cat,dog", *(f"{n}.png,{n % 2}.0,{1 - n % 2}.0" for n in range(6))],  # a column for each class
    ],
)
def test_nothing_is_guessed_where_nothing_says_it(tmp_path: Path, lines: list[str]) -> None:
    (tmp_path / "any.csv").write_text("\n".join(lines), encoding="utf-8")
    assert guessed(read_table(tmp_path / "any.csv")) is None
