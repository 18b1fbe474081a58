"""`resnet-studio crossvalidate`: a run for each fold, and what they say together."""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from statistics import fmean

import pytest

from resnet_studio.cli import commands
from resnet_studio.cli import crossvalidate as module
from resnet_studio.cli.crossvalidate import looked_alike
from resnet_studio.cli.division import Division
from resnet_studio.cli.interrupts import Interrupts
from resnet_studio.cli.opened import open_dataset
from resnet_studio.core.basics.errors import ConfigError, StudioError
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.folds import folds
from resnet_studio.core.dataset.group_split import Shares
from resnet_studio.core.dataset.grouped import grouped_split
from resnet_studio.core.dataset.picture_edits import LeaveOut
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.dataset.set_aside import SetAside
from resnet_studio.core.protocol.events import Event, Predictions, RunFinished, RunPaused, RunStarted
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.cross_validation import Together, begun, create_fold, kept_in_one_fold, results_of
from resnet_studio.core.runs.earlier_split import as_in_newest_run
from resnet_studio.core.runs.marks import Marks
from resnet_studio.core.runs.run import create_run, read_dataset
from resnet_studio.core.runs.run_log import EventLog
from resnet_studio.core.runs.summary import summarise
from resnet_studio.engine.jobs import train as jobs

STARTED = RunStarted(1, "r", ("blue", "green", "red"), 18, 18, 272_000, 272_000, "CPU", "float32", epochs=1)
PAUSED, FINISHED = RunPaused("r", 1, 0.5), RunFinished("r", 1, 0.5)


