"""What the documents point to exists: links between them and to their sections, and the files and folders that they
name."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)
SECTION = re.compile(r"\]\(#([^)\s]+)\)")
LINK = re.compile(r"\]\(([^)#\s]+)\)")
PATH = re.compile(r"`((?:core|engine|gui|cli|resnet_studio|tests|packaging|docs|assets)/[\w./-]*)`")
"""A path in code type, relative to the repository or to the package; a pattern such as `<kind>` is none."""


def missing(document: Path, text: str) -> Iterator[str]:
    """Links and paths in a document that lead nowhere."""
    for target in LINK.findall(text):
        if "://" not in target and not (document.parent / target).exists():
            yield target
    sections = {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in HEADING.findall(text)}
    yield from (section for section in SECTION.findall(text) if section not in sections)
    for path in PATH.findall(text):
        if not any((base / path).exists() for base in (ROOT, ROOT / "resnet_studio")):
            yield path


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.relative_to(ROOT).as_posix())
def test_links_and_paths_exist(document: Path) -> None:
    assert list(missing(document, document.read_text(encoding="utf-8"))) == []


def test_every_decision_is_listed() -> None:
    decisions = ROOT / "docs" / "decisions"
    listed = LINK.findall((decisions / "README.md").read_text(encoding="utf-8"))
    assert listed == sorted(file.name for file in decisions.glob("[0-9]*.md"))


def test_missing_files_are_found() -> None:
    text = (
        "## Here: it is\n[a](nowhere.md) [b](docs/glossary.md) [c](https://example.org) `core/nowhere.py` "
        "`engine/serve.py` [d](#here-it-is) [e](#there)"
    )
    assert list(missing(ROOT / "README.md", text)) == ["nowhere.md", "there", "core/nowhere.py"]
