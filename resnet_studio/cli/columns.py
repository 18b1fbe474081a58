"""`--column`: which columns of a table have the files, the classes, the parts and the groups."""

from collections.abc import Sequence
from pathlib import Path

from resnet_studio.core.basics.errors import ConfigError
from resnet_studio.core.basics.message import message
from resnet_studio.core.dataset.catalogue import Reading
from resnet_studio.core.dataset.guess_columns import columns_in
from resnet_studio.core.tables.columns import ROLES, is_table
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
    return columns_in(read_table(folder), said).reading
