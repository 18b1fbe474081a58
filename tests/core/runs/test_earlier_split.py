"""A dataset that is opened again is split as in its newest run."""

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from resnet_studio.core.basics.message import message
from resnet_studio.core.dataset.dataset import Dataset, apply
from resnet_studio.core.dataset.edits import SplitBySeed
from resnet_studio.core.dataset.findings import Finding, FindingKind
from resnet_studio.core.dataset.folds import folds
from resnet_studio.core.dataset.picture_edits import LeaveOut, MovePictures
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.dataset.split import Split
from resnet_studio.core.protocol.events import RunFailed
from resnet_studio.core.runs import earlier_split
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.earlier_split import as_in_newest_run, learned_by_all
from resnet_studio.core.runs.edited_dataset import Edited
from resnet_studio.core.runs.run import create_run, read_dataset
from resnet_studio.core.runs.run_log import EventLog

MakeRun = Callable[..., Path]


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    return tmp_path / "runs"


@pytest.fixture
def make_run(runs: Path) -> MakeRun:
    """A function that makes a run on a dataset; the later, the newer."""
    made: list[Path] = []

    def make(dataset: Dataset) -> Path:
        run = create_run(runs, TrainConfig.build(depth=20), dataset)
        made.append(run)
        os.utime(run / "config.json", (len(made), len(made)))
        return run

    return make


def parts(dataset: Dataset) -> set[tuple[str, str]]:
    return {(picture.path, picture.part) for picture in dataset.pictures}


def test_pictures_of_the_newest_run_keep_their_part(runs: Path, make_run: MakeRun, copied_colours: Path) -> None:
    first = scan(copied_colours)
    make_run(first)
    for number in range(20):
        shutil.copy(copied_colours / "red" / "red 1.png", copied_colours / "red" / f"new {number}.png")
    again = scan(copied_colours)
    assert not parts(first) <= parts(again), "drawn again, the parts change"
    kept = as_in_newest_run(again, runs, split=again.split)
    assert parts(first) <= parts(kept)
    make_run(kept)
    (copied_colours / "red" / "new 0.png").unlink()
    assert parts(as_in_newest_run(scan(copied_colours), runs)) < parts(kept)


def test_run_with_another_seed_counts_only_where_any_split_does(
    runs: Path, make_run: MakeRun, copied_colours: Path
) -> None:
    dataset = scan(copied_colours)
    make_run(dataset)
    make_run(apply(dataset.catalogue, (SplitBySeed(0.4, 7),)))
    assert as_in_newest_run(dataset, runs).split == Split("seed", 7, 0.4)
    assert as_in_newest_run(dataset, runs, split=dataset.split) == dataset


