"""Checks in the terminal: sentences, or JSON lines."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from resnet_studio.cli import commands
from resnet_studio.cli.check import check, thresholds_of
from resnet_studio.cli.checked import as_checked
from resnet_studio.core.basics.errors import ConfigError, StudioError
from resnet_studio.core.checks.find import check as find
from resnet_studio.core.checks.store import Measured, read_measured, store_file
from resnet_studio.core.dataset.keep_finding import KeepFinding
from resnet_studio.core.dataset.picture_edits import LeaveOut, PinPictures
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.runs.edited_dataset import write_edited

Output = pytest.CaptureFixture[str]
Records = Callable[[str], list[dict[str, Any]]]


@pytest.fixture
def faulty(copied_colours: Path) -> Path:
    """The colours, with a picture in two classes and one that is damaged."""
    shutil.copyfile(copied_colours / "red" / "red 1.png", copied_colours / "blue" / "copy.png")
    (copied_colours / "red" / "red 2.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    return copied_colours


def test_findings_are_lines_of_json_with_kind_pictures_and_message(
    faulty: Path, capfd: Output, records: Records
) -> None:
    assert check([faulty], reading="names", limits=("small_class=0",), json=True) == 0
    found = {one["finding"]: one for one in records(capfd.readouterr().out)}
    assert set(found["unreadable"]) == {"finding", "pictures", "message"}
    assert found["unreadable"]["pictures"] == [str(faulty / "red" / "red 2.png")]
    copies = [str(faulty / "blue" / "copy.png"), str(faulty / "red" / "red 1.png")]
    assert sorted(found["duplicate"]["pictures"]) == copies
    assert sorted(found["two_classes"]["pictures"]) == copies
    assert found["duplicate"]["message"] == "1 picture is an exact copy of another one."


def test_findings_are_sentences_with_the_pictures_below(faulty: Path, capfd: Output) -> None:
    assert check([faulty], reading="names", limits=(), json=False) == 0
    said = capfd.readouterr().out
    assert "1 picture cannot be read.\n    red/red 2.png\n" in said
    assert said.endswith("37 pictures were checked.\n")


def test_property_that_tells_classes_apart_is_said_with_what_each_class_has(
    tmp_path: Path, capfd: Output, records: Records
) -> None:
    for number in range(40):
        folder, grey = (("dark", 30), ("light", 220))[number % 2]
        (tmp_path / folder).mkdir(exist_ok=True)
        Image.effect_noise((64, 64), 20).point(lambda value, grey=grey: value // 8 + grey).save(
            tmp_path / folder / f"{number:02}.png"
        )
    assert check([tmp_path], reading="names", limits=(), json=False) == 0
    said = capfd.readouterr().out
    assert "Brightness alone tells the classes apart" in said
    assert "    dark: 1" in said
    assert said.count("A model may learn this") == 1
    assert check([tmp_path], reading="names", limits=(), json=True) == 0
    (found,) = (one for one in records(capfd.readouterr().out) if "Brightness" in one["message"])
    assert [one["class"] for one in found["values"]] == ["dark", "light"]
    assert all(Path(path).is_file() for one in found["values"] for path in one["examples"])


def test_what_was_done_in_the_window_counts(faulty: Path, capfd: Output, records: Records, studio_home: Path) -> None:
    copies = [str(faulty / "blue" / "copy.png"), str(faulty / "red" / "red 1.png")]
    dataset = (
        scan(faulty).with_edit(LeaveOut(("blue/copy.png",))).with_edit(KeepFinding(("red/red 2.png",), "unreadable"))
    )
    write_edited(dataset)
    assert check([faulty], reading="names", limits=("small_class=0",), json=True) == 0
    found = records(capfd.readouterr().out)
    assert not [one for one in found if one["finding"] == "unreadable" or set(copies) & set(one["pictures"])]


def test_copies_of_which_one_is_pinned_to_another_part_are_a_leak(
    faulty: Path, capfd: Output, records: Records, studio_home: Path
) -> None:
    copies = {"blue/copy.png", "red/red 1.png"}
    for part in ("train", "test"):
        apart = PinPictures(("red/red 1.png",), part)
        write_edited(scan(faulty).with_edit(PinPictures(("blue/copy.png",), "train")).with_edit(apart))
        assert check([faulty], reading="names", limits=(), json=True) == 0
        leaks = [one["pictures"] for one in records(capfd.readouterr().out) if one["finding"] == "leak"]
        assert any(set(leak) == {str(faulty / one) for one in copies} for leak in leaks) is (part == "test")


def test_folder_that_nothing_has_divided_yet_is_checked_with_the_split_that_a_training_makes(
    copied_colours: Path, capfd: Output, records: Records
) -> None:
    for folder in ("blue", "green", "red"):
        for number, picture in enumerate(sorted((copied_colours / folder).iterdir())):
            picture.rename(picture.with_name(f"{folder}{number // 3}_{number}.png"))
    assert check([copied_colours], reading="names", limits=("small_class=11",), json=True) == 0
    said = {one["finding"] for one in records(capfd.readouterr().out)}
    as_in_window = find(scan(copied_colours), read_measured(copied_colours), thresholds_of(["small_class=11"]))
    assert {"leak", "small_class"} <= said == {str(one.kind) for one in as_in_window.findings}


def test_table_beside_loose_pictures_is_said_with_what_to_give_instead(tmp_path: Path, capfd: Output) -> None:
    for number in range(2):
        Image.effect_noise((64, 48), 60).save(tmp_path / f"{number}.png")
    table = tmp_path / "labels.csv"
    table.write_text("file,label\n0.png,a\n1.png,b\n", encoding="utf-8")
    assert check([tmp_path], reading="names", limits=(), json=False) == 0
    said = capfd.readouterr().out
    assert f"classes, give {table} in place of the folder.\n" in said
    assert "2 pictures were checked. 2 have no class yet." in said


def test_table_beside_one_folder_is_said_with_what_to_give_instead(tmp_path: Path, capfd: Output) -> None:
    (tmp_path / "pics").mkdir()
    for number in range(2):
        Image.effect_noise((64, 48), 60).save(tmp_path / "pics" / f"{number}.png")
    table = tmp_path / "labels.csv"
    table.write_text("file,label\npics/0.png,a\npics/1.png,b\n", encoding="utf-16")
    assert check([tmp_path], reading="names", limits=(), json=False) == 0
    assert f"classes, give {table} in place of the folder.\n" in capfd.readouterr().out


def test_groups_that_are_in_two_parts_have_the_name_that_the_table_gives_them(
    tmp_path: Path, capfd: Output, records: Records
) -> None:
    rows = ["file,label,split,patient"]
    for number in range(8):
        Image.effect_noise((64, 48), 60).save(tmp_path / f"{number}.png")
        part, patient = "train" if number < 5 else "val", ("Ann", "Bo", "Cy", "Di")[number // 2]
        rows.append(f"{number}.png,{'ab'[number % 2]},{part},{patient}")
    table = tmp_path / "labels.csv"
    table.write_text("\n".join(rows), encoding="utf-8")
    assert check([table], reading="names", limits=(), json=True) == 0
    (leak,) = (one for one in records(capfd.readouterr().out) if one["finding"] == "leak")
    assert leak["group"] == "Cy"
    assert [Path(path).name for path in leak["pictures"]] == ["4.png", "5.png"]


def test_damaged_file_with_what_was_done_in_the_window_is_said(
    copied_colours: Path, capfd: Output, studio_home: Path
) -> None:
    write_edited(scan(copied_colours).with_edit(LeaveOut(("red/red 1.png",))).with_edit(LeaveOut(("red/red 2.png",))))
    (file,) = (studio_home / "data" / "datasets").iterdir()
    file.write_text(file.read_text().partition('"red/red 2.png"')[0])
    assert check([copied_colours], reading="names", limits=(), json=False) == 0
    said = capfd.readouterr().out
    assert str(file) in said
    assert "35 pictures were checked" in said


def test_what_reading_left_out_is_among_the_findings(copied_colours: Path, capfd: Output, records: Records) -> None:
    lines = [f"{one.relative_to(copied_colours).as_posix()},{one.parent.name}" for one in copied_colours.rglob("*.png")]
    table = copied_colours / "colours.csv"
    table.write_text("\n".join(["file,label", *lines, "red/gone.png,red"]), encoding="utf-8")
    assert check([table], reading="names", limits=("small_class=0",), json=True) == 0
    found = {one["finding"]: one for one in records(capfd.readouterr().out)}
    assert found["missing_file"]["pictures"] == [str(copied_colours / "red" / "gone.png")]
    assert found["missing_file"]["from"] == "reading"
    check([table], reading="names", limits=("small_class=0",), json=False)
    said = capfd.readouterr().out
    assert "1 file of colours.csv is not there: red/gone.png (line 38)." in said
    assert "Nothing was found" not in said


def test_several_folders_are_checked_as_one_dataset(faulty: Path, capfd: Output) -> None:
    assert check([faulty / "red", faulty / "blue"], reading="names", limits=(), json=False) == 0
    assert capfd.readouterr().out.endswith("25 pictures were checked.\n")


def test_clean_folder_is_said_to_be_clean(tmp_path: Path, capfd: Output) -> None:
    for name in "ab":
        (tmp_path / name).mkdir()
        for number in range(2):
            noise = Image.effect_noise((300, 200), 60 + 20 * number).convert("RGB")
            noise.save(tmp_path / name / f"{number}.png")
    assert check([tmp_path], reading="names", limits=("small_class=0", "blur=1", "fine=0"), json=False) == 0
    assert capfd.readouterr().out == "4 pictures were checked. Nothing was found.\n"


def test_training_says_what_a_check_of_the_folder_has_found_or_that_there_was_none(faulty: Path, capfd: Output) -> None:
    def said() -> str:
        return "\n".join(map(str, as_checked(scan(faulty), Path("runs"), mend=False)[1]))

    assert "pictures were not checked: near-duplicates among them may be in different parts of the split." in said()
    assert check([faulty], reading="names", limits=(), json=True) == 0
    assert "The check found: 2 pictures that are the same, or nearly, are in more than one class." in said()
    assert said().startswith("1 picture cannot be read and takes no part.\n")
    assert said().count("cannot be read") == 1
    assert "not checked" not in said()
    with closing(sqlite3.connect(store_file(faulty))) as base, base:  # as where a check is ended before it compares
        base.execute("INSERT OR IGNORE INTO unpaired SELECT path FROM facts LIMIT 1")
    assert "1 picture was not checked: " in said()


def test_training_does_not_count_pictures_that_a_check_could_not_read(
    faulty: Path, tmp_path: Path, capfd: Output
) -> None:
    def counted() -> str:
        words = ["train", str(faulty), "--depth", "20", "--epochs", "1", "--runs", str(tmp_path / "runs")]
        commands.make_app()([*words, "--batch-size", "8"], standalone_mode=False)
        return next(line for line in capfd.readouterr().out.splitlines() if "to learn from" in line).split(" · ")[1]

    dataset = scan(faulty)
    one = next(one for one in dataset.pictures if one.path.endswith("red 2.png"))
    train, validation = dataset.size("train"), dataset.size("validation")
    assert counted() == f"{train} pictures to learn from, {validation} for validation"
    check([faulty], reading="names", limits=(), json=True)
    train, validation = train - (one.part == "train"), validation - (one.part == "validation")
    assert counted() == f"{train} pictures to learn from, {validation} for validation"


@pytest.mark.parametrize("limit", ["blur", "blur=", "blur=soft", "=3", "sharpness=3", "alike=3"])
def test_limit_that_is_none_is_refused(limit: str) -> None:
    with pytest.raises(ConfigError):
        thresholds_of([limit])


def test_limit_is_taken() -> None:
    assert thresholds_of(["alike=0.95", "tiny=32"]).alike == 0.95


def test_folder_without_pictures_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StudioError):
        check([tmp_path], reading="names", limits=(), json=False)


def test_pictures_that_change_meanwhile_are_not_said_to_be_clean(
    copied_colours: Path, capfd: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(_root: Path) -> Measured:
        return Measured({}, {}, ())

    monkeypatch.setattr("resnet_studio.cli.check.read_measured", read)
    check([copied_colours], reading="names", limits=("small_class=0",), json=False)
    assert capfd.readouterr().out == (
        "0 pictures were checked. 36 pictures were changed or removed meanwhile: check again.\n"
    )
