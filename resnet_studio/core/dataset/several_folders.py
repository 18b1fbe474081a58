"""Several folders and archives as one dataset: where they are not beside each other, a folder of links to them.

That is a folder of the program's own. Each folder is a class, named after it; where folders have the same name, their
pictures are of one class. What has class folders itself is asked about, as in any other dataset. Nothing is copied.
"""

import hashlib
import os
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from resnet_studio.core.archives.known import ending_of, is_archive
from resnet_studio.core.archives.linked import RECORD, archives_in, is_link, link_folder, note_archives, remove_link
from resnet_studio.core.basics import files, places
from resnet_studio.core.basics.errors import DatasetError
from resnet_studio.core.basics.message import joined, message, plural
from resnet_studio.core.basics.natural_order import natural_key
from resnet_studio.core.dataset.catalogue import Catalogue
from resnet_studio.core.dataset.findings import Finding, FindingKind, few
from resnet_studio.core.dataset.walk import is_picture
from resnet_studio.core.tables.columns import is_table

_LONGEST = 60  # characters of the names in the name of the folder
_MOST_LOOSE = 1000  # pictures that are opened by their names: these are kept with the dataset


def linked_folder(sources: Sequence[Path]) -> Path:
    """The folder with links to these folders and archives; the same for the same ones, in whatever order.

    What an archive holds is linked when the folder is read.

    Raises:
        DatasetError: one is in another, or no link can be made.
    """
    given = sorted(set(map(_plain, sources)))
    for one in given:
        if inner := next((other for other in given if other != one and other.is_relative_to(one)), None):
            raise DatasetError(one, message("{inner} is in {outer}. Drop one of them.", inner=inner, outer=one))
    names = sorted(set(map(_name, given)))
    digest = hashlib.sha256("\0".join(map(str, given)).encode("utf-8", "surrogateescape")).hexdigest()[:16]
    place = places.links_folder() / digest
    target = place / files.file_name(", ".join(names), _LONGEST)
    packed = {one for one in given if _is_packed(one)}
    try:
        there = {one: link for one, link in zip(given, _links(target, given), strict=True) if one not in packed}
        if files.is_dir(target) and all(map(files.is_dir, there.values())) and len(archives_in(target)) == len(packed):
            return target
        place.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(prefix=".together-", dir=place.parent))
        try:
            made = temporary / target.name
            made.mkdir()
            archives = dict[str, Path]()
            for source, link in zip(given, _links(made, given), strict=True):
                if source in packed:
                    archives[link.relative_to(made).as_posix()] = source
                    continue
                link.parent.mkdir(parents=True, exist_ok=True)
                link_folder(source, link)
            note_archives(temporary, archives)
            with suppress(OSError):
                _remove(place)
            temporary.rename(place)
        finally:
            with suppress(OSError):
                _remove(temporary)
    except OSError as error:
        reason = error.strerror or str(error)
        problem = message("These folders are not beside each other, and cannot be linked: {reason}.", reason=reason)
        advice = message("Put them into one folder, then drop that.")
        raise DatasetError(given[0], joined(problem, advice)) from error
    return target


def folders_of(root: Path) -> list[Path]:
    """The folders and archives that a folder of links leads to; the folder itself where it is not one."""
    if not places.is_together(root):
        return [root]
    archives = archives_in(root)
    found = list(archives.values())
    with suppress(OSError):
        for one in sorted(root.iterdir()):
            links = [one] if is_link(one) else sorted(one.iterdir())
            found += [link.readlink() for link in links if is_link(link) and link not in archives]
    return sorted(found) or [root]


def folders_in_classes(catalogue: Catalogue) -> list[Finding]:
    """Which classes of several folders dropped together hold nothing but folders: these may be classes themselves.

    Nothing where a person has said that they are not.
    """
    if catalogue.reading != "names":
        return []
    of_parts = int(len({picture.part for picture in catalogue.pictures}) > 1)  # folders of parts in those of classes
    inside: dict[str, set[str]] = {}
    for picture in catalogue.pictures:
        folder, *more = picture.path.split("/")
        inside.setdefault(folder, set()).add(more[of_parts] if len(more) > 1 + of_parts else "")
    found: dict[str, set[str]] = {}
    for folder in catalogue.classes:
        names = inside.get(folder, {""})
        if len(names) > 1 and "" not in names and not is_link(catalogue.root / folder / next(iter(names))):
            found[folder] = names
    if not found:
        return []
    inner = sorted(set[str]().union(*found.values()), key=natural_key)
    sentence = plural(
        "{folders} is read as one class, and holds the folders {names}. If these are classes, put them beside the "
        "folders of the other classes.",
        "{folders} are read as one class each, and hold the folders {names}. If these are classes, put them beside the "
        "folders of the other classes.",
        len(found),
        folders=few([*found]),
        names=few(inner),
    )
    return [Finding(FindingKind.FOLDERS_IN_CLASS, sentence)]


