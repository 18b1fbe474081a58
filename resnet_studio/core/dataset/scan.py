"""From a folder to a dataset: names classes and pictures, and reads pixels of a few deep pictures at most."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from resnet_studio.core.basics.errors import DatasetError
from resnet_studio.core.basics.message import Message, joined, message, plural
from resnet_studio.core.basics.natural_order import natural_key
from resnet_studio.core.dataset.catalogue import PARTS, Catalogue, Part, Picture
from resnet_studio.core.dataset.dataset import Dataset, apply
from resnet_studio.core.dataset.edits import SplitBySeed
from resnet_studio.core.dataset.findings import Finding, FindingKind, few
from resnet_studio.core.dataset.split import check
from resnet_studio.core.dataset.walk import Folder, FoundFile, Listing, ScanStopped, Walker, class_name

__all__ = ["ScanStopped", "pictures_in", "scan"]

_PART_NAMES: Mapping[str, Part] = {
    "train": "train",
    "val": "validation",
    "valid": "validation",
    "validation": "validation",
    "test": "test",
}
_SORT = message("Put its pictures into one folder for each class, named after the class.")
# Archives are not unpacked: they may hold paths that lead elsewhere, links, and far more than their size says.
_ARCHIVES = (".zip", ".tar", ".gz", ".tgz", ".bz2", ".tbz2", ".xz", ".txz", ".zst", ".7z", ".rar")
Found = dict[str, list[FoundFile]]  # the pictures of each class, by its name


def scan(
    folder: Path,
    *,
    seed: int = 0,
    fraction: float = 0.2,
    measure: bool = False,
    should_stop: Callable[[], bool] = lambda: False,
    progress: Callable[[int], None] | None = None,
) -> Dataset:
    """List the classes and pictures of a dataset.

    A dataset is a folder with a folder for each class, or with `train` and optionally `val`, `valid` or
    `validation`, and `test`, each with a folder for each class. Classes are matched by name. Without validation
    pictures, the dataset begins with an edit that splits a share of each class off. What was left out, and why, is in
    the dataset's findings.

    Args:
        folder: what the person dropped.
        seed: of the split.
        fraction: share of each class's pictures that is split off for validation.
        measure: the folder is not for training: one class is enough, and nothing is split off.
        should_stop: called every few hundred files.
        progress: called with the number of files seen, every few hundred.

    Raises:
        DatasetError: the folder cannot be used; the sentence says why and what to do.
        ConfigError: seed or fraction is out of range.
        ScanStopped: `should_stop` asked for it.
    """
    check(fraction, seed)
    root = _checked(folder)
    walker = Walker(root, should_stop, progress)
    catalogue = _catalogue(root, walker, fewest=1 if measure else 2)
    if measure:
        return apply(catalogue)
    from resnet_studio.core.dataset.find_scale import with_scale  # here, because the first paint needs no decoder

    catalogue = with_scale(catalogue, walker.stop_if_asked)
    if catalogue.has_validation:
        return apply(catalogue)
    sizes = Counter(picture.label for picture in catalogue.pictures if picture.part == "train")
    if max(sizes.values()) < 2:
        raise DatasetError(
            root,
            message(
                "Each class in {folder} has only one picture. Add more: some of them must be kept to check the result.",
                folder=root,
            ),
        )
    return apply(catalogue, (SplitBySeed(float(fraction), seed),))


def pictures_in(folder: Path, should_stop: Callable[[], bool] = lambda: False) -> list[Path]:
    """All pictures in a folder and below it, by their names and in natural order, hidden ones left out.

    Raises:
        DatasetError: it is not a folder or cannot be read.
        ScanStopped: `should_stop` asked for it.
    """
    root = _checked(folder)
    walker = Walker(root, should_stop, None)
    return [root / file.path for file in walker.pictures(walker.root_folder(), needed=True)]


def _checked(folder: Path) -> Path:
    """The folder's absolute path, without resolving links: it is shown as the person knows it."""
    text = str(folder)
    name = text.encode("utf-8", "replace").decode()
    if "\0" in text or text.encode("utf-8", "replace") != text.encode("utf-8", "surrogatepass"):
        raise DatasetError(folder, message("The name of {folder} is not valid text. Rename the folder.", folder=name))
    try:
        if folder.is_dir():
            return folder.absolute()
        if folder.exists():
            raise DatasetError(folder, _not_a_folder(folder))
    except OSError as error:
        reason = error.strerror or str(error)
        raise DatasetError(folder, message("{folder} cannot be read: {reason}.", folder=name, reason=reason)) from error
    if folder.is_symlink():
        raise DatasetError(folder, message("The folder {folder} is a link that leads nowhere.", folder=name))
    raise DatasetError(folder, message("The folder {folder} is not there.", folder=name))


def _not_a_folder(file: Path) -> Message:
    """What is there instead of a folder, and what to do."""
    if file.name.casefold().endswith(_ARCHIVES):
        return message("{file} is an archive. Unpack it first, then choose the folder that it becomes.", file=file)
    return message("{file} is a file. Choose the folder that holds the class folders.", file=file)


