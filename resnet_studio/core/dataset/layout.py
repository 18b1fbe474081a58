"""How a dataset's folder is laid out: which folders in it hold which class of which part."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from resnet_studio.core.archives.known import origin
from resnet_studio.core.basics.errors import DatasetError
from resnet_studio.core.basics.message import Message, joined, message, plural
from resnet_studio.core.basics.natural_order import natural_key
from resnet_studio.core.dataset.catalogue import PARTS, Part, Reading
from resnet_studio.core.dataset.findings import Finding, FindingKind, few
from resnet_studio.core.dataset.parts import part_of, recognise, says_more
from resnet_studio.core.dataset.unclear_layout import UnclearLayoutError
from resnet_studio.core.dataset.walk import Folder, Listing, Walker, class_name

SORT = message("Put its pictures into one folder for each class, named after the class.")


class ClassFolder(NamedTuple):
    """A folder with pictures of one class for one part."""

    part: Part
    name: str
    folder: Folder


@dataclass
class Layout:
    """Where the pictures are.

    Attributes:
        home: the folder that holds the class folders, those of training where each part has its own.
        parts: those that the dataset's folder has.
        folders: in the order in which they are to be read.
        findings: about folders and pictures that are in no class folder.
    """

    home: Path
    parts: set[Part]
    folders: list[ClassFolder] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def find_layout(
    root: Path, walker: Walker, top: Listing, reading: Reading, *, known: Collection[str] = (), measure: bool = False
) -> Layout:
    """Where the pictures of each class and part are.

    What names say is certain: `train` beside another part, or parts inside of each class folder. Without such names,
    folders that hold the same folders may be parts or classes, which is asked.

    Args:
        root: the dataset's folder.
        walker: of that folder.
        top: what is directly in it.
        reading: what a person said about its folders.
        known: the classes of a model, which answer the question instead of a person.
        measure: the pictures are not for training, so that a test or validation folder alone is enough.

    Raises:
        DatasetError: a part is there twice or holds no class folders.
        UnclearLayoutError: a person must say what the folders are.
    """
    named = recognise(folder.name for folder in top.folders)
    if reading == "names":
        try:
            parts = _certain_parts(root, walker, top, named, measure=measure)
        except UnclearLayoutError as unclear:
            parts, reading = {}, _answer(unclear, known)
        if parts:
            return _in_named_parts(walker, top, parts, [name for name in named if says_more(name)])
    if reading == "names":
        if inside := _parts_inside(root, walker, top):
            return inside
        if _may_be_parts(walker, top, named):
            reading = _answer(_unclear(root, walker, top, named), known)
    if reading == "parts":
        return _as_parts(walker, top, named)
    layout = Layout(root, {"train"}, _class_folders("train", top))
    if reading == "classes":
        sentence = message("The folders {names} are taken as classes, not as parts.", names=_names(top))
        layout.findings.append(Finding(FindingKind.LAYOUT, sentence))
    if top.folders:
        layout.findings += _outside_classes(top, "")
    return layout


def _answer(unclear: UnclearLayoutError, known: Collection[str]) -> Reading:
    """What the folders are by the classes of a model.

    Raises:
        UnclearLayoutError: there is no model.
    """
    if not known:
        raise unclear
    if not unclear.classes:
        return "classes"
    inside, directly = (len(frozenset(known) & frozenset(names)) for names in (unclear.classes, unclear.folders))
    return "parts" if inside >= directly else "classes"


def _in_named_parts(walker: Walker, top: Listing, parts: Mapping[Part, Folder], says_more: Sequence[str]) -> Layout:
    """The layout in parts that names say, and a finding where some names `says_more`: they may be of classes."""
    layout = _in_parts(walker, top, {part: [folder] for part, folder in parts.items()})
    if says_more:
        layout.findings.insert(0, _taken_as_parts(few(says_more)))
    return layout


def _taken_as_parts(names: Message | tuple[str | Message, ...]) -> Finding:
    sentence = message("The folders {names} are taken as parts of one dataset, not as classes.", names=names)
    return Finding(FindingKind.LAYOUT, sentence)


def _as_parts(walker: Walker, top: Listing, named: Mapping[str, Part]) -> Layout:
    """The layout that a person's word makes of the folders: parts of one dataset."""
    parts = {
        part: [_unwrapped(walker, one) for one in folders] for part, folders in _assigned(top.folders, named).items()
    }
    layout = _in_parts(walker, top, parts)
    layout.findings.insert(0, _taken_as_parts(_names(top)))
    return layout


