"""What two runs say of the same pictures."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from resnet_studio.core.basics.errors import RunError
from resnet_studio.core.dataset.edits import Edit
from resnet_studio.core.dataset.folds import folds
from resnet_studio.core.dataset.picture_edits import MovePictures
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.runs.calibration import Calibration, write_calibration
from resnet_studio.core.runs.checkpoints import best_identity
from resnet_studio.core.runs.comparison import NotMeasuredError, pair_of
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.evaluation import Evaluation
from resnet_studio.core.runs.figures_file import figures_file, write_figures
from resnet_studio.core.runs.run import ModelInfo, create_run, read_dataset
from tests.made_figures import some_figures

NAMES = ("blue", "green", "red")


def make_run(folder: Path, colours: Path, name: str, *, seed: int = 0, edit: Edit | None = None) -> Path:
    dataset = scan(colours, seed=seed)
    dataset = dataset if edit is None else dataset.with_edit(edit)
    run = create_run(folder, TrainConfig.build(depth=20), dataset, name=name)
    ModelInfo(20, True, NAMES, 32, (0.5,) * 3, (0.5,) * 3).write(run)
    header = b'{"__metadata__":{"checksum":"made up"}}'
    (run / "best.safetensors").write_bytes(len(header).to_bytes(8, "little") + header)
    return run


def measure(run: Path, wrong: set[int], *, leave_out: int = 0) -> None:
    """Write an evaluation of the validation part in which pictures of these numbers are taken for another class."""
    dataset = read_dataset(run)
    pictures = dataset.part("validation")[leave_out:]
    labels = np.array([NAMES.index(dataset.classes[one.label]) for one in pictures])
    said = [(label + 1) % 3 if number in wrong else label for number, label in enumerate(labels)]
    unread = tuple(one.path for one in dataset.part("validation")[:leave_out])
    probabilities = 0.8 * np.eye(3, dtype=np.float32)[said] + np.float32(0.2 / 3)
    Evaluation(tuple(one.path for one in pictures), labels, probabilities, unread, 0.5, 0.5).write(
        run / "results" / "evaluation-0.npz"
    )
    write_figures(figures_file(run, "validation", "0"), some_figures(weights=best_identity(run)))


def test_each_picture_has_what_both_say_and_who_is_right(tmp_path: Path, colours: Path) -> None:
    a, b = make_run(tmp_path, colours, "a"), make_run(tmp_path, colours, "b")
    measure(a, {0, 1})
    measure(b, {1, 2})
    pair = pair_of(a, b)
    assert (pair.part, pair.root) == ("validation", read_dataset(a).root)
    assert [picture.right for picture in pair.pictures[:4]] == ["other", "neither", "run", "both"]
    first = pair.pictures[0]
    assert first.other.name == first.name != first.run.name
    assert first.run.probability == pytest.approx(0.8667, abs=1e-3)


def test_probabilities_are_those_that_each_model_gives(tmp_path: Path, colours: Path) -> None:
    a, b = make_run(tmp_path, colours, "a"), make_run(tmp_path, colours, "b")
    measure(a, set())
    measure(b, set())
    write_calibration(a, Calibration(2.0, 30))
    first = pair_of(a, b).pictures[0]
    most, other = np.sqrt(0.8 + 0.2 / 3), np.sqrt(0.2 / 3)
    assert first.run.probability == pytest.approx(most / (most + 2 * other), rel=1e-4)
    assert first.other.probability == pytest.approx(0.8 + 0.2 / 3)


def test_pictures_that_one_could_not_read_are_left_out(tmp_path: Path, colours: Path) -> None:
    a, b = make_run(tmp_path, colours, "a"), make_run(tmp_path, colours, "b")
    measure(a, set(), leave_out=2)
    measure(b, set())
    held = read_dataset(a).part("validation")
    assert [picture.path for picture in pair_of(a, b).pictures] == [one.path for one in held[2:]]


def test_runs_without_an_evaluation_are_named(tmp_path: Path, colours: Path) -> None:
    a, b = make_run(tmp_path, colours, "a"), make_run(tmp_path, colours, "b")
    with pytest.raises(NotMeasuredError) as raised:
        pair_of(a, b)
    assert raised.value.runs == (a, b)
    measure(a, set())
    with pytest.raises(NotMeasuredError) as raised:
        pair_of(a, b)
    assert raised.value.runs == (b,)


def test_evaluation_of_earlier_weights_does_not_count(tmp_path: Path, colours: Path) -> None:
    a, b = make_run(tmp_path, colours, "a"), make_run(tmp_path, colours, "b")
    measure(a, set())
    measure(b, set())
    header = b'{"__metadata__":{"checksum":"trained further"}}'
    (a / "best.safetensors").write_bytes(len(header).to_bytes(8, "little") + header)
    with pytest.raises(NotMeasuredError) as raised:
        pair_of(a, b)
    assert raised.value.runs == (a,)


def test_other_pictures_are_said_before_anything_is_measured(tmp_path: Path, colours: Path) -> None:
    a, b = make_run(tmp_path, colours, "a"), make_run(tmp_path, colours, "b", seed=7)
    with pytest.raises(RunError, match="a and b are not compared: they hold back different pictures"):
        pair_of(a, b)


def test_runs_of_two_datasets_are_not_compared_and_neither_is_a_run_with_itself(tmp_path: Path, colours: Path) -> None:
    a = make_run(tmp_path, colours, "a")
    shutil.copytree(colours, tmp_path / "others", copy_function=shutil.copyfile)  # other times
    b = make_run(tmp_path, tmp_path / "others", "b")
    with pytest.raises(RunError, match="a and b are not compared: they are of different datasets"):
        pair_of(a, b)
    with pytest.raises(RunError, match="a would be compared with itself"):
        pair_of(a, a)


def test_folds_hold_back_none_of_the_same_pictures(tmp_path: Path, colours: Path) -> None:
    first, second = folds(scan(colours), 2, 0)
    a, b = (create_run(tmp_path, TrainConfig.build(depth=20), fold, name="fold") for fold in (first, second))
    with pytest.raises(RunError, match="hold back different pictures, as folds of a dataset do"):
        pair_of(a, b)


def test_pictures_whose_label_was_changed_between_the_runs_are_left_out_and_counted(
    tmp_path: Path, colours: Path
) -> None:
    a = make_run(tmp_path, colours, "a")
    changed = read_dataset(a).part("validation")[0]
    name = next(name for number, name in enumerate(NAMES) if number != changed.label)
    edit = MovePictures((changed.path,), name)
    b = make_run(tmp_path, colours, "b", edit=edit)
    for run in (a, b):
        measure(run, set())
    pair = pair_of(a, b)
    assert pair.relabelled == 1
    held = [one.path for one in read_dataset(a).part("validation")]
    assert [picture.path for picture in pair.pictures] == [path for path in held if path != changed.path]
    assert {picture.right for picture in pair.pictures} == {"both"}


def test_runs_on_other_parts_are_not_compared(tmp_path: Path, colours: Path) -> None:
    parts = tmp_path / "parts"
    for part in ("train", "val", "test"):
        shutil.copytree(colours, parts / part)
    a, b = make_run(tmp_path, colours, "a"), make_run(tmp_path, parts, "b")
    with pytest.raises(RunError, match="only one of them has a test part"):
        pair_of(a, b)


def test_pictures_that_are_gone_are_compared_all_the_same(tmp_path: Path, colours: Path) -> None:
    own = Path(shutil.copytree(colours, tmp_path / "own"))
    a, b = make_run(tmp_path, own, "a"), make_run(tmp_path, own, "b")
    measure(a, set())
    measure(b, {0})
    shutil.rmtree(own)
    assert len(pair_of(a, b).pictures) == len(read_dataset(a).part("validation"))
