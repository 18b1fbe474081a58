"""From a folder to a catalogue: names classes and pictures without reading a pixel."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from resnet_studio.core.basics.errors import DatasetError
from resnet_studio.core.basics.formatting import counted, listed
from resnet_studio.core.basics.natural_order import natural_key
from resnet_studio.core.basics.safe_text import printable
from resnet_studio.core.dataset.catalogue import PARTS, Dataset, Part, Picture, Split
from resnet_studio.core.dataset.split import check, split
from resnet_studio.core.dataset.walk import (
    Folder,
    FoundFile,
    Listing,
    ScanStopped,
    Walker,
    class_name,
    left_out,
)

__all__ = ["ScanStopped", "pictures_in", "scan"]

_PART_NAMES: Mapping[str, Part] = {
    "train": "train",
    "val": "validation",
    "valid": "validation",
    "validation": "validation",
    "test": "test",
}
_SORT = "Put its pictures into one folder for each class, named after the class."
# Nothing is unpacked here: an archive may hold paths that lead elsewhere, links, and far more than its size tells.
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
    pictures a share of each class is split off. What was left out, and why, is in the dataset's notices.

    Args:
        folder: what the person dropped.
        seed: of the split.
        fraction: share of each class's pictures that is split off for validation.
        measure: the folder is not to be trained on: one class is enough, and nothing is split off.
        should_stop: asked every few hundred files.
        progress: told the number of files seen, every few hundred.

    Raises:
        DatasetError: the folder cannot be used; the sentence says why and what to do.
        ConfigError: seed or fraction is out of range.
        ScanStopped: `should_stop` said so.
    """
    check(fraction, seed)
    root = _checked(folder)
    walker = Walker(root, should_stop, progress)
    top = walker.listing(walker.root_folder(), needed=True)
    parts = _parts(root, walker, top)
    notices = _beside(top, parts) if parts else []
    found: dict[Part, Found] = {
        part: _classes(walker, inner, notices) for part, inner in (parts or {"train": walker.root_folder()}).items()
    }
    classes = tuple(sorted((name for name, files in found["train"].items() if files), key=natural_key))
    notices.extend(walker.notices())
    if len(classes) < (1 if measure else 2):
        raise _too_few(parts["train"].real if parts else root, classes, top, " ".join(notices))
    notices.extend(_odd_classes(found, classes))
    pictures = tuple(
        Picture(file.path, label, part, file.size, file.mtime_ns)
        for part in PARTS
        for label, name in enumerate(classes)
        for file in found.get(part, {}).get(name, ())
    )
    if any(picture.part == "validation" for picture in pictures):
        return Dataset(root, classes, pictures, Split("folder"), tuple(notices))
    if measure:
        return Dataset(root, classes, pictures, Split("seed", seed, float(fraction)), tuple(notices))
    notices.extend(_small_classes(root, classes, found))
    pictures = split(pictures, classes, fraction, seed)
    return Dataset(root, classes, pictures, Split("seed", seed, float(fraction)), tuple(notices))


def pictures_in(folder: Path, should_stop: Callable[[], bool] = lambda: False) -> list[Path]:
    """All pictures in a folder and below it, by their names and in natural order, hidden ones left out.

    Raises:
        DatasetError: it is no folder or cannot be read.
        ScanStopped: `should_stop` said so.
    """
    root = _checked(folder)
    walker = Walker(root, should_stop, None)
    return [root / file.path for file in walker.pictures(walker.root_folder(), needed=True)]


def _checked(folder: Path) -> Path:
    """The folder's absolute path, without resolving links: it is shown as the person knows it."""
    text = str(folder)
    name = printable(text.encode("utf-8", "replace").decode())
    if "\0" in text or text.encode("utf-8", "replace") != text.encode("utf-8", "surrogatepass"):
        raise DatasetError(folder, f"The name of {name} is not valid text. Rename the folder.")
    try:
        if folder.is_dir():
            return folder.absolute()
        if folder.exists():
            raise DatasetError(folder, f"{name} is {_no_folder(folder)}")
    except OSError as error:
        raise DatasetError(folder, f"{name} cannot be read: {error.strerror or error}.") from error
    what = "a link that leads nowhere" if folder.is_symlink() else "not there"
    raise DatasetError(folder, f"The folder {name} is {what}.")


def _no_folder(file: Path) -> str:
    """What stands where a folder is wanted, and what to do."""
    if file.name.casefold().endswith(_ARCHIVES):
        return "an archive. Unpack it first, then choose the folder that it becomes."
    return "a file. Choose the folder that holds the class folders."