def test_all_runs_are_known_by_what_they_learned_from_and_the_same_record_is_read_once(
    runs: Path, make_run: MakeRun, copied_colours: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset = scan(copied_colours)
    other = apply(dataset.catalogue, (SplitBySeed(0.4, 7),))
    first, second, third = make_run(dataset), make_run(dataset), make_run(other)
    make_run(folds(dataset, 3, 0)[0])
    make_run(dataset).joinpath("dataset.json").write_text("{")
    read: list[Path] = []
    monkeypatch.setattr(earlier_split, "read_dataset", lambda run: read.append(run) or read_dataset(run))
    found = learned_by_all(dataset, runs)
    assert [(one.run, one.training) for one in found] == [
        (run, frozenset(one.path for one in trained.part("train")))
        for run, trained in ((third, other), (second, dataset), (first, dataset))
    ]
    assert {second, third} <= set(read)
    assert first not in read
    assert all(one.all is found[0].all for one in found), "kept once"
    assert learned_by_all(dataset, runs, lambda: True) == []


def test_run_that_failed_before_its_first_batch_is_passed_over(
    runs: Path, make_run: MakeRun, copied_colours: Path
) -> None:
    dataset = scan(copied_colours)
    log = EventLog(make_run(apply(dataset.catalogue, (SplitBySeed(0.4, 7),))))
    log.append(RunFailed("run", message("The memory is full.")))
    log.close()
    assert as_in_newest_run(dataset, runs) == dataset
    make_run(apply(dataset.catalogue, (SplitBySeed(0.4, 8),)))
    assert as_in_newest_run(dataset, runs).split == Split("seed", 8, 0.4)


def test_folds_of_a_crossvalidation_are_passed_over(runs: Path, make_run: MakeRun, copied_colours: Path) -> None:
    dataset = apply(scan(copied_colours).catalogue, (SplitBySeed(0.4, 7),))
    make_run(dataset)
    made = folds(dataset, 3, 0)
    for fold in made:
        make_run(fold)
    found = scan(copied_colours)
    assert as_in_newest_run(found, runs) == dataset
    assert as_in_newest_run(found, runs, split=found.split) == found
    assert as_in_newest_run(found, runs, edited=edited(made[0], saved=9)).split == dataset.split, "a fold was opened"


def test_other_datasets_damaged_runs_and_missing_folders_are_passed_over(
    runs: Path, make_run: MakeRun, copied_colours: Path
) -> None:
    dataset = scan(copied_colours)
    assert as_in_newest_run(dataset, runs) == dataset
    resplit = apply(dataset.catalogue, (SplitBySeed(0.4, 7),))
    make_run(apply(replace(resplit.catalogue, chosen=("red", "blue")), resplit.edits))
    make_run(apply(replace(resplit.catalogue, root=copied_colours.parent), resplit.edits))
    make_run(resplit).joinpath("dataset.json").write_text(f'{{"root": "{copied_colours.as_posix()}"')
    (runs / "notes").mkdir()
    assert as_in_newest_run(dataset, runs) == dataset


def test_search_can_be_stopped(runs: Path, make_run: MakeRun, copied_colours: Path) -> None:
    dataset = scan(copied_colours)
    make_run(apply(dataset.catalogue, (SplitBySeed(0.4, 7),)))
    assert as_in_newest_run(dataset, runs, should_stop=lambda: True) is dataset


# What a person changed since


def edited(dataset: Dataset, *, saved: float) -> Edited:
    return Edited(apply(dataset.catalogue, (SplitBySeed(0.4, 7), LeaveOut(("red/red 1.png",)))), saved)


def test_newer_change_of_a_person_counts_with_its_split(runs: Path, make_run: MakeRun, copied_colours: Path) -> None:
    dataset = scan(copied_colours)
    make_run(dataset)  # at 1 s
    newer = edited(dataset, saved=2)
    assert as_in_newest_run(dataset, runs, edited=newer) == newer.dataset
    assert as_in_newest_run(dataset, runs / "none", edited=newer) == newer.dataset


def test_of_an_older_change_only_single_pictures_count(runs: Path, make_run: MakeRun, copied_colours: Path) -> None:
    dataset = scan(copied_colours)
    make_run(dataset)  # at 1 s
    found = as_in_newest_run(dataset, runs, edited=edited(dataset, saved=0.5))
    assert found.split == dataset.split
    assert [picture.path for picture in found.left_out] == ["red/red 1.png"]
    assert parts(found) < parts(dataset)


def test_change_with_another_split_than_asked_for_keeps_what_it_says_of_pictures(
    runs: Path, copied_colours: Path
) -> None:
    dataset = scan(copied_colours)
    found = as_in_newest_run(dataset, runs, split=dataset.split, edited=edited(dataset, saved=2))
    assert found.split == dataset.split
    assert [picture.path for picture in found.left_out] == ["red/red 1.png"]


def test_what_a_damaged_file_has_lost_is_taken_from_the_newest_run(
    runs: Path, make_run: MakeRun, copied_colours: Path
) -> None:
    dataset = scan(copied_colours)
    before = dataset.with_edit(LeaveOut(("red/red 1.png",)))
    trained = before.with_edit(MovePictures(("red/red 2.png",), "blue"))
    make_run(trained)
    finding = Finding(FindingKind.KEPT_CHANGES, message("It is damaged."))
    lost = Edited(before, 9, finding=finding, whole=False)
    assert as_in_newest_run(dataset, runs, edited=lost).edits == trained.edits
    more = Edited(trained.with_edit(LeaveOut(("red/red 3.png",))), 9, finding=finding, whole=False)
    found = as_in_newest_run(dataset, runs, edited=more)
    assert len(found.left_out) == 2
    assert found.findings[0] == finding
