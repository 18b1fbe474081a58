"""Which run a path means."""

from pathlib import Path

import pytest

from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.opened import run_at
from resnet_studio.core.runs.run import create_run


@pytest.fixture
def run(tmp_path: Path, colours: Path) -> Path:
    return create_run(tmp_path / "läufe", TrainConfig.build(depth=20), scan(colours), name="one run")


@pytest.mark.parametrize("name", ["", "config.json", "dataset.json", "best.safetensors", "state.json", "best.pt"])
def test_folder_and_files_of_a_run_mean_the_run(run: Path, name: str) -> None:
    path = run / name
    if name and not path.exists():
        path.touch()
    assert run_at(path) == run


def test_other_files_and_folders_mean_no_run(run: Path, colours: Path, tmp_path: Path) -> None:
    (run / "notes.txt").touch()
    (run / "results").mkdir()
    weights = tmp_path / "best.safetensors"
    weights.touch()
    for path in (
        colours,
        run.parent,
        run / "notes.txt",
        run / "results",
        run / "gone.json",
        weights,
        tmp_path / "gone",
    ):
        assert run_at(path) is None


def test_dataset_with_files_of_such_names_is_no_run(colours: Path, copied_colours: Path) -> None:
    (copied_colours / "config.json").write_text('{"architectures": ["ResNet"]}')
    (copied_colours / "dataset.json").write_text("{}")
    assert run_at(copied_colours) is None


def test_damaged_run_is_still_a_run(run: Path) -> None:
    (run / "events.jsonl").touch()
    (run / "config.json").write_text("")
    assert run_at(run) == run
