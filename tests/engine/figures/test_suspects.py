"""Suspect labels from features: planted mistakes are found, and rare classes are not taken for mistakes."""

import numpy as np

from resnet_studio.engine.figures.suspects import OutOfSample, assign_folds, out_of_sample


def blobs(counts: tuple[int, ...], seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Features around a centre for each class, and labels."""
    random = np.random.default_rng(seed)
    labels = np.repeat(np.arange(len(counts)), counts)
    centres = random.normal(0, 1, (len(counts), 20))
    return (centres[labels] + random.normal(0, 0.5, (len(labels), 20))).astype(np.float32), labels


def found_in(features: np.ndarray, labels: np.ndarray, classes: int) -> OutOfSample:
    """What comes out when all heads are fitted."""
    heads = out_of_sample(features, labels, classes)
    while True:
        try:
            next(heads)
        except StopIteration as end:
            found: OutOfSample = end.value
            return found


def test_swapped_labels_come_first_with_the_right_class() -> None:
    features, true = blobs((60, 50, 40))
    labels = true.copy()
    swapped = np.random.default_rng(1).permutation(150)[:15]
    labels[swapped] = (labels[swapped] + 1) % 3
    found = found_in(features, labels, 3)
    top = found.suspects[:15]
    assert len(set(top) & set(swapped)) >= 14
    assert (np.diff(found.losses[found.suspects]) <= 0).all()
    assert all(found.probabilities[index].argmax() == true[index] for index in set(top) & set(swapped))


def test_label_that_is_predicted_is_never_suspect() -> None:
    features, labels = blobs((30, 30))
    found = found_in(features, labels, 2)
    wrong = set(np.flatnonzero(found.probabilities.argmax(1) != labels))
    assert set(found.suspects) == wrong


def test_only_picture_of_its_class_is_not_judged() -> None:
    features, labels = blobs((30, 1, 2, 0, 20))
    found = found_in(features, labels, 5)
    assert not found.judged[30]
    assert found.judged.sum() == 52
    assert 30 not in found.suspects
    assert np.isfinite(found.losses).all()


def test_two_pictures_in_each_of_two_classes_are_enough() -> None:
    features, labels = blobs((2, 2))
    assert found_in(features, labels, 2).judged.all()


def test_folds_hold_equal_shares_of_each_class_and_depend_on_the_seed_only() -> None:
    _, labels = blobs((50, 13, 4))
    folds = assign_folds(labels, 0)
    for label in range(3):
        counts = np.bincount(folds[labels == label], minlength=5)
        assert counts.max() - counts.min() <= 1
    assert (folds == assign_folds(labels, 0)).all()
    assert (folds != assign_folds(labels, 1)).any()


def test_constant_features_are_judged() -> None:
    labels = np.repeat([0, 1], 10)
    assert found_in(np.ones((20, 4), np.float32), labels, 2).judged.all()
