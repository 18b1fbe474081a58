"""What a check has found, in a few short sentences, each whole, so that every language can inflect its words."""

from collections.abc import Callable, Sequence
from typing import Final

from resnet_studio.core.basics.message import Message, joined, message, plural
from resnet_studio.core.checks.kinds import CheckFinding, CheckKind, weightiest

_BRIEF: dict[CheckKind, Callable[[int], Message]] = {
    CheckKind.LEAK: lambda count: plural(
        "{count} group is in more than one part.", "{count} groups are in more than one part.", count
    ),
    CheckKind.TWO_CLASSES: lambda count: plural(
        "{count} group is in more than one class.",
        "{count} groups are in more than one class.",
        count,
    ),
    CheckKind.SHORTCUT: lambda _: message("A shortcut tells classes apart."),
    CheckKind.PLACEHOLDER: lambda count: plural(
        "{count} picture looks like a placeholder.", "{count} pictures look like placeholders.", count
    ),
    CheckKind.UNREADABLE: lambda count: plural(
        "{count} picture cannot be read.", "{count} pictures cannot be read.", count
    ),
    CheckKind.TINY: lambda count: plural("{count} picture is tiny.", "{count} pictures are tiny.", count),
    CheckKind.HUGE: lambda count: plural("{count} picture is huge.", "{count} pictures are huge.", count),
    CheckKind.UNIFORM: lambda count: plural(
        "{count} picture has only one colour.", "{count} pictures have only one colour.", count
    ),
    CheckKind.BLURRED: lambda count: plural("{count} picture is blurred.", "{count} pictures are blurred.", count),
    CheckKind.DARK: lambda count: plural("{count} picture is very dark.", "{count} pictures are very dark.", count),
    CheckKind.BRIGHT: lambda count: plural(
        "{count} picture is very bright.", "{count} pictures are very bright.", count
    ),
    CheckKind.ODD_ASPECT: lambda count: plural(
        "{count} picture is long and narrow.", "{count} pictures are long and narrow.", count
    ),
    CheckKind.SIXTEEN_BIT: lambda count: plural(
        "{count} picture has more than 8 bits for a colour.",
        "{count} pictures have more than 8 bits for a colour.",
        count,
    ),
    CheckKind.CMYK: lambda count: plural(
        "{count} picture has colours for print.", "{count} pictures have colours for print.", count
    ),
    CheckKind.TRANSPARENT: lambda count: plural(
        "{count} picture is transparent in parts.", "{count} pictures are transparent in parts.", count
    ),
    CheckKind.ANIMATED: lambda count: plural(
        "{count} picture has several frames.", "{count} pictures have several frames.", count
    ),
    CheckKind.ROTATED: lambda count: plural(
        "{count} picture is stored turned.", "{count} pictures are stored turned.", count
    ),
    CheckKind.WRONG_EXTENSION: lambda count: plural(
        "{count} file is not of the format that its name says.",
        "{count} files are not of the format that their names say.",
        count,
    ),
    CheckKind.DUPLICATE: lambda count: plural(
        "{count} picture is an exact copy of another one.", "{count} pictures are exact copies of others.", count
    ),
    CheckKind.NEAR_DUPLICATE: lambda count: plural(
        "{count} group of near-duplicates.", "{count} groups of near-duplicates.", count
    ),
    CheckKind.SMALL_CLASS: lambda count: plural("{count} class is small.", "{count} classes are small.", count),
    CheckKind.IMBALANCE: lambda _: message("Classes are of different sizes."),
}
_SHORTCUTS: Final = {
    "bytes": message("The size of files tells classes apart."),
    "pixels": message("Width and height tell classes apart."),
    "format": message("The format of files tells classes apart."),
    "border": message("The edges tell classes apart."),
    "brightness": message("Brightness tells classes apart."),
}


def in_brief(findings: Sequence[CheckFinding]) -> Message:
    """One line about findings, of which there are some: it names the weightiest two, of different kinds."""
    first, *others = weightiest(findings)
    second = next((one for one in others if one.kind != first.kind), None)
    named = [brief(first)] if second is None else [brief(first), brief(second)]
    if more := len(findings) - len(named):
        named.append(plural("{count} more finding.", "{count} more findings.", more))
    return message("The check found: {findings}", findings=joined(*named))


def brief(finding: CheckFinding) -> Message:
    """A finding in a short sentence."""
    if finding.detail in _SHORTCUTS:
        return _SHORTCUTS[finding.detail]
    copies = finding.kind == CheckKind.DUPLICATE  # the first of each is not counted
    number = len(finding.groups or finding.pictures or finding.classes)
    return _BRIEF[finding.kind](len(finding.pictures) - number if copies else number)
