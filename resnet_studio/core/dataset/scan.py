"""From a folder to a dataset: names classes and pictures, and reads pixels of a few deep pictures at most."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypedDict, Unpack

from resnet_studio.core.archives.again import restore_unpacked
from resnet_studio.core.archives.in_use import hold
from resnet_studio.core.archives.known import NOT_UNPACKED, is_archive, notes_of, origin
from resnet_studio.core.archives.linked import archives_in
from resnet_studio.core.basics.errors import DatasetError
from resnet_studio.core.basics.files import is_file
from resnet_studio.core.basics.message import Message, joined, message, plural
from resnet_studio.core.basics.natural_order import natural_key
from resnet_studio.core.dataset.catalogue import PARTS, UNLABELLED, Catalogue, Part, Picture, Reading
from resnet_studio.core.dataset.chosen import only
from resnet_studio.core.dataset.class_findings import Found, class_findings, empty_classes
from resnet_studio.core.dataset.dataset import Dataset, apply
from resnet_studio.core.dataset.edits import SplitBySeed
from resnet_studio.core.dataset.findings import Finding, FindingKind, few
from resnet_studio.core.dataset.grouped import split_by_column
from resnet_studio.core.dataset.imagefolder import catalogue_of_imagefolder, metadata_in
from resnet_studio.core.dataset.layout import SORT, Layout, find_layout
from resnet_studio.core.dataset.split import check
from resnet_studio.core.dataset.table_beside import beside, of_heap, tables_in
from resnet_studio.core.dataset.table_catalogue import Scan, catalogue_of_table
from resnet_studio.core.dataset.unclear_layout import TableBesideError
from resnet_studio.core.dataset.walk import Listing, ScanStopped, Walker
from resnet_studio.core.tables.columns import columns_of, is_table

__all__ = ["ScanStopped", "catalogue_of", "checked_folder", "scan"]


def _never() -> bool:
    """A scan that is not asked to stop."""
    return False


class HowToRead(TypedDict, total=False):
    """How a folder is read.

    Attributes:
        measure: the folder is not for training: one class is enough, and nothing is split off.
        unsorted: where fewer than two class folders hold pictures, those in no class folder are pictures that have no
            class yet, for a person to sort them.
        known: the classes of a model; where names do not say whether folders are parts or classes, these do.
        reading: what a person said about the folders in it, where their names do not say whether they are parts; or
            about the columns of the table that is chosen in it.
        chosen: names directly in the folder; the dataset consists of these. Without any, it is the whole folder.
        should_stop: called every few hundred files.
        progress: called with the number of files seen, every few hundred.
    """

    measure: bool
    unsorted: bool
    known: Collection[str]
    reading: Reading
    chosen: Sequence[str]
    should_stop: Callable[[], bool]
    progress: Callable[[int], None] | None


def scan(
    folder: Path,
    *,
    seed: int = 0,
    fraction: float = 0.2,
    **how: Unpack[HowToRead],
) -> Dataset:
    """List the classes and pictures of a dataset.

    A dataset is a folder with a folder for each class; or with folders for training and optionally validation and
    test, each with a folder for each class (`parts` knows their names); or with such folders inside of each class's.
    It can also be a table with a file and a class in each row, perhaps a part and a group; or a folder with such a
    table, as Hugging Face's `imagefolder` has it. Classes are matched by name. Without validation pictures, the
    dataset begins with an edit that splits a share of each class off, groups of a table together. What was left out,
    and why, is in the dataset's findings.

    Args:
        folder: what the person dropped.
        seed: of the split.
        fraction: share of each class's pictures that is split off for validation.
        how: the folder is read.

    Raises:
        DatasetError: the folder cannot be used; the sentence says why and what to do.
        UnclearLayoutError: whether its folders are parts or classes must be said with `reading`.
        ConfigError: seed or fraction is out of range.
        ScanStopped: `should_stop` asked for it.
    """
    check(fraction, seed)
    catalogue = catalogue_of(folder, **how)
    if how.get("measure"):
        return apply(catalogue)
    from resnet_studio.core.dataset.find_scale import with_scale  # here, because the first paint needs no decoder

    root = catalogue.root
    catalogue = with_scale(catalogue, Walker(root, how.get("should_stop", _never), None).stop_if_asked)
    if catalogue.has_validation:
        return apply(catalogue)
    sizes = Counter(picture.label for picture in catalogue.pictures if picture.part == "train")
    if max(sizes.values()) < 2 and UNLABELLED not in sizes:
        raise DatasetError(
            root,
            message(
                "Each class in {folder} has only one picture. Add more: some of them must be kept to check the result.",
                folder=origin(root),
            ),
        )
    if catalogue.groups:
        found = apply(catalogue)
        columns = columns_of(catalogue.reading)
        return found.with_edit(split_by_column(found, columns.group if columns else "", float(fraction), seed))
    return apply(catalogue, (SplitBySeed(float(fraction), seed),))


def catalogue_of(
    folder: Path,
    *,
    measure: bool = False,
    unsorted: bool = False,
    known: Collection[str] = (),
    reading: Reading = "names",
    chosen: Sequence[str] = (),
    should_stop: Callable[[], bool] = _never,
    progress: Callable[[int], None] | None = None,
) -> Catalogue:
    """The classes and pictures of a dataset without a scale and without a split; no pixel is read.

    Arguments are described in `HowToRead`; it raises what `scan` does.
    """
    how = Scan(Walker(folder, should_stop, None).stop_if_asked, progress, measure, unsorted)
    if is_table(folder) and is_file(folder):
        folder = folder.absolute()
        return catalogue_of_table(folder.parent, folder.name, columns_of(reading), how)
    root = checked_folder(folder, how.check, progress)
    unpacked = (root, *(link.readlink() for link in archives_in(root)))
    notes = tuple(Finding(FindingKind.NOT_UNPACKED, note) for one in unpacked for note in notes_of(one))
    if (columns := columns_of(reading)) is not None and chosen:
        # A record may come from anyone, and must not lead to a table elsewhere.
        if len(chosen) > 1 or Path(chosen[0]).name != chosen[0] or not is_table(Path(chosen[0])):
            raise DatasetError(root, message("{name:value} is not the name of a table.", name=chosen[0]))
        found = catalogue_of_table(root, chosen[0], columns, how)
        return replace(found, findings=(*found.findings, *notes))
    if reading == "names" and not chosen and (tables := metadata_in(root)):
        found = catalogue_of_imagefolder(root, tables, how)
        return replace(found, findings=(*found.findings, *notes))
    chosen = only(root, chosen)
    walker = Walker(root, should_stop, progress, chosen)
    found = _catalogue(root, walker, reading, known, notes, measure=measure, unsorted=unsorted)
    return replace(found, chosen=chosen, times=walker.times, findings=(*found.findings, *notes))


def checked_folder(
    folder: Path, check: Callable[[], object] = lambda: None, progress: Callable[[int], None] | None = None
) -> Path:
    """The folder's absolute path, without resolving links: it is shown as the person knows it.

    Of an archive, it is the folder in the cache with what that holds, which is unpacked if need be.

    Args:
        folder: what a person has chosen.
        check: called while an archive is unpacked; it raises to stop.
        progress: called with the number of files that are unpacked.

    Raises:
        DatasetError: there is no such folder or archive, or it cannot be unpacked.
    """
    text = str(folder)
    name = text.encode("utf-8", "replace").decode()
    if "\0" in text or text.encode("utf-8", "replace") != text.encode("utf-8", "surrogatepass"):
        raise DatasetError(folder, message("The name of {folder} is not valid text. Rename the folder.", folder=name))
    try:
        if is_archive(folder) and folder.is_file():
            from resnet_studio.core.archives.cache import unpacked  # here, because most datasets are folders

            root = unpacked(folder, check, progress)
            hold(root)
            return root
        restore_unpacked(folder.absolute(), check, progress)
        if folder.is_dir():
            return folder.absolute()
        if folder.exists():
            raise DatasetError(folder, _not_a_folder(folder))
    except OSError as error:
        reason = error.strerror or str(error)
        raise DatasetError(folder, message("{folder} cannot be read: {reason}.", folder=name, reason=reason)) from error
    if folder.is_symlink():
        raise DatasetError(folder, message("The folder {folder} is a link that leads nowhere.", folder=name))
    if is_archive(folder) or is_table(folder):
        raise DatasetError(folder, message("The file {file} is not there.", file=name))
    raise DatasetError(folder, message("The folder {folder} is not there.", folder=name))


def _not_a_folder(file: Path) -> Message:
    """What is there instead of a folder, and what to do."""
    if file.name.casefold().endswith(NOT_UNPACKED):
        return message("{file} is an archive. Unpack it first, then choose the folder that it becomes.", file=file)
    return message("{file} is a file. Choose the folder that holds the class folders.", file=file)


def _catalogue(
    root: Path,
    walker: Walker,
    reading: Reading,
    known: Collection[str],
    notes: Sequence[Finding],
    *,
    measure: bool,
    unsorted: bool,
) -> Catalogue:
    """What is in the folder; where that is too little, the `notes` on its archive may say why."""
    top = walker.listing(walker.root_folder(), needed=True)
    layout = find_layout(root, walker, top, reading, known=known, measure=measure)
    found, not_downloaded = _found(walker, layout)
    wanted = found.values() if measure else [found["train"]]
    classes = tuple(sorted({name for one in wanted for name in one if one[name]}, key=natural_key))
    findings = [*layout.findings, *walker.left_out.findings()]
    fewest = 1 if measure else 2
    loose: tuple[Picture, ...] = ()
    if unsorted and len(classes) < 2 and (loose := _loose(top, walker)):
        findings = of_heap(root, findings, walker.left_out.not_pictures, walker.stop_if_asked)
    elif len(classes) < fewest:
        if pointers := not_downloaded - set(classes):
            raise _unreadable(layout.home, pointers, findings, fewest)
        problem = _too_few(layout.home, classes, top, [*findings, *notes])
        tables = tables_in(walker.left_out.not_pictures)
        raise TableBesideError(layout.home, problem.message, root / tables[0]) if tables else problem
    elif len(classes) == 1:  # a folder that need not be a class
        findings += beside(root, walker.left_out.not_pictures, walker.stop_if_asked)
    findings.extend(empty_classes(found))
    if not measure:
        findings.extend(class_findings(found, classes))
    all_pictures = tuple(
        Picture(file.path, label, part, file.size, file.mtime_ns)
        for part in PARTS
        for label, name in enumerate(classes)
        for file in found.get(part, {}).get(name, ())
    )
    return Catalogue(root, classes, (*all_pictures, *loose), tuple(findings), reading=reading)


def _found(walker: Walker, layout: Layout) -> tuple[dict[Part, Found], set[str]]:
    """The files of each class in each part, and the classes of which a folder holds pointers alone."""
    found: dict[Part, Found] = {part: {} for part in layout.parts}
    not_downloaded: set[str] = set()
    for part, name, folder in layout.folders:
        files = walker.pictures(folder)
        pictures = [file for file in files if file.path not in walker.left_out.pointers]
        if files and not pictures:
            not_downloaded.add(name)
        if not walker.cannot_read(folder):
            found[part].setdefault(name, []).extend(pictures)
    return found, not_downloaded


def _loose(top: Listing, walker: Walker) -> tuple[Picture, ...]:
    """The pictures directly in the folder, which have no class yet."""
    files = sorted((f for f in top.files if f.path not in walker.left_out.pointers), key=lambda f: natural_key(f.path))
    return tuple(Picture(file.path, UNLABELLED, "train", file.size, file.mtime_ns) for file in files)


def _unreadable(folder: Path, classes: Iterable[str], findings: Sequence[Finding], fewest: int) -> DatasetError:
    """Why there are too few classes although there are folders for them: they hold pointers alone."""
    names = sorted(classes, key=natural_key)
    problem = plural(
        "No picture of {names} in {folder} can be read, and pictures of at least {count} class are needed.",
        "No picture of {names} in {folder} can be read, and pictures of at least {count} classes are needed.",
        fewest,
        names=few(names),
        folder=origin(folder),
    )
    return DatasetError(folder, joined(problem, *(finding.message for finding in findings)))


def _too_few(folder: Path, classes: Sequence[str], top: Listing, findings: Sequence[Finding]) -> DatasetError:
    """Why there are not two classes, and what to do."""
    folder = origin(folder)
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
        holds = plural(
            "{folder} holds {count} picture but no class folders.",
            "{folder} holds {count} pictures but no class folders.",
            len(top.files),
            folder=folder,
        )
        problem = joined(holds, SORT)
    else:
        problem = message("{folder} holds no pictures.", folder=folder)
    return DatasetError(folder, joined(problem, *(finding.message for finding in findings)))
