"""The command line as a person and a script meet it: in a separate process."""

import json
import math
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch
from PIL import Image

from resnet_studio.cli.report import show_training
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.protocol.events import (
    BatchEnd,
    Event,
    Notice,
    NoticeKind,
    RunFailed,
    RunFinished,
    RunPaused,
    RunStarted,
)
from resnet_studio.core.protocol.job_kinds import EVENTS
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.history import RunHistory
from resnet_studio.core.runs.run import create_run
from resnet_studio.engine.network.resnet import build

SMALL = ("--depth", "20", "--batch-size", "8", "--device", "cpu")


def studio(*words: str | Path, home: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "resnet_studio", *map(str, words)],
        capture_output=True, text=True, encoding="utf-8", timeout=240, check=False, stdin=subprocess.DEVNULL,
        env=os.environ | {"RESNET_STUDIO_HOME": str(home), "PYTHONUTF8": "1"},
    )  # fmt: skip


def lines(text: str) -> list[dict[str, Any]]:
    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is not JSON")

    return [json.loads(line, parse_constant=refuse) for line in text.splitlines()]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cli home")


@pytest.fixture(scope="module")
def trained(home: Path, colours: Path) -> tuple[Path, list[dict[str, Any]]]:
    """A run that the command line trained, and what it printed."""
    done = studio("train", colours, *SMALL, "--epochs", "5", "--name", "my rün", "--json", home=home)
    assert done.returncode == 0, done.stderr
    printed = lines(done.stdout)
    return Path(printed[0]["run"]), printed


def test_train_prints_its_events_as_json_lines(trained: tuple[Path, list[dict[str, Any]]], home: Path) -> None:
    run, printed = trained
    assert run == home / "runs" / "my rün"
    assert all(next(iter(line)) == "event" and line["event"] in EVENTS for line in printed)
    assert printed[0]["event"] == "RunStarted"
    assert printed[0]["classes"] == ["blue", "green", "red"]
    assert printed[-1]["event"] == "RunFinished"
    assert printed[-1]["best_val_top1"] == 1.0
    epochs = [line for line in printed if line["event"] == "EpochEnd"]
    assert [line["epoch"] for line in epochs] == [1, 2, 3, 4, 5]
    assert epochs[-1]["step"] == 5 * 4
    assert (run / "events.jsonl").read_text("utf-8").splitlines() == [
        json.dumps(line, ensure_ascii=False) for line in printed
    ]


def test_predict_keeps_the_order_reads_folders_and_continues_after_a_bad_file(
    trained: tuple[Path, list[dict[str, Any]]], home: Path, colours: Path, tmp_path: Path
) -> None:
    run, _ = trained
    folder = tmp_path / "mixed"
    folder.mkdir()
    for number, name in ((1, "green"), (2, "blue")):
        shutil.copy(colours / name / f"{name} 1.png", folder / f"{number}.png")
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"no picture")
    red = colours / "red" / "red 2.png"
    done = studio("predict", run, red, broken, folder, red, "--device", "cpu", home=home)
    answers = lines(done.stdout)
    assert done.returncode == 1
    assert [answer["path"] for answer in answers] == [
        str(path) for path in (red, broken, folder / "1.png", folder / "2.png", red)
    ]
    assert [answer.get("class") for answer in answers] == ["red", None, "green", "blue", "red"]
    assert "broken.png" in answers[1]["error"]
    assert answers[0]["probabilities"]["red"] == answers[0]["probability"]
    assert sum(answers[0]["probabilities"].values()) == pytest.approx(1, abs=1e-4)


def test_predict_finds_a_run_by_its_name(trained: object, home: Path, colours: Path) -> None:
    done = studio("predict", "my rün", colours / "red" / "red 3.png", "--json", home=home)
    assert done.returncode == 0, done.stderr
    assert lines(done.stdout)[0]["class"] == "red"


def test_evaluate_prints_one_object(trained: tuple[Path, object], home: Path, colours: Path) -> None:
    done = studio("evaluate", trained[0], colours, "--json", "--device", "cpu", home=home)
    assert done.returncode == 0, done.stderr
    (record,) = lines(done.stdout)
    assert set(record) == {"run", "images", "skipped", "loss", "top1"}
    assert (record["images"], record["skipped"], record["top1"]) == (36, 0, 1.0)


def test_runs_prints_one_object_for_each_run(trained: tuple[Path, object], home: Path) -> None:
    done = studio("runs", "--json", home=home)
    assert done.returncode == 0, done.stderr
    names = {line["name"]: line for line in lines(done.stdout)}
    assert names["my rün"]["state"] == "finished"
    assert names["my rün"]["best_val_top1"] == 1.0


