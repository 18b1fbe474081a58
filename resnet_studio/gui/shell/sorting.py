"""Connecting the page that sorts pictures with the control that proposes classes, once it shows."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt

from resnet_studio.core.basics.message import Message, joined, message, plural, show
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.protocol.progress import progress_text
from resnet_studio.gui.rooms.data.room import DataRoom
from resnet_studio.gui.work.opening import Opening
from resnet_studio.gui.work.proposing import ProposingControl
from resnet_studio.gui.work.session import Session
from resnet_studio.gui.work.weights import WeightsControl
from resnet_studio.gui.work.weights_file import FileControl


def connect_sorting(room: DataRoom, control: ProposingControl, weights: WeightsControl | None = None) -> None:
    """Propose classes while pictures are sorted; what has failed is tried again when a person comes to the page."""

    field = room.sort_page.side.field

    def begin(from_another_page: bool) -> None:
        room.sort_page.renewing = lambda: control.renewing
        control.want(again=from_another_page)
        follow()

    def come() -> None:
        if room.is_sorting():
            control.want(again=True)

    def follow() -> None:
        if room.is_sorting() and not field.is_typed_into():  # a name is for the pictures that showed when it was begun
            known = room.sort_page.known
            words = sources(control, known.dataset if known is not None else None)
            room.sort_page.show_proposals(control.proposals, control.first, words)

    room.sorting.connect(begin)
    room.came_to_view.connect(come)
    if weights is not None:
        weights.found.connect(lambda found: control.compare_better() if found.depths else None)
    control.changed.connect(follow)
    field.ended.connect(follow, Qt.ConnectionType.QueuedConnection)  # when the name was given


def connect_known_weights(control: ProposingControl, session: Session, opening: Opening, files: FileControl) -> None:
    """Compare pictures by the file of weights that was chosen last, for whichever dataset, where ImageNet's are not
    here; at once where they were compared by colours."""

    def known() -> str:
        return opening.weights_of(session.dataset) if session.dataset is not None else ""

    control.weights_file = known
    files.accepted.connect(lambda _file: control.compare_better())


def sources(control: ProposingControl, dataset: Dataset | None = None) -> str:
    """What proposals for a dataset are made from, and how right they are; or why there are none, or not yet."""
    if dataset is not None and not dataset.unlabelled:
        return show(message("All pictures have a class.")) if dataset.pictures else ""
    if control.problem is not None:
        return show(control.problem[0])
    if control.progress is not None:
        return show(progress_text(control.progress))
    if control.awaited is not None:
        return "\n".join(map(show, (message("Pictures are compared when the engine is free."), control.awaited)))
    if control.busy:
        return show(message("Pictures are being compared."))
    if control.depth is None:
        return ""
    by = _compared_by(control)
    found = control.proposals
    if found is None:
        follows = message("Label two pictures of each of two classes: then the others are proposed.")
        return show(joined(by, follows))
    low, high = found.interval
    right = plural(
        "Of {count} labelled picture, each left out in turn, {right} would be proposed right: {share:percent}, 95 % "
        "interval {low:percent} to {high:percent}.",
        "Of {count} labelled pictures, each left out in turn, {right} would be proposed right: {share:percent}, 95 % "
        "interval {low:percent} to {high:percent}.",
        found.labelled,
        right=found.right,
        share=found.right / found.labelled,
        low=low,
        high=high,
    )
    if low > 1 / len(found.known):
        unseen = message("That is too high where you accepted pictures without a look.")
        return show(joined(by, right, unseen))
    return show(joined(by, right, message("So far that may be guessing: label some more before you accept any.")))


def _compared_by(control: ProposingControl) -> Message:
    if not control.depth:
        return message(
            "Pictures are compared by their colours alone: no ImageNet weights are on this computer. Download them, or "
            "choose a file of weights, in Model for better proposals."
        )
    if not control.weights:
        return message("Pictures are compared by a ResNet-{depth:plain} with ImageNet weights.", depth=control.depth)
    return message(
        "Pictures are compared by a ResNet-{depth:plain} with the weights of {file:name}, the file that was chosen "
        "last in Model.",
        depth=control.depth,
        file=Path(control.weights).name,
    )
