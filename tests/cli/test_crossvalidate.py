"""`resnet-studio crossvalidate`: a run for each fold, and what they say together."""

import json
from pathlib import Path
from statistics import fmean

import pytest

from resnet_studio.cli import commands
from resnet_studio.cli.crossvalidate import Together
from resnet_studio.core.runs.marks import Marks
from resnet_studio.core.runs.run import read_dataset


def test_folds_are_runs_with_one_tag_and_are_summed_up(
    colours: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["crossvalidate", str(colours), "--folds", "3", "--depth", "20", "--epochs", "1", "--runs", str(tmp_path)]
    assert commands.make_app()([*words, "--batch-size", "12", "--json"], standalone_mode=False) == 0
    last = json.loads(capsys.readouterr().out.splitlines()[-1])
    runs = [Path(run) for run in last["runs"]]
    assert len(runs) == 3
    assert len({Marks.read(run).tags for run in runs}) == 1
    held = [one.path for run in runs for one in read_dataset(run).part("validation")]
    assert len(held) == len(set(held)) == 36
    found = last["crossvalidation"]
    assert found["pictures"] == 36
    assert found["right"] == round(36 * fmean(found["accuracies"]))


def test_sentences_have_the_mean_the_interval_and_the_spread() -> None:
    first, second = map(str, Together((0.9, 1.0, 0.8), 27, 30).sentences)
    assert first == (
        "Of 30 pictures, 27 were right when they were set aside: 90.0 %, 95 % interval about 74.4 % to 96.5 %."
    )
    assert second == ("The folds have 90.0 % on average, from 80.0 % to 100.0 %; their standard deviation is 10.0 %.")
