"""A few validation pictures of a run, to see at once what its model makes of them."""

from pathlib import Path

from resnet_studio.core.basics.files import is_file
from resnet_studio.core.dataset.changes import require_folder
from resnet_studio.core.runs.run import read_dataset

MOST = 12


def validation_examples(run: Path, most: int = MOST) -> dict[Path, str]:
    """Validation pictures of a run that are still there, with their classes: of each class in turn.

    Raises:
        RunError, DatasetError: the record of its dataset cannot be read, or the dataset's folder is gone.
    """
    dataset = read_dataset(run)
    require_folder(dataset.root)
    of_class: dict[int, list[Path]] = {}
    for picture in dataset.part("validation"):
        of_class.setdefault(picture.label, []).append(dataset.absolute(picture))
    longest = max(map(len, of_class.values()), default=0)
    in_turn = (
        (paths[turn], label) for turn in range(longest) for label, paths in of_class.items() if turn < len(paths)
    )
    found: dict[Path, str] = {}
    for path, label in in_turn:
        if len(found) == most:
            break
        if is_file(path):
            found[path] = dataset.classes[label]
    return found
