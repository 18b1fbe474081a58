"""From a folder to a dataset: names classes and pictures, and reads pixels of a few deep pictures at most."""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TypedDict, Unpack

from resnet_studio.core.archives.known import notes_of, origin
from resnet_studio.core.archives.linked import archives_in
from resnet_studio.core.basics import places
from resnet_studio.core.basics.cycles import looked_through_seldom
from resnet_studio.core.basics.errors import DatasetError
from resnet_studio.core.basics.files import is_file
from resnet_studio.core.basics.message import message
from resnet_studio.core.dataset.catalogue import UNLABELLED, Catalogue, Reading
from resnet_studio.core.dataset.checked_folder import checked_folder
from resnet_studio.core.dataset.chosen import only
from resnet_studio.core.dataset.dataset import Dataset, apply
from resnet_studio.core.dataset.edits import SplitBySeed
from resnet_studio.core.dataset.findings import Finding, FindingKind
from resnet_studio.core.dataset.folder_catalogue import catalogue_of_folders
from resnet_studio.core.dataset.grouped import split_by_column
from resnet_studio.core.dataset.imagefolder import catalogue_of_imagefolder, metadata_in
from resnet_studio.core.dataset.kept_layout import kept_answer
from resnet_studio.core.dataset.several_folders import folders_in_classes
from resnet_studio.core.dataset.split import check
from resnet_studio.core.dataset.table_catalogue import Scan, catalogue_of_table
from resnet_studio.core.dataset.unclear_layout import UnclearLayoutError
from resnet_studio.core.dataset.walk import ScanStopped, Walker
from resnet_studio.core.tables.columns import columns_of, is_table

__all__ = ["ScanStopped", "catalogue_of", "scan", "with_usual_split"]


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


@looked_through_seldom()
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
        UnclearLayoutError: whether its folders are parts or classes must be said with `reading`, once.
        ConfigError: seed or fraction is out of range.
        ScanStopped: `should_stop` asked for it.
    """
    check(fraction, seed)
    catalogue = catalogue_of(folder, **how)
    if how.get("measure"):
        return apply(catalogue)
    from resnet_studio.core.dataset.find_scale import with_scale  # here, because the first paint needs no decoder

    catalogue = with_scale(catalogue, Walker(catalogue.root, how.get("should_stop", _never), None).stop_if_asked)
    return with_usual_split(catalogue, float(fraction), seed)


def with_usual_split(catalogue: Catalogue, fraction: float = 0.2, seed: int = 0) -> Dataset:
    """What was found in a folder, with a share of each class split off where it has no validation pictures.

    Raises:
        DatasetError: no picture can be set aside; the sentence says why and what to do.
    """
    if catalogue.has_validation:
        return apply(catalogue)
    sizes = Counter(picture.label for picture in catalogue.pictures if picture.part == "train")
    if max(sizes.values(), default=0) < 2 and UNLABELLED not in sizes:
        raise DatasetError(
            catalogue.root,
            message(
                "Each class in {folder} has only one picture. Add more: some of them must be kept to check the result.",
                folder=origin(catalogue.root),
            ),
        )
    if catalogue.groups:
        found = apply(catalogue)
        columns = columns_of(catalogue.reading)
        return found.with_edit(split_by_column(found, columns.group if columns else "", fraction, seed))
    return apply(catalogue, (SplitBySeed(fraction, seed),))


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
    several, chosen = bool(chosen) or places.is_together(root), only(root, chosen)

    def read(reading: Reading) -> Catalogue:
        walker = Walker(root, should_stop, progress, chosen)
        found = catalogue_of_folders(root, walker, reading, known, notes, measure=measure, unsorted=unsorted)
        return replace(found, times=walker.times)

    try:
        found = read(reading)
    except UnclearLayoutError as unclear:
        found = _as_answered(unclear, kept_answer(root, chosen), read)
    together = folders_in_classes(found) if several else ()
    return replace(found, chosen=chosen, findings=(*found.findings, *together, *notes))


def _as_answered(
    unclear: UnclearLayoutError, answer: Reading | None, read: Callable[[Reading], Catalogue]
) -> Catalogue:
    """What was answered about unclear folders before; asked again where they have changed so that it cannot be."""
    with suppress(DatasetError):
        if answer is not None:
            return read(answer)
    raise unclear
