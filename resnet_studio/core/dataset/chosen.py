"""Which names in a folder make a dataset, where a person has chosen some of them."""

import os
from collections.abc import Sequence
from pathlib import Path

from resnet_studio.core.basics.errors import DatasetError
from resnet_studio.core.basics.files import is_dir, is_file
from resnet_studio.core.basics.message import message
from resnet_studio.core.basics.natural_order import natural_key
from resnet_studio.core.dataset.findings import few
from resnet_studio.core.dataset.walk import is_picture


def only(root: Path, chosen: Sequence[str]) -> tuple[str, ...]:
    """The chosen names in natural order, or none if they are all that would be found in the root anyway.

    Of pictures that were chosen, some may be gone since.

    Raises:
        DatasetError: one of them is not there.
    """
    if not chosen:
        return ()
    names = frozenset(chosen)
    there = [name for name in chosen if is_dir(root / name) or is_file(root / name)]
    found = frozenset(there)
    missing = [name for name in chosen if name not in found and not (there and is_picture(name))]
    if missing:
        raise DatasetError(root, message("In {folder} there is no {names}.", folder=root, names=few(missing)))
    loose = not any(is_dir(root / name) for name in there)
    with os.scandir(root) as entries:
        unchosen = [entry for entry in entries if not entry.name.startswith(".") and entry.name not in names]
        others = any(entry.is_dir() or (loose and is_picture(entry.path)) for entry in unchosen)
    hidden = any(name.startswith(".") for name in chosen)  # which count only because they were chosen
    return tuple(sorted(chosen, key=natural_key)) if others or hidden else ()
