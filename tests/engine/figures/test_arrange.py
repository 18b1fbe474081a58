"""Places of pictures in two dimensions, by their features."""

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.decomposition import PCA
from sklearn.manifold import trustworthiness

from resnet_studio.engine.figures.arrange import by_neighbours, by_variance, sample


def groups(each: int = 40, width: int = 64, count: int = 3) -> NDArray[np.float32]:
    """Features of pictures in some groups far from each other."""
    random = np.random.default_rng(0)
    centres = random.normal(0, 4, (count, width))
    return np.concatenate([centre + random.normal(0, 1, (each, width)) for centre in centres]).astype(np.float32)


def test_map_by_variance_is_scikit_learns_up_to_scale_and_sign() -> None:
    features = groups()
    ours, theirs = by_variance(features), PCA(2, svd_solver="full").fit_transform(features)
    for column in range(2):
        assert abs(np.corrcoef(ours[:, column], theirs[:, column])[0, 1]) > 0.9999
    assert np.abs(ours).max() == pytest.approx(1)


def test_map_by_neighbours_keeps_neighbours_and_is_the_same_each_time() -> None:
    features = groups()
    first = by_neighbours(features)
    assert trustworthiness(features, first) > 0.9
    assert (by_neighbours(features) == first).all()
    labels = np.repeat(np.arange(3), 40)
    centres = np.stack([first[labels == label].mean(0) for label in range(3)])
    nearest = np.linalg.norm(first[:, None] - centres, axis=2).argmin(1)
    assert (nearest == labels).all()


@pytest.mark.parametrize("count", [1, 2, 3, 4, 7])
def test_few_pictures_have_finite_places(count: int) -> None:
    for place in (by_variance, by_neighbours):
        places = place(groups()[:count])
        assert places.shape == (count, 2)
        assert np.isfinite(places).all()


def test_equal_pictures_are_at_one_place() -> None:
    assert (by_variance(np.ones((5, 8), np.float32)) == 0).all()
    assert np.isfinite(by_neighbours(np.ones((9, 8), np.float32))).all()


def test_sample_is_always_the_same_and_in_order() -> None:
    assert list(sample(5, 10)) == [0, 1, 2, 3, 4]
    chosen = sample(1000, 10)
    assert len(set(chosen)) == 10
    assert (np.diff(chosen) > 0).all()
    assert (sample(1000, 10) == chosen).all()
