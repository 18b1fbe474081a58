"""The page of a report: valid, whole in one file, harmless whatever names say, and readable without seeing."""

import base64
import hashlib
import re
from collections.abc import Callable, Collection
from dataclasses import replace
from itertools import pairwise
from pathlib import Path, PurePosixPath

import pytest

from resnet_studio.core.basics import language
from resnet_studio.core.basics.message import message
from resnet_studio.core.report.contents import read_contents
from resnet_studio.core.report.page import TEMPLATES, render, without_home
from resnet_studio.core.report.pictures import Show
from tests.core.report.measured_run import measured_run
from tests.core.report.parsed_page import Element, Page, parsed

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(2)>',
    "a\u202egnp.exe",
    "{{ 7 * 7 }}",
    "</style>&amp;",
)
FILES = ('it\'s a "name" & <b>.jpg', "\u202egpj.jpg", "]]>.jpg")
SCHEME = re.compile(r"(?i)\b(?:https?|ftp|file|javascript|vbscript|blob|wss?):|url\(|@import|//[a-z]")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory, show: Show) -> Page:
    folder = tmp_path_factory.mktemp("hostile")
    run = measured_run(folder, HOSTILE, 4, files=FILES, name="<img src=y>")
    return parsed(render(read_contents(run, show)))


@pytest.fixture(params=["two", "thirty", "hostile"])
def any_page(request: pytest.FixtureRequest, page: Page, of_classes: Callable[[int], Page], hostile: Page) -> Page:
    return {"two": page, "thirty": of_classes(30), "hostile": hostile}[request.param]


def test_every_element_is_closed_in_order(any_page: Page) -> None:
    assert any_page.faults == []
    assert any_page.source.lstrip().startswith("<!doctype html>")


def test_ids_are_unique_and_what_refers_to_one_finds_it(any_page: Page) -> None:
    ids = [one.attributes["id"] for one in any_page.elements if "id" in one.attributes]
    assert sorted(ids) == sorted(set(ids))
    named = [name for one in any_page.elements for name in one.attributes.get("aria-labelledby", "").split()]
    named += [one.attributes["href"].removeprefix("#") for one in any_page.all("a")]
    assert named
    assert set(named) <= set(ids)


def test_nothing_is_loaded_or_linked_from_outside(any_page: Page) -> None:
    loading = {"src", "href", "xlink:href", "action", "data", "poster", "srcset", "background", "formaction", "ping"}
    for one in any_page.elements:
        for name in loading & one.attributes.keys():
            value = one.attributes[name]
            assert value.startswith("#" if name == "href" else "data:image/jpeg;base64,"), (one.name, name, value)
    assert not SCHEME.search("".join(any_page.one("style").words))
    assert not list(any_page.all("script", "iframe", "object", "embed", "link", "base", "form", "use", "foreignobject"))


def test_nothing_is_executed(any_page: Page) -> None:
    for one in any_page.elements:
        assert not [name for name in one.attributes if name.startswith("on") or name == "style"], one


def test_policy_allows_the_style_and_pictures_in_the_file_and_nothing_else(page: Page) -> None:
    (policy,) = [
        one.attributes["content"]
        for one in page.all("meta")
        if one.attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    digest = base64.b64encode(hashlib.sha256("".join(page.one("style").words).encode()).digest()).decode()
    assert rules == {
        "default-src": "'none'",
        "img-src": "data:",
        "style-src": f"'sha256-{digest}'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }


def test_hostile_names_are_text(hostile: Page) -> None:
    for name in HOSTILE:
        assert name.replace("\u202e", "\ufffd") in hostile.words
    assert 'it\'s a "name" & <b>.jpg' in hostile.words
    assert "\u202e" not in hostile.source
    assert all(one.attributes["src"].startswith("data:") for one in hostile.all("img"))
    assert hostile.one("h1").attributes == {}


def test_headings_lead_one_level_down_at_a_time(any_page: Page) -> None:
    levels = [int(one.name[1]) for one in any_page.all("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_tables_have_captions_and_their_heads_a_scope(any_page: Page) -> None:
    assert len(list(any_page.all("table"))) == len(list(any_page.all("caption"))) > 5
    assert all(one.attributes.get("scope") in ("row", "col") for one in any_page.all("th"))


def test_pictures_and_drawings_say_what_they_show(any_page: Page) -> None:
    pictures = list(any_page.all("img"))
    assert pictures
    assert all(one.attributes["alt"] for one in pictures)
    titled = {one.attributes["id"] for one in any_page.all("title") if "id" in one.attributes}
    for one in any_page.all("svg"):
        hidden = one.attributes.get("aria-hidden") == "true"
        assert hidden or set(one.attributes["aria-labelledby"].split()) & titled
        assert hidden or one.attributes["role"] == "img"


def test_page_names_its_language(page: Page, run: Path, show: Show) -> None:
    assert page.one("html").attributes["lang"] == "en"
    language.use("pt_BR")
    try:
        assert 'lang="pt-BR"' in render(read_contents(run, show))
    finally:
        language.use("en")


@pytest.mark.usefixtures("pseudo")
def test_every_word_is_translated(
    run: Path, show: Show, untranslated: Callable[[str, Collection[str]], list[str]]
) -> None:
    translated = parsed(render(read_contents(run, show)))
    names = (
        "ants bees pictures first ResNet Studio AdamW CPU float px cycle one jpg test validation Python torch "
        "torchvision numpy scipy scikit learn pillow Linux x86_64 x Darwin Windows arm AMD aarch"
    )
    assert untranslated(translated.words, set(names.split())) == []


def test_templates_have_no_words_of_their_own() -> None:
    found = []
    for file in sorted(TEMPLATES.glob("*.html")) + sorted(TEMPLATES.glob("*.svg")):
        plain = re.sub(r"(?s)\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<[^>]*>|<!--.*?-->", " ", file.read_text(encoding="utf-8"))
        found += [word for word in re.findall(r"[^\W\d_]{2,}", plain) if word not in ("ResNet", "Studio")]
    assert found == []


def test_home_folder_is_not_said(run: Path, show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "home", lambda: run.parent)
    contents = read_contents(run, show)
    failing = replace(contents, problems=(message("{file} is damaged.", file=str(run / "state.json")),))
    text = parsed(render(failing)).words
    assert str(run.parent) not in text
    assert "~/first/state.json is damaged." in text


@pytest.mark.parametrize(("classes", "most"), [(30, 1_000_000), (101, 2_000_000)])
def test_page_of_many_classes_is_small(of_classes: Callable[[int], Page], classes: int, most: int) -> None:
    page = of_classes(classes)
    assert len(page.source.encode()) < most
    assert f"class {classes - 1}" in page.words


def test_numbers_of_a_part_are_said_with_it(page: Page) -> None:
    def says(text: str) -> list[Element]:
        return [one for one in page.elements if one.text == text]

    assert says("Test part")
    assert says("Validation part")
    assert "of 12 pictures right" in page.words
    assert "These pictures also chose the best epoch." in page.words
    assert "A sentence that says what it comes to." in page.words


@pytest.mark.parametrize(
    ("home", "text", "said"),
    [
        ("/home/ann", "/home/ann/runs and /home/ann", "~/runs and ~"),
        ("/home/ann", "/home/anna/runs", "/home/anna/runs"),
        ("/", "ants/1.jpg", "ants/1.jpg"),
    ],
)
def test_home_folder_is_not_said_and_no_other_name_is_changed(home: str, text: str, said: str) -> None:
    assert without_home(text, PurePosixPath(home)) == said
