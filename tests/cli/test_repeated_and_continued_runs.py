"""`train --config` and `continue`: new runs from the files of an existing one."""

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file

from resnet_studio.cli.app import run as studio
from resnet_studio.core.basics.errors import RunError
from resnet_studio.core.basics.files import read_json
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.protocol.events import RunPaused
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.run import create_run, read_config, read_dataset
from resnet_studio.core.runs.run_log import EventLog, read_history
from resnet_studio.core.runs.summary import list_runs

Output = pytest.CaptureFixture[str]
SETTINGS = (
    *("--depth", "20", "--batch-size", "8", "--epochs", "2", "--augment", "strong", "--label-smoothing", "0.1"),
    *("--learning-rate", "0.003", "--seed", "7", "--device", "cpu"),
)


@pytest.fixture(scope="module")
def pictures(colours: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(colours, tmp_path_factory.mktemp("again") / "cölours"))


@pytest.fixture(scope="module")
def first(pictures: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run, which no test changes."""
    runs = tmp_path_factory.mktemp("runs")
    assert studio(["train", str(pictures), *SETTINGS, "--runs", str(runs), "--name", "fïrst", "--json"]) == 0
    return runs / "fïrst"


@pytest.fixture
def copied(first: Path, tmp_path: Path) -> Path:
    """The run once more, in its own folder of runs and with a copy of its pictures, for a test that changes them."""
    run = Path(shutil.copytree(first, tmp_path / "runs" / first.name))
    record = read_json(run / "dataset.json", RunError)
    shutil.copytree(record["root"], tmp_path / "pictures")
    (run / "dataset.json").write_text(json.dumps(record | {"root": str(tmp_path / "pictures")}), "utf-8")
    return run


def events(capfd: Output) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capfd.readouterr().out.splitlines()]


def tensors(run: Path) -> dict[str, torch.Tensor]:
    last = load_file(run / "last.safetensors")
    best = load_file(run / "best.safetensors")
    return {f"last {name}": value for name, value in last.items()} | {f"best {n}": value for n, value in best.items()}


def assert_same(one: Path, other: Path) -> None:
    ours, theirs = tensors(one), tensors(other)
    assert list(ours) == list(theirs)
    assert [name for name in ours if not torch.equal(ours[name], theirs[name])] == []


# Repeating


@pytest.mark.parametrize("named", ["config.json", "", "name"])
def test_repeated_run_gives_identical_weights(named: str, first: Path, tmp_path: Path) -> None:
    again = first.name if named == "name" else str(first / named)
    runs = first.parent if named == "name" else tmp_path
    assert studio(["train", "--config", again, "--runs", str(runs), "--name", "again", "--json"]) == 0
    assert_same(first, runs / "again")
    assert read_config(runs / "again") == read_config(first)
    assert read_dataset(runs / "again") == read_dataset(first)
    losses = [[(end.train_loss, end.val_loss) for end in read_history(run).epochs] for run in (first, runs / "again")]
    assert losses[0] == losses[1]
    if named == "name":
        shutil.rmtree(runs / "again")


def test_options_replace_recorded_settings_and_keep_the_split(first: Path, tmp_path: Path) -> None:
    words = ["train", "--config", str(first), "--epochs", "1", "--seed", "8", "--runs", str(tmp_path), "--name", "b"]
    assert studio(words) == 0
    assert read_config(tmp_path / "b") == read_config(first).changed(epochs=1, seed=8)
    assert read_dataset(tmp_path / "b") == read_dataset(first)


def test_name_that_systems_do_not_allow_is_said_to_be_another(first: Path, tmp_path: Path, capfd: Output) -> None:
    words = ["train", "--config", str(first), "--epochs", "1", "--runs", str(tmp_path), "--name", "a/b", "--json"]
    assert studio(words) == 0
    assert "The run is called a-b, because not every system allows a/b" in capfd.readouterr().err
    assert (tmp_path / "a-b").is_dir()


def test_settings_changed_to_fit_an_option_are_named(copied: Path, tmp_path: Path, capfd: Output) -> None:
    record = read_json(copied / "config.json", RunError)
    photos = TrainConfig.build(depth=18, freeze="layer3", epochs=1, image_size=32, batch_size=8, device="cpu")
    (copied / "config.json").write_text(json.dumps(record | photos.to_record()), "utf-8")
    words = ["train", "--config", str(copied), "--depth", "20", "--runs", str(tmp_path / "b"), "--name", "b"]
    assert studio(words) == 0
    assert capfd.readouterr().err.splitlines()[:2] == [
        "Weights are now scratch, to go with the chosen settings.",
        "Nothing is frozen now, to go with the chosen settings.",
    ]
    assert read_config(tmp_path / "b" / "b") == photos.changed(depth=20)


def test_changed_pictures_are_listed_and_nothing_is_trained(copied: Path, tmp_path: Path, capfd: Output) -> None:
    pictures = tmp_path / "pictures"
    (pictures / "red" / "red 1.png").unlink()
    (pictures / "green" / "green 2.png").write_bytes((pictures / "green" / "green 3.png").read_bytes() + b"\0")
    os.utime(pictures / "blue" / "blue 3.png", ns=(0, 0))
    words = ["train", "--config", str(copied / "config.json"), "--runs", str(tmp_path / "new")]
    assert studio(words) == 2
    printed = capfd.readouterr()
    assert printed.out == ""
    lines = printed.err.splitlines()
    assert sorted(lines[:-1]) == [
        "blue/blue 3.png: touched, it has the same size but was written at another time",
        "green/green 2.png: changed, it has another size",
        "red/red 1.png: missing",
    ]
    assert lines[-1].startswith(
        "Of 36 pictures, 3 differ from what the run fïrst had: 1 missing, 1 changed and 1 touched."
    )
    assert "--allow-changed" in lines[-1]
    assert not (tmp_path / "new").exists()

    assert studio([*words, "--allow-changed", "--epochs", "1", "--json"]) == 0
    printed = events(capfd)
    assert printed[-1]["event"] == "RunFinished"
    notices = [event["text"]["text"] for event in printed if event["event"] == "Notice"]
    assert sum("3 differ from what the run fïrst had" in text for text in notices) == 1
    assert any("red 1.png" in text for text in notices)
    # the new run remembers what it was trained on itself, so it can be repeated as it is but for the missing one
    (new,) = (tmp_path / "new").iterdir()
    assert studio(["train", "--config", str(new)]) == 2
    assert capfd.readouterr().err.startswith("red/red 1.png: missing\nOf 36 pictures, 1 differs")


def test_first_20_of_many_changes_are_listed(copied: Path, tmp_path: Path, capfd: Output) -> None:
    for picture in (tmp_path / "pictures").rglob("*.png"):
        os.utime(picture, ns=(0, 0))
    assert studio(["train", "--config", str(copied)]) == 2
    lines = capfd.readouterr().err.splitlines()
    assert len(lines) == 22
    assert lines[20] == "and 16 more"


def test_folder_or_sample_together_with_config_is_refused(first: Path, pictures: Path, capfd: Output) -> None:
    for words, expected in (
        ([str(pictures), "--config", str(first)], "no folder"),
        (["--sample", "--config", str(first)], "--sample"),
        ([str(pictures), "--allow-changed"], "--config"),
        (["--config", str(first), "--folders-are", "parts"], "--folders-are"),
    ):
        assert studio(["train", *words]) == 2
        assert expected in " ".join(capfd.readouterr().err.replace("│", " ").split())


@pytest.mark.parametrize(
    ("file", "content", "expected"),
    [
        ("config.json", None, "There is no run at"),
        ("config.json", "{", "config.json"),
        ("config.json", '{"format": 99}', "newer ResNet Studio"),
        ("config.json", '{"format": 1, "epochs": "many"}', "epochs is 'many'"),
        ("config.json", '{"format": 1, "parent": 5}', "parent is 5"),
        ("dataset.json", None, "dataset.json is missing"),
        ("dataset.json", "[]", "dataset.json"),
        ("dataset.json", '{"format": 99}', "damaged at format"),
    ],
)
def test_damaged_files_of_a_run_are_named_and_exit_with_2(
    file: str, content: str | None, expected: str, copied: Path, capfd: Output
) -> None:
    if content is None:
        (copied / file).unlink()
    else:
        (copied / file).write_text(content, "utf-8")
    assert studio(["train", "--config", str(copied)]) == 2
    error = capfd.readouterr().err
    assert expected in error
    assert error.count("\n") == 1
    assert [entry.name for entry in copied.parent.iterdir()] == [copied.name]


def test_missing_config_or_pictures_exit_with_2(copied: Path, tmp_path: Path, capfd: Output) -> None:
    for nowhere in ("config.json", "settings.json", "nowhere", "nowhere/config.json"):
        assert studio(["train", "--config", str(tmp_path / nowhere)]) == 2
        assert "There is no run at" in capfd.readouterr().err
    shutil.rmtree(tmp_path / "pictures")
    for words in (["train", "--config", str(copied)], ["continue", str(copied)]):
        assert studio(words) == 2
        error = capfd.readouterr().err
        assert f"The pictures are not there: the folder {tmp_path / 'pictures'} was renamed or moved" in error


# Continuing


def test_continue_makes_a_run_beside_its_parent(copied: Path, tmp_path: Path, capfd: Output) -> None:
    assert studio(["continue", str(copied), "--json"]) == 0
    printed = events(capfd)
    assert printed[-1]["event"] == "RunFinished"
    assert any(
        event["event"] == "Notice" and "sets of weights were taken" in event["text"]["text"] for event in printed
    )
    child = Path(printed[0]["run"])
    assert child.parent == copied.parent
    assert read_config(child) == read_config(copied).changed(
        weights=str(copied / "best.safetensors"), learning_rate=0.001
    )
    assert read_dataset(child) == read_dataset(copied)
    assert studio(["runs", "--runs", str(copied.parent), "--json"]) == 0
    parents = {record["name"]: record["parent"] for record in events(capfd)}
    assert parents == {child.name: "fïrst", "fïrst": None}

    words = ["continue", "fïrst", "--runs", str(copied.parent), "--name", "third", "--epochs", "1"]
    assert studio([*words, "--learning-rate", "0.0002"]) == 0
    third = read_config(copied.parent / "third")
    assert (third.epochs, third.learning_rate) == (1, 0.0002)


def test_repeated_continued_run_keeps_its_parent(copied: Path, tmp_path: Path) -> None:
    runs = str(copied.parent)
    assert studio(["continue", str(copied), "--epochs", "1", "--name", "one", "--json"]) == 0
    assert studio(["train", "--config", str(copied.parent / "one"), "--runs", runs, "--name", "two", "--json"]) == 0
    assert_same(copied.parent / "one", copied.parent / "two")
    assert {run.name: run.parent for run in list_runs(copied.parent)} == {"fïrst": "", "one": "fïrst", "two": "fïrst"}


def test_run_that_cannot_be_continued_exits_with_2(copied: Path, colours: Path, tmp_path: Path, capfd: Output) -> None:
    paused = create_run(copied.parent, TrainConfig.build(depth=20), scan(colours), name="paused")
    log = EventLog(paused)
    log.append(RunPaused(str(paused), 0, float("nan")))
    log.close()
    (copied / "best.safetensors").unlink()
    for run, expected in ((paused, "resume it"), (copied, "no best.safetensors"), (tmp_path / "nowhere", "no run at")):
        assert studio(["continue", str(run)]) == 2
        error = capfd.readouterr().err
        assert expected in error
        assert error.count("\n") == 1
    assert len(list(copied.parent.iterdir())) == 2
