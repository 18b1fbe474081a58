"""What follows where pictures were not checked: near-duplicates of them are unknown."""

from resnet_studio.core.basics.message import Message, plural


def in_parts(pictures: int) -> Message:
    """What may be so in the parts of a split."""
    return plural(
        "{count} picture was not checked: a near-duplicate of it may be in another part of the split.",
        "{count} pictures were not checked: near-duplicates among them may be in different parts of the split.",
        pictures,
    )


def in_folds(pictures: int) -> Message:
    """What may be so in folds."""
    return plural(
        "{count} picture was not checked: if it has a near-duplicate, that may be in another fold.",
        "{count} pictures were not checked: near-duplicates among them may be in different folds.",
        pictures,
    )
