"""`--column`: which columns of a table have the files, the classes, the parts and the groups."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

from resnet_studio.core.basics.errors import ConfigError
from resnet_studio.core.basics.message import message
from resnet_studio.core.dataset.catalogue import Reading
from resnet_studio.core.dataset.guess_columns import chosen_or_guessed, guessed
from resnet_studio.core.tables.columns import ROLES, Columns, is_table
from resnet_studio.core.tables.rows import read_table

_OPTION = "--column"


def reading_of(folder: Path | None, folders_are: str | None, columns: Sequence[str]) -> Reading:
    """How a dataset is read by what a person said of its folders, or of the columns of its table.

    Columns that are not named are guessed; `group=` says that there is none.

    Raises:
        StudioError: columns are named and it is not a table, or the table has none of them.
    """
    if not columns:
        return folders_are or "names"
    if folder is None or not is_table(folder):
        raise ConfigError(_OPTION, tuple(columns), message("given with a table (.csv, .tsv or .jsonl)"))
    said: dict[str, str] = {}
    for text in columns:
        role, sign, name = text.partition("=")
        if role not in ROLES or not sign:
            raise ConfigError(_OPTION, text, message("ROLE=NAME, with one of the roles {names:commas}", names=ROLES))
        said[role] = name.strip()
    table = read_table(folder)
    known = guessed(table)
    if known is None and not {"file", "label"} <= said.keys():
        known = chosen_or_guessed(table, None)  # it says what is missing
    taken = set(said.values())
    usual = {role: name for role, name in asdict(known).items() if name not in taken} if known else {}
    header = table.form.header is not False
    delimiter = "" if table.in_lines else table.form.delimiter
    form = known or Columns("file", "label", header=header, delimiter=delimiter, encoding=table.form.encoding)
    chosen = {role: said.get(role, usual.get(role, "")) for role in ROLES}
    return chosen_or_guessed(table, replace(form, **chosen)).reading
