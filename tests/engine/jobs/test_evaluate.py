"""Figures of a trained run over a folder of pictures."""

import math
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from resnet_studio.core.basics.errors import DecodeError
from resnet_studio.core.basics.files import write_json
from resnet_studio.core.dataset.loose_pictures import pictures_in
from resnet_studio.core.dataset.record import to_record
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.protocol.commands import Halt, ShouldStop, never
from resnet_studio.core.protocol.events import Event, JobFailed, JobStopped, Notice, Progress, ResultSaved
from resnet_studio.core.protocol.jobs.evaluate import Evaluate, Evaluated
from resnet_studio.core.protocol.jobs.predict import Predict, Prediction
from resnet_studio.core.protocol.jobs.suspects import FindSuspects
from resnet_studio.core.runs.calibration import Calibration, read_calibration, write_calibration
from resnet_studio.core.runs.evaluation import Evaluation
from resnet_studio.core.runs.figures_file import read_figures, stored
from resnet_studio.core.runs.run import ModelInfo, read_dataset
from resnet_studio.core.runs.run_log import read_history
from resnet_studio.engine.inputs import reading
from resnet_studio.engine.run_job import run_job
from resnet_studio.engine.weights.checked_file import write_checked


def evaluate(run: Path, folder: Path, should_stop: ShouldStop = never) -> Iterator[Event]:
    return run_job(Evaluate(str(run), str(folder), "cpu"), should_stop)