def test_folds_are_runs_with_one_tag_and_are_summed_up(
    colours: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["crossvalidate", str(colours), "--folds", "3", "--depth", "20", "--epochs", "1", "--runs", str(tmp_path)]
    assert commands.make_app()([*words, "--batch-size", "12", "--json"], standalone_mode=False) == 0
    last = json.loads(capsys.readouterr().out.splitlines()[-1])
    runs = [Path(run) for run in last["runs"]]
    assert len(runs) == 3
    assert last["unchecked"] == 36, "as the text says where there was no check"
    assert len({Marks.read(run).tags for run in runs}) == 1
    held = [one.path for run in runs for one in read_dataset(run).part("validation")]
    assert len(held) == len(set(held)) == 36
    found = last["crossvalidation"]
    assert found["pictures"] == 36
    assert found["right"] == round(36 * fmean(found["accuracies"]))
    assert [summarise(run).last_val_top1 for run in runs] == pytest.approx(found["accuracies"])
    dataset = scan(colours)
    assert open_dataset([colours], 0, tmp_path, "names", quiet=True) == dataset, "folds are not the dataset's own split"
    assert as_in_newest_run(dataset, tmp_path) == dataset


def test_early_stopping_is_refused_because_what_is_set_aside_would_choose(colours: Path, tmp_path: Path) -> None:
    words = ["crossvalidate", str(colours), "--early-stopping", "3", "--runs", str(tmp_path)]
    with pytest.raises(ConfigError, match="early_stopping is 3, but must be 0"):
        commands.make_app()(words, standalone_mode=False)
    assert not list(tmp_path.iterdir())


def test_pictures_that_cannot_be_read_are_not_counted(tmp_path: Path, colours: Path) -> None:
    runs = []
    for name, right, total in (("one", 27, 30), ("two", 10, 20)):
        run = create_run(tmp_path, TrainConfig.build(depth=20), scan(colours), name=name)
        log = EventLog(run)
        log.append(Predictions(1, (), right=1, total=total))
        log.append(Predictions(2, (), right=right, total=total))
        log.close()
        runs.append(run)
    assert results_of(runs) == Together((0.9, 0.5), 37, 50)


def test_fold_is_found_again_after_pictures_were_marked_not_sure(tmp_path: Path, colours: Path) -> None:
    config, part = TrainConfig.build(depth=20), folds(scan(colours), 3, 0)[1]
    run = create_fold(tmp_path, config, part, "3 folds", 2)
    marked = part.with_edit(SetAside((part.pictures[0].path,)))
    assert begun(tmp_path, config, marked, "3 folds") == run
    assert begun(tmp_path, config, part.with_edit(LeaveOut((part.pictures[0].path,))), "3 folds") is None


def test_split_by_groups_that_was_made_in_the_window_keeps_its_groups_in_one_fold(
    tmp_path: Path, copied_colours: Path
) -> None:
    for folder in ("blue", "green", "red"):
        for number, picture in enumerate(sorted((copied_colours / folder).iterdir())):
            picture.rename(picture.with_name(f"{folder} patient{number % 6} {number}.png"))
    dataset = scan(copied_colours)
    dataset = dataset.with_edit(grouped_split(dataset, "names", [], Shares(0.2), 5))
    create_run(tmp_path / "runs", TrainConfig.build(depth=20), dataset)
    opened = open_dataset([copied_colours], 0, tmp_path / "runs", "names", quiet=True, any_split=True)
    assert opened.split == dataset.split
    found = kept_in_one_fold(opened, looked_alike(opened, quiet=True).groups)
    groups = {tuple(sorted(group)) for group in found if "patient" in group[0]}
    assert len(groups) == 18
    assert all(len({path.rsplit(" ", 1)[0] for path in group}) == 1 for group in groups)


def test_pattern_of_names_keeps_pictures_together_until_another_is_given(tmp_path: Path, copied_colours: Path) -> None:
    for folder in ("blue", "green", "red"):
        for number, picture in enumerate(sorted((copied_colours / folder).iterdir())):
            picture.rename(picture.with_name(f"{folder} {number % 6}-{number}.png"))

    def opened(pattern: str) -> Dataset:
        how = Division(together=pattern)
        return open_dataset([copied_colours], 0, tmp_path / "runs", "names", quiet=True, division=how)

    dataset = opened("* *-")
    part_of: dict[str, set[str]] = {}
    for one in dataset.pictures:
        part_of.setdefault(one.path.partition("-")[0], set()).add(one.part)
    assert {len(parts) for parts in part_of.values()} == {1}
    assert 0 < dataset.size("validation") < 18
    create_run(tmp_path / "runs", TrainConfig.build(depth=20), dataset)
    assert opened("* *-").edits == dataset.edits
    with pytest.raises(ConfigError, match=r"--keep-together is 'red', but must be how names begin"):
        opened("red")


def test_same_command_goes_on_after_a_pause_and_trains_no_fold_twice(
    colours: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    trained = list[tuple[str, str]]()

    def job(how: str, run: Path, last: Event) -> Iterator[Event]:
        trained.append((how, run.name))
        with closing(EventLog(run)) as log:
            for event in (STARTED, Predictions(1, (), right=9, total=18), last):
                log.append(event)
                yield event

    def train(run: Path, _stop: object) -> Iterator[Event]:
        return job("train", run, PAUSED if run.name.startswith("of 2") else FINISHED)

    def follow(
        events: Iterator[Event], _config: object, _history: object, interrupts: Interrupts, *, json: bool
    ) -> int:
        interrupts.code = 130 if list(events)[-1] == PAUSED else 0
        return interrupts.code

    monkeypatch.setattr(module, "follow", follow)
    monkeypatch.setattr(jobs, "train", train)
    monkeypatch.setattr(jobs, "resume", lambda run, _stop: job("resume", run, FINISHED))
    words = ["crossvalidate", str(colours), "--folds", "2", "--depth", "20", "--name", "of", "--runs", str(tmp_path)]
    assert commands.make_app()(words, standalone_mode=False) == 130
    said = capsys.readouterr().err
    assert "36 pictures were not checked: near-duplicates among them may be in different folds." in said
    assert f"resnet-studio check {colours} finds near-duplicates first." in said
    assert "The same command goes on with fold 2." in said
    assert commands.make_app()(words, standalone_mode=False) == 0
    assert trained == [("train", "of 1"), ("train", "of 2"), ("resume", "of 2")]
    shown = capsys.readouterr()
    assert "of 1 is finished already." in shown.err
    assert "Of 36 pictures, 18 were right" in shown.out
    trained.clear()
    assert commands.make_app()([*words, "--seed", "2"], standalone_mode=False) == 130
    assert [how for how, _ in trained] == ["train"] * 2, "other folds"


def test_weights_that_do_not_fit_are_refused_before_a_run_is_made(colours: Path, tmp_path: Path) -> None:
    weights = tmp_path / "wrong.pt"
    weights.write_bytes(b"no weights")
    words = [
        "crossvalidate",
        str(colours),
        "--depth",
        "18",
        "--weights",
        str(weights),
        "--runs",
        str(tmp_path / "runs"),
    ]
    with pytest.raises(StudioError, match=r"wrong\.pt"):
        commands.make_app()(words, standalone_mode=False)
    assert not (tmp_path / "runs").exists()


def test_sentences_have_the_mean_the_interval_and_the_spread() -> None:
    first, second = map(str, Together((0.9, 1.0, 0.8), 27, 30).sentences)
    assert first == (
        "Of 30 pictures, 27 were right when they were set aside: 90.0 %, 95 % interval about 74.4 % to 96.5 %."
    )
    assert second == ("The folds have 90.0 % on average, from 80.0 % to 100.0 %; their standard deviation is 10.0 %.")
