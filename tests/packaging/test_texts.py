"""Texts are extracted, translated, compiled and shown: the whole way, with a tiny package."""

import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from resnet_studio.core.basics import formatting, language
from resnet_studio.core.basics.message import message, plural, tr, trn

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def texts(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.syspath_prepend(str(ROOT / "packaging"))
    return importlib.import_module("texts")


def test_extractor_finds_texts_of_the_program(texts) -> None:
    catalogue = texts.extract()
    assert "{minutes} min {seconds} s" in catalogue  # gettext
    assert "{field:name} is {value:value}, but must be {allowed}." in catalogue  # message
    assert "Copy the sentence and the details" in catalogue  # tr
    assert catalogue.get(",", context="thousands separator") is not None


CODE = """
from resnet_studio.core.basics.message import plural, tr
# Translators: a button
tr("Train further")
plural("{count} picture of {name}", "{count} pictures of {name}", 3, name="ants")
"""
GERMAN = {
    "Train further": "Weiter trainieren",
    "{count} picture of {name}": ("{count} Bild: {name}", "{count} Bilder: {name}"),
}


@pytest.fixture
def german(texts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A tiny package with two texts, extracted, translated, compiled, and put to use."""
    from babel.messages.pofile import read_po, write_po

    (tmp_path / "code").mkdir()
    (tmp_path / "code" / "window.py").write_text(CODE, encoding="utf-8")
    texts.write_template(texts.extract(tmp_path / "code"), tmp_path / "resnet-studio.pot")
    with (tmp_path / "resnet-studio.pot").open("rb") as file:
        catalogue = read_po(file, locale="de")
    assert {text.id if isinstance(text.id, str) else text.id[0] for text in catalogue if text.id} == GERMAN.keys()
    assert catalogue["Train further"].auto_comments == ["Translators: a button"]
    for english, translated in GERMAN.items():
        catalogue[english].string = translated
    catalogue.add(",", ".", context="thousands separator")
    catalogue.add(".", ",", context="decimal separator")
    source = tmp_path / "languages" / "de" / "LC_MESSAGES" / "resnet-studio.po"
    source.parent.mkdir(parents=True)
    with source.open("wb") as file:
        write_po(file, catalogue)
    assert texts.compile_catalogue(source) == []
    monkeypatch.setattr(language, "CATALOGUES", tmp_path / "languages")
    language.use("de")
    yield source
    language.use("en")


def test_compiled_catalogue_translates_texts_and_plurals(german: Path) -> None:
    assert tr("Train further") == "Weiter trainieren"
    one, many = "{count} picture of {name}", "{count} pictures of {name}"
    assert trn(one, many, 1, name="ants") == "1 Bild: ants"
    assert plural(one, many, 3, name="ants").text() == "3 Bilder: ants"
    assert trn(one, many, 1200, name="ants") == "1.200 Bilder: ants"
    assert formatting.percent(0.954) == "95,4 %"
    assert str(plural(one, many, 3, name="ants")) == "3 pictures of ants"
    assert message("not in the catalogue").text() == "not in the catalogue"


def test_translation_with_unknown_field_is_refused(german: Path, texts) -> None:
    german.write_text(german.read_text(encoding="utf-8").replace("Bilder: {name}", "Bilder: {nmae}"), encoding="utf-8")
    german.with_suffix(".mo").unlink()
    (problem,) = texts.compile_catalogue(german)
    assert "{nmae}" in problem
    assert not german.with_suffix(".mo").exists()
