"""What a check has found, in one sentence."""

from collections.abc import Callable, Sequence

from resnet_studio.core.basics.message import Message, message, plural
from resnet_studio.core.checks.kinds import CheckFinding, CheckKind, weightiest

_BRIEF: dict[CheckKind, Callable[[int], Message]] = {
    CheckKind.LEAK: lambda count: plural(
        "{count} group in more than one part", "{count} groups in more than one part", count
    ),
    CheckKind.TWO_CLASSES: lambda count: plural(
        "{count} picture in two classes", "{count} pictures in two classes", count
    ),
    CheckKind.SHORTCUT: lambda _: message("a shortcut that tells classes apart"),
    CheckKind.PLACEHOLDER: lambda count: plural("{count} placeholder", "{count} placeholders", count),
    CheckKind.UNREADABLE: lambda count: plural("{count} unreadable file", "{count} unreadable files", count),
    CheckKind.TINY: lambda count: plural("{count} tiny picture", "{count} tiny pictures", count),
    CheckKind.HUGE: lambda count: plural("{count} huge picture", "{count} huge pictures", count),
    CheckKind.UNIFORM: lambda count: plural("{count} picture of one colour", "{count} pictures of one colour", count),
    CheckKind.BLURRED: lambda count: plural("{count} blurred picture", "{count} blurred pictures", count),
    CheckKind.DARK: lambda count: plural("{count} very dark picture", "{count} very dark pictures", count),
    CheckKind.BRIGHT: lambda count: plural("{count} very bright picture", "{count} very bright pictures", count),
    CheckKind.ODD_ASPECT: lambda count: plural(
        "{count} long and narrow picture", "{count} long and narrow pictures", count
    ),
    CheckKind.SIXTEEN_BIT: lambda count: plural(
        "{count} picture of more than 8 bits", "{count} pictures of more than 8 bits", count
    ),
    CheckKind.CMYK: lambda count: plural(
        "{count} picture in colours for print", "{count} pictures in colours for print", count
    ),
    CheckKind.TRANSPARENT: lambda count: plural("{count} transparent picture", "{count} transparent pictures", count),
    CheckKind.ANIMATED: lambda count: plural(
        "{count} picture with several frames", "{count} pictures with several frames", count
    ),
    CheckKind.ROTATED: lambda count: plural("{count} picture stored turned", "{count} pictures stored turned", count),
    CheckKind.WRONG_EXTENSION: lambda count: plural(
        "{count} file of another format than its name says",
        "{count} files of other formats than their names say",
        count,
    ),
    CheckKind.DUPLICATE: lambda count: plural("{count} exact copy", "{count} exact copies", count),
    CheckKind.NEAR_DUPLICATE: lambda count: plural(
        "{count} group of near-duplicates", "{count} groups of near-duplicates", count
    ),
    CheckKind.SMALL_CLASS: lambda count: plural("{count} small class", "{count} small classes", count),
    CheckKind.IMBALANCE: lambda _: message("classes of different sizes"),
}


def in_brief(findings: Sequence[CheckFinding]) -> Message:
    """One sentence about findings, of which there are some: it names the weightiest two, of different kinds."""
    first, *others = weightiest(findings)
    second = next((one for one in others if one.kind != first.kind), None)
    if not others:
        return message("The check found {first}.", first=_brief(first))
    if second is None:
        return message("The check found {first}, and {more} more.", first=_brief(first), more=len(others))
    more = len(others) - 1
    if not more:
        return message("The check found {first} and {second}.", first=_brief(first), second=_brief(second))
    return message(
        "The check found {first}, {second}, and {more} more.", first=_brief(first), second=_brief(second), more=more
    )


def _brief(finding: CheckFinding) -> Message:
    copies = finding.kind == CheckKind.DUPLICATE  # the first of each is not counted
    number = len(finding.groups or finding.pictures or finding.classes)
    return _BRIEF[finding.kind](len(finding.pictures) - number if copies else number)
