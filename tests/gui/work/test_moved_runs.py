"""Runs are recognised after another window or program has renamed them."""

from pathlib import Path

from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.run import create_run
from resnet_studio.core.runs.summary import list_runs
from resnet_studio.gui.work.moved_runs import MovedRuns


def test_renamed_run_is_recognised_once_and_a_deleted_one_is_not(tmp_path: Path, colours: Path) -> None:
    config = TrainConfig.build(depth=20, epochs=2)
    first, second = (create_run(tmp_path, config, scan(colours), name=name) for name in ("first", "second"))
    moved = MovedRuns()
    assert moved.take(list_runs(tmp_path), None) == []
    first.rename(tmp_path / "renamed")
    (second / "config.json").unlink()  # no run any more
    [(old, new)] = moved.take(list_runs(tmp_path), None)
    assert (old, new.path) == (first, tmp_path / "renamed")
    assert moved.take(list_runs(tmp_path), None) == []


def test_run_in_training_is_followed_when_it_has_ended(tmp_path: Path, colours: Path) -> None:
    run = create_run(tmp_path, TrainConfig.build(depth=20, epochs=2), scan(colours), name="first")
    moved = MovedRuns()
    moved.take(list_runs(tmp_path), run)
    run.rename(tmp_path / "renamed")
    assert moved.take(list_runs(tmp_path), run) == []
    assert [old for old, _ in moved.take(list_runs(tmp_path), None)] == [run]
