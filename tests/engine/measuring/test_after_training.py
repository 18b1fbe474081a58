"""The figures that a training leaves: of validation from what it answered there, of the test part once at the end."""

from pathlib import Path

import numpy as np
import pytest

from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.protocol.commands import Halt
from resnet_studio.core.protocol.events import Event, Notice, ResultSaved, RunFinished
from resnet_studio.core.protocol.jobs.evaluate import Evaluate, Evaluated
from resnet_studio.core.protocol.jobs.predict import Predict, Prediction
from resnet_studio.core.runs.calibration import read_calibration
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.evaluation import Evaluation
from resnet_studio.core.runs.figures_file import read_answers, stored
from resnet_studio.core.runs.run import create_run, read_config, read_dataset
from resnet_studio.core.runs.run_log import read_history
from resnet_studio.engine.jobs.train import resume, train
from resnet_studio.engine.run_job import run_job

ANSWERS = "resnet_studio.engine.measuring.evaluated.answers"


@pytest.fixture
def new_run(copied_colours: Path, tmp_path: Path) -> Path:
    """A run that was not trained yet, of colours with two test and two validation pictures of each class."""
    for name in ("red", "green", "blue"):
        for part, numbers in {"train": range(8), "val": range(8, 10), "test": range(10, 12)}.items():
            (copied_colours / part / name).mkdir(parents=True)
            for number in numbers:
                picture = copied_colours / name / f"{name} {number}.png"
                picture.rename(copied_colours / part / name / f"{number}.png")
        (copied_colours / name).rmdir()
    config = TrainConfig.build(depth=20, epochs=2, batch_size=8, device="cpu", precision="float32")
    return create_run(tmp_path / "runs", config, scan(copied_colours))


def saved(events: list[Event]) -> list[str]:
    return [event.file.split("-")[0] for event in events if isinstance(event, ResultSaved)]


def test_finished_run_has_figures_of_both_parts_and_a_calibration(new_run: Path) -> None:
    events = list(train(new_run))
    assert isinstance(events[-1], RunFinished)
    assert saved(events) == ["results/evaluation", "results/figures"] * 2
    kept = read_history(new_run).kept
    validation, test = stored(new_run, "validation"), stored(new_run, "test")
    assert kept is not None
    assert validation is not None
    assert test is not None
    assert (validation.figures.epoch, validation.figures.top1.value) == (kept.epoch, kept.val_top1)
    assert validation.figures.loss.value == pytest.approx(kept.val_loss)
    assert (validation.figures.chose_epoch, test.figures.chose_epoch) == (True, False)
    assert (validation.figures.pictures, test.figures.pictures) == (6, 6)
    assert read_calibration(new_run) is not None


def test_answers_of_the_validation_are_used_again_and_equal_an_evaluation(
    new_run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    list(train(new_run))
    found = stored(new_run, "validation")
    assert found is not None
    mine = Evaluation.read(found.evaluation)
    with monkeypatch.context() as patched:
        patched.setattr(ANSWERS, None)
        assert len([event for event in run_job(Evaluate(str(new_run), "", "cpu")) if isinstance(event, Evaluated)]) == 2
    for file in (new_run / "results").iterdir():
        file.unlink()
    list(run_job(Evaluate(str(new_run), "", "cpu")))
    again = stored(new_run, "validation")
    assert again is not None
    computed = Evaluation.read(again.evaluation)
    assert mine.paths == computed.paths
    assert mine.labels.tolist() == computed.labels.tolist()
    assert mine.probabilities == pytest.approx(computed.probabilities, abs=1e-4)


def test_run_of_half_precision_is_measured_again_with_the_answers_that_its_model_gives_when_it_is_used(
    new_run: Path,
) -> None:
    dataset = read_dataset(new_run)
    run = create_run(new_run.parent, read_config(new_run).changed(precision="bfloat16"), dataset)
    list(train(run))
    first = stored(run, "validation")
    assert first is not None
    assert not first.figures.is_as_used
    list(run_job(Evaluate(str(run), "", "cpu")))
    found = stored(run, "validation")
    assert found is not None
    assert found.figures.is_as_used
    answers = read_answers(run, found)
    files = [str(dataset.root / path) for path in reversed(answers.paths)]  # other pictures beside each in a batch
    used = [event.probabilities for event in run_job(Predict(str(run), (*files, *files[:1]), "cpu"))
            if isinstance(event, Prediction)]  # fmt: skip
    assert answers.probabilities[::-1] == pytest.approx(np.array(used[:-1]), abs=1e-6)
    assert Evaluation.read(first.evaluation).probabilities != pytest.approx(answers.probabilities, abs=1e-6)


def test_run_that_was_resumed_after_its_best_epoch_is_answered_again(
    new_run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("resnet_studio.engine.training.validated._MOST_VALUES", 0)  # as if they were not known any more
    list(train(new_run))
    found = stored(new_run, "validation")
    assert found is not None
    assert found.figures.top1.value == read_history(new_run).kept.val_top1  # type: ignore[union-attr]


def test_run_that_cannot_be_measured_is_finished_all_the_same(new_run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("no figures today")

    monkeypatch.setattr("resnet_studio.engine.measuring.kept_figures.measure", fail)
    events = list(train(new_run))
    assert isinstance(events[-1], RunFinished)
    (notice,) = (event for event in events if isinstance(event, Notice) and "could not be measured" in str(event.text))
    assert "no figures today" in str(notice.text)


def test_request_to_end_while_the_test_part_is_measured_leaves_the_run_finished(
    new_run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Halt] = []
    monkeypatch.setattr(ANSWERS, lambda *_: asked.append(Halt.STOP) or iter(()))
    events = list(train(new_run, lambda: asked[0] if asked else None))
    assert isinstance(events[-1], RunFinished)
    assert stored(new_run, "validation") is not None
    assert stored(new_run, "test") is None


def test_paused_run_has_figures_when_it_is_resumed_to_its_end(new_run: Path) -> None:
    epochs = 0

    def pause() -> Halt | None:
        return Halt.PAUSE if epochs else None

    for event in train(new_run, pause):
        epochs += type(event).__name__ == "EpochEnd"
    assert not (new_run / "results").exists()
    assert isinstance(list(resume(new_run))[-1], RunFinished)
    assert stored(new_run, "validation") is not None
    assert stored(new_run, "test") is not None
