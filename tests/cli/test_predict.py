"""Predicting in the terminal."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import torch

from resnet_studio.cli.app import run as studio
from resnet_studio.engine.network.resnet import build

Output = pytest.CaptureFixture[str]
RunProgram = Callable[..., subprocess.CompletedProcess[str]]
Records = Callable[[str], list[dict[str, Any]]]
Helper = Callable[..., Any]


def test_predict_keeps_the_order_reads_folders_and_continues_after_a_bad_file(
    records: Records, run_here: RunProgram, trained: tuple[Path, list[dict[str, Any]]], colours: Path, tmp_path: Path
) -> None:
    run, _ = trained
    folder = tmp_path / "mixed"
    folder.mkdir()
    for number, name in ((1, "green"), (2, "blue")):
        shutil.copy(colours / name / f"{name} 1.png", folder / f"{number}.png")
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"no picture")
    red = colours / "red" / "red 2.png"
    done = run_here("predict", run, red, broken, folder, red, "--device", "cpu")
    answers = records(done.stdout)
    assert done.returncode == 1
    assert [answer["path"] for answer in answers] == [
        str(path) for path in (red, broken, folder / "1.png", folder / "2.png", red)
    ]
    assert [answer.get("class") for answer in answers] == ["red", None, "green", "blue", "red"]
    assert "broken.png" in answers[1]["error"]
    assert answers[0]["probabilities"]["red"] == answers[0]["probability"]
    assert sum(answers[0]["probabilities"].values()) == pytest.approx(1, abs=1e-4)


def test_predict_finds_a_run_by_its_name(
    records: Records, run_here: RunProgram, trained: object, colours: Path
) -> None:
    done = run_here("predict", "my rün", colours / "red" / "red 3.png", "--json")
    assert done.returncode == 0, done.stderr
    assert records(done.stdout)[0]["class"] == "red"


def test_predicting_a_folder_without_pictures_prints_an_error(
    records: Records, run_here: RunProgram, trained: tuple[Path, object], tmp_path: Path
) -> None:
    done = run_here("predict", trained[0], tmp_path)
    assert done.returncode == 1
    (answer,) = records(done.stdout)
    assert "holds no pictures" in answer["error"]


def test_missing_run_exits_with_2(run_here: RunProgram) -> None:
    done = run_here("predict", "nothing here", "x.png")
    assert done.returncode == 2
    assert "nothing here" in done.stderr


def test_nan_is_printed_as_null(
    records: Records, untrained_run: Path, tmp_path: Path, capfd: Output, of_one_class: Helper
) -> None:
    state = build(20, 3).state_dict()
    state["fc.weight"].fill_(3e38)  # the logits are infinite, and their softmax is not a number
    for file in ("config.json", "model.json"):
        (tmp_path / file).write_bytes((untrained_run / file).read_bytes())
    torch.save(state, tmp_path / "best.pt")
    folder = of_one_class(tmp_path / "held back")
    assert studio(["evaluate", str(tmp_path), str(folder), "--json"]) == 0
    assert records(capfd.readouterr().out)[0]["loss"] is None
    assert studio(["predict", str(tmp_path), str(folder / "red" / "0.png"), "--json"]) == 0
    assert set(records(capfd.readouterr().out)[0]["probabilities"].values()) == {None}


def test_invalid_file_name_is_an_error_between_other_predictions(
    records: Records, untrained_run: Path, tmp_path: Path, capfd: Output, of_one_class: Helper
) -> None:
    good = of_one_class(tmp_path) / "red" / "0.png"
    asked = ["x" * 300, str(good), "no\nsuch [red]file.png"]
    assert studio(["predict", str(untrained_run), *asked, "--json"]) == 1
    answers = records(capfd.readouterr().out)
    assert [answer["path"] for answer in answers] == asked
    assert ["error" in answer for answer in answers] == [True, False, True]


@pytest.mark.parametrize("name", ["x" * 300, "~unknown user", "a\nb\x1b[31m"])
def test_invalid_name_of_a_run_exits_with_2_and_one_plain_line(name: str, capfd: Output) -> None:
    for words in (["predict", name, "x.png"], ["evaluate", name, "."], ["train", name]):
        assert studio(words) == 2
        errors = capfd.readouterr().err
        assert errors.count("\n") == 1
        assert "\x1b" not in errors


@pytest.mark.parametrize("device", ["gpu", "cuda:99999999999", "cuda:300", "cuda:٣"])
def test_invalid_device_exits_with_2(device: str, untrained_run: Path, colours: Path, capfd: Output) -> None:
    for words in (["predict", str(untrained_run), "x.png"], ["train", str(colours)]):
        assert studio([*words, "--device", device]) == 2
        assert f"device is {device!r}" in capfd.readouterr().err


def test_json_is_utf8_in_every_encoding_of_the_terminal(
    untrained_run: Path, tmp_path: Path, of_one_class: Helper
) -> None:
    picture = of_one_class(tmp_path, "日本 é") / "日本 é" / "0.png"
    done = subprocess.run(
        [sys.executable, "-m", "resnet_studio", "predict", str(untrained_run), str(picture)],
        env=os.environ | {"PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"},
        capture_output=True, stdin=subprocess.DEVNULL, timeout=240, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.decode("utf-8"))["path"] == str(picture)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals in the standard library")
def test_terminal_shows_a_bar_and_a_table_with_escaped_names(
    untrained_run: Path, tmp_path: Path, of_one_class: Helper
) -> None:
    import pty

    picture = of_one_class(tmp_path) / "red" / "0.png"
    hostile = picture.rename(picture.with_name("[bold]a\x1b[31m.png"))
    ours, theirs = pty.openpty()
    words = [sys.executable, "-m", "resnet_studio", "predict", str(untrained_run), str(hostile)]
    wide = os.environ | {"COLUMNS": "400", "TERM": "xterm"}
    with subprocess.Popen(words, stdin=theirs, stdout=theirs, stderr=theirs, env=wide) as studio:
        os.close(theirs)
        shown = b""
        with suppress(OSError):  # how Linux says that the other end is closed
            while part := os.read(ours, 4096):
                shown += part
    os.close(ours)
    text = shown.decode()
    assert studio.returncode == 0
    assert "Preparing" in text
    assert "[bold]a" in text
    assert "\x1b[31m.png" not in text