def _outside_classes(listing: Listing, part: str) -> list[Finding]:
    """Pictures beside class folders, in the folder of a part or ("") in the dataset's folder."""
    paths = tuple(sorted((file.path for file in listing.files), key=natural_key))
    if not paths:
        return []
    if part:
        sentence = plural(
            "{count} picture in {part} but in no class folder was left out: {names}.",
            "{count} pictures in {part} but in no class folder were left out: {names}.",
            len(paths),
            part=part,
            names=few(paths),
        )
    else:
        sentence = plural(
            "{count} picture in the dataset's folder but in no class folder was left out: {names}.",
            "{count} pictures in the dataset's folder but in no class folder were left out: {names}.",
            len(paths),
            names=few(paths),
        )
    return [Finding(FindingKind.NO_CLASS_FOLDER, sentence, paths)]


def _certain_parts(
    root: Path, walker: Walker, top: Listing, named: Mapping[str, Part], *, measure: bool
) -> dict[Part, Folder]:
    """The folder of each part, or nothing where the names do not say for certain that the folders are parts."""
    by_part: dict[Part, list[Folder]] = {}
    for folder in top.folders:
        if folder.name in named:
            by_part.setdefault(named[folder.name], []).append(folder)
    # A dataset of vehicles may have a class named train: without a second part, other folders say it is one.
    if "train" in by_part:
        certain = len(by_part) > 1 or len(top.folders) == 1
    else:
        certain = measure and len(named) == len(top.folders) and all(walker.peek(one).folders for one in top.folders)
    if not certain:
        return {}
    for folders in by_part.values():
        if len(folders) > 1:
            raise DatasetError(
                root,
                message(
                    "{folder} holds both {one} and {other}, which name the same part. Keep one of them, or put the "
                    "class folders of both into one.",
                    folder=origin(root),
                    one=folders[0].name,
                    other=folders[1].name,
                ),
            )
    parts = {part: _unwrapped(walker, by_part[part][0]) for part in PARTS if part in by_part}
    if "train" in parts and not walker.peek(parts["train"]).folders and not walker.cannot_read(parts["train"]):
        if any(says_more(folder.name) for folders in by_part.values() for folder in folders):
            raise UnclearLayoutError(root, {part: (folders[0].name,) for part, folders in by_part.items()}, ())
        train = parts["train"].real
        raise DatasetError(train, joined(message("{folder} holds no class folders.", folder=origin(train)), SORT))
    return parts


def _unwrapped(walker: Walker, folder: Folder) -> Folder:
    """The folder inside of it where that is all it holds and has the same meaning, as archives are often unpacked."""
    inner = walker.peek(folder)
    if len(inner.folders) == 1 and not inner.files:
        only = inner.folders[0]
        if only.name.casefold() == folder.name.casefold() or part_of(only.name) == part_of(folder.name) is not None:
            return _unwrapped(walker, only)
    return folder


def _in_parts(walker: Walker, top: Listing, parts: Mapping[Part, Sequence[Folder]]) -> Layout:
    """The layout with a class folder for each class in each folder of a part."""
    used = {folder.path.split("/")[0] for folders in parts.values() for folder in folders}
    train = parts.get("train", next(iter(parts.values())))[0]
    layout = Layout(train.real, set(parts))
    layout.findings = _unused_folders(tuple(one.name for one in top.folders if one.name not in used), train.name)
    layout.findings += _outside_classes(top, "")
    for part, folders in parts.items():
        for folder in folders:
            listing = walker.listing(folder, needed=True)
            layout.folders += _class_folders(part, listing)
            layout.findings += _outside_classes(listing, folder.name)
    return layout


