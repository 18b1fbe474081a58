"""Pictures that a person added, of which the files are gone: said, and found again in another folder."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import fields, replace
from pathlib import Path, PurePosixPath
from typing import Any

from resnet_studio.core.basics.files import is_file
from resnet_studio.core.basics.message import joined, message, plural
from resnet_studio.core.dataset.by_hand import added_paths
from resnet_studio.core.dataset.catalogue import Catalogue
from resnet_studio.core.dataset.dataset import Dataset, apply
from resnet_studio.core.dataset.edits import Edit
from resnet_studio.core.dataset.findings import Finding, FindingKind, few
from resnet_studio.core.dataset.loose_pictures import found_in
from resnet_studio.core.dataset.picture_edits import AddPictures
from resnet_studio.core.dataset.received import naming


def with_gone(dataset: Dataset, missing: Collection[str] | None = None) -> Dataset:
    """The dataset with a finding about added pictures that are not there, if there are any.

    They are looked up on the drive unless it is known which are `missing`.
    """
    before = dataset.catalogue.findings
    found = tuple(one for one in before if one.kind != FindingKind.ADDED_GONE)
    if paths := _gone(dataset, missing):
        sentence = plural(
            "{count} picture that you added is not there any more: {names}.",
            "{count} pictures that you added are not there any more: {names}.",
            len(paths),
            names=few([PurePosixPath(path).name for path in paths]),
        )
        advice = message("Leave out what is gone, or say where it is now, in Data.")
        found = (Finding(FindingKind.ADDED_GONE, joined(sentence, advice), paths), *found)
    return dataset if found == before else apply(replace(dataset.catalogue, findings=found), dataset.edits)


def missing_files(dataset: Dataset, new: Mapping[str, str]) -> frozenset[str]:
    """Paths of added pictures without a file, where some have `new` paths."""
    paths = {new.get(path, path) for path in added_paths(dataset)}
    return frozenset(path for path in paths if not is_file(dataset.root / path))


def _gone(dataset: Dataset, missing: Collection[str] | None = None) -> tuple[str, ...]:
    added = added_paths(dataset)
    used = {one.path for one in (*dataset.pictures, *dataset.unlabelled)} if added else set()
    there = (path for path in added if path in used)
    return tuple(
        path for path in there if (path in missing if missing is not None else not is_file(dataset.root / path))
    )


def found_again(dataset: Dataset, folder: Path, should_stop: Callable[[], bool] = lambda: False) -> dict[str, str]:
    """Where added pictures are that are gone: those in a folder, or below it, with the same name and size.

    Of several, the one with the most folders of the same names above it counts; each counts for one picture.

    Returns:
        The new path in the dataset of each that was found, by the old one.

    Raises:
        DatasetError: the folder cannot be read.
        ScanStopped: `should_stop` asked for it.
    """
    sizes = {one.path: one.size for one in (*dataset.pictures, *dataset.unlabelled)}
    there = defaultdict[str, list[Path]](list)
    for name in found_in(folder, should_stop)[0]:
        there[Path(name).name].append(Path(name))
    alike = [
        (_in_common(PurePosixPath(path).parts, one.parts), path, one)
        for path in _gone(dataset)
        for one in there[PurePosixPath(path).name]
        if _size(one) == sizes[path]
    ]
    name_of, found, used = naming(dataset), dict[str, str](), set[Path]()
    for _, path, one in sorted(alike, key=lambda pair: -pair[0]):
        if path not in found and one not in used:  # a file is one picture
            found[path] = name_of(one)
            used.add(one)
    return found


def _size(file: Path) -> int | None:
    """Bytes of a file; None where it is gone meanwhile, or out of reach."""
    with suppress(OSError):
        return file.stat().st_size
    return None


def following(edits: Sequence[Edit], new: Mapping[str, str], times: Mapping[str, int]) -> tuple[Edit, ...]:
    """The edits with other paths for pictures, of which the files have these times."""
    return tuple(_with_times(_with_paths(edit, new), times) for edit in edits)


def followed(
    dataset: Dataset,
    new: Mapping[str, str],
    times: Mapping[str, int],
    missing: Collection[str],
    deleted: Collection[str],
) -> Dataset:
    """The dataset with other paths for added pictures, without asking the drive.

    Args:
        dataset: to change.
        new: paths, by the old ones.
        times: of files, by their new paths.
        missing: what `missing_files` found in a thread, because a drive may be slow.
        deleted: files of the folder that are no longer there.
    """
    edits = following(dataset.edits, new, times)
    return with_gone(apply(_without_files(dataset.catalogue, deleted), edits), missing)


def _without_files(catalogue: Catalogue, deleted: Collection[str]) -> Catalogue:
    """The catalogue of a folder from which files were deleted."""
    there = tuple(one for one in catalogue.pictures if one.path not in deleted) if deleted else catalogue.pictures
    return catalogue if len(there) == len(catalogue.pictures) else replace(catalogue, pictures=there)


def _with_paths(edit: Edit, new: Mapping[str, str]) -> Edit:
    def renamed(value: Any) -> Any:
        if isinstance(value, tuple):
            return tuple(map(renamed, value))
        return new.get(value, value) if isinstance(value, str) else value

    tuples = {one.name: value for one in fields(edit) if isinstance(value := getattr(edit, one.name), tuple)}
    return replace(edit, **{name: renamed(value) for name, value in tuples.items()})


def _with_times(edit: Edit, times: Mapping[str, int]) -> Edit:
    if not isinstance(edit, AddPictures):
        return edit
    now = tuple(times.get(path, time) for path, time in zip(edit.paths, edit.times, strict=True))
    return replace(edit, times=now)


def _in_common(one: Sequence[str], other: Sequence[str]) -> int:
    """How many names at the end are the same."""
    pairs = zip(reversed(one), reversed(other), strict=False)
    return next((number for number, (name, same) in enumerate(pairs) if name != same), min(len(one), len(other)))
