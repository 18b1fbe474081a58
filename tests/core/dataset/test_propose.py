"""Classes proposed from a few labels."""

import numpy as np
import pytest
from numpy.typing import NDArray

from resnet_studio.core.dataset import propose as module
from resnet_studio.core.dataset.propose import propose, spread, units

PATHS = tuple(f"{number}.png" for number in range(90))
CLASSES = ("a", "b", "c")


@pytest.fixture
def features() -> NDArray[np.float32]:
    """Three clouds, of the pictures with numbers 0, 1 and 2 modulo 3."""
    random = np.random.default_rng(3)
    centres = random.normal(size=(3, 32))
    made = centres[np.arange(90) % 3] + 0.5 * random.normal(size=(90, 32))
    return units(made.astype(np.float32))


def labels(*numbers: int) -> dict[str, int]:
    return {f"{number}.png": number % 3 for number in numbers}


def test_like_pictures_get_the_class_of_the_labelled_ones(features: NDArray[np.float32]) -> None:
    found = propose(PATHS, features, labels(0, 3, 1, 4, 2, 5), CLASSES)
    assert found is not None
    assert len(found.paths) == 84
    right = [int(path.removesuffix(".png")) % 3 for path in found.paths]
    assert np.mean(found.labels == right) > 0.95
    assert found.chances.sum(axis=1) == pytest.approx(np.ones(84), abs=1e-5)
    assert (found.right, found.labelled) == (6, 6)


def test_few_labels_make_nothing_certain(features: NDArray[np.float32]) -> None:
    few, more = (propose(PATHS, features, labels(*range(number)), CLASSES) for number in (6, 60))
    assert few is not None
    assert more is not None
    assert few.certainty.max() < 1
    assert few.certainty.mean() < more.certainty.mean()


def test_nothing_is_proposed_before_two_classes_have_two_pictures(features: NDArray[np.float32]) -> None:
    assert propose(PATHS, features, labels(0, 3, 6, 1), CLASSES) is None


def test_class_with_one_picture_is_not_proposed(features: NDArray[np.float32]) -> None:
    found = propose(PATHS, features, labels(0, 3, 1, 4, 2), CLASSES)
    assert found is not None
    assert found.known == (0, 1)
    assert set(found.labels.tolist()) <= {0, 1}


def test_picture_that_is_left_out_teaches_nothing_and_gets_no_proposal(features: NDArray[np.float32]) -> None:
    found = propose(PATHS, features, labels(0, 3, 1, 4), CLASSES, {"0.png", "6.png"})
    assert found is None
    found = propose(PATHS, features, labels(0, 3, 9, 1, 4), CLASSES, {"0.png", "6.png"})
    assert found is not None
    assert found.labelled == 4
    assert not {"0.png", "6.png"} & set(found.paths)


def test_of_very_many_classes_those_with_most_labels_are_proposed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST_CLASSES", 3)
    paths = [f"{number}.png" for number in range(40)]
    some = units(np.random.default_rng(1).normal(size=(40, 8)).astype(np.float32))
    found = propose(paths, some, {f"{n}.png": n % 5 for n in range(17)}, [str(n) for n in range(5)])
    assert found is not None
    assert found.known == (0, 1, 2)
    assert found.chances.shape == (23, 3)


def test_wrong_label_is_not_counted_as_right(features: NDArray[np.float32]) -> None:
    found = propose(PATHS, features, labels(*range(30)) | {"0.png": 1}, CLASSES)
    assert found is not None
    assert (found.right, found.labelled) == (29, 30)


def test_first_pictures_to_label_are_of_all_kinds(features: NDArray[np.float32]) -> None:
    chosen = spread(features, 6)
    assert len(set(chosen)) == 6
    assert {number % 3 for number in chosen} == {0, 1, 2}
    assert spread(features[:0], 6) == []
    assert sorted(spread(features[:4], 6)) == [0, 1, 2, 3]
