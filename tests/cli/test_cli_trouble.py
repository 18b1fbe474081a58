"""The command line on bad input, hostile names, pipes that close and terminals that lack letters."""

import json
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import torch
from PIL import Image

from resnet_studio.cli.app import run as studio
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.protocol.events import RunPaused
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.run import ModelInfo, create_run
from resnet_studio.core.runs.run_log import read_events
from resnet_studio.engine.network.resnet import build

Output = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def run(colours: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run with a model that was never trained: what it answers does not matter here."""
    config = TrainConfig.build(depth=20, device="cpu")
    folder = create_run(tmp_path_factory.mktemp("runs"), config, scan(colours))
    torch.manual_seed(0)
    torch.save(build(20, 3).state_dict(), folder / "best.pt")
    mean, std = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
    ModelInfo(20, True, ("blue", "green", "red"), 32, mean, std).write(folder)
    return folder


def records(text: str) -> list[dict[str, Any]]:
    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is not JSON")

    return [json.loads(line, parse_constant=refuse) for line in text.splitlines()]


def of_one_class(folder: Path, name: str = "red", count: int = 3) -> Path:
    (folder / name).mkdir(parents=True)
    for number in range(count):
        Image.new("RGB", (40, 40), (200, number, 0)).save(folder / name / f"{number}.png")
    return folder


def test_folder_of_a_single_class_is_evaluated(run: Path, tmp_path: Path, capfd: Output) -> None:
    assert studio(["evaluate", str(run), str(of_one_class(tmp_path / "held back")), "--json"]) == 0
    (record,) = records(capfd.readouterr().out)
    assert (record["images"], record["skipped"]) == (3, 0)


def test_classes_of_one_picture_are_evaluated(run: Path, tmp_path: Path, capfd: Output) -> None:
    for name in ("red", "blue"):
        of_one_class(tmp_path / "few", name, 1)
    assert studio(["evaluate", str(run), str(tmp_path / "few"), "--json"]) == 0
    assert records(capfd.readouterr().out)[0]["images"] == 2


def test_evaluating_unreadable_pictures_exits_with_2(run: Path, tmp_path: Path, capfd: Output) -> None:
    for picture in of_one_class(tmp_path / "held back").rglob("*.png"):
        picture.write_bytes(b"")
    assert studio(["evaluate", str(run), str(tmp_path / "held back"), "--json"]) == 2
    printed = capfd.readouterr()
    assert printed.out == ""
    assert "None of the 3 pictures" in printed.err


def test_nan_is_printed_as_null(run: Path, tmp_path: Path, capfd: Output) -> None:
    state = build(20, 3).state_dict()
    state["fc.weight"].fill_(float("nan"))
    for file in ("config.json", "model.json"):
        (tmp_path / file).write_bytes((run / file).read_bytes())
    torch.save(state, tmp_path / "best.pt")
    folder = of_one_class(tmp_path / "held back")
    assert studio(["evaluate", str(tmp_path), str(folder), "--json"]) == 0
    assert records(capfd.readouterr().out)[0]["loss"] is None
    assert studio(["predict", str(tmp_path), str(folder / "red" / "0.png"), "--json"]) == 0
    assert set(records(capfd.readouterr().out)[0]["probabilities"].values()) == {None}


def test_invalid_file_name_is_an_error_between_other_predictions(run: Path, tmp_path: Path, capfd: Output) -> None:
    good = of_one_class(tmp_path) / "red" / "0.png"
    asked = ["x" * 300, str(good), "no\nsuch [red]file.png"]
    assert studio(["predict", str(run), *asked, "--json"]) == 1
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
def test_invalid_device_exits_with_2(device: str, run: Path, colours: Path, capfd: Output) -> None:
    for words in (["predict", str(run), "x.png"], ["train", str(colours)]):
        assert studio([*words, "--device", device]) == 2
        assert f"device is {device!r}" in capfd.readouterr().err


def test_invalid_date_does_not_hide_the_other_runs(run: Path, tmp_path: Path, capfd: Output) -> None:
    for name, date in (("one", "0001-01-01T00:00:00+23:00"), ("two", "2026-01-01T00:00:00")):
        (tmp_path / name).mkdir()
        record = json.loads((run / "config.json").read_text("utf-8"))
        (tmp_path / name / "config.json").write_text(json.dumps(record | {"created": date}), "utf-8")
    assert studio(["runs", "--runs", str(tmp_path), "--json"]) == 0
    created = {record["name"]: record["created"] for record in records(capfd.readouterr().out)}
    assert created["two"].startswith("2026-01-01")
    assert set(created) == {"one", "two"}


def process(*words: str | Path, **env: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", "resnet_studio", *map(str, words)],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=os.environ | env,
    )  # fmt: skip


@pytest.mark.parametrize("form", [["--json"], []], ids=["json", "table"])
def test_training_is_paused_without_errors_if_the_reader_closes_the_pipe(
    form: list[str], colours: Path, tmp_path: Path
) -> None:
    words: tuple[str | Path, ...] = (
        "train",
        colours,
        "--depth",
        "20",
        "--epochs",
        "10000",
        "--device",
        "cpu",
        "--runs",
        tmp_path,
        *form,
    )
    with process(*words) as studio:
        assert studio.stdout is not None
        assert studio.stderr is not None
        studio.stdout.readline()
        studio.stdout.close()
        errors = studio.stderr.read().decode()
    assert studio.returncode == 1
    assert "Traceback" not in errors
    assert "BrokenPipe" not in errors
    (folder,) = tmp_path.iterdir()
    assert isinstance(list(read_events(folder))[-1], RunPaused)


def test_json_is_utf8_in_every_encoding_of_the_terminal(run: Path, tmp_path: Path) -> None:
    picture = of_one_class(tmp_path, "日本 é") / "日本 é" / "0.png"
    with process("predict", run, picture, PYTHONIOENCODING="cp1252", PYTHONUTF8="0") as studio:
        out, err = studio.communicate(timeout=240)
    assert studio.returncode == 0, err
    assert json.loads(out.decode("utf-8"))["path"] == str(picture)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals in the standard library")
def test_terminal_shows_a_bar_and_a_table_with_escaped_names(run: Path, tmp_path: Path) -> None:
    import pty

    picture = of_one_class(tmp_path) / "red" / "0.png"
    hostile = picture.rename(picture.with_name("[bold]a\x1b[31m.png"))
    ours, theirs = pty.openpty()
    words = [sys.executable, "-m", "resnet_studio", "predict", str(run), str(hostile)]
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
