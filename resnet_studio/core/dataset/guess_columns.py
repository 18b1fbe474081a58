"""Which column of a table has the files, the classes, the parts and the groups: by their names and their texts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from resnet_studio.core.basics.errors import DatasetError
from resnet_studio.core.basics.message import Message, joined, message
from resnet_studio.core.dataset import table_parts
from resnet_studio.core.dataset.table_parts import has_parts, plain
from resnet_studio.core.pictures.formats import picture_suffixes
from resnet_studio.core.tables.columns import ROLES, Columns
from resnet_studio.core.tables.rows import Table

_FILES: Final = (
    "file_name", "filename", "file", "path", "filepath", "file_path", "filenames", "filepaths", "image_path",
    "img_path", "image", "img",
    "picture", "photo", "image_name", "image_file", "image_id", "img_id", "id",
)  # fmt: skip
_LABELS: Final = (
    "label_name", "class_name", "label", "labels", "class", "classname", "category", "target", "species", "breed",
    "diagnosis", "dx", "tag", "type", "variety", "name", "y",
)  # fmt: skip
_GROUPS: Final = (
    "group", "group_id", "patient", "patient_id", "subject", "subject_id", "person", "person_id", "case", "case_id",
    "session", "session_id", "video", "video_id", "sequence", "series", "lesion_id",
)  # fmt: skip
_YES_OR_NO: Final = ({"0", "1"}, {"0.0", "1.0"}, {"false", "true"})
_SAMPLE: Final = 400  # rows that are looked at, from all over the table
_FILE_SHARE: Final = 0.8  # of the texts that end like the name of a picture


def guessed(table: Table) -> Columns | None:
    """The columns, or None where none says the files, or none the classes."""
    if not table.rows:
        return None
    rows = table.rows[:: max(1, len(table.rows) // _SAMPLE)]
    texts = {name: [row[place].strip() for _, row in rows] for place, name in enumerate(table.names)}
    file = _first(table.names, _FILES, lambda name: _are_files(texts[name])) or next(
        (name for name in table.names if _are_files(texts[name])), _first(table.names, _FILES, lambda _: True)
    )
    if not file:
        return None
    left = [name for name in table.names if name != file]
    part = next((name for name in _by_name(left, table_parts.NAMES) if has_parts(name, texts[name])), "")
    part = part or next((name for name in left if len(set(texts[name])) > 1 and has_parts(name, texts[name])), "")
    left = [name for name in left if name != part]
    group = _first(left, _GROUPS, lambda name: len(set(texts[name])) > 1)
    left = [name for name in left if name != group]
    label = _first(left, _LABELS, lambda name: any(texts[name])) or _few_values(left, texts)
    if not label:
        return None
    form = table.form
    header = True if form.header is None else form.header
    return Columns(file, label, part, group, header, "" if table.in_lines else form.delimiter, form.encoding)


def label_by_name(table: Table, file: str) -> str:
    """The column of classes that is called like one, beside the one of files; empty where there is none.

    Some of its texts must come back.
    """
    texts = {name: [text for one in table.column(name) if (text := one.strip())] for name in table.names}
    left = [name for name in table.names if name != file]
    return _first(left, _LABELS, lambda name: len(set(texts[name])) < len(texts[name]))


def chosen_or_guessed(table: Table, chosen: Columns | None) -> Columns:
    """The columns that a person has chosen, else those that are guessed.

    Raises:
        DatasetError: the table lacks one of those that were chosen, or none can be guessed.
    """
    if chosen is not None:
        if missing := [name for name in chosen.named.values() if name not in table.names]:
            raise DatasetError(
                table.file,
                joined(
                    message("{file} has no column {name:name}.", file=table.file, name=missing[0]), _columns_of(table)
                ),
            )
        return chosen
    found = guessed(table)
    if found is None and not table.rows:
        problem = message("{file} has the names of columns, but no line with a picture.", file=table.file)
        raise DatasetError(table.file, joined(problem, _columns_of(table)))
    if found is None:
        problem = message(
            "Which column of {file} has the pictures' files, and which their classes, is not clear.", file=table.file
        )
        raise DatasetError(table.file, joined(problem, _columns_of(table), _HOW))
    return found


def columns_in(table: Table, said: Mapping[str, str]) -> Columns:
    """The columns that are named by role, and the others as they are guessed; an empty name is none.

    Raises:
        DatasetError: the table lacks one of them, or the files or the classes are not clear.
    """
    known = guessed(table)
    if known is None and not {"file", "label"} <= said.keys():
        known = chosen_or_guessed(table, None)  # it says what is missing
    taken = set(said.values())
    usual = {role: name for role, name in known.named.items() if name not in taken} if known else {}
    form = known or Columns(
        "file",
        "label",
        header=table.form.header is not False,
        delimiter="" if table.in_lines else table.form.delimiter,
        encoding=table.form.encoding,
    )
    chosen: dict[str, Any] = {role: said.get(role, usual.get(role, "")) for role in ROLES}
    return chosen_or_guessed(table, replace(form, **chosen))


_HOW: Final = message(
    "Open the table in the window and choose them, or name them in the terminal: --column file=NAME --column "
    "label=NAME."
)


def _columns_of(table: Table) -> Message:
    return message("Its columns are {names}.", names=table.names[:20])


def _by_name(names: Sequence[str], known: Sequence[str]) -> list[str]:
    """Those of the names that are known, in the order of what is known."""
    spelled = {name: plain(name) for name in names}
    return [name for wanted in known for name in names if spelled[name] == wanted]


def _first(names: Sequence[str], known: Sequence[str], fits: Callable[[str], bool]) -> str:
    return next((name for name in _by_name(names, known) if fits(name)), "")


def _are_files(texts: Sequence[str]) -> bool:
    endings = tuple(picture_suffixes())
    given = [text for text in texts if text]
    return bool(given) and sum(text.lower().endswith(endings) for text in given) >= _FILE_SHARE * len(given)


def _few_values(names: Sequence[str], texts: dict[str, list[str]]) -> str:
    """The only column, or the one with the fewest different texts, if these come back.

    None where several say yes or no: then each is a class, and none has the classes.
    """
    if len(names) == 1:
        return names[0]
    different = {name: len({text for text in texts[name] if text}) for name in names}
    fitting = [name for name in names if 1 < different[name] <= max(2, len(texts[name]) // 2)]
    answers = [name for name in fitting if {text.lower() for text in texts[name] if text} in _YES_OR_NO]
    return "" if len(answers) > 1 else min(fitting, key=lambda name: different[name], default="")
