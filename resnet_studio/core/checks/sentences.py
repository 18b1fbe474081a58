"""What is said of each kind of finding."""

from collections.abc import Callable, Sequence

from resnet_studio.core.basics.message import Message, message, plural
from resnet_studio.core.checks.kinds import CheckFinding, CheckKind
from resnet_studio.core.checks.shortcuts import Shortcut
from resnet_studio.core.checks.thresholds import USUAL, Thresholds
from resnet_studio.core.dataset.findings import few
from resnet_studio.core.dataset.name_groups import beginning

Said = Callable[[int, Thresholds], Message]

_SINGLE: dict[CheckKind, Said] = {
    CheckKind.UNREADABLE: lambda count, _: plural(
        "{count} picture cannot be read.", "{count} pictures cannot be read.", count
    ),
    CheckKind.TINY: lambda count, limits: plural(
        "{count} picture is tiny: its shorter side has less than {side} pixels.",
        "{count} pictures are tiny: their shorter side has less than {side} pixels.",
        count,
        side=round(limits.tiny),
    ),
    CheckKind.HUGE: lambda count, limits: plural(
        "{count} picture has more than {most} megapixels, which takes long to read.",
        "{count} pictures have more than {most} megapixels, which takes long to read.",
        count,
        most=round(limits.huge),
    ),
    CheckKind.UNIFORM: lambda count, _: plural(
        "{count} picture has only one colour.", "{count} pictures have only one colour.", count
    ),
    CheckKind.BLURRED: lambda count, _: plural("{count} picture is blurred.", "{count} pictures are blurred.", count),
    CheckKind.DARK: lambda count, _: plural("{count} picture is very dark.", "{count} pictures are very dark.", count),
    CheckKind.BRIGHT: lambda count, _: plural(
        "{count} picture is very bright.", "{count} pictures are very bright.", count
    ),
    CheckKind.ODD_ASPECT: lambda count, limits: plural(
        "{count} picture is more than {ratio} times as long as it is wide. The network sees its middle.",
        "{count} pictures are more than {ratio} times as long as they are wide. The network sees their middle.",
        count,
        ratio=limits.aspect,
    ),
    CheckKind.SIXTEEN_BIT: lambda count, _: plural(
        "{count} picture has more than 8 bits for a colour. It is scaled to 8.",
        "{count} pictures have more than 8 bits for a colour. They are scaled to 8.",
        count,
    ),
    CheckKind.CMYK: lambda count, _: plural(
        "{count} picture has colours for print (CMYK). It is converted to RGB.",
        "{count} pictures have colours for print (CMYK). They are converted to RGB.",
        count,
    ),
    CheckKind.TRANSPARENT: lambda count, _: plural(
        "{count} picture is transparent in parts. It is put on white.",
        "{count} pictures are transparent in parts. They are put on white.",
        count,
    ),
    CheckKind.ANIMATED: lambda count, _: plural(
        "{count} picture has several frames or pages. The first one is used.",
        "{count} pictures have several frames or pages. The first ones are used.",
        count,
    ),
    CheckKind.ROTATED: lambda count, _: plural(
        "{count} picture is stored turned. It is used the right way up.",
        "{count} pictures are stored turned. They are used the right way up.",
        count,
    ),
    CheckKind.WRONG_EXTENSION: lambda count, _: plural(
        "{count} file is not of the format that its name says. It can be read all the same.",
        "{count} files are not of the format that their names say. They can be read all the same.",
        count,
    ),
    CheckKind.PLACEHOLDER: lambda count, _: plural(
        "{count} picture looks like a placeholder, which says that something was not found.",
        "{count} pictures look like placeholders, which says that something was not found.",
        count,
    ),
}


TITLES: dict[CheckKind, Message] = {
    CheckKind.UNREADABLE: message("Unreadable"),
    CheckKind.TINY: message("Tiny"),
    CheckKind.HUGE: message("Huge"),
    CheckKind.UNIFORM: message("Only one colour"),
    CheckKind.BLURRED: message("Blurred"),
    CheckKind.DARK: message("Very dark"),
    CheckKind.BRIGHT: message("Very bright"),
    CheckKind.ODD_ASPECT: message("Long and narrow"),
    CheckKind.SIXTEEN_BIT: message("More than 8 bits"),
    CheckKind.CMYK: message("Colours for print"),
    CheckKind.TRANSPARENT: message("Transparent"),
    CheckKind.ANIMATED: message("Several frames"),
    CheckKind.ROTATED: message("Stored turned"),
    CheckKind.WRONG_EXTENSION: message("Another format than its name says"),
    CheckKind.PLACEHOLDER: message("Placeholder"),
    CheckKind.DUPLICATE: message("Exact copies"),
    CheckKind.NEAR_DUPLICATE: message("Nearly the same"),
    CheckKind.TWO_CLASSES: message("In two classes"),
    CheckKind.LEAK: message("On both sides of the split"),
    CheckKind.SMALL_CLASS: message("Small class"),
    CheckKind.IMBALANCE: message("Classes of different sizes"),
    CheckKind.SHORTCUT: message("A shortcut tells classes apart"),
}
"""What each kind is, in a few words."""


_OF_SEVERAL = {
    "leak:names": message("On both sides, by file names"),
    "leak:column": message("On both sides, by the table"),
    "shortcut:bytes": message("The size of files tells classes apart"),
    "shortcut:pixels": message("Width and height tell classes apart"),
    "shortcut:format": message("The format of files tells classes apart"),
    "shortcut:border": message("The edges tell classes apart"),
    "shortcut:brightness": message("Brightness tells classes apart"),
}


