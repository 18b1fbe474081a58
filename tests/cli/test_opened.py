"""Opening a folder in the terminal: how far it is, and what a person has pinned in the window."""

import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from resnet_studio.cli.check import check
from resnet_studio.cli.checked import as_checked
from resnet_studio.cli.commands import make_app
from resnet_studio.cli.division import AS_IT_WAS, Division
from resnet_studio.cli.opened import files_shown, open_dataset
from resnet_studio.cli.train import resume
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.folds import folds
from resnet_studio.core.dataset.picture_edits import PinPictures
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.dataset.split import Split
from resnet_studio.core.protocol.events import RunFinished, RunStarted
from resnet_studio.core.protocol.jobs.check import CheckPictures
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.edited_dataset import write_edited
from resnet_studio.core.runs.run import create_run
from resnet_studio.engine.jobs import train as train_job
from resnet_studio.engine.run_job import run_job
from tests.core.archives.made import FILES, made

Records = Callable[[str], list[dict[str, Any]]]
Output = pytest.CaptureFixture[str]


@pytest.mark.parametrize("quiet", [False, True])
def test_files_that_are_unpacked_are_counted_in_a_terminal(
    quiet: bool, tmp_path: Path, studio_home: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    open_dataset([made(tmp_path / "animals.zip", FILES)], 0, tmp_path / "runs", "names", quiet=quiet)
    assert (f"{len(FILES)} files so far" in capsys.readouterr().err) is not quiet


def test_resumed_run_on_an_archive_counts_the_files_that_are_unpacked_again(
    tmp_path: Path, studio_home: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset = scan(made(tmp_path / "animals.zip", FILES))
    run = create_run(tmp_path / "runs", TrainConfig.build(depth=20), dataset)
    shutil.rmtree(dataset.root)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(train_job, "resume", lambda *_: iter(()))
    resume(str(run), runs=None, json=False)
    assert f"{len(FILES)} files so far" in capsys.readouterr().err
    assert dataset.root.is_dir()


def test_pin_of_the_window_is_kept_by_training_whatever_the_split_and_in_no_fold(
    copied_colours: Path, tmp_path: Path, studio_home: Path
) -> None:
    pinned = "red/red 3.png"
    write_edited(scan(copied_colours).with_edit(PinPictures((pinned,), "test")))
    ways = (AS_IT_WAS, Division(seed=7, validation=0.5), Division(test=0.2), Division(seed=3, together="* 1"))
    opened = [
        open_dataset([copied_colours], 0, tmp_path / "runs", "names", quiet=True, any_split=any_split, division=how)
        for how in ways
        for any_split in (False, True)  # as of `train`, and of `crossvalidate` and `write-out`
    ]
    for dataset in (*opened, *folds(opened[1], 3, 0)):
        assert [one.part for one in dataset.pictures if one.path == pinned] == ["test"]
    assert len({dataset.part("validation") for dataset in opened}) > 2


def test_nothing_is_shown_in_a_pipe() -> None:
    with files_shown(quiet=False) as progress:
        assert progress is None


@pytest.fixture
def twice(copied_colours: Path) -> Path:
    """The colours, measured, each of the red ones twice."""
    for picture in sorted((copied_colours / "red").iterdir()):
        shutil.copyfile(picture, picture.with_name(f"copy of {picture.name}"))
    list(run_job(CheckPictures(str(copied_colours))))
    return copied_colours


def trained(folder: Path, runs: Path, seed: int = 0) -> tuple[Dataset, list[str]]:
    """The dataset that `train` would take, and what it would say."""
    dataset, said = as_checked(open_dataset([folder], seed, runs, "names", quiet=True), runs, mend=True)
    return dataset, list(map(str, said))


def test_training_keeps_what_a_check_has_found_on_one_side_and_goes_on_with_that_split(
    twice: Path, tmp_path: Path, studio_home: Path, capsys: Output
) -> None:
    runs = tmp_path / "runs"
    dataset, (said, *_) = trained(twice, runs)
    assert "of near-duplicates crossed from train to validation. The split was made again so that each" in said
    assert dataset.split.source == "groups"
    assert check([twice], reading="names", limits=(), json=False, runs=runs) == 0
    said = capsys.readouterr().out
    assert "of near-duplicates cross from train to validation. A training makes the split again" in said
    assert "in several parts" not in said
    run = create_run(runs, TrainConfig.build(depth=20), dataset)
    assert trained(twice, runs)[0] == dataset, "the run's split"
    assert check([twice], reading="names", limits=(), json=False, runs=runs) == 0
    assert "near-duplicates cross" not in capsys.readouterr().out, "it is mended in that folder of runs"
    shutil.rmtree(run)
    write_edited(dataset.without_last_edit())
    for seed in (0, 7):
        assert trained(twice, runs, seed)[0].split == Split("seed", seed, 0.2), "a person has taken it back"
    write_edited(dataset)
    assert trained(twice, runs)[0] == dataset, "as the window has it"
    assert trained(twice, runs, 7)[0].split == Split("groups", 7, 0.2)


def test_groups_that_a_training_keeps_on_one_side_are_objects_of_their_own_in_json(
    twice: Path, tmp_path: Path, studio_home: Path, capfd: Output, records: Records
) -> None:
    assert check([twice], reading="names", limits=(), json=True, runs=tmp_path) == 0
    found = records(capfd.readouterr().out)
    mended = [one for one in found if one["finding"] == "mended_split"]
    assert len(mended) > 1
    for one in mended:
        assert set(one) == {"finding", "pictures", "message"}
        assert one["message"].startswith("1 group of near-duplicates crosses from train to validation.")
        copied, picture = sorted(Path(path).name for path in one["pictures"])
        assert copied == f"copy of {picture}"
    assert not any(one["finding"] == "leak" for one in found)


def test_what_is_said_of_the_pictures_is_among_the_events_of_a_training(
    twice: Path, tmp_path: Path, studio_home: Path, capfd: Output, records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    (twice / "blue" / "new.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    started = RunStarted(1, "run", ("a", "b"), 1, 1, 1, 1, "cpu", "float32")
    monkeypatch.setattr(train_job, "train", lambda *_: iter((started, RunFinished("run", 1, 1.0))))
    words = ["train", str(twice), "--depth", "20", "--runs", str(tmp_path), "--json"]
    assert make_app()(words, standalone_mode=False) == 0
    said = capfd.readouterr()
    kinds = [one["event"] for one in records(said.out)]
    assert kinds[0] == "RunStarted"
    assert set(kinds[1:-1]) == {"Notice"}
    assert "1 picture was not checked" in said.out
    assert said.err == ""