def _catalogue(root: Path, walker: Walker, *, fewest: int) -> Catalogue:
    """What is in the folder; `fewest` is how many classes it must have."""
    top = walker.listing(walker.root_folder(), needed=True)
    parts = _parts(root, walker, top)
    findings = _beside_parts(top, parts) if parts else []
    found: dict[Part, Found] = {
        part: _classes(walker, inner, findings) for part, inner in (parts or {"train": walker.root_folder()}).items()
    }
    classes = tuple(sorted((name for name, files in found["train"].items() if files), key=natural_key))
    findings.extend(walker.findings())
    if len(classes) < fewest:
        raise _too_few(parts["train"].real if parts else root, classes, top, findings)
    findings.extend(_class_findings(found, classes))
    pictures = tuple(
        Picture(file.path, label, part, file.size, file.mtime_ns)
        for part in PARTS
        for label, name in enumerate(classes)
        for file in found.get(part, {}).get(name, ())
    )
    return Catalogue(root, classes, pictures, tuple(findings))


def _parts(root: Path, walker: Walker, top: Listing) -> dict[Part, Folder]:
    """The folders of the parts by their names in any case, or nothing if the folders are classes."""
    parts: dict[Part, Folder] = {}
    for inner in top.folders:
        part = _PART_NAMES.get(inner.name.casefold())
        if part in parts:
            raise DatasetError(
                root,
                message(
                    "{folder} holds both {one} and {other}. Keep one of them.",
                    folder=root,
                    one=parts[part].name,
                    other=inner.name,
                ),
            )
        if part:
            parts[part] = inner
    # A dataset of vehicles may have a class named train: without a second part, other folders say it is one.
    if "train" not in parts or (len(parts) == 1 and len(top.folders) > 1):
        return {}
    train = parts["train"]
    if not walker.listing(train, needed=True).folders:
        problem = message("{folder} holds no class folders.", folder=train.real)
        raise DatasetError(train.real, joined(problem, _SORT))
    return parts


def _beside_parts(top: Listing, parts: Mapping[Part, Folder]) -> list[Finding]:
    """What is next to the folders of the parts."""
    names = tuple(inner.name for inner in top.folders if inner not in parts.values())
    if not names:
        return _outside_classes(top, "")
    sentence = plural(
        "{count} folder beside train was left out: {names}.",
        "{count} folders beside train were left out: {names}.",
        len(names),
        names=few(names),
    )
    return [Finding(FindingKind.UNUSED_FOLDER, sentence, names), *_outside_classes(top, "")]


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


def _classes(walker: Walker, folder: Folder, findings: list[Finding]) -> Found:
    """The pictures of each class folder in `folder`, empty ones too. The walker reports unreadable ones."""
    listing = walker.listing(folder, needed=True)
    found: Found = {}
    for inner in listing.folders:
        files = walker.pictures(inner)
        if not walker.cannot_read(inner):
            found.setdefault(class_name(inner.name), []).extend(files)
    if folder.path or listing.folders:
        findings.extend(_outside_classes(listing, folder.name if folder.path else ""))
    return found


def _too_few(folder: Path, classes: Sequence[str], top: Listing, findings: Sequence[Finding]) -> DatasetError:
    """Why there are not two classes, and what to do."""
    if classes:
        problem = message(
            "{folder} holds only one class with pictures: {name}. At least two are needed. If its folders are the "
            "classes, choose that folder instead.",
            folder=folder,
            name=classes[0],
        )
    elif top.folders:
        problem = message("None of the folders in {folder} holds a picture.", folder=folder)
    elif top.files:
        number = len(top.files)
        holds = plural(
            "{folder} holds {count} picture but no class folders.",
            "{folder} holds {count} pictures but no class folders.",
            number,
            folder=folder,
        )
        problem = joined(holds, _SORT)
    else:
        problem = message("{folder} holds no pictures.", folder=folder)
    return DatasetError(folder, joined(problem, *(finding.message for finding in findings)))


def _class_findings(found: Mapping[Part, Found], classes: Sequence[str]) -> Iterator[Finding]:
    """Classes that are not the same in all parts. Labels never depend on it."""
    known = set(classes)
    elsewhere = {name for part in found if part != "train" for name, files in found[part].items() if files}
    if only_there := sorted(elsewhere - known, key=natural_key):
        sentence = plural(
            "{count} class without training pictures was left out: {names}.",
            "{count} classes without training pictures were left out: {names}.",
            len(only_there),
            names=few(only_there),
        )
        yield Finding(FindingKind.NO_TRAINING_PICTURES, sentence)
    if empty := sorted(set().union(*found.values()) - known - elsewhere, key=natural_key):
        sentence = plural(
            "{count} class folder without pictures was left out: {names}.",
            "{count} class folders without pictures were left out: {names}.",
            len(empty),
            names=few(empty),
        )
        yield Finding(FindingKind.EMPTY_CLASS, sentence)
    if "validation" in found and not any(found["validation"].get(name) for name in classes):
        sentence = message(
            "The validation folder holds no pictures of these classes. Some training pictures are used instead."
        )
        yield Finding(FindingKind.UNUSED_PART, sentence)
    if "test" in found:
        yield from _test_findings([name for name in classes if not found["test"].get(name)], len(classes))


def _test_findings(missing: Sequence[str], classes: int) -> Iterator[Finding]:
    """Classes that the test part lacks."""
    if len(missing) == classes:
        yield Finding(FindingKind.UNUSED_PART, message("The test folder holds no pictures of these classes."))
    elif missing:
        sentence = plural(
            "{count} class has no test pictures: {names}.",
            "{count} classes have no test pictures: {names}.",
            len(missing),
            names=few(missing),
        )
        yield Finding(FindingKind.CLASS_WITHOUT_TEST, sentence)
