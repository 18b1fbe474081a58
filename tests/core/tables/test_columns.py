"""The columns of a table as the reading of a dataset."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resnet_studio.core.basics.errors import ConfigError
from resnet_studio.core.dataset.catalogue import as_reading
from resnet_studio.core.tables.columns import DELIMITERS, ENCODINGS, Columns, columns_of

texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)


@given(
    st.lists(texts, min_size=4, max_size=4, unique=True),
    st.booleans(),
    st.sampled_from(("", *DELIMITERS)),
    st.sampled_from(("", *ENCODINGS)),
)
def test_columns_are_read_back_from_their_reading(names: list[str], header: bool, delimiter: str, code: str) -> None:
    columns = Columns(*names, header=header, delimiter=delimiter, encoding=code)
    assert columns_of(columns.reading) == columns
    assert as_reading(columns.reading) == columns.reading


@pytest.mark.parametrize(
    "reading",
    ["names", "table", "table ", "table []", 'table {"file":"a"}', 'table {"file":"a","label":"a"}', "table {",
     'table {"file":"a","label":"b","encoding":"zip"}', 'table {"file":1,"label":"b"}',
     'table {"file":"a","label":"b","more":1}', "table " + "[" * 50],
)  # fmt: skip
def test_other_texts_are_no_columns(reading: str) -> None:
    assert columns_of(reading) is None
    assert as_reading(reading) == ("names" if reading == "names" else None)


def test_one_column_does_not_say_two_things() -> None:
    with pytest.raises(ConfigError, match="different columns"):
        Columns("file", "label", "label")