def _parts(root: Path, walker: Walker, top: Listing) -> dict[Part, Folder]:
    """The folders of the parts by their names in any case, or nothing if the folders are classes."""
    parts: dict[Part, Folder] = {}
    for inner in top.folders:
        part = _PART_NAMES.get(inner.name.casefold())
        if part in parts:
            raise DatasetError(root, f"{root} holds both {parts[part].name} and {inner.name}. Keep one of them.")
        if part:
            parts[part] = inner
    # A dataset of vehicles may have a class named train: without a second part, other folders say it is one.
    if "train" not in parts or (len(parts) == 1 and len(top.folders) > 1):
        return {}
    train = parts["train"]
    if not walker.listing(train, needed=True).folders:
        raise DatasetError(train.real, f"{train.real} holds no class folders. {_SORT}")
    return parts


def _beside(top: Listing, parts: Mapping[Part, Folder]) -> list[str]:
    """Notices about what lies next to the folders of the parts."""
    names = [inner.name for inner in top.folders if inner not in parts.values()]
    notices = [left_out(len(names), "folder beside train", "folders beside train", names)] if names else []
    return [*notices, *_loose(top, "the dataset's folder")]


def _loose(listing: Listing, where: str) -> list[str]:
    """A notice about pictures that lie beside class folders, if there are any."""
    names = sorted((file.path for file in listing.files), key=natural_key)
    one, many = f"picture in {where} but in no class folder", f"pictures in {where} but in no class folder"
    return [left_out(len(names), one, many, names)] if names else []


def _classes(walker: Walker, folder: Folder, notices: list[str]) -> Found:
    """The pictures of each class folder in `folder`, empty ones too; unreadable ones are the walker's to report."""
    listing = walker.listing(folder, needed=True)
    found: Found = {}
    for inner in listing.folders:
        files = walker.pictures(inner)
        if not walker.cannot_read(inner):
            found.setdefault(class_name(inner.name), []).extend(files)
    if folder.path or listing.folders:
        notices.extend(_loose(listing, folder.name if folder.path else "the dataset's folder"))
    return found


def _too_few(folder: Path, classes: Sequence[str], top: Listing, notices: str) -> DatasetError:
    """Why there are not two classes, and what to do."""
    if classes:
        problem = (
            f"{folder} holds only one class with pictures: {printable(classes[0])}. At least two are needed. "
            "If its folders are the classes, choose that folder instead."
        )
    elif top.folders:
        problem = f"None of the folders in {folder} holds a picture."
    elif top.files:
        problem = f"{folder} holds {counted(len(top.files), 'picture')} but no class folders. {_SORT}"
    else:
        problem = f"{folder} holds no pictures."
    return DatasetError(folder, f"{problem} {notices}".strip())


def _odd_classes(found: Mapping[Part, Found], classes: Sequence[str]) -> Iterator[str]:
    """Notices about classes that are not the same in all parts; labels never depend on it."""
    known = set(classes)
    elsewhere = {name for part in found if part != "train" for name, files in found[part].items() if files}
    only_there = sorted(elsewhere - known, key=natural_key)
    if only_there:
        yield left_out(
            len(only_there), "class without training pictures", "classes without training pictures", only_there
        )
    empty = sorted(set().union(*found.values()) - known - elsewhere, key=natural_key)
    if empty:
        yield left_out(len(empty), "class folder without pictures", "class folders without pictures", empty)
    for part in found:
        missing = [name for name in classes if not found[part].get(name)]
        if len(missing) == len(classes):
            rest = " Some training pictures are used instead." if part == "validation" else ""
            yield f"The {part} folder holds no pictures of these classes.{rest}"
        elif missing:
            yield f"{counted(len(missing), 'class has', 'classes have')} no {part} pictures: {listed(missing)}."


def _small_classes(root: Path, classes: Sequence[str], found: Mapping[Part, Found]) -> list[str]:
    """A notice about classes that cannot be split, or an error if there is no other."""
    single = [name for name in classes if len(found["train"][name]) < 2]
    if len(single) == len(classes):
        raise DatasetError(
            root,
            f"Each class in {root} has only one picture. Add more: some of them must be kept to check the result.",
        )
    if not single:
        return []
    what = counted(len(single), "class has a single picture", "classes have a single picture")
    return [f"{what}, which is used for training, so none is left to check the result: {listed(single)}."]
