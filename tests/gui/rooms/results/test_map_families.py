"""Families of classes that are near each other on a map."""

import numpy as np

from resnet_studio.gui.rooms.results.map_families import NONE, families


def test_classes_near_each_other_are_a_family_and_families_go_from_left_to_right() -> None:
    random = np.random.default_rng(0)
    middles = np.array([(5.0, 0.0), (-5.0, 1.0), (5.2, 0.3), (0.0, 9.0), (-5.2, 0.8)])
    labels = np.repeat(np.arange(5), 20)
    places = middles[labels] + random.normal(0, 0.3, (100, 2))
    assert families(places, labels, 5, 3).tolist() == [2, 0, 2, 1, 0]


def test_same_map_has_the_same_families_whatever_the_order_of_its_points() -> None:
    random = np.random.default_rng(1)
    labels = random.integers(0, 101, 3000)
    places = random.normal(size=(101, 2))[labels] + random.normal(0, 0.1, (3000, 2))
    found = families(places, labels, 101, 6)
    assert set(found.tolist()) == set(range(6))
    order = random.permutation(3000)
    assert families(places[order], labels[order], 101, 6).tolist() == found.tolist()


def test_class_without_a_point_has_no_family_and_no_label_is_no_class() -> None:
    found = families(np.zeros((3, 2)), np.array([0, 2, -1]), 4, 6)
    assert found.tolist() == [0, NONE, 0, NONE]
    assert families(np.zeros((0, 2)), np.zeros(0, np.int64), 2, 6).tolist() == [NONE, NONE]
