"""The files of a run's folder."""

import errno
import json
import os
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from resnet_studio.core.basics import files
from resnet_studio.core.basics.errors import RunError
from resnet_studio.core.dataset.dataset import Dataset, apply
from resnet_studio.core.pictures.value_scale import ValueScale
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.run import ModelInfo, create_run, read_config, read_dataset, space_needed
from resnet_studio.core.runs.summary import list_runs

CONFIG = TrainConfig.build(depth=20)
INFO = ModelInfo(20, True, ("ants", "bees"), 32, (0.5, 0.5, 0.5), (0.25, 0.25, 0.25))


class Disk(NamedTuple):
    total: int
    used: int
    free: int


def test_new_run_is_named_after_time_dataset_and_network(runs: Path, dataset: Dataset) -> None:
    run = create_run(runs, CONFIG, dataset)
    assert run.parent == runs
    assert run.name.endswith(" ants-bees resnet20")
    assert run.name[:2] == "20"
    assert sorted(entry.name for entry in run.iterdir()) == ["config.json", "dataset.json"]


def test_run_on_chosen_folders_is_named_after_them(runs: Path, dataset: Dataset) -> None:
    some = apply(replace(dataset.catalogue, chosen=("ants", "bees")))
    assert create_run(runs, CONFIG, some).name.endswith(" ants and bees in ants-bees resnet20")


def test_second_run_of_the_same_name_gets_a_number(runs: Path, run: Path, dataset: Dataset) -> None:
    second = create_run(runs, CONFIG, dataset, name="first")
    assert second.name == "first (2)"
    assert create_run(runs, CONFIG, dataset, name="../first").parent == runs


@pytest.mark.parametrize("writes", [0, 1, 2])
def test_run_whose_making_is_cut_off_is_no_run_and_is_deleted_later(
    runs: Path, dataset: Dataset, monkeypatch: pytest.MonkeyPatch, writes: int
) -> None:
    """As a kill does it: nothing is cleaned up."""
    done: list[Path] = []
    write = files.write_json

    def killed(path: Path, record: object) -> None:
        if len(done) == writes:
            raise KeyboardInterrupt
        write(path, record)
        done.append(path)

    def cut_off(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(files, "write_json", killed)
    monkeypatch.setattr("resnet_studio.core.runs.run._named", cut_off)
    monkeypatch.setattr(shutil, "rmtree", lambda *_, **__: None)
    with pytest.raises(KeyboardInterrupt):
        create_run(runs, CONFIG, dataset, name="first")
    monkeypatch.undo()
    (left,) = runs.iterdir()
    assert list_runs(runs) == []
    assert create_run(runs, CONFIG, dataset, name="first").name == "first"
    assert left.exists(), "another window may be making it just now"
    os.utime(left, (0, 0))
    create_run(runs, CONFIG, dataset, name="second")
    assert sorted(entry.name for entry in runs.iterdir()) == ["first", "second"]


def test_run_that_cannot_be_written_leaves_nothing(
    runs: Path, dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, record: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(files, "write_json", full)
    with pytest.raises(RunError, match="No space left on device"):
        create_run(runs, CONFIG, dataset, name="first")
    assert list(runs.iterdir()) == []


def test_name_that_another_window_takes_meanwhile_gets_a_number(
    runs: Path, dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    free, asked = files.free_name, []

    def late(folder: Path, name: str) -> Path:
        found = free(folder, name)
        if not asked:
            (found / "events.jsonl").mkdir(parents=True)
        asked.append(found)
        return found

    monkeypatch.setattr(files, "free_name", late)
    assert create_run(runs, CONFIG, dataset, name="first").name == "first (2)"
    assert len(asked) == 2


def test_settings_and_dataset_are_read_back(runs: Path, run: Path, dataset: Dataset) -> None:
    assert read_config(run) == CONFIG
    assert read_dataset(run) == dataset


def test_run_that_does_not_fit_on_the_disk_is_refused(
    runs: Path, monkeypatch: pytest.MonkeyPatch, dataset: Dataset
) -> None:
    needed = space_needed(CONFIG, 2)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Disk(0, 0, needed - 1))
    with pytest.raises(RunError, match="are free"):
        create_run(runs, CONFIG, dataset, name="x")
    assert list(runs.iterdir()) == []
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Disk(0, 0, needed))
    assert create_run(runs, CONFIG, dataset, name="x").is_dir()


def test_space_needed_counts_the_state_of_the_optimizer() -> None:
    frozen = TrainConfig.build(depth=152, weights="w.pt", freeze="layer4")
    opened = TrainConfig.build(depth=152, weights="w.pt", freeze="none")
    sgd = TrainConfig.build(depth=152, weights="w.pt", freeze="none", optimizer="sgd")
    assert space_needed(frozen, 2) < space_needed(sgd, 2) < space_needed(opened, 2)
    # best, last, the one before and a new one, each with 58 M weights, the last three with two moments for each
    assert space_needed(opened, 2) == pytest.approx(4 * 58.15e6 * (1 + 3 * 3), rel=0.03)


def test_folder_that_cannot_be_made_is_named(tmp_path: Path, dataset: Dataset) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(RunError, match="No run can be written in"):
        create_run(tmp_path / "file", CONFIG, dataset)


def test_model_info_is_read_back_and_damage_is_named(run: Path) -> None:
    INFO.write(run)
    assert ModelInfo.read(run) == INFO
    scaled = replace(INFO, scale=ValueScale((0, 4095)))
    scaled.write(run)
    assert ModelInfo.read(run) == scaled
    record = json.loads((run / "model.json").read_text())
    damages: dict[str, Any] = {
        "depth": "20", "shortcuts": 1, "classes": [], "image_size": 4000, "mean": [0.5, 0.5], "std": [0.2, 0.0, 0.2],
        "scale": {"integers": [1]},
    }  # fmt: skip
    for field, value in damages.items():
        files.write_json(run / "model.json", record | {field: value})
        with pytest.raises(RunError, match=f"model.json .* is damaged: {field}"):
            ModelInfo.read(run)
    del record["scale"]
    files.write_json(run / "model.json", record)
    assert ModelInfo.read(run) == INFO, "a model without a scale has an unknown one"
    (run / "model.json").unlink()
    with pytest.raises(RunError, match="missing"):
        ModelInfo.read(run)
