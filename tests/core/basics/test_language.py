"""Languages: catalogues, the pseudo-locale, and separators in numbers."""

from collections.abc import Iterator

import pytest

from resnet_studio.core.basics import language
from resnet_studio.core.basics.language import ENGLISH, PSEUDO, VARIABLE, Language


@pytest.fixture(autouse=True)
def english_afterwards() -> Iterator[None]:
    yield
    language.use("en")


def test_pseudo_locale_lengthens_texts_and_keeps_fields() -> None:
    pseudo = language.use(PSEUDO)
    assert pseudo.gettext("Open {file}") == "⟦Opeen {file}⟧"
    assert pseudo.ngettext("one cat", "{count} cats", 1) == "⟦oonee caat⟧"
    assert pseudo.ngettext("one cat", "{count} cats", 2) == "⟦{count} caats⟧"
    assert pseudo.gettext("") == ""


def test_language_follows_the_environment_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, PSEUDO)
    assert language.use() is language.current()
    assert language.current().code == PSEUDO
    monkeypatch.delenv(VARIABLE)
    assert language.use() is ENGLISH


def test_language_without_a_catalogue_shows_english() -> None:
    unknown = language.use("xx")
    assert unknown.code == "xx"
    assert unknown.gettext("Open") == "Open"
    assert unknown.number(1234.5, 1) == "1,234.5"


def test_numbers_have_the_separators_of_the_language() -> None:
    german = Language("de", ENGLISH.texts, thousands=".", point=",")
    assert german.number(1234567.891, 2) == "1.234.567,89"
    assert german.signs("1,234.5") == "1.234,5"
    assert ENGLISH.number(1234567) == "1,234,567"
