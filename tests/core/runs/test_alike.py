"""The pictures that are most like a picture, by their features."""

import time
from pathlib import Path

import numpy as np
import pytest

from resnet_studio.core.runs.alike import most_alike, read_features
from resnet_studio.core.runs.features import PictureFeatures

FEATURES = PictureFeatures(
    ("one", "same direction", "near", "far", "opposite"),
    np.array([[1, 0], [9, 0], [1, 0.2], [0, 1], [-1, 0]], np.float32),
)


def test_nearest_by_angle_come_first_whatever_their_length() -> None:
    found = most_alike(FEATURES, "one", FEATURES.paths)
    assert found is not None
    assert [one.path for one in found] == ["same direction", "near", "far", "opposite"]
    assert [one.likeness for one in found] == pytest.approx([1, 1 / np.sqrt(1.04), 0, -1], abs=1e-6)


def test_only_pictures_among_those_asked_for_are_given_and_no_more_than_asked_for() -> None:
    found = most_alike(FEATURES, "near", ["far", "opposite", "unknown", "near"], most=1)
    assert [one.path for one in found or []] == ["far"]


def test_picture_without_features_has_no_answer() -> None:
    assert most_alike(FEATURES, "unknown", FEATURES.paths) is None
    assert most_alike(FEATURES, "one", ()) == []


def test_features_of_several_files_are_read_together(tmp_path: Path) -> None:
    (tmp_path / "results").mkdir()
    files = [tmp_path / "results" / f"features-{number}.npz" for number in range(2)]
    FEATURES.write(files[0])
    PictureFeatures(("test",), np.ones((1, 2), np.float32)).write(files[1])
    assert read_features(files).paths == (*FEATURES.paths, "test")
    assert read_features([]).paths == ()


def test_of_ten_thousand_pictures_the_nearest_are_found_within_a_second() -> None:
    count = 10_000
    values = np.random.default_rng(0).normal(size=(count, 512)).astype(np.float32)
    features = PictureFeatures(tuple(map(str, range(count))), values)
    began = time.process_time()
    found = most_alike(features, "7", features.paths)
    assert time.process_time() - began < 1
    assert found is not None
