"""Findings that a person has dealt with: what was done about each, from the edits of the dataset."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from resnet_studio.core.basics.message import Message, message, plural
from resnet_studio.core.checks.kinds import HANDLED, OF_CLASSES, CheckKind
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.edits import Edit
from resnet_studio.core.dataset.grouped_edit import GroupedSplit
from resnet_studio.core.dataset.keep_finding import KeepFinding, KeepFindings
from resnet_studio.core.dataset.label_as_new import LabelAsNew
from resnet_studio.core.dataset.picture_edits import (
    PART_WORDS,
    ClearLabels,
    LeaveOut,
    MovePictures,
    PinPictures,
    SortPictures,
)
from resnet_studio.core.dataset.take_back import Later


@dataclass(frozen=True, slots=True)
class Done:
    """A finding, or a part of one, that an edit has dealt with.

    Attributes:
        key: of the finding.
        what: was done, in a sentence.
        pictures: paths of those that it was done to; empty where it is about classes, or all pictures.
        place: of the edit, in the dataset's.
        obstacle: why that cannot be taken back alone; None where it can.
    """

    key: str
    what: Message
    pictures: tuple[str, ...]
    place: int
    obstacle: Message | None


def done(dataset: Dataset) -> Iterator[Done]:
    """What was done about findings and still holds, the last first."""
    kinds = {str(kind): kind for kind in CheckKind}
    later = _LaterOfFindings(dataset.edits)
    for place in range(len(dataset.edits) - 1, -1, -1):
        edit = dataset.edits[place]
        key = getattr(edit, "finding", "")
        kind = kinds.get(key.partition(":")[0])
        if isinstance(edit, KeepFindings):
            yield from _understood(edit, place, kinds)
        elif kind is not None and (what := _said(edit, kind)) is not None and later.leaves(edit, dataset):
            about = () if kind in OF_CLASSES else getattr(edit, "paths", ())
            yield Done(key, what, about, place, later.obstacle(dataset, place))
        later.add(place)


def _understood(edit: KeepFindings, place: int, kinds: Mapping[str, CheckKind]) -> Iterator[Done]:
    """Findings that were kept as they are at once, and are taken back at once."""
    each = [(kinds.get(one.finding.partition(":")[0]), one) for one in edit.apart()]
    what = plural("Understood, with {count} other.", "Understood, with {count} others.", len(each) - 1)
    for kind, one in each:
        if kind is not None:
            yield Done(one.finding, what, () if kind in OF_CLASSES else one.paths, place, None)


class _LaterOfFindings(Later):
    """What later edits leave of one."""

    def __init__(self, edits: Sequence[Edit]) -> None:
        super().__init__(edits)
        self._labelled: set[str] = set()
        self._pinned: set[str] = set()

    def leaves(self, edit: Edit, dataset: Dataset) -> bool:
        """Whether it is not so that they have replaced all of it."""
        match edit:
            case LeaveOut():
                return not dataset.contents or not dataset.contents.left_out.isdisjoint(edit.paths)
            case MovePictures() | SortPictures():
                return not self._labelled.issuperset(edit.paths)
            case PinPictures():
                return not self._pinned.issuperset(edit.paths)
            case GroupedSplit():
                return not self.split
            case _:
                return True

    def add(self, place: int) -> None:
        """See `Later`."""
        super().add(place)
        match self._edits[place]:
            case MovePictures() | SortPictures() | LabelAsNew() | ClearLabels() as edit:
                self._labelled.update(edit.paths)
            case PinPictures(paths=paths):
                self._pinned.update(paths)


def _said(edit: Edit, kind: CheckKind) -> Message | None:
    match edit:
        case KeepFinding():
            return message("Understood.") if kind in HANDLED else message("Kept as it is.")
        case LeaveOut():
            return plural("{count} picture was left out.", "{count} pictures were left out.", len(edit.paths))
        case MovePictures():
            return plural(
                "{count} picture was labelled as {name:name}.",
                "{count} pictures were labelled as {name:name}.",
                len(edit.paths),
                name=edit.to,
            )
        case SortPictures():
            return plural("{count} picture got another class.", "{count} pictures got another class.", len(edit.paths))
        case PinPictures(part=part) if part is not None:
            return plural(
                "{count} picture was put into {part}.", "{count} pictures were put into {part}.", len(edit.paths),
                part=PART_WORDS[part],
            )  # fmt: skip
        case GroupedSplit(by="near_duplicates"):
            return message("The pictures were split again, copies together.")
        case GroupedSplit():
            return message("The pictures were split again, groups together.")
        case _:
            return None
