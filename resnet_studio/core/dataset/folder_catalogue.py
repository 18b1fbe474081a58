"""The catalogue of a dataset that folders describe: a folder for each class, perhaps in one for each part."""

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from resnet_studio.core.archives.known import origin
from resnet_studio.core.basics.errors import DatasetError
from resnet_studio.core.basics.message import joined, message, plural
from resnet_studio.core.basics.natural_order import natural_key
from resnet_studio.core.dataset.catalogue import PARTS, UNLABELLED, Catalogue, Part, Picture, Reading
from resnet_studio.core.dataset.class_findings import Found, class_findings, empty_classes
from resnet_studio.core.dataset.findings import Finding, few
from resnet_studio.core.dataset.layout import SORT, Layout, find_layout
from resnet_studio.core.dataset.table_beside import beside, of_heap, tables_in
from resnet_studio.core.dataset.unclear_layout import TableBesideError
from resnet_studio.core.dataset.walk import Listing, Walker


def catalogue_of_folders(
    root: Path,
    walker: Walker,
    reading: Reading,
    known: Collection[str],
    notes: Sequence[Finding],
    *,
    measure: bool,
    unsorted: bool,
) -> Catalogue:
    """What is in a folder, without a scale and without the names that were chosen in it.

    Args:
        root: the folder.
        walker: that lists it.
        reading, known, measure, unsorted: as in `HowToRead`.
        notes: on its archive; they may say why there is too little.

    Raises:
        DatasetError, UnclearLayoutError, ScanStopped: as of `scan`.
    """
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
    all_pictures = [
        Picture(file.path, label, part, file.size, file.mtime_ns)
        for part in PARTS
        for label, name in enumerate(classes)
        for file in found.get(part, {}).get(name, ())
    ]
    return Catalogue(root, classes, (*all_pictures, *loose), tuple(findings), reading=reading)


def _found(walker: Walker, layout: Layout) -> tuple[dict[Part, Found], set[str]]:
    """The files of each class in each part, and the classes of which a folder holds pointers alone."""
    found: dict[Part, Found] = {part: {} for part in layout.parts}
    not_downloaded: set[str] = set()
    for part, name, folder in layout.folders:
        files = walker.pictures(folder)
        pointers = walker.left_out.pointers
        pictures = [file for file in files if file.path not in pointers] if pointers else files
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
