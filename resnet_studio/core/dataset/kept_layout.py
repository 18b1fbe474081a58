"""Whether the folders in a dataset's folder are parts or classes, as a person has said it, kept for the next time."""

import hashlib
import json
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from resnet_studio.core.basics import files, places
from resnet_studio.core.basics.errors import DatasetError
from resnet_studio.core.basics.message import Message
from resnet_studio.core.dataset.catalogue import Catalogue, Reading

_ANSWERS: frozenset[Reading] = frozenset({"parts", "classes"})


def keep_answer(catalogue: Catalogue) -> None:
    """Keep what a person has said about the folders of a dataset, if anything. Where that fails, it is asked again."""
    if catalogue.reading in _ANSWERS and kept_answer(catalogue.root, catalogue.chosen) != catalogue.reading:
        file = _file(catalogue.root, catalogue.chosen)
        with suppress(OSError):
            file.parent.mkdir(parents=True, exist_ok=True)
            files.write_json(file, {"folder": str(catalogue.root), "reading": catalogue.reading})


def kept_answer(root: Path, chosen: Sequence[str]) -> Reading | None:
    """What a person has said about the folders in a folder, or the chosen ones; None where nothing is known."""

    def unreadable(problem: Message) -> DatasetError:
        return DatasetError(root, problem)

    with suppress(OSError, DatasetError):
        answer = files.read_json(_file(root, chosen), unreadable).get("reading")
        return next((one for one in _ANSWERS if one == answer), None)
    return None


def _file(root: Path, chosen: Sequence[str]) -> Path:
    facts = json.dumps([str(root), list(chosen)]).encode()
    return places.data_folder() / "layouts" / f"{hashlib.sha256(facts).hexdigest()[:32]}.json"
