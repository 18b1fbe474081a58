"""What is said below a finding in brief, and which checks have found nothing."""

from pathlib import Path

import pytest

from resnet_studio.core.basics.message import message
from resnet_studio.core.checks.detail import details_of, found_nothing, nothing_found
from resnet_studio.core.checks.find import Checked
from resnet_studio.core.checks.kinds import CheckFinding, CheckKind
from resnet_studio.core.checks.sentences import of_shortcut
from resnet_studio.core.checks.shortcuts import Shortcut
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.keep_finding import KeepFindings
from resnet_studio.core.dataset.picture_edits import LeaveOut
from resnet_studio.core.dataset.scan import scan

RED, BLUE = ("red/red 1.png", "red/red 2.png"), ("blue/blue 1.png", "blue/blue 2.png")


@pytest.fixture
def dataset(colours: Path) -> Dataset:
    return scan(colours)


@pytest.mark.parametrize(
    ("kind", "pictures", "detail"),
    [
        (CheckKind.BLURRED, RED, "In red."),
        (CheckKind.BLURRED, (*RED, BLUE[0]), "2 pictures are in red."),
        (CheckKind.BLURRED, (*RED, *BLUE), "In 2 classes."),
        (CheckKind.BLURRED, ("gone.png",), ""),
        (CheckKind.TWO_CLASSES, (RED[0], BLUE[0]), "Alike pictures in blue and red."),
        (CheckKind.LEAK, RED, "One is learned from, another tests it."),
    ],
)
def test_detail_says_where(kind: CheckKind, pictures: tuple[str, ...], detail: str, dataset: Dataset) -> None:
    (found,) = details_of([CheckFinding(kind, message("It is odd."), pictures)], dataset)
    assert str(found) == detail


def test_detail_of_classes_says_their_sizes_and_that_of_a_shortcut_how_much_it_tells(dataset: Dataset) -> None:
    uneven = CheckFinding(CheckKind.IMBALANCE, message("It is odd."), (), classes=("red", "blue"))
    shortcut = CheckFinding(CheckKind.SHORTCUT, of_shortcut(Shortcut("bytes", 0.713)), (), detail="bytes")
    sizes = dict(zip(dataset.classes, dataset.counts("train"), strict=True))
    assert list(map(str, details_of([uneven, shortcut], dataset))) == [
        f"red has {sizes['red']} training pictures, blue only {sizes['blue']}.",
        "By that alone, 71.3 % of the pictures are guessed right.",
    ]


def test_what_was_dealt_with_has_not_found_nothing(dataset: Dataset) -> None:
    left = dataset.with_edit(LeaveOut(RED, "blurred")).with_edit(KeepFindings(BLUE, ("cmyk", "rotated")))
    tiny = CheckFinding(CheckKind.TINY, message("It is odd."), RED)
    names = list(map(str, found_nothing(Checked((tiny,), (), 30), left)))
    assert len(names) == len(CheckKind) - 4
    assert not {"Tiny", "Blurred", "Colours for print", "Stored turned"}.intersection(names)


def test_where_all_checks_found_nothing_there_are_no_others() -> None:
    assert str(nothing_found(len(CheckKind))) == f"All {len(CheckKind)} checks found nothing"
    assert str(nothing_found(1)) == "1 other check found nothing"
