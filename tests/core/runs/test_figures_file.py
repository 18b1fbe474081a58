"""Figures in a file: what was written is read, damage is refused, and figures of other weights are passed over."""

import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.numpy import save_file

from resnet_studio.core.basics.errors import RunError
from resnet_studio.core.runs.calibration import Calibration, write_calibration
from resnet_studio.core.runs.checkpoints import BEST, best_identity
from resnet_studio.core.runs.evaluation import NAME, Evaluation
from resnet_studio.core.runs.figures import STANDS_IN, Figures
from resnet_studio.core.runs.figures_file import (
    figures_file,
    read_answers,
    read_figures,
    record,
    stored,
    write_figures,
)
from resnet_studio.core.runs.results import elsewhere, result_file
from resnet_studio.engine.weights.checked_file import write_checked
from tests.made_figures import some_figures


def write_best(run: Path, checksum: str) -> None:
    save_file({"fc.bias": np.zeros(3, np.float32)}, run / BEST, {"checksum": checksum})


def store(run: Path, key: str, figures: Figures, *, at: int = 0) -> Path:
    file = figures_file(run, figures.part, key)
    write_figures(file, figures)
    os.utime(file, (at, at))
    answers = Evaluation(("a.png",), np.array([0]), np.array([[0.8, 0.1, 0.1]], np.float32), (), 0.0, 1.0)
    answers.write(result_file(run, NAME, key))
    return file


def test_written_figures_are_read(tmp_path: Path) -> None:
    figures = some_figures()
    file = figures_file(tmp_path, "validation", "0123")
    write_figures(file, figures)
    assert file == tmp_path / "results" / "figures-validation-0123.json"
    assert read_figures(file) == figures


@pytest.mark.parametrize(
    "changed",
    [
        {"cells": [[0, 3, 1]]},
        {"cells": [[0, -1, 1]]},
        {"order": [0, 1, 1]},
        {"top1": {"value": "0.8", "interval": None}},
        {"top1": {"value": None, "interval": [0.1, 0.2]}},
        {"top1": {"value": float("nan"), "interval": None}},
        {"top1": {"value": 10**400, "interval": None}},
        {"pictures": True},
        {"bins": [[0.0, 1.0, 2, None, {"value": 0.5, "interval": None}]]},
        {"coverage": [[0.5, 2, 3]]},
        {"coverage": [[0.5, 0, 0]]},
        {"classes": [1, 2, 3]},
        {"verdict": 3},
    ],
)
def test_damaged_figures_are_refused(tmp_path: Path, changed: dict[str, Any]) -> None:
    file = tmp_path / "figures-validation-0.json"
    file.write_text(json.dumps(record(some_figures()) | changed), "utf-8")
    with pytest.raises(RunError, match="damaged"):
        read_figures(file)


def test_newest_figures_of_the_best_weights_and_of_the_runs_own_pictures_are_found(tmp_path: Path) -> None:
    write_best(tmp_path, "a" * 64)
    assert best_identity(tmp_path) == "a" * 64
    mine = some_figures(weights="a" * 64)
    store(tmp_path, "1", mine, at=100)
    newest = store(tmp_path, "2", mine, at=200)
    store(tmp_path, "3", some_figures(weights="b" * 64), at=300)
    store(tmp_path, "4", some_figures(weights="a" * 64, folder="/other"), at=400)
    store(tmp_path, "5", mine, at=500).write_text("{", "utf-8")
    store(tmp_path, "6", mine, at=600)
    result_file(tmp_path, NAME, "6").unlink()
    found = stored(tmp_path, "validation")
    assert found is not None
    assert (found.figures, found.file) == (mine, newest)
    assert Evaluation.read(found.evaluation).paths == ("a.png",)
    assert stored(tmp_path, "test") is None


@pytest.mark.parametrize("which", [NAME, "figures-validation"])
def test_figures_and_their_answers_are_found_where_only_one_of_them_is_in_the_caches(
    tmp_path: Path, which: str
) -> None:
    write_best(tmp_path, "a" * 64)
    file = store(tmp_path, "1", some_figures(weights="a" * 64))
    moved = next(file.parent.glob(f"{which}-*"))
    elsewhere(tmp_path).mkdir(parents=True)
    moved.rename(elsewhere(tmp_path) / moved.name)
    found = stored(tmp_path, "validation")
    assert found is not None
    assert Evaluation.read(found.evaluation).paths == ("a.png",)


def test_figures_of_weights_that_stood_in_for_a_time_do_not_win_over_those_of_the_best(tmp_path: Path) -> None:
    checksum = write_checked(tmp_path / BEST, {"fc.bias": torch.zeros(3)})
    store(tmp_path, "1", some_figures(weights=checksum), at=100)
    store(tmp_path, "2", some_figures(weights=f"{checksum}{STANDS_IN}other"), at=200)
    write_calibration(tmp_path, Calibration(2.0, 153))
    whole = stored(tmp_path, "validation")
    assert whole is not None
    assert whole.figures.of_best
    content = bytearray((tmp_path / BEST).read_bytes())
    content[-1] ^= 0xFF
    (tmp_path / BEST).write_bytes(content)
    damaged = stored(tmp_path, "validation")
    assert damaged is not None
    assert not damaged.figures.of_best
    plain = Evaluation.read(damaged.evaluation).probabilities
    assert (read_answers(tmp_path, damaged).probabilities == plain).all()  # a temperature is of the best ones alone
    assert (read_answers(tmp_path, whole).probabilities != plain).any()


def test_figures_are_not_found_once_the_best_weights_are_others_or_gone(tmp_path: Path) -> None:
    write_best(tmp_path, "a" * 64)
    store(tmp_path, "1", some_figures(weights="a" * 64))
    write_best(tmp_path, "c" * 64)
    assert stored(tmp_path, "validation") is None
    (tmp_path / BEST).unlink()
    assert best_identity(tmp_path) == ""
    assert stored(tmp_path, "validation") is None


@pytest.mark.parametrize("content", [b"", b"\xff" * 9, b"\2\0\0\0\0\0\0\0[]", b"\2\0\0\0\0\0\0\0{}"])
def test_damaged_weights_have_no_identity(tmp_path: Path, content: bytes) -> None:
    (tmp_path / BEST).write_bytes(content)
    assert best_identity(tmp_path) == ""


def test_weights_whose_header_claims_any_length_are_not_the_best(tmp_path: Path) -> None:
    (tmp_path / BEST).write_bytes(b"\xff" * 9)
    store(tmp_path, "1", some_figures(weights=f"{STANDS_IN}other"), at=100)
    found = stored(tmp_path, "validation")
    assert found is not None
    assert not found.figures.of_best
