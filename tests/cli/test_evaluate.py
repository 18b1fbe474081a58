"""Evaluating in the terminal: what was measured, what was left out, and what is worth knowing about it."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from resnet_studio.cli.app import run as studio
from resnet_studio.cli.figures import print_figures
from resnet_studio.core.basics.message import message
from tests.made_figures import some_figures

Output = pytest.CaptureFixture[str]
RunProgram = Callable[..., subprocess.CompletedProcess[str]]
Records = Callable[[str], list[dict[str, Any]]]
Helper = Callable[..., Any]


def test_evaluate_prints_one_object(
    records: Records, run_here: RunProgram, trained: tuple[Path, object], colours: Path
) -> None:
    done = run_here("evaluate", trained[0], colours, "--json", "--device", "cpu")
    assert done.returncode == 0, done.stderr
    (record,) = records(done.stdout)
    figures = {"loss", "top1", "top5", "balanced_accuracy", "macro_precision", "macro_f1", "roc_area", "pr_area", "ece",
               "tempered_ece"}  # fmt: skip
    assert set(record) == {
        "run", "images", "skipped", "part", "left_out", "learned", "top1_not_learned", "notices", "temperature",
        "tempered_on", "epoch", "chose_epoch", "verdict", "classes", "confusion", "order", "reliability", "coverage",
        "mirrored", *figures, *(f"{name}_interval" for name in figures), "top5_reason", "tempered_ece_reason",
    }  # fmt: skip
    assert record["confusion"] == [[12, 0, 0], [0, 12, 0], [0, 0, 12]]
    assert record["top1_interval"] == pytest.approx([0.9036, 1.0], abs=1e-3)
    (blue, *_) = record["classes"]
    assert (blue["name"], blue["n"], blue["recall"]) == ("blue", 12, 1.0)
    assert blue["f1_interval"] == pytest.approx([0.8765, 1.0], abs=1e-3)
    assert (record["images"], record["skipped"], record["top1"], record["part"]) == (36, 0, 1.0, "all")
    assert (record["learned"], record["top1_not_learned"]) == (30, 1.0)
    assert record["notices"] == done.stderr.strip().splitlines()
    assert record["notices"][0].startswith("The run learned from 30 of the 36 pictures")


def test_folder_of_a_single_class_is_evaluated(
    records: Records, untrained_run: Path, tmp_path: Path, capfd: Output, of_one_class: Helper
) -> None:
    assert studio(["evaluate", str(untrained_run), str(of_one_class(tmp_path / "held back")), "--json"]) == 0
    (record,) = records(capfd.readouterr().out)
    assert (record["images"], record["skipped"]) == (3, 0)


def test_classes_of_one_picture_are_evaluated(
    records: Records, untrained_run: Path, tmp_path: Path, capfd: Output, of_one_class: Helper
) -> None:
    for name in ("red", "blue"):
        of_one_class(tmp_path / "few", name, 1)
    assert studio(["evaluate", str(untrained_run), str(tmp_path / "few"), "--json"]) == 0
    assert records(capfd.readouterr().out)[0]["images"] == 2


def test_evaluating_unreadable_pictures_exits_with_2(
    untrained_run: Path, tmp_path: Path, capfd: Output, of_one_class: Helper
) -> None:
    for picture in of_one_class(tmp_path / "held back").rglob("*.png"):
        picture.write_bytes(b"")
    assert studio(["evaluate", str(untrained_run), str(tmp_path / "held back"), "--json"]) == 2
    printed = capfd.readouterr()
    assert printed.out == ""
    assert "None of the 3 pictures" in printed.err


@pytest.fixture
def parts(tmp_path: Path, of_one_class: Helper) -> Path:
    """Four training pictures, two for validation, three for testing and one that cannot be read, two of a new class."""
    folder = tmp_path / "parts"
    for part, count in (("train", 2), ("val", 1), ("test", 2)):
        for name in ("red", "green"):
            of_one_class(folder / part, name, count)
    (folder / "test" / "red" / "1.png").write_bytes(b"broken")
    of_one_class(folder / "test", "zebra", 2)
    (folder / "test" / "green").rename(folder / "test" / "Green")
    return folder


def test_only_the_held_back_part_is_measured_and_the_rest_is_counted(
    records: Records, untrained_run: Path, parts: Path, capfd: Output
) -> None:
    assert studio(["evaluate", str(untrained_run), str(parts), "--json"]) == 0
    (record,) = records(capfd.readouterr().out)
    assert (record["images"], record["part"], record["skipped"], record["learned"]) == (3, "test", 1, 0)
    assert record["left_out"] == {"train": 4, "validation": 2, "test": 0, "unknown_classes": 2}
    assert record["top1_not_learned"] is None
    assert [text.partition(":")[0] for text in record["notices"]] == [
        "1 class is matched by a similar name",
        "1 class that the run does not know is left out",
        "1 class of the run has no picture here, so that the figures say nothing about it",
        "1.png",
    ]


def test_terminal_says_what_was_measured_and_left_out(untrained_run: Path, parts: Path, capfd: Output) -> None:
    assert studio(["evaluate", str(untrained_run), str(parts)]) == 0
    printed = capfd.readouterr()
    measured, left_out, *figures = printed.out.splitlines()
    assert measured == "Measured on 3 pictures of the test part, with 95 % intervals:"
    assert left_out == (
        "Left out: 4 of the training part, 2 of the validation part, 2 of classes that the run does not know, 1 that "
        "could not be read."
    )
    assert "Green as green" in printed.err
    assert any(line.startswith("top-1 ") and " to " in line for line in figures)
    assert [line.split()[:2] for line in figures[-3:]] == [["blue", "0"], ["green", "2"], ["red", "1"]]
    assert figures[-4].split()[-4:] == ["ROC", "area", "PR", "area"]
    assert "top-5 – (With 3 classes, the five most probable ones are all.)" in figures


def test_accuracy_is_printed_once(capsys: Output) -> None:
    plain = some_figures(verdict=message("80.0 % of 10 pictures are right."), verdict_kind="plain")
    print_figures(plain)
    printed = capsys.readouterr().out
    assert printed.startswith("top-1 80.0 % (49.0 % to 94.0 %)\n")
    assert printed.count("80.0 %") == 1
    print_figures(some_figures())
    assert capsys.readouterr().out.startswith("As good as guessing the largest class.\ntop-1 80.0 %")


def test_run_without_a_folder_is_measured_on_what_it_held_back(
    records: Records, untrained_run: Path, capfd: Output
) -> None:
    assert studio(["evaluate", str(untrained_run), "--json"]) == 0
    (record,) = records(capfd.readouterr().out)
    assert (record["part"], record["images"], record["left_out"]["train"]) == ("validation", 6, 30)
    assert sum(sum(row) for row in record["confusion"]) == 6
    assert (record["top5"], record["top5_reason"][:15]) == (None, "With 3 classes,")
    assert "top1_reason" not in record
    for one in record["classes"]:
        assert one["roc"][0] == [0.0, 0.0]
        assert one["roc"][-1] == [1.0, 1.0]
        assert len(one["pr"]) >= 2


@pytest.mark.parametrize("name", ["val", "test"])
def test_folder_of_a_single_held_back_part_is_measured(
    name: str, records: Records, untrained_run: Path, parts: Path, capfd: Output
) -> None:
    for other in {"train", "val", "test"} - {name}:
        shutil.rmtree(parts / other)
    assert studio(["evaluate", str(untrained_run), str(parts), "--json"]) == 0
    (record,) = records(capfd.readouterr().out)
    assert record["part"] == {"val": "validation", "test": "test"}[name]
    assert set(record["left_out"].values()) <= {0, 2}


def test_folder_of_other_classes_is_refused_with_both_lists(
    untrained_run: Path, tmp_path: Path, capfd: Output, of_one_class: Helper
) -> None:
    of_one_class(tmp_path / "animals", "zebra")
    assert studio(["evaluate", str(untrained_run), str(tmp_path / "animals")]) == 2
    assert "none of the classes that this run knows: blue, green and red. It has zebra." in capfd.readouterr().err
