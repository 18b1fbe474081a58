"""Opening a folder of pictures in the terminal as the window would: with what a person has changed in it."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from resnet_studio.cli.division import AS_IT_WAS, Division, divided
from resnet_studio.core.archives.known import is_archive
from resnet_studio.core.basics.errors import DatasetError
from resnet_studio.core.basics.files import is_dir, is_file
from resnet_studio.core.basics.message import NOTHING, Message, joined, message, plural, show, trn
from resnet_studio.core.dataset.catalogue import Catalogue, Reading
from resnet_studio.core.dataset.dataset import LEAST_CLASSES, Dataset, apply
from resnet_studio.core.dataset.keep_split import with_other_edits
from resnet_studio.core.dataset.kept_layout import keep_answer
from resnet_studio.core.dataset.scan import scan, with_usual_split
from resnet_studio.core.dataset.several_folders import one_dataset
from resnet_studio.core.dataset.unclear_layout import UnclearLayoutError
from resnet_studio.core.dataset.walk import is_picture
from resnet_studio.core.runs.earlier_split import as_in_newest_run
from resnet_studio.core.runs.edited_dataset import Edited, read_edited
from resnet_studio.core.runs.moved_pictures import with_moved_away


def open_dataset(
    folders: Sequence[Path],
    seed: int,
    runs: Path,
    reading: Reading,
    *,
    quiet: bool,
    any_split: bool = False,
    division: Division = AS_IT_WAS,
) -> Dataset:
    """The dataset in a folder, or in several, divided and edited as in its newest run.

    Unless `quiet`, it is said what was changed.

    Args:
        folders: of the pictures.
        seed: of the split, where there is none yet.
        runs: the folder of runs.
        reading: what the folders in it are.
        any_split: whether a run with another seed, or with a split by groups, counts as well, as in the window.
        quiet: whether standard error stays empty.
        division: how the pictures are to be divided now.

    Raises:
        DatasetError: a folder cannot be used.
        ConfigError: the pictures cannot be divided so.
    """
    edited: Edited | None = None
    folder, chosen = one_folder(folders)
    try:
        with files_shown(quiet=quiet) as progress:
            dataset = scan(folder, seed=seed, reading=reading, chosen=chosen, progress=progress)
        keep_answer(dataset.catalogue)
        edited = read_edited(dataset)
    except UnclearLayoutError as error:
        raise asking_which(folder, error) from error
    except DatasetError as error:
        dataset, edited = _sorted(folder, chosen, seed, reading, error)
    any_split = any_split or division != AS_IT_WAS
    dataset = as_in_newest_run(dataset, runs, split=None if any_split else dataset.split, edited=edited)
    dataset = divided(dataset, division, seed)
    if not quiet and (said := _edited(dataset)):
        print(show(said), file=sys.stderr)
    return dataset


@contextmanager
def files_shown(*, quiet: bool) -> Iterator[Callable[[int], None] | None]:
    """What takes how many files were read or unpacked so far, and shows it in the terminal until it ends."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console  # here, because most datasets are read at once
    from rich.progress import Progress, SpinnerColumn, TextColumn

    with Progress(
        SpinnerColumn(), TextColumn("{task.description}"), console=Console(stderr=True), transient=True
    ) as bar:
        task = bar.add_task("", visible=False)
        yield lambda count: bar.update(
            task, visible=True, description=trn("{count} file so far", "{count} files so far", count)
        )


def one_folder(folders: Sequence[Path]) -> tuple[Path, tuple[str, ...]]:
    """The folder that several are read as, and the names chosen in it.

    Raises:
        DatasetError: one of several is not a folder, or they cannot be one dataset.
    """
    if len(folders) > 1 and (other := next((one for one in folders if not _can_be_one_of_several(one)), None)):
        several = message(
            "{file} is not a folder. Where several are given, all must be folders or archives, or all pictures.",
            file=str(other),
        )
        raise DatasetError(other, several)
    return one_dataset(folders)


def _can_be_one_of_several(path: Path) -> bool:
    return is_dir(path) or (is_file(path) and (is_archive(path) or is_picture(str(path))))


def as_left(catalogue: Catalogue, runs: Path) -> Dataset:
    """The dataset in a folder as a person left it in the window, as its newest run had it, or as `train` would divide
    it; in one part if it could not be trained on."""
    found = with_moved_away(apply(catalogue))
    catalogue = found.catalogue
    if len(catalogue.classes) >= LEAST_CLASSES:
        with suppress(DatasetError):
            found = with_usual_split(catalogue)
    return as_in_newest_run(found, runs, edited=read_edited(found))


def asking_which(folder: Path, error: UnclearLayoutError) -> DatasetError:
    """What the terminal says where it is not clear what the folders are."""
    which = message("Say which: --folders-are parts, or --folders-are classes.")
    return DatasetError(folder, joined(error.message, which))


def _sorted(
    folder: Path, chosen: tuple[str, ...], seed: int, reading: Reading, problem: DatasetError
) -> tuple[Dataset, Edited]:
    """A folder without class folders, and the classes that a person has given its pictures in the window.

    Raises:
        DatasetError: there are none; what is wrong with the folder, and what can be done.
    """
    try:
        found = scan(folder, seed=seed, reading=reading, chosen=chosen, unsorted=True)
    except DatasetError:
        raise problem from None
    edited = read_edited(found)
    left = edited.dataset if edited is not None else None
    if edited is None or left is None or len(with_other_edits(found, left.edits).classes) < LEAST_CLASSES:
        damaged = [edited.finding.message] if edited is not None and edited.finding is not None else []
        window = message("Or open the folder in the window, and sort the pictures there.")
        raise DatasetError(folder, joined(problem.message, *damaged, window)) from problem
    return found, edited


def _edited(dataset: Dataset) -> Message:
    """How many labels are not as in the folder, and how many pictures are left out; empty where none is."""
    names = (*dataset.catalogue.classes, None)  # the last one is that of `UNLABELLED`
    found = {picture.path: names[picture.label] for picture in dataset.catalogue.pictures}
    changed = sum(found.get(picture.path) not in (None, dataset.classes[picture.label]) for picture in dataset.pictures)
    left_out = len(dataset.left_out)
    labels = plural("{count} label was changed", "{count} labels were changed", changed)
    pictures = plural("{count} picture was left out", "{count} pictures were left out", left_out)
    if changed and left_out:
        return message(
            "{labels} and {pictures}, as in the window or an earlier run on this folder.",
            labels=labels,
            pictures=pictures,
        )
    if changed or left_out:
        what = labels if changed else pictures
        return message("{what}, as in the window or an earlier run on this folder.", what=what)
    return NOTHING
