"""What a report is made of: whatever is damaged or missing in a run's folder is named, and the rest is there."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from resnet_studio.core.basics.errors import Failure, RunError, StudioError
from resnet_studio.core.basics.message import literal
from resnet_studio.core.protocol.events import RunFailed, RunPaused
from resnet_studio.core.report.contents import read_contents, to_measure
from resnet_studio.core.report.page import render
from resnet_studio.core.report.pictures import Show
from resnet_studio.core.runs.calibration import Calibration, write_calibration
from resnet_studio.core.runs.checkpoints import BEST
from resnet_studio.core.runs.figures_file import stored, write_figures
from resnet_studio.core.runs.run import CONFIG, DATASET, EVENTS
from tests.core.report.measured_run import measured_run
from tests.core.report.parsed_page import parsed


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A run that a test may damage."""
    return measured_run(tmp_path)


def words(run: Path, show: Show) -> str:
    return parsed(render(read_contents(run, show))).words


def test_test_part_comes_before_validation(run: Path, show: Show) -> None:
    contents = read_contents(run, show)
    assert [figures.part for figures in contents.figures] == ["test", "validation"]
    assert contents.worst[0].path.startswith("test/")
    assert not contents.problems
    assert not contents.unmeasured


def test_worst_pictures_have_the_probabilities_that_the_model_gives(own: Path, show: Show) -> None:
    plain = {one.path: one.probability for one in read_contents(own, show).worst}
    write_calibration(own, Calibration(2.0, 12))
    for one in read_contents(own, show).worst:
        odds = np.sqrt(plain[one.path] / (1 - plain[one.path]))
        assert one.probability == pytest.approx(odds / (1 + odds), rel=1e-4)


@pytest.mark.parametrize("name", [DATASET, EVENTS])
def test_damaged_file_is_named_and_the_rest_is_there(own: Path, show: Show, name: str) -> None:
    (own / name).unlink()
    (own / name).mkdir()
    contents = read_contents(own, show)
    assert len(contents.problems) == 1
    assert name in str(contents.problems[0])
    assert name in words(own, show)
    assert "Validation accuracy" in words(own, show)


def test_damaged_answers_are_named_and_figures_stay(own: Path, show: Show) -> None:
    next((own / "results").glob("evaluation-*.npz")).write_bytes(b"PK\x05\x06")
    contents = read_contents(own, show)
    assert contents.figures
    assert not contents.worst
    assert "evaluation-" in words(own, show)


def test_damaged_figures_are_as_if_they_were_not_there(own: Path, show: Show) -> None:
    next((own / "results").glob("figures-*.json")).write_text("{", "utf-8")
    contents = read_contents(own, show)
    assert (contents.figures, str(contents.unmeasured)) == ((), "The model of this run was not measured yet.")
    assert to_measure(own)


def test_damaged_settings_are_refused(own: Path, show: Show) -> None:
    (own / CONFIG).write_text("{}", "utf-8")
    with pytest.raises(RunError, match="config"):
        read_contents(own, show)
    with pytest.raises(RunError, match="config"):
        to_measure(own)


def test_run_without_a_model_says_why_there_are_no_figures(own: Path, show: Show) -> None:
    (own / BEST).unlink()
    assert not to_measure(own)
    assert "ended before its first epoch" in str(read_contents(own, show).unmeasured)
    assert "ended before its first epoch" in words(own, show)


def test_run_without_held_back_pictures_says_so(tmp_path: Path, show: Show) -> None:
    own = measured_run(tmp_path, parts=())
    assert not to_measure(own)
    assert "No pictures were held back" in words(own, show)


def test_run_damaged_at_random_is_reported_or_refused_with_a_message(own: Path, black: Show, tmp_path: Path) -> None:
    random, refusals = np.random.default_rng(7), list[str]()
    for number in range(25):
        run = Path(shutil.copytree(own, tmp_path / str(number)))
        for file in random.choice([file for file in sorted(run.rglob("*")) if file.is_file()], 2, replace=False):
            data = bytearray(file.read_bytes())
            for place in random.integers(len(data), size=int(random.choice([1, 20]))):
                data[place] = random.integers(256)
            file.write_bytes(data[: int(random.integers(1, 2 * len(data)))])
        try:
            assert parsed(render(read_contents(run, black))).faults == []
        except StudioError as error:
            refusals.append(str(error))
    assert all(CONFIG in refusal for refusal in refusals)


def test_reason_of_a_failed_measurement_is_said(own: Path, show: Show) -> None:
    next((own / "results").glob("figures-*.json")).unlink()
    assert str(read_contents(own, show, literal("The drive is gone.")).unmeasured) == "The drive is gone."


def test_figures_of_all_parts_need_no_engine(own: Path) -> None:
    assert not to_measure(own)


def test_validation_of_half_precision_is_measured_again_beside_a_test_part(tmp_path: Path) -> None:
    own = measured_run(tmp_path, parts=("validation", "test"))
    assert not to_measure(own)
    found = stored(own, "validation")
    assert found is not None
    write_figures(found.file, replace(found.figures, precision="bfloat16"))
    assert to_measure(own)


def test_failed_run_says_why_it_failed(tmp_path: Path, show: Show) -> None:
    ending = RunFailed("run", literal("The loss is not a number."), kind=Failure.UNEXPECTED)
    own = measured_run(tmp_path, ending=ending)
    assert "The run failed: The loss is not a number." in words(own, show)


def test_paused_run_says_that_it_is(tmp_path: Path, show: Show) -> None:
    own = measured_run(tmp_path, ending=RunPaused("run", 4, 0.9))
    assert "The run is paused. What is said here is of its model so far." in words(own, show)
