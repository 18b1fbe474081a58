"""Training in the terminal: what it prints, and which input it refuses."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from PIL import Image

from resnet_studio.cli import train as train_module
from resnet_studio.cli.app import run
from resnet_studio.core.dataset.class_edits import AddClass
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.picture_edits import LeaveOut, MovePictures
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.protocol.job_kinds import EVENTS
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.edited_dataset import write_edited
from resnet_studio.core.runs.run import create_run
from resnet_studio.engine.network.resnet import build

SMALL = ("--depth", "20", "--batch-size", "8", "--device", "cpu")
RunProgram = Callable[..., subprocess.CompletedProcess[str]]


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
    about_pictures = printed[1]  # which is known before there is a run
    assert about_pictures["text"]["text"].startswith("36 pictures were not checked: near-duplicates among them may be")
    assert (run / "events.jsonl").read_text("utf-8").splitlines() == [
        json.dumps(line, ensure_ascii=False) for line in (printed[0], *printed[2:])
    ]


def test_train_without_json_shows_epochs_and_the_folder_of_the_run(
    run_here: RunProgram, colours: Path, tmp_path: Path
) -> None:
    done = run_here("train", colours, *SMALL, "--epochs", "1", "--runs", tmp_path / "elsewhere")
    assert done.returncode == 0, done.stderr
    assert "Epoch   1" in done.stdout
    assert str(tmp_path / "elsewhere") in done.stdout


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["--depth", "19"], "--depth is 19"),
        (["--depth", "20", "--weights", "imagenet"], "ImageNet weights exist for the depths 18, 34, 50, 101, 152"),
        (["--depth", "20", "--freeze", "layer4"], "layer4"),
        (["--weights", "scratch", "--freeze", "layer1"], "random layers would stay random"),
        (["--freeze", "layer1", "--freeze-only", "layer2"], "--freeze-only"),
        (["--weights", "nowhere.pth"], "nowhere.pth"),
        (["--epochs", "0"], "--epochs is 0"),
        (["--image-size", "31"], "--image-size is 31"),
        (["--learning-rate", "nan"], "--learning-rate is nan"),
        (["--device", "cuda:99"], "device"),
        (["--device", "gpu"], "--device is 'gpu'"),
        (["--optimizer", "lion"], "lion"),
        (["--colour", "red"], "--colour"),
    ],
    ids=" ".join,
)
def test_bad_settings_exit_with_2_before_a_run_is_made(
    run_here: RunProgram, words: list[str], expected: str, colours: Path, tmp_path: Path
) -> None:
    done = run_here("train", colours, *words, "--runs", tmp_path / "runs")
    assert done.returncode == 2, done.stdout
    assert expected in " ".join(done.stderr.replace("│", " ").split())
    assert not (tmp_path / "runs").exists()


def test_weights_of_two_networks_exit_with_2_until_one_is_chosen(
    run_here: RunProgram, colours: Path, tmp_path: Path
) -> None:
    network = build(20, 3).state_dict()
    torch.save({"student": network, "teacher": dict(network)}, tmp_path / "pair.ckpt")
    words = ("train", colours, *SMALL, "--weights", tmp_path / "pair.ckpt", "--runs", tmp_path / "runs")
    done = run_here(*words)
    assert done.returncode == 2, done.stdout
    assert "teacher and student. Choose one (in a terminal: --weights-entry teacher)" in done.stderr
    assert not (tmp_path / "runs").exists()
    done = run_here(*words, "--weights-entry", "student", "--epochs", "1", "--json")
    assert done.returncode == 0, done.stderr
    assert "The head is new because the file does not say which 3 classes it knows." in done.stdout


def test_bad_folders_exit_with_2(run_here: RunProgram, tmp_path: Path) -> None:
    Image.new("RGB", (40, 40)).save(tmp_path / "single.png")
    for folder in (tmp_path / "missing", tmp_path / "single.png", tmp_path):
        done = run_here("train", folder)
        assert done.returncode == 2, done.stdout
        assert folder.name in done.stderr


def test_unclear_folders_are_trained_on_only_as_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    for folder in ("2022/cat", "2022/dog", "2023/cat", "2023/dog"):
        (tmp_path / folder).mkdir(parents=True)
        for number in range(3):
            (tmp_path / folder / f"{number}.png").touch()
    started: list[Dataset] = []

    def start(_config: object, dataset: Dataset, _place: object, *, said: object) -> int:
        started.append(dataset)
        return 0

    monkeypatch.setattr(train_module, "_start", start)
    assert run(["train", str(tmp_path)]) == 2
    assert "Say which: --folders-are parts, or --folders-are classes." in capfd.readouterr().err
    assert not started
    assert run(["train", str(tmp_path), "--folders-are", "parts"]) == 0
    assert run(["train", str(tmp_path), "--folders-are", "classes"]) == 0
    assert run(["train", str(tmp_path)]) == 0, "the last answer counts"
    assert [dataset.classes for dataset in started] == [("cat", "dog"), ("2022", "2023"), ("2022", "2023")]
    assert run(["check", str(tmp_path)]) == 0


def test_edits_of_an_earlier_run_are_said(
    copied_colours: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(train_module, "_start", lambda *_, **_said: 0)
    words = ["train", str(copied_colours), "--runs", str(tmp_path / "runs")]
    assert run(words) == 0
    assert "earlier run" not in capfd.readouterr().err
    edited = scan(copied_colours).with_edit(MovePictures(("red/red 1.png", "red/red 2.png"), "blue"))
    create_run(tmp_path / "runs", TrainConfig.build(depth=20), edited.with_edit(LeaveOut(("red/red 3.png",))))
    assert run(words) == 0
    said = "2 labels were changed and 1 picture was left out, as in the window or an earlier run on this folder.\n"
    assert said in capfd.readouterr().err
    assert run([*words, "--json"]) == 0
    assert "earlier run" not in capfd.readouterr().err


def test_edits_of_the_window_are_learned_from_before_any_run(
    copied_colours: Path, tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(train_module, "_start", lambda *_, **_said: 0)
    write_edited(scan(copied_colours).with_edit(LeaveOut(("red/red 3.png",))))
    assert run(["train", str(copied_colours), "--runs", str(tmp_path / "runs")]) == 0
    assert "1 picture was left out, as in the window" in capfd.readouterr().err


def test_heap_of_pictures_is_refused_until_they_are_sorted_in_the_window(
    colours: Path, tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    heap, started = tmp_path / "heap", list[Dataset]()
    heap.mkdir()
    for file in colours.glob("*/*.png"):
        shutil.copy2(file, heap)
    monkeypatch.setattr(train_module, "_start", lambda _config, dataset, _place, **_: started.append(dataset) or 0)
    assert run(["train", str(heap), *SMALL]) == 2
    assert "Or open the folder in the window, and sort the pictures there." in capsys.readouterr().err
    dataset = scan(heap, unsorted=True)
    for name in ("red", "blue"):
        dataset = dataset.with_edit(AddClass(name))
        named = tuple(one.path for one in dataset.unlabelled if one.path.startswith(name))
        dataset = dataset.with_edit(MovePictures(named, name))
    write_edited(dataset)
    assert run(["train", str(heap), *SMALL]) == 0
    assert started[0].classes == ("red", "blue")
    assert started[0].counts("validation") == dataset.counts("validation")
    assert "changed" not in capsys.readouterr().err


def test_several_folders_are_the_classes_of_one_dataset(
    colours: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    started = list[Dataset]()
    monkeypatch.setattr(train_module, "_start", lambda _config, dataset, _place, **_: started.append(dataset) or 0)
    words = ["train", str(colours / "red"), str(colours / "blue"), *SMALL, "--runs", str(tmp_path)]
    assert run(words) == 0
    assert started[0].classes == ("blue", "red")
    assert run(["train", str(colours / "red"), str(tmp_path / "no folder"), *SMALL]) == 2
    assert "is not a folder. Where several are given, all must be folders or archives" in capsys.readouterr().err