def _unused_folders(names: tuple[str, ...], beside: str) -> list[Finding]:
    """Folders that are neither a part nor a class."""
    if not names:
        return []
    sentence = plural(
        "{count} folder beside {train} was left out: {names}.",
        "{count} folders beside {train} were left out: {names}.",
        len(names),
        train=beside,
        names=few(names),
    )
    return [Finding(FindingKind.UNUSED_FOLDER, sentence, names)]


def _parts_inside(root: Path, walker: Walker, top: Listing) -> Layout | None:
    """The layout where each class folder holds folders for training and for another part, and no pictures itself."""
    layout = Layout(root, set())
    unused: list[str] = []
    datasets: list[str] = []
    for folder in top.folders:
        listing = walker.peek(folder)
        named = recognise(inner.name for inner in listing.folders)
        if listing.files or "train" not in named.values():
            return None
        parts = [walker.peek(inner) for inner in listing.folders if inner.name in named]
        if all(part.folders and not part.files for part in parts):  # not pictures, but classes
            datasets.append(folder.name)
        for inner in listing.folders:
            if part := named.get(inner.name):
                layout.folders.append(ClassFolder(part, class_name(folder.name), inner))
                layout.parts.add(part)
            else:
                unused.append(inner.path)
    if len(layout.parts) < 2:
        return None
    if len(datasets) > 1:
        text = message("{folder} holds datasets: {names}. Open one of them.", folder=origin(root), names=few(datasets))
        raise DatasetError(root, text)
    layout.findings = [*_unused_folders(tuple(unused), "train"), *_outside_classes(top, "")]
    return layout


def _class_folders(part: Part, listing: Listing) -> list[ClassFolder]:
    return [ClassFolder(part, class_name(folder.name), folder) for folder in listing.folders]


def _may_be_parts(walker: Walker, top: Listing, named: Mapping[str, Part]) -> bool:
    """Whether the folders look like parts although their names are not certain."""
    if len(top.folders) < 2:
        return False
    for folder in top.folders:
        # A folder named train that holds class folders and no pictures is hardly a class.
        if named.get(folder.name) == "train" and _holds_classes(walker.peek(folder)):
            return True
    inside: list[set[str]] = []
    for folder in top.folders:
        listing = walker.peek(folder)
        if not _holds_classes(listing):
            return False
        inside.append({class_name(inner.name).casefold() for inner in listing.folders})
    everywhere = set[str]().union(*inside)
    return all(2 * len(names) >= len(everywhere) for names in inside)


def _holds_classes(listing: Listing) -> bool:
    """Whether what is directly in a folder looks like class folders, with hardly a picture beside them."""
    return len(listing.folders) > max(1, len(listing.files))


def _unclear(root: Path, walker: Walker, top: Listing, named: Mapping[str, Part]) -> UnclearLayoutError:
    inside = (inner.name for folder in top.folders for inner in walker.peek(folder).folders)
    classes = tuple(sorted({class_name(name) for name in inside}, key=natural_key))
    parts = {part: tuple(one.name for one in folders) for part, folders in _assigned(top.folders, named).items()}
    return UnclearLayoutError(root, parts, classes)


def _assigned(folders: Sequence[Folder], named: Mapping[str, Part]) -> dict[Part, list[Folder]]:
    """The part of each folder, if they are parts: what its name says, or training, for which there must be one."""
    parts = {folder.name: named.get(folder.name, "train") for folder in folders}
    if "train" not in parts.values():
        parts = {name: "test" if part == "test" else "train" for name, part in parts.items()}
    if "train" not in parts.values():
        parts = dict.fromkeys(parts, "train")
    return {part: found for part in PARTS if (found := [one for one in folders if parts[one.name] == part])}


def _names(top: Listing) -> Message | tuple[str | Message, ...]:
    return few([folder.name for folder in top.folders])