def test_train_without_json_shows_epochs_and_the_folder_of_the_run(home: Path, colours: Path, tmp_path: Path) -> None:
    done = studio("train", colours, *SMALL, "--epochs", "1", "--runs", tmp_path / "elsewhere", home=home)
    assert done.returncode == 0, done.stderr
    assert "Epoch   1" in done.stdout
    assert str(tmp_path / "elsewhere") in done.stdout


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["--depth", "19"], "depth is 19"),
        (["--depth", "20", "--weights", "imagenet"], "ImageNet weights exist for the depths 18, 34, 50, 101, 152"),
        (["--depth", "20", "--freeze", "layer4"], "layer4"),
        (["--weights", "scratch", "--freeze", "layer1"], "random layers would stay random"),
        (["--freeze", "layer1", "--freeze-only", "layer2"], "--freeze-only"),
        (["--weights", "nowhere.pth"], "nowhere.pth"),
        (["--epochs", "0"], "epochs is 0"),
        (["--image-size", "31"], "image_size is 31"),
        (["--learning-rate", "nan"], "learning_rate is nan"),
        (["--device", "cuda:99"], "device"),
        (["--device", "gpu"], "device is 'gpu'"),
        (["--optimizer", "lion"], "lion"),
        (["--colour", "red"], "--colour"),
    ],
    ids=" ".join,
)
def test_bad_settings_exit_with_2_before_a_run_is_made(
    words: list[str], expected: str, colours: Path, home: Path, tmp_path: Path
) -> None:
    done = studio("train", colours, *words, "--runs", tmp_path / "runs", home=home)
    assert done.returncode == 2, done.stdout
    assert expected in " ".join(done.stderr.replace("│", " ").split())
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "runs").exists()


def test_weights_of_another_network_exit_with_2(home: Path, colours: Path, tmp_path: Path) -> None:
    torch.save(build(32, 3).state_dict(), tmp_path / "resnet32.pth")
    (tmp_path / "text.pth").write_text("no weights")
    for file, expected in (("resnet32.pth", "ResNet-32"), ("text.pth", "text.pth")):
        done = studio("train", colours, *SMALL, "--weights", tmp_path / file, "--runs", tmp_path / "runs", home=home)
        assert done.returncode == 2, done.stdout
        assert expected in done.stderr
    assert not (tmp_path / "runs").exists()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux can be without a display")