def beside(folders: Sequence[Path]) -> bool:
    """Whether these are beside each other, and need no links."""
    return len({_plain(folder).parent for folder in folders}) < 2


def one_dataset(paths: Sequence[Path]) -> tuple[Path, tuple[str, ...]]:
    """The folder that several paths are read as, and the names chosen in it: folders beside each other, or not.

    Archives count as folders. Loose pictures, which are in one folder, are a heap. Files beside folders are among the
    names, so that a finding says that they are in no class.

    Raises:
        DatasetError: as `together`; or some of them cannot be in one dataset with the others.
    """
    given = list(dict.fromkeys(map(_plain, paths)))
    if len(given) < 2:
        return (given[0] if files.is_dir(given[0]) else paths[0]), ()
    folders = [path for path in given if files.is_dir(path)]
    archives = [path for path in given if _is_packed(path)]
    sources = [*folders, *archives]
    others = [path for path in given if path not in sources and files.is_file(path)]
    tables = [path for path in others if is_table(path)]
    pictures = [path for path in others if path not in tables and is_picture(str(path))]
    if len(folders) > 1 and not archives and beside(folders):
        parent = folders[0].parent
        _refuse([path for path in (*pictures, *tables) if path.parent != parent], folders)
        return parent, tuple(path.name for path in given if path.parent == parent)
    if sources:
        _refuse([*pictures, *tables], sources)
        return (linked_folder(sources) if len(sources) > 1 else sources[0]), ()
    if len(pictures) > 1:
        _refuse([*tables, *(path for path in pictures if path.parent != pictures[0].parent)], pictures[:1])
        if len(pictures) > _MOST_LOOSE:
            raise DatasetError(pictures[0].parent, message("These are many pictures. Open their folder instead."))
        return pictures[0].parent, tuple(path.name for path in pictures)
    found = [*pictures, *tables]
    _refuse(found[1:], found[:1])
    return (found[0] if found else paths[0]), ()


def _refuse(left: Sequence[Path], others: Sequence[Path]) -> None:
    """Raise an error that names what cannot be opened with the others, if there is anything."""
    if left:
        text = message(
            "{names} cannot be opened together with {others}. Drop them by themselves, or put all into one folder and "
            "drop that.",
            names=few([path.name for path in left]),
            others=few([path.name for path in others]),
        )
        raise DatasetError(left[0], text)


def _plain(folder: Path) -> Path:
    """The same folder, absolute and without `..`, so that it has its own name."""
    return Path(os.path.normpath(folder.absolute()))


def _is_packed(path: Path) -> bool:
    return is_archive(path) and files.is_file(path)


def _name(source: Path) -> str:
    """The name of a folder, or of an archive without its ending."""
    return (source.name[: -len(ending_of(source.name))] if _is_packed(source) else source.name) or str(source)


def _links(target: Path, folders: Sequence[Path]) -> list[Path]:
    """Where the link to each folder is: directly in the target, or in a folder of the name that several have."""
    names = [files.file_name(_name(folder)) for folder in folders]
    links = []
    for number, name in enumerate(names):
        same = [other for other in range(len(names)) if names[other].casefold() == name.casefold()]
        first = names[same[0]]
        links.append(target / name if len(same) == 1 else target / first / str(same.index(number) + 1))
    return links


def _remove(place: Path) -> None:
    """Delete a folder of links, and nothing behind one: a folder with anything else in it stays."""
    if not place.is_dir():
        return
    for one in place.iterdir():
        if remove_link(one):
            continue
        if one.is_dir():
            _remove(one)
        elif one.name == RECORD:
            one.unlink()
    place.rmdir()
