"""Properties that tell classes apart without the subject."""

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from resnet_studio.core.checks.facts import Facts
from resnet_studio.core.checks.facts_table import FactsTable
from resnet_studio.core.checks.shortcuts import Shortcut, shortcuts

Make = Callable[..., Facts]


def found_in(made: Sequence[Facts], labels: Sequence[int], least: float) -> list[Shortcut]:
    table = FactsTable.of({str(number): one for number, one in enumerate(made)})
    return shortcuts(table.columns(table)[1], labels, least)


def test_class_of_larger_files_is_known_by_their_size(facts: Make) -> None:
    random = np.random.default_rng(0)
    labels = [number % 2 for number in range(200)]
    made = [facts(size=int(random.normal(1000 + 700 * label, 200))) for label in labels]
    (found,) = found_in(made, labels, 0.4)
    assert found.by == "bytes"
    assert found.right > 0.9


@pytest.mark.parametrize("seed", range(5))
def test_chance_is_not_taken_for_a_shortcut(facts: Make, seed: int) -> None:
    random = np.random.default_rng(seed)
    made = [facts(size=int(random.integers(1000, 9000)), mean=float(random.uniform(50, 200))) for _ in range(80)]
    assert found_in(made, random.integers(0, 2, 80).tolist(), 0.4) == []


def test_rare_class_counts_as_much_as_a_common_one(facts: Make) -> None:
    labels = [0] * 400 + [1] * 20
    assert found_in([facts(size=1000 + number % 7) for number in range(420)], labels, 0.4) == []
    sized = [facts(size=1000 if label else 2000) for label in labels]
    assert [one.by for one in found_in(sized, labels, 0.4)] == ["bytes"]


def test_format_of_a_class_is_found(facts: Make) -> None:
    labels = [number % 2 for number in range(100)]
    made = [facts(format="PNG" if label else "JPEG") for label in labels]
    assert [one.by for one in found_in(made, labels, 0.4)] == ["format"]


def test_classes_of_few_pictures_are_not_judged(facts: Make) -> None:
    labels = [0] * 10 + [1] * 10
    assert found_in([facts(size=1000 if label else 2000) for label in labels], labels, 0.4) == []
