"""Files and functions stay short: 300 lines a file, 40 a function, or a comment that gives the reason."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LONGEST_FILE = 300
LONGEST_FUNCTION = 40  # lines without the docstring
REASON = "# Long: "
FOLDERS = ("resnet_studio", "tests", "packaging")


def sources() -> list[Path]:
    """Every Python file of the repository."""
    return [file for folder in FOLDERS for file in sorted((ROOT / folder).rglob("*.py"))]


def long_parts(source: str) -> list[str]:
    """What is too long in a file and gives no reason, or is not too long and gives one: "file, 310 lines", "function
    work, 50 lines"."""
    lines = source.splitlines()
    found = []
    if (len(lines) > LONGEST_FILE) != any(line.startswith(REASON) for line in lines):
        found.append(f"file, {len(lines)} lines")
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = _length(node)
            own = lines[node.lineno - 1 : node.end_lineno]
            if (length > LONGEST_FUNCTION) != any(line.strip().startswith(REASON) for line in own):
                found.append(f"function {node.name}, {length} lines")
    return found


def _length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    length = (function.end_lineno or 0) - function.lineno + 1
    if ast.get_docstring(function, clean=False) is not None:
        text = function.body[0]
        length -= (text.end_lineno or 0) - text.lineno + 1
    return length


def test_files_and_functions_are_short_or_give_a_reason() -> None:
    found = {file.relative_to(ROOT).as_posix(): long_parts(file.read_text(encoding="utf-8")) for file in sources()}
    offenders = {file: parts for file, parts in found.items() if parts}
    assert not offenders, f"Split what is long, or give the reason in a comment that begins with {REASON!r}; else none"


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("x = 1\n" * 300, []),
        ("x = 1\n" * 301, ["file, 301 lines"]),
        ("# Long: a table of data\n" + "x = 1\n" * 301, []),
        ("# Long: a table of data\n" + "x = 1\n" * 299, ["file, 300 lines"]),
        ("def work():\n" + "    x = 1\n" * 39, []),
        ("def work():\n    # Long: one option after the other\n" + "    x = 1\n" * 38, ["function work, 40 lines"]),
        ("def work():\n" + "    x = 1\n" * 40, ["function work, 41 lines"]),
        ("def work():\n    # Long: one option after the other\n" + "    x = 1\n" * 40, []),
        ('def work():\n    """First.\n\n    More.\n    """\n' + "    x = 1\n" * 39, []),
    ],
)
def test_long_parts_are_found(source: str, found: list[str]) -> None:
    assert long_parts(source) == found
