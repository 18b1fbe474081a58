"""The one sentence about what a check has found."""

import pytest

from resnet_studio.core.basics.message import message
from resnet_studio.core.checks.brief import in_brief
from resnet_studio.core.checks.kinds import CheckFinding, CheckKind

GROUPS = (("a.png", "b.png"), ("c.png", "d.png", "e.png"))
ALL = tuple(path for group in GROUPS for path in group)


def found(kind: CheckKind, pictures: tuple[str, ...] = ALL, groups: tuple[tuple[str, ...], ...] = ()) -> CheckFinding:
    return CheckFinding(kind, message("It is odd."), pictures, groups)


LEAK = found(CheckKind.LEAK, groups=GROUPS)
TINY = found(CheckKind.TINY, ("a.png",))


@pytest.mark.parametrize(
    ("findings", "sentence"),
    [
        ([TINY], "The check found 1 tiny picture."),
        ([TINY, LEAK], "The check found 2 groups in more than one part and 1 tiny picture."),
        (
            [found(CheckKind.ROTATED), TINY, found(CheckKind.UNREADABLE), LEAK],
            "The check found 2 groups in more than one part, 5 unreadable files, and 2 more.",
        ),
        ([LEAK, LEAK], "The check found 2 groups in more than one part, and 1 more."),
        ([found(CheckKind.DUPLICATE, groups=GROUPS)], "The check found 3 exact copies."),
    ],
)
def test_weightiest_findings_are_named_and_others_counted(findings: list[CheckFinding], sentence: str) -> None:
    assert str(in_brief(findings)) == sentence


@pytest.mark.parametrize("kind", list(CheckKind))
def test_every_kind_can_be_named(kind: CheckKind) -> None:
    assert str(in_brief([found(kind)])).startswith("The check found ")