def test_window_without_a_display_suggests_the_command_line(colours: Path, home: Path) -> None:
    bare = {name: value for name, value in os.environ.items() if "DISPLAY" not in name and name != "QT_QPA_PLATFORM"}
    done = subprocess.run(
        [sys.executable, "-m", "resnet_studio", str(colours)],
        env=bare, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "resnet-studio train" in done.stderr


def test_predicting_a_folder_without_pictures_prints_an_error(
    trained: tuple[Path, object], home: Path, tmp_path: Path
) -> None:
    done = studio("predict", trained[0], tmp_path, home=home)
    assert done.returncode == 1
    (answer,) = lines(done.stdout)
    assert "holds no pictures" in answer["error"]


def test_names_of_runs_are_not_shortened_in_a_pipe(trained: object, home: Path) -> None:
    done = studio("runs", home=home)
    assert any(line.strip().startswith("my rün") and "finished" in line for line in done.stdout.splitlines())


def test_bad_folders_exit_with_2(home: Path, tmp_path: Path) -> None:
    Image.new("RGB", (40, 40)).save(tmp_path / "single.png")
    for folder in (tmp_path / "missing", tmp_path / "single.png", tmp_path):
        done = studio("train", folder, home=home)
        assert done.returncode == 2, done.stdout
        assert folder.name in done.stderr
        assert "Traceback" not in done.stderr


def test_missing_run_exits_with_2(home: Path) -> None:
    done = studio("predict", "nothing here", "x.png", home=home)
    assert done.returncode == 2
    assert "nothing here" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no SIGTERM to a process")
@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_signal_pauses_training_at_the_next_batch(
    colours: Path, tmp_path: Path, home: Path, sent: int, code: int
) -> None:
    command = [sys.executable, "-m", "resnet_studio", "train", str(colours), *SMALL, "--epochs", "10000", "--json"]
    printed = []
    with subprocess.Popen(
        [*command, "--runs", str(tmp_path)],
        stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True, encoding="utf-8",
    ) as process:  # fmt: skip
        assert process.stdout is not None
        for line in process.stdout:
            printed.append(json.loads(line))
            if printed[-1]["event"] == "EpochEnd" and printed[-1]["epoch"] == 1:
                process.send_signal(sent)
    assert process.returncode == code
    assert printed[-1]["event"] == "RunPaused"
    assert printed[-2]["event"] == "CheckpointSaved"
    assert (Path(printed[0]["run"]) / "last.pt").is_file()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for one process")
def test_interrupted_run_is_resumed_to_its_end_once(colours: Path, tmp_path: Path, home: Path) -> None:
    command = [sys.executable, "-m", "resnet_studio", "train", str(colours), *SMALL, "--epochs", "40", "--name", "mine"]
    with subprocess.Popen(
        [*command, "--runs", str(tmp_path), "--json"],
        stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True, encoding="utf-8",
    ) as process:  # fmt: skip
        assert process.stdout is not None
        for line in process.stdout:
            if json.loads(line)["event"] == "EpochEnd" and json.loads(line)["epoch"] == 1:
                process.send_signal(signal.SIGINT)
    assert process.returncode == 130
    done = studio("resume", "mine", "--runs", str(tmp_path), home=home)
    assert done.returncode == 0, done.stderr
    assert "Resumed at step" in done.stdout
    assert "Epoch  40" in done.stdout
    again = studio("resume", "mine", "--runs", str(tmp_path), home=home)
    assert again.returncode == 2
    assert "finished" in again.stderr
    nowhere = studio("resume", "no such run", "--runs", str(tmp_path), home=home)
    assert nowhere.returncode == 2


@pytest.mark.parametrize(
    ("ending", "resumable"),
    [(RunPaused("the run", 0, math.nan), True), (RunFailed("the run", "The disk is full."), True),
     (RunFinished("the run", 0, math.nan), False)],
)  # fmt: skip
def test_command_to_resume_is_shown_for_runs_that_can_be_resumed(
    capfd: pytest.CaptureFixture[str], ending: Event, resumable: bool
) -> None:
    events = [
        RunStarted(1, "the run", ("a", "b"), 9, 3, 10, 10, "CPU", "float32", 5),
        BatchEnd(1, 1, 0.5, 0.1, 10.0, 5),
        ending,
    ]
    show_training(events, TrainConfig.build(depth=20), RunHistory())
    assert ('resume "the run"' in capfd.readouterr().out) == resumable


def test_command_to_resume_is_not_shown_for_a_refused_run(capfd: pytest.CaptureFixture[str]) -> None:
    history = RunHistory()
    for event in (RunStarted(1, "r", ("a", "b"), 9, 3, 10, 10, "CPU", "float32", 5), BatchEnd(1, 1, 0.5, 0.1, 10.0, 5)):
        history.apply(event)
    show_training([RunFailed("r", "The run r is in training in another window.")], TrainConfig.build(depth=20), history)
    assert "resume" not in capfd.readouterr().out


def test_notice_names_a_picture_with_its_class(capfd: pytest.CaptureFixture[str]) -> None:
    notice = Notice(
        "3.jpg: It is not a picture. It is left out of this run.",
        str(Path("data") / "ants" / "3.jpg"),
        NoticeKind.PICTURE,
    )
    show_training([notice, Notice("All is well.")], TrainConfig.build(depth=20), RunHistory())
    assert capfd.readouterr().out.splitlines()[:2] == [f"ants/{notice.text}", "All is well."]


def test_damaged_run_is_listed_as_damaged_and_not_resumed(colours: Path, tmp_path: Path, home: Path) -> None:
    run = create_run(tmp_path, TrainConfig.build(depth=20), scan(colours), name="mine")
    (run / "config.json").write_text('{"format": 99}')
    done = studio("runs", "--runs", str(tmp_path), home=home)
    assert done.returncode == 0
    assert "cut off, damaged" in done.stdout
    assert "made by a newer ResNet Studio" in done.stdout
    again = studio("resume", "mine", "--runs", str(tmp_path), home=home)
    assert again.returncode == 2
    assert "made by a newer ResNet Studio" in again.stderr


def test_help_and_version_import_neither_torch_nor_qt(home: Path) -> None:
    for words in (["--help"], ["train", "--help"], ["--version"]):
        done = studio(*words, home=home)
        assert done.returncode == 0
        assert "resnet" in done.stdout.lower()
    probe = "import sys, resnet_studio.cli.app; print({'torch', 'PySide6'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