def title_of(key: str) -> Message:
    """What the finding of that key is, in a few words, also where there are several of its kind."""
    return _OF_SEVERAL.get(key) or TITLES[CheckKind(key.partition(":")[0])]


def of_pictures(kind: CheckKind, count: int, thresholds: Thresholds) -> Message:
    """The sentence about so many single pictures."""
    return _SINGLE[kind](count, thresholds)


def of_copies(copies: int) -> Message:
    """The sentence about files with the same bytes as another one; the first of each is not counted."""
    return plural(
        "{count} picture is an exact copy of another one.", "{count} pictures are exact copies of others.", copies
    )


def of_alike(groups: int, pictures: int) -> Message:
    """The sentence about near-duplicates."""
    return plural(
        "{pictures} are nearly the same.",
        "{pictures} are in {count} groups of pictures that are nearly the same.",
        groups,
        pictures=plural("{count} picture", "{count} pictures", pictures),
    )


def of_two_classes(groups: int, pictures: int) -> Message:
    """The sentence about pictures that are alike and in several classes."""
    return plural(
        "{pictures} that are the same, or nearly, are in more than one class.",
        "{pictures}, in {count} groups that are the same or nearly the same, are in more than one class.",
        groups,
        pictures=plural("{count} picture", "{count} pictures", pictures),
    )


def of_leaks(groups: int) -> Message:
    """The sentence about pictures that are in two parts."""
    return plural(
        "{count} group of near-duplicates crosses the split: one of them is learned from, another tests what was "
        "learned.",
        "{count} groups of near-duplicates cross the split: one of each is learned from, another tests what was "
        "learned.",
        groups,
    )


def of_named_leaks(groups: Sequence[Sequence[str]]) -> Message:
    """The sentence about groups that names of files show, and that are in two parts."""
    names = tuple(dict.fromkeys(beginning(group[0]) or group[0] for group in groups))
    return plural(
        "{count} group of file names is in more than one part: {names}.",
        "{count} groups of file names are in more than one part: {names}.",
        len(groups),
        names=few(names),
    )


def of_column_leaks(groups: int) -> Message:
    """The sentence about groups of a table that are in two parts."""
    return plural(
        "{count} group of the table is in more than one part: the model is tested on what it has learned from.",
        "{count} groups of the table are in more than one part: the model is tested on what it has learned from.",
        groups,
    )


def of_groups(kind: CheckKind, groups: Sequence[Sequence[str]], detail: str = "") -> Message:
    """The sentence about groups of pictures that are alike, or that `detail` says belong together."""
    match kind:
        case CheckKind.LEAK if detail == "names":
            return of_named_leaks(groups)
        case CheckKind.LEAK if detail == "column":
            return of_column_leaks(len(groups))
        case CheckKind.DUPLICATE:
            return of_copies(sum(len(group) - 1 for group in groups))
        case CheckKind.TWO_CLASSES:
            return of_two_classes(len(groups), sum(map(len, groups)))
        case CheckKind.LEAK:
            return of_leaks(len(groups))
        case _:
            return of_alike(len(groups), sum(map(len, groups)))


def of_one(finding: CheckFinding, path: str) -> Message:
    """What a finding says of one of its pictures, or of those that are like it."""
    if finding.groups:
        return of_groups(finding.kind, [group for group in finding.groups if path in group], finding.detail)
    return of_pictures(finding.kind, 1, USUAL)


def of_small_classes(names: Message | tuple[str | Message, ...], count: int, least: float) -> Message:
    """The sentence about classes with few training pictures."""
    return plural(
        "{count} class has fewer than {least} training pictures: {names}.",
        "{count} classes have fewer than {least} training pictures: {names}.",
        count,
        least=round(least),
        names=names,
    )


def of_imbalance(large: str, most: int, small: str, fewest: int) -> Message:
    """The sentence about classes of different sizes."""
    return message(
        "{large:name} has {most}, {small:name} only {fewest}: the small class is learned less well.",
        large=large,
        most=plural("{count} training picture", "{count} training pictures", most),
        small=small,
        fewest=fewest,
    )


_BY: dict[str, Callable[[float], Message]] = {
    "bytes": lambda right: message(
        "The size of the files alone tells the classes apart: it is right for {right:percent}.", right=right
    ),
    "pixels": lambda right: message(
        "The width and height of the pictures alone tell the classes apart: they are right for {right:percent}.",
        right=right,
    ),
    "format": lambda right: message(
        "The format of the files alone tells the classes apart: it is right for {right:percent}.", right=right
    ),
    "border": lambda right: message(
        "The edges of the pictures alone tell the classes apart: they are right for {right:percent}.", right=right
    ),
    "brightness": lambda right: message(
        "Brightness alone tells the classes apart: it is right for {right:percent}.", right=right
    ),
}


WHY_SHORTCUT = message(
    "A model may learn this in place of what the pictures show, and would then fail on pictures that were made in "
    "another way. To mend it, add pictures to each class that were made like those of the others."
)
"""What is said below the sentence about a property that tells classes apart."""


def of_shortcut(found: Shortcut) -> Message:
    """The sentence about a property that tells classes apart."""
    return _BY[found.by](found.right)
