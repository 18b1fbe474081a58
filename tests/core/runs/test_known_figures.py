"""Which figures a run's folder holds."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from resnet_studio.core.runs.checkpoints import BEST
from resnet_studio.core.runs.evaluation import Evaluation
from resnet_studio.core.runs.figures import figures_file
from resnet_studio.core.runs.known_figures import known_figures
from tests.made_figures import TWO, figures_of, write_results


@pytest.fixture
def run(tmp_path: Path) -> Path:
    (tmp_path / BEST).write_bytes(b"weights")
    os.utime(tmp_path / BEST, (1000, 1000))
    return tmp_path


def test_run_that_was_not_measured_has_none(run: Path) -> None:
    assert known_figures(run) == {}


def test_each_part_has_its_figures_with_the_answers(run: Path) -> None:
    write_results(run, figures_of(TWO), "0" * 16)
    write_results(run, figures_of(TWO, part="test"), "1" * 16)
    found = known_figures(run)
    assert list(found) == ["validation", "test"]
    assert found["test"].figures == figures_of(TWO, part="test")
    assert found["test"].answers is not None
    assert len(Evaluation.read(found["test"].answers).paths) == 153
    assert found["test"].order == (0, 1)


def test_newest_figures_count_and_damaged_ones_and_those_of_folders_do_not(run: Path) -> None:
    for number, key in enumerate(("0" * 16, "1" * 16, "2" * 16, "3" * 16)):
        figures = figures_of([[number + 1, 0], [0, 1]])
        write_results(run, replace(figures, folder="/elsewhere") if number == 2 else figures, key)
        os.utime(figures_file(run, "validation", key), (2000 + number, 2000 + number))
    figures_file(run, "validation", "3" * 16).write_text("{")
    os.utime(figures_file(run, "validation", "3" * 16), (3000, 3000))
    found = known_figures(run)["validation"]
    assert found.figures.pictures == 3
    assert found.answers is not None
    assert found.answers.name == f"evaluation-{'1' * 16}.npz"


def test_figures_of_an_earlier_model_are_not_current(run: Path) -> None:
    write_results(run, figures_of(TWO))
    assert known_figures(run)["validation"].current
    os.utime(run / BEST, (4e9, 4e9))
    assert not known_figures(run)["validation"].current


def test_figures_without_answers_say_so(run: Path) -> None:
    write_results(run, figures_of(TWO))
    for file in (run / "results").glob("evaluation-*"):
        file.unlink()
    assert known_figures(run)["validation"].answers is None
