"""Words that `docs/glossary.md` says to avoid are not used in comments, docstrings, texts, names and documents."""

import io
import keyword
import re
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
GLOSSARY = ROOT / "docs" / "glossary.md"
FOLDERS = ("resnet_studio", "tests", "packaging")
DOCUMENTS = ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "docs")

ALLOWED_IN_TEXT = re.compile(
    r"\bimage:|image[ _-]size|--images|`image`|No such file or directory|acc@1|\"images\""
    r"|\w*Image\.\w+|PIL\.Image|Image\s+Recognition"
    r"|image[ -]classif\w+|image/\w+|\"image\""
    r"|\"category\"|\"subset\"|Image Index|,data set|\"data set\""  # columns of published tables
    r"|\b(there|where) is no\b|\bis no (longer|more than|less than)\b",
    re.IGNORECASE,
)
"""Where an avoided word is right: set terms, titles of papers, and names of other libraries."""

ALLOWED_NAMES = re.compile(
    r"\w*image_size\w*|imagenet\w*|\w*_imagenet|\w*IMAGENET\w*|\w*Image\w*|image|to_image|append_images"
    r"|inference_mode|is_inference_mode_enabled|\w*Directory\w*|imageData|directory|target_is_directory|exclude_categories"
)
"""Names with an avoided word: the setting, and what Pillow and Qt call their objects."""


def avoided() -> dict[str, re.Pattern[str]]:
    """The words in code type in the columns called "avoid", each with the pattern that finds it."""
    column: int | None = None
    words: set[str] = set()
    for line in GLOSSARY.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")] if line.startswith("|") else []
        if "avoid" in cells:
            column = cells.index("avoid")
        elif not cells:
            column = None
        elif column is not None:
            words.update(re.findall(r"`([^`_]+)`", cells[column].split('. "', 1)[0]))
    return {word: re.compile(rf"\b{re.escape(word)}\b", re.IGNORECASE) for word in sorted(words)}


AVOIDED = avoided()


def in_text(text: str) -> set[str]:
    """The avoided words in prose."""
    rest = ALLOWED_IN_TEXT.sub(" ", text)
    return {word for word, pattern in AVOIDED.items() if pattern.search(rest)}


@cache
def in_name(name: str) -> set[str]:
    """The avoided words among the parts of a name: `toldFailures` and `told_failures` hold "told"."""
    if ALLOWED_NAMES.fullmatch(name) or keyword.iskeyword(name):
        return set()
    parts = re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)
    return {part.lower() for part in parts} & AVOIDED.keys()


def in_python(source: str) -> Iterator[tuple[int, str]]:
    """Line and word of each avoided word in a Python file."""
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.NAME:
            found = in_name(token.string)
        elif token.type == tokenize.COMMENT or "STRING" in tokenize.tok_name[token.type]:
            found = in_text(token.string)
        else:
            continue
        for word in sorted(found):
            yield token.start[0], word


def checked(folders: tuple[str, ...], ending: str) -> list[Path]:
    """Files in these folders, but for those that are still being rewritten, the glossary and this file."""
    files: list[Path] = []
    for name in folders:
        files += [ROOT / name] if (ROOT / name).is_file() else sorted((ROOT / name).rglob(f"*{ending}"))
    skipped = {GLOSSARY, Path(__file__).resolve()}
    return [file for file in files if file not in skipped and not file.relative_to(ROOT).as_posix().startswith(LATER)]


def test_python_files_use_the_words_of_the_glossary() -> None:
    found = [
        f"{file.relative_to(ROOT).as_posix()}:{line}: {word}"
        for file in checked(FOLDERS, ".py")
        for line, word in in_python(file.read_text(encoding="utf-8"))
    ]
    assert not found, "docs/glossary.md says what to write instead:\n" + "\n".join(found)


def test_documents_use_the_words_of_the_glossary() -> None:
    found = [
        f"{file.relative_to(ROOT).as_posix()}:{number}: {word}"
        for file in checked(DOCUMENTS, ".md")
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        for word in sorted(in_text(line))
    ]
    assert not found, "docs/glossary.md says what to write instead:\n" + "\n".join(found)


def test_glossary_is_read() -> None:
    assert {"image", "anew", "is no", "of its own accord"} <= AVOIDED.keys()
    assert "image_size" not in AVOIDED


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("# Made anew.\n", ["anew"]),
        ('"""This is no JSON."""\n', ["is no"]),
        ('"""There is no JSON."""\n', []),
        ("told_failures = 1\n", ["told"]),
        ("toldFailures = 1\n", ["told"]),
        ("retold = 1\n", []),
        ("config.image_size = 1  # image size\n", []),
        ('text = f"{x} images"\n', ["images"]),
        ("images_per_second = 1\n", ["images"]),
    ],
)
def test_avoided_words_are_found(source: str, words: list[str]) -> None:
    assert [word for _, word in in_python(source)] == words


# Files that are still being rewritten; paths begin with these. The list only shrinks.
LATER: tuple[str, ...] = ()
