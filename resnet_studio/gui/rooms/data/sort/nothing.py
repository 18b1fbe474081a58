"""What stands in place of the pictures that are sorted, where none shows."""

from __future__ import annotations

from resnet_studio.core.basics.message import tr
from resnet_studio.gui.rooms.data.class_rows import ALL
from resnet_studio.gui.rooms.data.sort.classes import SortClassList
from resnet_studio.gui.rooms.data.sort.order import Known, Mode


def is_class_out(mode: Mode, classes: SortClassList) -> bool:
    """Whether the pictures of a class are wanted that is left out, so that none show."""
    label = classes.current()
    return mode == "labelled" and label != ALL and classes.is_out(label)


def words_of_nothing(known: Known, mode: Mode, classes: SortClassList) -> tuple[str, str]:
    """Why no picture shows, and what the button below it does; empty for no button."""
    label, dataset = classes.current(), known.dataset
    if is_class_out(mode, classes):
        return tr("{name:name} is left out.", name=dataset.all_classes[label]), classes.take_back_words(label)
    action = "" if dataset.unlabelled else tr("Show pictures")
    if mode == "open" and not dataset.unlabelled:
        return tr("All pictures have a class."), action
    if mode == "proposed" and any(known.proposed_counts) and label != ALL:
        return tr("No picture is proposed as {name:name}.", name=dataset.all_classes[label]), action
    if mode == "proposed":
        return tr("There are no proposals. Label two pictures of each of two classes."), action
    if mode == "labelled" and label != ALL:
        return tr("{name:name} has no pictures.", name=dataset.all_classes[label]), action
    return tr("There are no pictures here."), action
