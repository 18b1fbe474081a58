"""Opening a folder in the terminal: how far it is, and what a person has pinned in the window."""

import shutil
import sys
from pathlib import Path

import pytest

from resnet_studio.cli.check import check
from resnet_studio.cli.division import AS_IT_WAS, Division
from resnet_studio.cli.opened import as_checked, files_shown, open_dataset
from resnet_studio.cli.train import resume
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.folds import folds
from resnet_studio.core.dataset.picture_edits import PinPictures
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.edited_dataset import write_edited
from resnet_studio.core.runs.run import create_run
from resnet_studio.engine.jobs import train as train_job
from tests.core.archives.made import FILES, made

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
    ways = (AS_IT_WAS, Division(seed=7, validation=0.5), Division(test=0.2), Division(seed=3, together="*_"))
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


def test_training_keeps_what_a_check_has_found_on_one_side_and_goes_on_with_that_split(
    copied_colours: Path, tmp_path: Path, studio_home: Path, capsys: Output
) -> None:
    runs = tmp_path / "runs"
    for picture in sorted((copied_colours / "red").iterdir()):
        shutil.copyfile(picture, picture.with_name(f"copy of {picture.name}"))

    def trained() -> Dataset:
        opened = open_dataset([copied_colours], 0, runs, "names", quiet=True)
        return as_checked(opened, runs, mend=True, quiet=False)

    assert trained().split.source == "seed", "nothing is known of the pictures"
    assert check([copied_colours], reading="names", limits=(), json=False) == 0
    said = capsys.readouterr()
    assert "of nearly the same pictures would be on both sides of the split." in said.out
    assert "in several parts" not in said.out
    dataset = trained()
    assert "nearly the same pictures stood on both sides" in capsys.readouterr().err
    assert dataset.split.source == "groups"
    run = create_run(runs, TrainConfig.build(depth=20), dataset)
    assert trained() == dataset, "the run's split"
    shutil.rmtree(run)
    write_edited(dataset.without_last_edit())
    assert trained().split.source == "seed", "a person has taken it back in the window"
    write_edited(dataset)
    assert trained() == dataset, "as the window has it"
