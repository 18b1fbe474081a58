"""Rows of tables: whatever a writer of such files writes is read back, and what is wrong is said by line."""

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from resnet_studio.core.basics.errors import DatasetError
from resnet_studio.core.tables.columns import DELIMITERS, Columns
from resnet_studio.core.tables.rows import Form, read_table

cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
names = st.text(st.sampled_from("abcxyz _"), min_size=1, max_size=8).filter(lambda name: name == name.strip())


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[str], list[list[str]]]:
    header = draw(st.lists(names, min_size=2, max_size=5, unique=True))
    row = st.lists(cells, min_size=len(header), max_size=len(header)).filter(any)
    return header, draw(st.lists(row, min_size=1, max_size=6))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    tables(),
    st.sampled_from(DELIMITERS),
    # With another end of lines than this, the writer leaves out quotation marks that a reader needs.
    st.sampled_from([(csv.QUOTE_MINIMAL, "\r\n"), *((csv.QUOTE_ALL, end) for end in ("\n", "\r\n", "\r"))]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_any_table_of_a_csv_writer_is_read_back(
    tmp_path: Path, made: tuple[list[str], list[list[str]]], delimiter: str, how: tuple[int, str], encoding: str
) -> None:
    (header, rows), (quoting, end) = made, how
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, quoting=quoting, lineterminator=end).writerows([header, *rows])  # type: ignore[arg-type]
    file = tmp_path / "any.csv"
    file.write_bytes(text.getvalue().encode(encoding))
    form = Form(True, delimiter, "utf-16" if encoding == "utf-16" else "utf-8")
    table = read_table(file, form)
    assert table.names == tuple(header)
    assert [list(row) for _, row in table.rows] == rows


@pytest.mark.parametrize("header", ['"file", "label"', "file,label", 'sep=,\n"file", "label"'])
def test_quotation_marks_after_a_space_are_read_as_such(tmp_path: Path, header: str) -> None:
    file = tmp_path / "any.csv"
    file.write_text(f'{header}\n"1.png", "cat, black"\n"2.png", "dog"\n', encoding="utf-8")
    table = read_table(file)
    assert table.names == ("file", "label")
    assert table.column("label") == ["cat, black", "dog"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.dictionaries(names, cells | st.integers() | st.booleans() | st.none(), min_size=1), min_size=1))
def test_any_json_lines_are_read_back(tmp_path: Path, records: list[dict[str, object]]) -> None:
    file = tmp_path / "any.jsonl"
    file.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    table = read_table(file)
    for record, (_, row) in zip(records, table.rows, strict=True):
        wanted = {k: "" if v is None else v if isinstance(v, str) else json.dumps(v) for k, v in record.items()}
        assert {name: text for name, text in zip(table.names, row, strict=True) if name in record} == wanted


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["any.csv", "any.tsv", "any.jsonl"]))
def test_any_bytes_are_a_table_or_refused_in_a_sentence(tmp_path: Path, data: bytes, name: str) -> None:
    (tmp_path / name).write_bytes(data)
    said, rows = "", list[Sequence[str]]()
    try:
        table = read_table(tmp_path / name)
        rows = [row for _, row in table.rows]
    except DatasetError as error:
        said = str(error)
    assert name in said or all(len(row) == len(table.names) for row in rows)


@pytest.mark.parametrize("delimiter", DELIMITERS)
def test_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    lines = [["image", "label", "note"], *([f"a {n}.jpg", "cat; grey", "x, y and z"] for n in range(30))]
    file = tmp_path / "any.csv"
    with file.open("w", newline="", encoding="utf-8") as opened:
        csv.writer(opened, delimiter=delimiter).writerows(lines)
    table = read_table(file)
    assert (table.form.delimiter, table.names) == (delimiter, ("image", "label", "note"))
    assert len(table.rows) == 30


@pytest.mark.parametrize("opening", ['i4.png,"cat,train,p4', 'i4.png,"cat"s,train,p4'])
def test_broken_line_does_not_change_the_delimiter_and_is_named(tmp_path: Path, opening: str) -> None:
    lines = [f"i{n}.png,cat; grey,train,p{n}" for n in range(40)]
    lines[1] += ",more,and more"
    lines[2] = "i2.png,cat"
    lines[3] = opening
    (tmp_path / "any.csv").write_text("\n".join(["file,label,part,patient", *lines]), encoding="utf-8")
    with pytest.raises(DatasetError, match=r"^In line 5 of .*quotation mark"):
        read_table(tmp_path / "any.csv")


def test_first_line_that_is_broken_is_named(tmp_path: Path) -> None:
    (tmp_path / "any.csv").write_text('file,"label\n1.png,a\n', encoding="utf-8")
    with pytest.raises(DatasetError, match=r"^In line 1 of .*quotation mark"):
        read_table(tmp_path / "any.csv")


