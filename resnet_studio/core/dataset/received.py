"""Pictures that a person drops or pastes onto a class: remembered where they are."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from resnet_studio.core.basics import files, places
from resnet_studio.core.dataset.class_folder import folder_of
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.keep_split import divided
from resnet_studio.core.dataset.loose_pictures import found_in
from resnet_studio.core.dataset.picture_edits import AddPictures
from resnet_studio.core.dataset.walk import is_picture


@dataclass(frozen=True, slots=True)
class Received:
    """What was dropped.

    Attributes:
        edit: that adds the pictures; None where there are none.
        others: files that are not pictures, or are not there.
        folder: the class's folder, into which the pictures from elsewhere can be copied; None where there is none.
    """

    edit: AddPictures | None
    others: int
    folder: Path | None = None


def received(
    paths: Sequence[Path], dataset: Dataset, name: str, should_stop: Callable[[], bool] = lambda: False
) -> Received:
    """The edit that adds files, and the pictures in folders, to a class, divided as new files are. Nothing is copied.

    Raises:
        DatasetError: a folder cannot be read.
        ScanStopped: `should_stop` asked for it.
    """
    found: dict[str, tuple[int, int]] = {}
    others, name_of = 0, naming(dataset)
    for path in paths:
        inside = [Path(one) for one in found_in(path, should_stop)[0]] if files.is_dir(path) else [path]
        for file in inside:
            if not (files.is_file(file) and is_picture(str(file))):
                others += 1
                continue
            status = file.stat()
            found[name_of(file)] = status.st_size, max(0, status.st_mtime_ns)
    if not found:
        return Received(None, others)
    sizes, times = zip(*found.values(), strict=True)
    edit = divided(dataset, AddPictures(tuple(found), name, sizes, times))
    elsewhere = any(Path(path).is_absolute() for path in found)
    return Received(edit, others, folder_of(dataset, name) if elsewhere else None)


def naming(dataset: Dataset) -> Callable[[Path], str]:
    """What gives the path of a picture in a dataset: relative to its folder where it is in it, or behind a link in it.

    Where links lead is looked up when it is first asked about a picture from elsewhere: not in the window's thread.
    """
    times = dataset.catalogue.times

    @cache
    def real_folders() -> dict[str, str]:
        # Where two links lead to one folder, its pictures have the path with the first.
        return {os.path.realpath(dataset.root / folder): folder for folder in reversed(list(times))}

    @cache
    def behind(folder: Path) -> str | None:
        return real_folders().get(os.path.realpath(folder))

    def name_of(path: Path) -> str:
        plain = _as_written(dataset, path)
        if plain.rpartition("/")[0] in times and not Path(plain).is_absolute():
            return plain
        folder = behind(path.absolute().parent)
        return plain if folder is None else f"{folder}/{path.name}".lstrip("/")

    return name_of


def known_as(dataset: Dataset, path: Path) -> str:
    """The path of a single picture in a dataset, for the window: links that a person has made are not looked up."""
    return naming(dataset)(path) if places.is_together(dataset.root) else _as_written(dataset, path)


def _as_written(dataset: Dataset, path: Path) -> str:
    path = Path(os.path.normpath(path.absolute()))
    return (path.relative_to(dataset.root) if path.is_relative_to(dataset.root) else path).as_posix()