def test_evaluation_and_prediction_compute_in_the_same_precision(
    colours_run: Path, colours: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("resnet_studio.engine.machine.devices._fastest", lambda _: torch.bfloat16)
    pictures = [picture for name in ("blue", "green", "red") for picture in pictures_in(colours / name)]
    predictions = [
        event
        for event in run_job(Predict(str(colours_run), tuple(map(str, pictures)), "cpu"))
        if isinstance(event, Prediction)
    ]
    true = [predictions[0].classes.index(Path(event.path).parent.name) for event in predictions]
    losses = [-math.log(event.probabilities[label]) for event, label in zip(predictions, true, strict=True)]
    (result,) = [event for event in evaluate(colours_run, colours) if isinstance(event, Evaluated)]
    assert result.loss == pytest.approx(sum(losses) / len(losses), rel=1e-4)


def test_evaluation_matches_classes_by_name(colours_run: Path, colours: Path, copied_colours: Path) -> None:
    (copied_colours / "blue").rename(copied_colours / "zebra")
    (copied_colours / "red" / "red 1.png").write_bytes(b"broken")
    events = list(evaluate(colours_run, copied_colours))
    (result,) = [event for event in events if isinstance(event, Evaluated)]
    assert (result.pictures, result.skipped, result.top1) == (23, 1, 1.0)
    notices = [str(event.text) for event in events if isinstance(event, Notice)]
    assert "1 class that the run does not know is left out: zebra." in notices
    assert any("red 1.png" in text for text in notices)


def test_folder_without_known_classes_is_refused(colours_run: Path, copied_colours: Path) -> None:
    for name in ("red", "green", "blue"):
        (copied_colours / name).rename(copied_colours / f"other {name}")
    *_, last = evaluate(colours_run, copied_colours)
    assert isinstance(last, JobFailed)
    assert "none of the classes" in str(last.error)


def test_evaluation_stops_before_the_folder_is_read(colours_run: Path, colours: Path) -> None:
    assert list(evaluate(colours_run, colours, lambda: Halt.STOP)) == [JobStopped()]


@pytest.fixture
def copied_run(colours_run: Path, tmp_path: Path) -> Path:
    """A separate run to write results into."""
    return Path(shutil.copytree(colours_run, tmp_path / "run", ignore=shutil.ignore_patterns("results")))


def evaluation_of(run: Path, events: list[Event]) -> Evaluation:
    saved, figures = (event for event in events if isinstance(event, ResultSaved))
    assert (saved.name, figures.name) == ("evaluation", "figures")
    return Evaluation.read(run / saved.file)


def test_evaluation_saves_probabilities_labels_and_paths(copied_run: Path, copied_colours: Path) -> None:
    (copied_colours / "red" / "red 1.png").write_bytes(b"broken")
    events = list(evaluate(copied_run, copied_colours))
    saved = evaluation_of(copied_run, events)
    assert len(saved.paths) == 35
    assert saved.unreadable == ("red/red 1.png",)
    assert saved.probabilities.shape == (35, 3)
    assert saved.probabilities.sum(1) == pytest.approx(np.ones(35))
    classes = ModelInfo.read(copied_run).classes
    assert [classes[label] for label in saved.labels] == [Path(path).parent.name for path in saved.paths]
    predicted = run_job(Predict(str(copied_run), (str(copied_colours / saved.paths[7]),), "cpu"))
    prediction = next(event for event in predicted if isinstance(event, Prediction))
    assert saved.probabilities[7] == pytest.approx(prediction.probabilities, abs=1e-5)
    (result,) = [event for event in events if isinstance(event, Evaluated)]
    assert (saved.loss, saved.top1) == (result.loss, result.top1)


def test_second_evaluation_reads_the_file_and_gives_the_same_result(
    copied_run: Path, copied_colours: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (copied_colours / "red" / "red 1.png").write_bytes(b"broken")
    first = [event for event in evaluate(copied_run, copied_colours) if not isinstance(event, Progress)]
    with monkeypatch.context() as patched:
        patched.setattr("resnet_studio.engine.measuring.evaluated.answers", None)
        assert list(evaluate(copied_run, copied_colours)) == first


def test_changed_picture_or_model_is_evaluated_again(copied_run: Path, copied_colours: Path) -> None:
    def file() -> str:
        events = evaluate(copied_run, copied_colours)
        return next(event.file for event in events if isinstance(event, ResultSaved))

    names = {file()}
    os.utime(copied_colours / "red" / "red 1.png", (1, 1))
    names.add(file())
    state = load_file(copied_run / "best.safetensors")
    write_checked(copied_run / "best.safetensors", state | {"fc.bias": state["fc.bias"] + 1})
    names.add(file())
    assert len(names) == 3


def test_damaged_result_is_evaluated_again_and_replaced(copied_run: Path, copied_colours: Path) -> None:
    first = list(evaluate(copied_run, copied_colours))
    (file,) = (copied_run / "results").glob("evaluation-*.npz")
    file.write_bytes(b"noise")
    assert list(evaluate(copied_run, copied_colours)) == first
    assert Evaluation.read(file)


def test_unreadable_picture_that_can_be_read_later_is_evaluated(
    copied_run: Path, copied_colours: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def closed(path: Path, **_: object) -> object:
        raise DecodeError(path, "It cannot be read: Permission denied.")

    with monkeypatch.context() as patched:
        real, broken = reading.decode, copied_colours / "red" / "red 1.png"
        patched.setattr(reading, "decode", lambda path, **given: (closed if path == broken else real)(path, **given))
        assert len(evaluation_of(copied_run, list(evaluate(copied_run, copied_colours))).unreadable) == 1
    assert evaluation_of(copied_run, list(evaluate(copied_run, copied_colours))).unreadable == ()


def test_run_that_cannot_be_written_is_evaluated_with_a_notice(copied_run: Path, copied_colours: Path) -> None:
    (copied_run / "results").write_bytes(b"in the way of the folder")
    events = list(evaluate(copied_run, copied_colours))
    assert any("could not be saved" in str(event.text) for event in events if isinstance(event, Notice))
    assert not any(isinstance(event, ResultSaved) for event in events)
    assert any(isinstance(event, Evaluated) for event in events)


# What is measured ------------------------------------------------------------------------------------------------


def result_of(events: list[Event]) -> tuple[Evaluated, list[str]]:
    (result,) = (event for event in events if isinstance(event, Evaluated))
    return result, [str(event.text) for event in events if isinstance(event, Notice)]


def in_parts(folder: Path, **parts: range) -> Path:
    """The pictures of the colours with these numbers, moved into folders of parts."""
    for name in ("red", "green", "blue"):
        for part, numbers in parts.items():
            (folder / part / name).mkdir(parents=True)
            for number in numbers:
                (folder / name / f"{name} {number}.png").rename(folder / part / name / f"{number}.png")
        shutil.rmtree(folder / name)
    return folder


def test_training_pictures_of_a_folder_with_a_test_part_are_not_measured(
    copied_run: Path, copied_colours: Path
) -> None:
    folder = in_parts(copied_colours, train=range(9), test=range(9, 12))
    result, _ = result_of(list(evaluate(copied_run, folder)))
    assert (result.pictures, result.part, result.train_left_out) == (9, "test", 27)


def test_class_that_is_only_in_the_validation_part_is_measured(copied_run: Path, copied_colours: Path) -> None:
    folder = in_parts(copied_colours, train=range(9), val=range(9, 12))
    shutil.rmtree(folder / "train" / "red")
    result, notices = result_of(list(evaluate(copied_run, folder)))
    assert (result.pictures, result.part, result.train_left_out) == (9, "validation", 18)
    assert not any("red" in text for text in notices if "learned" not in text)


@pytest.mark.parametrize("again", ["the same folder", "a copy"])
def test_pictures_that_the_run_learned_from_are_counted(
    again: str, copied_run: Path, colours: Path, copied_colours: Path
) -> None:
    if again == "a copy":
        write_calibration(copied_run, Calibration(1.5, 6))
    result, notices = result_of(list(evaluate(copied_run, colours if again == "the same folder" else copied_colours)))
    assert (result.pictures, result.learned, result.others_top1) == (36, 30, 1.0)
    chose = "the best epoch" if again == "the same folder" else "the best epoch and the temperature"
    assert notices == [
        "The run learned from 30 of the 36 pictures, so the figures do not say how good it is on new ones. On the "
        "other 6, top-1 is 100.0 %.",
        f"6 of the 36 pictures are of the run's validation part, which chose {chose}. "
        "Expect a little less of new ones.",
    ]


def test_training_pictures_alone_are_measured_with_a_warning(copied_run: Path, copied_colours: Path) -> None:
    for picture in read_dataset(copied_run).part("validation"):
        (copied_colours / picture.path).unlink()
    result, notices = result_of(list(evaluate(copied_run, copied_colours)))
    assert (result.pictures, result.learned) == (30, 30)
    assert math.isnan(result.others_top1)
    assert notices[0].startswith("The run learned from all of these pictures")


def test_run_without_a_record_of_its_pictures_is_measured_with_a_notice(copied_run: Path, copied_colours: Path) -> None:
    (copied_run / "dataset.json").write_text("{}")
    result, notices = result_of(list(evaluate(copied_run, copied_colours)))
    assert (result.pictures, result.learned) == (36, 0)
    assert notices[0].startswith("Whether the run learned from these pictures is not known. dataset.json")


def test_findings_of_the_folder_are_reported(copied_run: Path, copied_colours: Path) -> None:
    (copied_colours / "red" / "notes.txt").touch()
    _, notices = result_of(list(evaluate(copied_run, copied_colours)))
    assert notices[0].startswith("1 file whose name does not end like a picture's was left out")


# The run's own pictures ------------------------------------------------------------------------------------------


def own(run: Path) -> list[Event]:
    return list(run_job(Evaluate(str(run), device="cpu")))


def test_run_without_a_folder_is_measured_on_its_own_validation_part(copied_run: Path) -> None:
    (copied_run / "calibration.json").unlink(missing_ok=True)
    events = own(copied_run)
    result, notices = result_of(events)
    assert (result.part, result.pictures, result.train_left_out, result.learned) == ("validation", 6, 30, 0)
    assert notices == []
    found = stored(copied_run, "validation")
    assert found is not None
    assert str(found.file) == result.figures
    assert (found.figures.pictures, found.figures.top1.value, found.figures.epoch) == (
        6, result.top1, read_history(copied_run).kept.epoch,  # type: ignore[union-attr]
    )  # fmt: skip
    assert found.figures.chose_epoch
    assert Evaluation.read(found.evaluation).labels.tolist() == [0, 0, 1, 1, 2, 2]
    assert read_calibration(copied_run) is not None


def test_figures_of_a_folder_do_not_replace_those_of_the_run(copied_run: Path, copied_colours: Path) -> None:
    own(copied_run)
    before = stored(copied_run, "validation")
    (result,) = (event for event in evaluate(copied_run, copied_colours) if isinstance(event, Evaluated))
    assert stored(copied_run, "validation") == before
    figures = read_figures(Path(result.figures))
    assert (figures.part, figures.folder, figures.pictures) == ("all", str(copied_colours), 36)
    assert (figures.learned, figures.chose_epoch) == (result.learned, True)  # with the validation pictures among them


def test_both_held_back_parts_are_measured_and_the_test_part_chose_nothing(
    copied_run: Path, copied_colours: Path
) -> None:
    folder = in_parts(copied_colours, train=range(8), val=range(8, 10), test=range(10, 12))
    write_json(copied_run / "dataset.json", to_record(scan(folder)))
    results = [event for event in own(copied_run) if isinstance(event, Evaluated)]
    assert [(one.part, one.pictures) for one in results] == [("validation", 6), ("test", 6)]
    found = {part: stored(copied_run, part) for part in ("validation", "test")}
    assert [one.figures.chose_epoch for one in found.values() if one] == [True, False]


def test_changed_weights_are_measured_again(copied_run: Path) -> None:
    own(copied_run)
    state = load_file(copied_run / "best.safetensors")
    write_checked(copied_run / "best.safetensors", state | {"fc.bias": state["fc.bias"] + torch.eye(3)[0] * 100})
    assert stored(copied_run, "validation") is None
    own(copied_run)
    found = stored(copied_run, "validation")
    assert found is not None
    assert found.figures.top1.value == pytest.approx(1 / 3)


def test_run_whose_pictures_are_gone_is_refused_in_one_sentence_that_names_their_folder(
    copied_run: Path, copied_colours: Path, tmp_path: Path
) -> None:
    write_json(copied_run / "dataset.json", to_record(scan(copied_colours)))
    copied_colours.rename(tmp_path / "elsewhere")
    for job in (Evaluate(str(copied_run), "", "cpu"), FindSuspects(str(copied_run), "cpu")):
        events = list(run_job(job))
        assert not any(isinstance(event, Notice) and event.path for event in events), "no line for each picture"
        assert isinstance(events[-1], JobFailed)
        assert f"the folder {copied_colours} was renamed or moved" in str(events[-1].error)
