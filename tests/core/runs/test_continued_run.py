"""What a continued run is made of, and which runs cannot be continued."""

import json
import os
import shutil
from pathlib import Path

import pytest

from resnet_studio.core.basics.errors import ConfigError, DatasetError, RunError
from resnet_studio.core.dataset.findings import FindingKind
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.protocol.events import (
    EpochEnd,
    Event,
    RunFinished,
    RunPaused,
    RunStarted,
    RunStopped,
)
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.continued_run import continued_run
from resnet_studio.core.runs.run import create_run, read_dataset
from resnet_studio.core.runs.run_log import EventLog
from resnet_studio.core.runs.summary import summarise

CONFIG = TrainConfig.build(
    depth=20, epochs=7, batch_size=5, learning_rate=0.003, optimizer="sgd", augment="strong", label_smoothing=0.1,
    class_weights="balanced", early_stopping=4, seed=11, device="cpu",
)  # fmt: skip


def ended(run: Path, *ending: Event) -> Path:
    log = EventLog(run)
    for event in (
        RunStarted(1, "r", ("blue", "green", "red"), 29, 7, 10, 10, "CPU", "float32", 7),
        EpochEnd(1, 6, 1.0, 1.0, 0.5, 2.0),
        *ending,
    ):
        log.append(event)
    log.close()
    (run / "best.safetensors").write_bytes(b"weights")
    return run


@pytest.fixture
def run(tmp_path: Path, copied_colours: Path) -> Path:
    """A run that has begun."""
    return create_run(tmp_path / "runs", CONFIG, scan(copied_colours), name="fïrst")


@pytest.mark.parametrize("ending", [RunFinished("r", 1, 0.5), RunStopped("r", 1, 0.5)])
def test_continued_run_starts_from_the_best_weights_at_a_third_of_the_rate(run: Path, ending: Event) -> None:
    config, dataset = continued_run(ended(run, ending))
    assert config == CONFIG.changed(weights=str(run / "best.safetensors"), learning_rate=0.001)
    assert config.epochs == 7
    assert dataset == read_dataset(run)


def test_epochs_and_rate_can_be_chosen(run: Path) -> None:
    config, _ = continued_run(ended(run, RunFinished("r", 1, 0.5)), epochs=3, learning_rate=0.5)
    assert (config.epochs, config.learning_rate) == (3, 0.5)
    with pytest.raises(ConfigError, match="epochs is 0"):
        continued_run(run, epochs=0)


def test_smallest_rate_is_not_divided(tmp_path: Path, copied_colours: Path) -> None:
    config = TrainConfig.build(depth=20, learning_rate=1e-8)
    run = ended(create_run(tmp_path / "runs", config, scan(copied_colours)), RunFinished("r", 1, 0.5))
    assert continued_run(run)[0].learning_rate == 1e-8


def test_frozen_layers_stay_frozen(tmp_path: Path, copied_colours: Path) -> None:
    config = TrainConfig.build(depth=18, freeze="layer3")
    run = ended(create_run(tmp_path / "runs", config, scan(copied_colours)), RunFinished("r", 1, 0.5))
    assert continued_run(run)[0].frozen == config.frozen


@pytest.mark.parametrize(
    ("ending", "expected"),
    [
        ((RunPaused("r", 1, 0.5),), "paused.*resume it"),
        ((), "cut off.*resume it"),
    ],
)
def test_run_that_has_not_ended_must_be_resumed(run: Path, ending: tuple[Event, ...], expected: str) -> None:
    with pytest.raises(RunError, match=f"fïrst .*{expected}"):
        continued_run(ended(run, *ending))


def test_run_in_training_is_refused(run: Path) -> None:
    ended(run)
    log = EventLog(run)
    try:
        with pytest.raises(RunError, match="in training now"):
            continued_run(run)
    finally:
        log.close()


def test_missing_model_and_damaged_files_are_named(run: Path) -> None:
    ended(run, RunFinished("r", 1, 0.5))
    (run / "best.safetensors").unlink()
    with pytest.raises(RunError, match=r"has no best\.safetensors"):
        continued_run(run)
    (run / "best.safetensors").write_bytes(b"weights")
    (run / "dataset.json").unlink()
    with pytest.raises(RunError, match=r"dataset\.json is missing"):
        continued_run(run)
    (run / "config.json").write_text("{")
    with pytest.raises(RunError, match=r"config\.json .* is damaged"):
        continued_run(run)


def test_missing_dataset_folder_is_refused(run: Path, copied_colours: Path) -> None:
    ended(run, RunFinished("r", 1, 0.5))
    shutil.rmtree(copied_colours)
    with pytest.raises(DatasetError, match=r"The pictures are not there: the folder .*copied colours"):
        continued_run(run)


def test_changed_pictures_are_used_and_reported(run: Path, copied_colours: Path) -> None:
    ended(run, RunFinished("r", 1, 0.5))
    os.utime(copied_colours / "red" / "red 1.png", ns=(0, 0))
    _, dataset = continued_run(run)
    assert str(dataset.findings[-1].message).startswith(
        "Of 36 pictures, 1 differs from what the run fïrst had: 1 touched."
    )
    assert {picture.path: picture.mtime_ns for picture in dataset.pictures}["red/red 1.png"] == 0


def test_added_pictures_are_reported_and_not_used(run: Path, copied_colours: Path) -> None:
    ended(run, RunFinished("r", 1, 0.5))
    shutil.copy(copied_colours / "red" / "red 1.png", copied_colours / "red" / "new.png")
    _, dataset = continued_run(run)
    assert dataset.findings[-1].kind == FindingKind.NEW_FILES
    assert len(dataset.pictures) == 36


def test_continued_run_names_its_parent(run: Path) -> None:
    config, dataset = continued_run(ended(run, RunFinished("r", 1, 0.5)))
    child = create_run(run.parent, config, dataset, name="second", parent=run.name)
    assert json.loads((child / "config.json").read_text("utf-8"))["parent"] == "fïrst"
    assert summarise(child).parent == "fïrst"
    assert summarise(child).config == config
    assert summarise(run).parent == ""
    assert "parent" not in json.loads((run / "config.json").read_text("utf-8"))


def test_parent_that_is_not_a_name_is_damage(run: Path) -> None:
    record = json.loads((run / "config.json").read_text("utf-8"))
    (run / "config.json").write_text(json.dumps(record | {"parent": ["a", "b"]}), "utf-8")
    assert "parent is" in str(summarise(run).problem)