@pytest.mark.parametrize(
    ("encoding", "found"), [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("utf-16", "utf-16"), ("cp1252", "cp1252")]
)
def test_encoding_is_found(tmp_path: Path, encoding: str, found: str) -> None:
    (tmp_path / "any.csv").write_bytes("file,label\n1.png,Äpfel – süß\n".encode(encoding))
    table = read_table(tmp_path / "any.csv")
    assert table.form.encoding == found
    assert table.column("label") == ["Äpfel – süß"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('file,label\n1.png,a\n2.png,"b\n', "In line 3 of .* a quotation mark opens a text that does not end"),
        ('file,label\n"1.png"x,a\n', "In line 2 of .* something follows a closing quotation mark"),
        ("", "is empty"),
        ("\n\n", "is empty"),
        ("file,label\n1.png\0,a\n", "is not text"),
        (",".join(map(str, range(1001))), "more than 1,000 columns"),
    ],
)
def test_broken_table_is_refused_by_its_line(tmp_path: Path, text: str, problem: str) -> None:
    (tmp_path / "any.csv").write_text(text, encoding="utf-8")
    with pytest.raises(DatasetError, match=problem):
        read_table(tmp_path / "any.csv", Form(delimiter=","))


def test_lines_are_counted_as_an_editor_does_and_long_rows_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "any.csv").write_text('file,label\n\n"1.png","a\nb"\n2.png\n3.png,b,c\n4.png,b,\n', encoding="utf-8")
    table = read_table(tmp_path / "any.csv")
    assert [(line, *row) for line, row in table.rows] == [(3, "1.png", "a\nb"), (5, "2.png", ""), (7, "4.png", "b")]
    assert list(table.wrong) == [6]


def test_names_of_columns_are_each_there_once(tmp_path: Path) -> None:
    (tmp_path / "any.csv").write_text("a,,a, b \n1,2,3,4\n", encoding="utf-8")
    assert read_table(tmp_path / "any.csv").names == ("a", "2", "a (2)", "b")


def test_preview_reads_as_many_rows_as_are_wanted(tmp_path: Path) -> None:
    for name, line in (("any.csv", "1.png,a\n"), ("any.jsonl", '{"file": "1.png"}\n')):
        (tmp_path / name).write_text("file,label\n" * name.endswith("csv") + line * 50, encoding="utf-8")
        assert len(read_table(tmp_path / name, most=7).rows) == 7


def test_first_line_that_says_the_separator_is_not_a_row(tmp_path: Path) -> None:
    file = tmp_path / "excel.csv"
    file.write_bytes(b"sep=;\r\nfile;label\r\n1.png;a, b\r\n")
    table = read_table(file)
    assert (table.names, table.rows) == (("file", "label"), [(3, ["1.png", "a, b"])])


def test_long_name_of_a_column_is_cut(tmp_path: Path) -> None:
    file = tmp_path / "long.csv"
    file.write_text(f"file,{'x' * 500},{'x' * 501}\n1.png,a,b\n")
    names = read_table(file).names
    assert len(set(names)) == 3
    assert Columns(*names).named["part"] == names[2]


def test_lines_of_which_none_is_an_object_say_what_to_write(tmp_path: Path) -> None:
    file = tmp_path / "list.jsonl"
    file.write_text(json.dumps([{"file": "1.png", "label": "a"}]))
    with pytest.raises(
        DatasetError, match=r"In line 1 of .*not a JSON object. Write an object with a file and a class"
    ):
        read_table(file)


@pytest.mark.parametrize(
    ("text", "names", "first_line"),
    [
        ("# labelled by Anna, 2024\n#\nfile,label\na.jpg,cat\n", ("file", "label"), 4),
        ("# made by tool, v2\nfile,label\na.jpg,cat\n", ("file", "label"), 3),
        ("# file,label\na.jpg,cat\n", ("file", "label"), 2),
        ("# two kinds\n#file;label\na.jpg;cat\n", ("file", "label"), 3),
        ("#1.jpg,cat\n#2.jpg,dog\n", ("1", "2"), 1),
        ("# two kinds\na.jpg,cat\n", ("1", "2"), 2),
        ("# of 2024\n\n# by Ann\nfile,label\na.jpg,cat\n", ("file", "label"), 5),
        ("\n# of 2024\n\nfile,label\n\na.jpg,cat\n", ("file", "label"), 6),
        ("sep=,\n# by Ann, 2024\nfile,label\na.jpg,cat\n", ("file", "label"), 4),
        ("# two kinds\n# file,label\n\na.jpg,cat\n", ("file", "label"), 4),
        ("# by Ann, 2024\na.jpg,cat\nb.jpg,dog\n", ("1", "2"), 2),
        ("# by Ann, Berlin\na.jpg,cat\n", ("1", "2"), 2),
        ("# file, label\na.jpg,cat\n", ("file", "label"), 2),
        ("# file name,label\na.jpg,cat\n", ("file name", "label"), 2),
    ],
)
def test_lines_with_a_sign_of_comment_above_a_table_are_passed_over_and_lines_keep_their_numbers(
    tmp_path: Path, text: str, names: tuple[str, ...], first_line: int
) -> None:
    for ending, delimiter in ((".csv", ","), (".tsv", "\t")):
        file = tmp_path / f"table{ending}"
        file.write_text(text.replace(",", delimiter) if ending == ".tsv" else text, encoding="utf-8")
        table = read_table(file)
        if ";" in text and ending == ".tsv":
            continue
        assert table.names == names
        assert table.rows[0][0] == first_line
        assert table.column(names[-1])[0] == "cat"
