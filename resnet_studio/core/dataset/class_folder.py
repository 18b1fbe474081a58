"""The folder into which pictures that are added to a class can be copied, so that reading it again finds them."""

import os
from pathlib import Path

from resnet_studio.core.archives.known import origin
from resnet_studio.core.basics import files, places
from resnet_studio.core.dataset.catalogue import READINGS, UNLABELLED, Catalogue, Picture
from resnet_studio.core.dataset.contents import Contents
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.imagefolder import metadata_in
from resnet_studio.core.dataset.label_as_new import of_classes
from resnet_studio.core.dataset.split import Split


def folder_of(dataset: Dataset, name: str) -> Path | None:
    """The folder with a class's training pictures; of a class that a person has made, a new one beside the others.

    A class that was renamed keeps its folder. Pictures that no folder sorts go to where they lie.

    None where the folder does not say the class, as for a table, or is not the person's, as for an archive. Of folders
    that were opened together it is the person's own, to which a link leads.
    """
    catalogue = dataset.catalogue
    own = catalogue.reading in READINGS and origin(dataset.root) == dataset.root
    if not own or name not in dataset.all_classes or metadata_in(dataset.root):
        return None
    was = _names_before(dataset).get(name, name)
    if was not in catalogue.classes:
        heap = any(one.label == UNLABELLED for one in catalogue.pictures)
        return _of_heap(dataset) if heap else _beside(dataset, name)
    folders = _folders(catalogue, was)
    if not folders or not places.is_together(dataset.root):
        return folders[0] if folders else None
    root = os.path.realpath(dataset.root)
    behind = (Path(os.path.realpath(folder)) for folder in folders)
    own_places = (root, os.path.realpath(places.cache_folder()))  # an archive is unpacked into the cache
    return next((folder for folder in behind if not any(map(folder.is_relative_to, own_places))), None)


def _folders(catalogue: Catalogue, name: str) -> list[Path]:
    """The folder of a class that was read, and those below it down to its first training picture."""
    label = catalogue.classes.index(name)
    first = next((one for one in catalogue.pictures if one.label == label and one.part == "train"), None)
    if first is None:
        return []
    steps = first.path.split("/")[:-1]
    depth = next((number for number, step in enumerate(steps, 1) if files.file_name(step) == files.file_name(name)), 0)
    return [catalogue.root.joinpath(*steps[:end]) for end in range(depth or len(steps), len(steps) + 1)]


def _names_before(dataset: Dataset) -> dict[str, str]:
    """What the folder calls each class that it has, by the name that the class has now."""
    classes = dataset.catalogue.classes
    contents = Contents(classes, tuple(Picture(name, at, "train", 0, 0) for at, name in enumerate(classes)), _NO_SPLIT)
    for edit in of_classes(dataset.edits):
        contents = edit.change(contents, dataset.catalogue)
    found: dict[str, str] = {}
    for one in contents.pictures:
        if one.label >= 0:
            now = contents.classes[one.label]
            if now == one.path or now not in found:  # of several that were made one, the folder of the same name
                found[now] = one.path
    return found


def _of_heap(dataset: Dataset) -> Path | None:
    """Where pictures lie that no folder sorts: folders of classes would change how the folder is read."""
    return None if places.is_together(dataset.root) else dataset.root


def _beside(dataset: Dataset, name: str) -> Path | None:
    """A folder for a class that a person has made, where it would be read as that class again."""
    catalogue = dataset.catalogue
    if catalogue.chosen or places.is_together(dataset.root) or files.file_name(name) != name:
        return None
    for other in catalogue.classes:
        if folders := _folders(catalogue, other):
            new = folders[0].parent / name
            named = folders[0].name == other and new.parent.is_relative_to(dataset.root)
            return new if (named and not os.path.lexists(new)) or new.is_dir() else None
    return None


_NO_SPLIT = Split("none")
