"""The one line about what a check has found."""

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
        ([TINY], "The check found: 1 picture is tiny."),
        ([TINY, LEAK], "The check found: 2 groups are in more than one part. 1 picture is tiny."),
        (
            [found(CheckKind.ROTATED), TINY, found(CheckKind.UNREADABLE), LEAK],
            "The check found: 2 groups are in more than one part. 5 pictures cannot be read. 2 more findings.",
        ),
        ([LEAK, LEAK], "The check found: 2 groups are in more than one part. 1 more finding."),
        ([found(CheckKind.DUPLICATE, groups=GROUPS)], "The check found: 3 pictures are exact copies of others."),
    ],
)
def test_weightiest_findings_are_named_and_others_counted(findings: list[CheckFinding], sentence: str) -> None:
    assert str(in_brief(findings)) == sentence


@pytest.mark.parametrize("kind", list(CheckKind))
def test_every_kind_can_be_named(kind: CheckKind) -> None:
    assert str(in_brief([found(kind)])).startswith("The check found: ")
