"""A page as a browser's parser sees it, by the parser of the standard library: elements, their attributes and texts."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

EMPTY = {"meta", "img", "br", "hr", "input", "link"}
CLOSED = {"line", "rect", "circle", "polyline", "path"}
"""Of SVG, where an element can close itself."""


@dataclass
class Element:
    """One element; `words` are the texts in it that no element within has."""

    name: str
    attributes: dict[str, str]
    parents: tuple[str, ...]
    words: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Its own text."""
        return " ".join("".join(self.words).split())


@dataclass
class Page:
    """All elements in order, and what is wrong with how they are closed."""

    source: str
    elements: list[Element] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def all(self, *names: str) -> Iterator[Element]:
        """The elements of these names."""
        return (one for one in self.elements if one.name in names)

    def one(self, name: str) -> Element:
        """The only element of that name."""
        (found,) = self.all(name)
        return found

    @property
    def words(self) -> str:
        """All that can be read, titles and alternative texts included."""
        seen = [" ".join(one.words) for one in self.elements if one.name not in ("style", "script")]
        named = [one.attributes.get(name, "") for one in self.elements for name in ("alt", "title", "aria-label")]
        return " ".join(" ".join(seen + named).split())


class _Parser(HTMLParser):
    def __init__(self, page: Page) -> None:
        super().__init__(convert_charrefs=True)
        self.page, self.open = page, list[Element]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        if len(set(names)) != len(names):
            self.page.faults.append(f"<{tag}> has an attribute twice")
        element = Element(tag, {name: value or "" for name, value in attrs}, tuple(one.name for one in self.open))
        self.page.elements.append(element)
        if tag not in EMPTY:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in CLOSED:
            self.page.faults.append(f"<{tag}/> closes itself")
        self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1].name != tag:
            self.page.faults.append(f"</{tag}> closes {self.open[-1].name if self.open else 'nothing'}")
            return
        self.open.pop()

    def handle_data(self, data: str) -> None:
        if self.open:
            self.open[-1].words.append(data)
        elif data.strip():
            self.page.faults.append(f"{data!r} is in no element")


def parsed(source: str) -> Page:
    """The page in a text."""
    page = Page(source)
    parser = _Parser(page)
    parser.feed(source)
    parser.close()
    page.faults += [f"<{element.name}> is not closed" for element in parser.open]
    return page
