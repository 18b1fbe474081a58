"""Comparing two runs: only on the same held-back pictures, by what their evaluations say."""

import json
import re
import shutil
from pathlib import Path

import numpy as np
import pytest
from safetensors.torch import load_file

from resnet_studio.cli.app import run as studio
from resnet_studio.core.basics.errors import Failure
from resnet_studio.core.dataset.picture_edits import MovePictures
from resnet_studio.core.dataset.record import to_record
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.protocol.event_json import from_json, to_json
from resnet_studio.core.protocol.events import Event, JobFailed
from resnet_studio.core.protocol.jobs.compare import Compare, Compared, Measuring
from resnet_studio.core.runs.checkpoints import best_identity
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.evaluation import Evaluation
from resnet_studio.core.runs.figures_file import figures_file, stored, write_figures
from resnet_studio.core.runs.run import ModelInfo, create_run, read_dataset
from resnet_studio.engine.run_job import run_job
from resnet_studio.engine.weights.checked_file import write_checked
from tests.made_figures import some_figures


def evaluated(run: Path, target: Path, wrong: int) -> Path:
    """A copy of a run with an evaluation of its validation part in which so many answers are wrong."""
    copy = Path(shutil.copytree(run, target, ignore=shutil.ignore_patterns("results")))
    dataset, classes = read_dataset(copy), ModelInfo.read(copy).classes
    pictures = dataset.part("validation")
    labels = np.array([classes.index(dataset.classes[one.label]) for one in pictures])
    answers = np.where(np.arange(len(labels)) < wrong, (labels + 1) % 3, labels)
    probabilities = np.eye(3, dtype=np.float32)[answers]
    Evaluation(tuple(one.path for one in pictures), labels, probabilities, (), 0.5, 0.5).write(
        copy / "results" / "evaluation-0.npz"
    )
    write_figures(figures_file(copy, "validation", "0"), some_figures(weights=best_identity(copy)))
    return copy


def compared(run: Path, other: Path) -> Event:
    first, *_ = run_job(Compare(str(run), str(other)))
    return first


def test_runs_are_compared_on_the_validation_pictures_of_both(colours_run: Path, tmp_path: Path) -> None:
    good, bad = evaluated(colours_run, tmp_path / "good", 0), evaluated(colours_run, tmp_path / "bad", 6)
    found = compared(good, bad)
    assert isinstance(found, Compared)
    assert (found.part, found.pictures, found.both, found.only_run, found.only_other) == ("validation", 6, 0, 6, 0)
    assert (found.top1, found.other_top1, found.verdict) == (1.0, 0.0, "better")
    assert compared(bad, good).verdict == "worse"  # type: ignore[attr-defined]
    assert from_json(to_json(found)) == found


def test_verdict_is_printed_in_words(colours_run: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    good, near = evaluated(colours_run, tmp_path / "good", 0), evaluated(colours_run, tmp_path / "near", 1)
    assert studio(["compare", str(good), str(near)]) == 0
    said = capfd.readouterr().out.splitlines()
    assert "no difference that 6 pictures could show" in said[0]
    assert re.search(
        r"a difference of 0\.0 to \d\d\.\d points\.|a difference of −\d+\.\d to \d\d\.\d points\.", said[0]
    )
    assert said[1] == "Measured on the validation part. McNemar's exact test: p 1.000."
    assert said[2].startswith("Validation pictures also chose the best epoch of each run that had several.")


def test_difference_is_printed_in_points(colours_run: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    good, bad = evaluated(colours_run, tmp_path / "good", 0), evaluated(colours_run, tmp_path / "bad", 6)
    assert studio(["compare", str(bad), str(good)]) == 0
    said = capfd.readouterr().out
    assert re.search(r"against 100\.0 % on 6 pictures, a difference of −100\.0 to −\d\d\.\d points\.\n", said)


def test_picture_whose_label_was_changed_is_left_out_and_said(
    colours_run: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    good, changed = evaluated(colours_run, tmp_path / "good", 0), evaluated(colours_run, tmp_path / "changed", 0)
    dataset = read_dataset(changed)
    picture = dataset.part("validation")[0]
    edit = MovePictures((picture.path,), dataset.classes[(picture.label + 1) % 3])
    (changed / "dataset.json").write_text(json.dumps(to_record(dataset.with_edit(edit))), encoding="utf-8")
    found = compared(good, changed)
    assert isinstance(found, Compared)
    assert (found.pictures, found.both, found.relabelled) == (5, 5, 1)
    assert studio(["compare", str(good), str(changed)]) == 0
    assert "1 label was changed between the two runs; its picture is left out of the comp" in capfd.readouterr().out


def test_run_that_was_not_measured_yet_is_measured(colours_run: Path, tmp_path: Path) -> None:
    bad = evaluated(colours_run, tmp_path / "bad", 6)
    bare = Path(shutil.copytree(colours_run, tmp_path / "bare", ignore=shutil.ignore_patterns("results")))
    first, *_, found, _ = run_job(Compare(str(bare), str(bad)))
    assert first == Measuring(str(bare))
    assert isinstance(found, Compared)
    assert (found.top1, found.other_top1, found.verdict) == (1.0, 0.0, "better")
    assert stored(bare, "validation") is not None


def test_run_whose_weights_have_changed_since_is_measured_again(colours_run: Path, tmp_path: Path) -> None:
    good, bad = evaluated(colours_run, tmp_path / "good", 0), evaluated(colours_run, tmp_path / "bad", 6)
    state = load_file(bad / "best.safetensors")
    write_checked(bad / "best.safetensors", state | {"fc.bias": state["fc.bias"] * 1.001})
    *_, found, _ = run_job(Compare(str(good), str(bad)))
    assert isinstance(found, Compared)
    assert (found.other_top1, found.verdict) == (1.0, "no_difference")


def test_runs_that_hold_back_other_pictures_are_not_compared_and_it_says_why(
    colours_run: Path, colours: Path, tmp_path: Path
) -> None:
    config = TrainConfig.build(depth=20, device="cpu")
    other = create_run(tmp_path / "runs", config, scan(colours, seed=5), name="other")
    found = compared(evaluated(colours_run, tmp_path / "good", 0), other)
    assert isinstance(found, JobFailed)
    assert "good and other are not compared: they hold back different pictures" in str(found.error)
    assert found.kind is Failure.INCOMPARABLE
