"""A record of edits that cannot be read: what stands in it before the damage, whether a newer version made it, and
whether it can be opened at all.
"""

import json
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import resnet_studio
from resnet_studio.core.basics.files import open_file
from resnet_studio.core.basics.message import joined, message, plural
from resnet_studio.core.dataset import edits as edits_module
from resnet_studio.core.dataset import record
from resnet_studio.core.dataset.catalogue import DatasetKey, as_reading
from resnet_studio.core.dataset.edits import Edit, SplitBySeed, UnknownEditError
from resnet_studio.core.dataset.findings import Finding, FindingKind
from resnet_studio.core.runs.run import LARGEST_DATASET, MOST_PICTURES
from resnet_studio.core.runs.versions import is_newer

PROGRAM: Final = "program"
"""The field of a record with the version of the program that wrote it; records of the first months lack it."""

_SPACE: Final = re.compile(r"\s*")
_decode: Final = json.JSONDecoder().raw_decode


@dataclass(frozen=True, slots=True)
class BeforeDamage:
    """What can be read of a damaged record.

    Attributes:
        edits: those before the damage.
        complete: whether these are all of them.
        program: the version of the program that wrote the record, as it says.
        unknown: whether it has what this version does not know: a kind of edit, or the format.
        key: of the dataset; None where it cannot be read.
    """

    edits: tuple[Edit, ...] = ()
    complete: bool = False
    program: object = None
    unknown: bool = False
    key: DatasetKey | None = None


def read_before_damage(file: Path) -> BeforeDamage:
    """What a record has before its damage."""
    try:
        with open_file(file) as opened:
            data = opened.read(LARGEST_DATASET)
    except OSError:
        return BeforeDamage()
    if data.count(b",") + data.count(b"[") + data.count(b"{") > MOST_PICTURES:
        return BeforeDamage()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        text = data[: error.start].decode("utf-8-sig", "ignore")
    fields, ended = _fields(text)
    made, version = list[Edit](), fields.get("format")
    program, unknown = fields.get(PROGRAM), isinstance(version, int) and version > record.FORMAT
    items, key = fields.get("edits"), _key(fields) if {"reading", "chosen"} <= ended else None
    for item in items if isinstance(items, list) else ():
        try:
            made.append(edits_module.from_record(item))
        except UnknownEditError:
            return BeforeDamage(tuple(made), False, program, True, key)
        except (ValueError, AttributeError):  # it is not an object
            return BeforeDamage(tuple(made), False, program, unknown, key)
    complete = isinstance(items, list) and "edits" in ended
    return BeforeDamage(tuple(made), complete, program, unknown, key)


def made_by_newer(found: BeforeDamage) -> bool:
    """Whether a record cannot be read because a newer version of the program made it."""
    return is_newer(found.program) or (found.unknown and found.program is None)


def newer(file: Path, found: BeforeDamage) -> Finding:
    """What to say of a record that a newer version made."""
    own = resnet_studio.__version__
    stays = message(
        "Update to use them. The file stays as it is, and what you change here is not kept when the program closes."
    )
    if is_newer(found.program):
        made = message(
            "Changes to this dataset are in {file}, which ResNet Studio {version:name} wrote; this is {own:plain}.",
            file=str(file),
            version=found.program,
            own=own,
        )
    else:
        made = message(
            "Changes to this dataset are in {file}, which a newer ResNet Studio than this, {own:plain}, wrote.",
            file=str(file),
            own=own,
        )
    return Finding(FindingKind.KEPT_CHANGES, joined(made, stays))


def not_opened(file: Path, error: OSError) -> Finding:
    """What to say of a record that may be whole, but cannot be opened now."""
    problem = message(
        "The file that keeps your changes to this dataset cannot be opened now: {file}: {reason}.",
        file=str(file),
        reason=error.strerror or str(error),
    )
    stays = message(
        "Let this program read it, or close the program that holds it, and open the folder again. The file stays as it "
        "is, and what you change here until then is not kept."
    )
    return Finding(FindingKind.KEPT_CHANGES, joined(problem, stays))


def damage(file: Path, found: BeforeDamage) -> Finding:
    """What to say of a damaged record, and what can be done."""
    problem = message("The file that keeps your changes to this dataset is damaged: {file}.", file=str(file))
    own = found.edits[isinstance(next(iter(found.edits), None), SplitBySeed) :]  # the first one is the program's
    if not own:
        read = message(
            "None of them can be read. Put a copy of the file back and open the folder again, or make them again."
        )
    elif found.complete:
        read = plural("The one in it is used.", "All {count} in it are used.", len(own))
    else:
        read = plural(
            "The first one in it is used, or those of your newest training on it, if they are more. Make the others "
            "again.",
            "The first {count} in it are used, or those of your newest training on it, if they are more. Make the "
            "others again.",
            len(own),
        )
    aside = message('Your next change sets the damaged file aside: its name then ends in ".damaged".')
    return Finding(FindingKind.KEPT_CHANGES, joined(problem, read, aside))


def _key(fields: Mapping[str, Any]) -> DatasetKey | None:
    root, reading, chosen = fields.get("root"), as_reading(fields["reading"]), fields["chosen"]
    if not isinstance(root, str) or reading is None or not isinstance(chosen, list):
        return None
    return Path(root), reading, tuple(map(str, chosen))


def _fields(text: str) -> tuple[dict[str, Any], frozenset[str]]:
    """The fields of an object up to where its text is damaged, and the names of those that are whole.

    A list that is not whole has what stands before the damage.
    """
    fields: dict[str, Any] = {}
    ended = set[str]()

    def one(at: int) -> int:
        name, at = _decode(text, at)
        at = _after(text, at, ":")
        if text[at] == "[":
            fields[name] = []
            at = _each(text, at + 1, "]", lambda start: _item(text, start, fields[name]))
        else:
            fields[name], at = _decode(text, at)
        ended.add(name)
        return at

    with suppress(ValueError, IndexError, RecursionError, TypeError):
        _each(text, _after(text, _skip(text, 0), "{"), "}", one)
    return fields, frozenset(ended)


def _item(text: str, at: int, items: list[Any]) -> int:
    value, at = _decode(text, at)
    items.append(value)
    return at


def _each(text: str, at: int, end: str, read: Callable[[int], int]) -> int:
    """Read what stands between commas, up to the end; the position after it."""
    at = _skip(text, at)
    if text[at] == end:
        return at + 1
    while True:
        at = _skip(text, read(at))
        if text[at] == end:
            return at + 1
        at = _after(text, at, ",")


def _after(text: str, at: int, sign: str) -> int:
    """The position after a sign and the spaces around it.

    Raises:
        ValueError: another one is there.
    """
    at = _skip(text, at)
    if text[at] != sign:
        raise ValueError(f"{sign} is missing")
    return _skip(text, at + 1)


def _skip(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at
