"""The sentence about the figures, and which one it is."""

import pytest

from resnet_studio.core.runs.figures import ClassFigures, Figure
from resnet_studio.engine.figures.intervals import share
from resnet_studio.engine.figures.verdict import verdict


def some(*counts: tuple[int, int]) -> list[ClassFigures]:
    """Classes of so many pictures each, of which so many are taken for it."""
    none = Figure()
    return [ClassFigures(f"c{i}", n, taken, none, none, none, none, none) for i, (n, taken) in enumerate(counts)]


BALANCED = some((75, 80), (75, 70))


@pytest.mark.parametrize(
    ("right", "classes", "train", "kind", "part"),
    [
        (143, BALANCED, 0.96, "plain", "95.3 %"),
        (100, BALANCED, 0.97, "gap", "97.0 % on train, 66.7 % on validation"),
        (100, BALANCED, None, "plain", "66.7 %"),
        (100, BALANCED, 0.72, "plain", "66.7 %"),
        (75, BALANCED, 0.97, "guessing", "No better than guessing: 50.0 % are right, and 50.0 %"),
        (20, BALANCED, 0.97, "guessing", "Worse than guessing: 13.3 % are right, and 50.0 % would"),
        (80, BALANCED, 0.97, "guessing", "too few pictures to show"),
        (120, some((75, 80), (40, 70), (35, 0)), 0.85, "never", "One class is never predicted: c2."),
        (120, some((75, 80), (73, 70), (2, 0)), 0.85, "plain", "80.0 %"),
        (110, some((90, 150), (30, 0), (30, 0)), 0.85, "never", "2 classes are never predicted: c1 and c2."),
        (150, some((150, 150), (0, 0)), 1.0, "plain", "100.0 %"),
    ],
)
def test_verdict_says_what_is_worst(
    right: int, classes: list[ClassFigures], train: float | None, kind: str, part: str
) -> None:
    found, sentence = verdict("validation", 150, share(right, 150), classes, train)
    assert found == kind
    assert part in str(sentence)


def test_verdict_on_another_folder_does_not_compare_with_training() -> None:
    assert verdict("all", 150, share(100, 150), BALANCED, 0.97)[0] == "plain"
    assert "on test" in str(verdict("test", 150, share(100, 150), BALANCED, 0.97)[1])
