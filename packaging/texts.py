"""Extracts every text of the program for translators, checks translations, and compiles them.

`resnet_studio/languages/resnet-studio.pot` is made from the code and therefore not stored. A translation is a file
`resnet_studio/languages/<code>/LC_MESSAGES/resnet-studio.po`; the program reads the compiled `.mo` beside it.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).resolve().parents[1] / "resnet_studio"
DOMAIN = "resnet-studio"
KEYWORDS = {
    "message": None, "tr": None, "gettext": None, "plural": (1, 2), "trn": (1, 2), "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}  # fmt: skip
"""Functions whose literals are texts, with the positions of the two forms of a plural, or of context and text."""

_FIELD = re.compile(r"\{([a-z_][a-z0-9_]*)(?::[a-z]+)?\}")


def extract(package: Path = PACKAGE) -> Catalog:
    """All texts of a package, with the files that they are in, and comments that begin with "Translators:"."""
    catalogue = Catalog(project="ResNet Studio", fuzzy=False)
    found = extract_from_dir(package, [("**.py", "python")], keywords=KEYWORDS, comment_tags=("Translators:",))
    for file, _line, text, comments, context in found:
        catalogue.add(text, locations=[(file, 0)], auto_comments=comments, context=context)
    return catalogue


def write_template(catalogue: Catalog, path: Path) -> None:
    """Write the template that translations start from, without dates and line numbers."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, sort_output=True, omit_header=True, include_lineno=False, width=120)


def problems(translation: Catalog) -> list[str]:
    """What is wrong with the texts of a translation: fields that the English text does not have."""
    wrong = []
    for text in translation:
        if text.id and not text.fuzzy:
            wrong += _field_problems(text)
    return wrong


def _field_problems(text: Message) -> list[str]:
    english = text.id if isinstance(text.id, tuple | list) else (text.id,)
    given = text.string if isinstance(text.string, tuple | list) else (text.string,)
    known = {name for form in english for name in _FIELD.findall(form)}
    return [
        f"{english[0]!r}: the translation has an unknown field {{{name}}}"
        for form in given
        for name in sorted(set(_FIELD.findall(form or "")) - known)
    ]


def compile_catalogue(source: Path) -> list[str]:
    """Compile a translation (`.po`) to the `.mo` beside it. A faulty one is not written; return its problems."""
    with source.open("rb") as file:
        translation = read_po(file)
    wrong = problems(translation)
    if not wrong:
        with source.with_suffix(".mo").open("wb") as file:
            write_mo(file, translation)
    return wrong


def main() -> int:
    """Write the template, and check and compile every translation."""
    template = PACKAGE / "languages" / f"{DOMAIN}.pot"
    catalogue = extract()
    write_template(catalogue, template)
    print(f"{len(catalogue):,} texts in {template.relative_to(PACKAGE.parent)}")
    failed = False
    for source in sorted((PACKAGE / "languages").glob(f"*/LC_MESSAGES/{DOMAIN}.po")):
        for problem in compile_catalogue(source):
            print(f"{source.relative_to(PACKAGE.parent)}: {problem}", file=sys.stderr)
            failed = True
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
