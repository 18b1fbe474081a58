"""Which columns of a table say what of its pictures, and as a text that is kept with a dataset."""

import json
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final

from resnet_studio.core.basics import json_text
from resnet_studio.core.basics.errors import ConfigError
from resnet_studio.core.basics.message import message

ENDINGS: Final = (".csv", ".tsv", ".jsonl", ".ndjson")
LINES: Final = (".jsonl", ".ndjson")
"""Endings of tables with a JSON object in each line."""
DELIMITERS: Final = (",", ";", "\t", "|")
ENCODINGS: Final = ("utf-8", "utf-16", "cp1252", "cp1250", "cp1251", "shift_jis", "gb18030", "big5", "euc_kr")
ROLES: Final = ("file", "label", "part", "group")
"""What a column can say: the fields of `Columns` that name one."""

_START: Final = "table "
LONGEST_NAME: Final = 200
"""Characters of a column's name."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns of a table say what, and how its file is read. A column without a name has its number, from 1.

    Attributes:
        file: the path of a picture.
        label: its class.
        part: of the dataset, "train", "val" or "test"; empty where none says it.
        group: what must stay together in a split, such as a patient; empty where nothing must.
        header: whether the first line has the names of the columns.
        delimiter, encoding: of the file; empty where they are found by looking at it.

    Raises:
        ConfigError: a value is out of range.
    """

    file: str
    label: str
    part: str = ""
    group: str = ""
    header: bool = True
    delimiter: str = ""
    encoding: str = ""

    def __post_init__(self) -> None:
        for role in ROLES:
            name = getattr(self, role)
            if not isinstance(name, str) or len(name) > LONGEST_NAME or not (name or role in ("part", "group")):
                raise ConfigError(role, name, message("the name of a column"))
        chosen = tuple(self.named.values())
        if len(set(chosen)) < len(chosen):
            raise ConfigError("columns", chosen, message("different columns"))
        if not isinstance(self.header, bool):
            raise ConfigError("header", self.header, message("true or false"))
        for field, known in (("delimiter", DELIMITERS), ("encoding", ENCODINGS)):
            if getattr(self, field) not in ("", *known):
                raise ConfigError(field, getattr(self, field), message("one of {names}", names=known))

    @property
    def named(self) -> dict[str, str]:
        """The name of the column for each role that has one."""
        return {role: name for role in ROLES if (name := getattr(self, role))}

    @property
    def reading(self) -> str:
        """The columns as the `Reading` of a dataset."""
        said = {field.name: value for field in fields(self) if (value := getattr(self, field.name)) != field.default}
        return _START + json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def columns_of(reading: str) -> Columns | None:
    """The columns in the `Reading` of a dataset; None where it is none of a table."""
    if not reading.startswith(_START):
        return None
    try:
        said: Any = json_text.parse(reading.removeprefix(_START), 20)
        return Columns(**said)
    except (ValueError, TypeError):  # a `ConfigError` is a ValueError
        return None


def is_table(path: Path) -> bool:
    """Whether a path is that of a table, by its ending."""
    return path.name.lower().endswith(ENDINGS)
