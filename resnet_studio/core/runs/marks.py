"""What a person wrote about a run: tags and a note, in a file of their own in the run's folder."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from resnet_studio.core.basics import files
from resnet_studio.core.basics.errors import RunError
from resnet_studio.core.basics.message import message
from resnet_studio.core.basics.safe_text import printable

FILE = "notes.json"
MOST_TAGS = 20
LONGEST_TAG = 40
LONGEST_NOTE = 10_000
_MOST_BYTES = 200_000
_MOST_VALUES = 1_000


@dataclass(frozen=True, slots=True)
class Marks:
    """Tags, each once, in the order in which they were given, and a note of any number of lines."""

    tags: tuple[str, ...] = ()
    note: str = ""

    @classmethod
    def build(cls, tags: Iterable[str], note: str) -> Self:
        """Marks without what is too long or too many."""
        return cls(tidy_tags(tags), note.strip()[:LONGEST_NOTE])

    @classmethod
    def read(cls, run: Path) -> Self:
        """The marks of a run, which may come from anyone; none where the file is missing or damaged."""
        try:
            record = files.read_json(run / FILE, RunError, max_bytes=_MOST_BYTES, max_values=_MOST_VALUES)
        except RunError:
            return cls()
        tags, note = record.get("tags"), record.get("note")
        listed = [tag for tag in tags if isinstance(tag, str)] if isinstance(tags, list) else []
        return cls.build(listed, note if isinstance(note, str) else "")

    def write(self, run: Path) -> None:
        """Keep the marks with the run.

        Raises:
            RunError: the file cannot be written; what was there is unchanged.
        """
        try:
            files.write_json(run / FILE, {"tags": list(self.tags), "note": self.note})
        except OSError as error:
            reason = error.strerror or str(error)
            raise RunError(
                message("Tags and note of {run} cannot be saved: {reason}.", run=run.name, reason=reason)
            ) from error


def tidy_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """Tags on one line without commas, which separate them, each once; upper and lower case are the same."""
    known: dict[str, str] = {}
    for tag in tags:
        words = printable(" ".join(tag[: 4 * LONGEST_TAG].replace(",", " ").split()))[:LONGEST_TAG].strip()
        if words and len(known) < MOST_TAGS:
            known.setdefault(words.casefold(), words)
    return tuple(known.values())
