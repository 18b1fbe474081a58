"""Every text that a person sees goes through here: an English template with named values, translated when shown.

`message` and `plural` make a `Message`, which travels in errors and events and is written to files with its English
text, its template and its values. `tr` and `trn` give the text at once, in the language in use: for what is shown
right away. Babel extracts all four (see `babel.cfg`); so the template must be a literal. Do not call `tr` at import
time: the language is not chosen yet.

A field in a template is a name, or a name and how its value is written: "{left:duration} left", "{share:percent}".
`FORMATS` lists the ways; without one, whole numbers get thousands separators, other numbers three significant digits,
names have control characters made visible, and several names are joined. No other part of Python's format language
is supported, because templates may come from an untrusted file.
"""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Self

from resnet_studio.core.basics import formatting, safe_text
from resnet_studio.core.basics.language import ENGLISH, Language, current

_FIELD = re.compile(r"\{([a-z_][a-z0-9_]*)(?::([a-z]+))?\}|\{\{|\}\}")
_MOST_TEXT = 20_000  # characters of a text that is read from a file, and of all values in a text
_LARGEST = 2**63


@dataclass(frozen=True, slots=True)
class Message:
    """A text for a person that can still be translated. `str(message)` is the English text.

    Attributes:
        template: English, with fields in braces; the form for one where there is a `many`.
        values: of the fields, by name: text, numbers, messages, or tuples of them.
        many: the English form for any count but one; `values["count"]` chooses. Empty where there is no such choice.
    """

    template: str
    values: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    many: str = ""

    def __str__(self) -> str:
        return self.text(ENGLISH)

    def __hash__(self) -> int:
        return hash((self.template, self.many, str(self)))

    def __bool__(self) -> bool:
        return bool(self.template)

    def __reduce__(self) -> tuple[type[Self], tuple[str, dict[str, Any], str]]:
        return type(self), (self.template, dict(self.values), self.many)

    def text(self, language: Language | None = None) -> str:
        """The text in a language, by default the one in use."""
        language = language or current()
        count = self.values.get("count")
        if self.many and isinstance(count, int):
            template = language.ngettext(self.template, self.many, count)
        else:
            template = language.gettext(self.template)

        # A template from an untrusted file may repeat a field that holds a message that repeats a field …
        written: dict[str, str] = {}
        left = _MOST_TEXT

        def filled(found: re.Match[str]) -> str:
            nonlocal left
            name, how = found.groups()
            if name is None:
                return found[0][0]
            if name not in self.values:
                return found[0]
            if found[0] not in written:
                written[found[0]] = _written(self.values[name], how or "", language)
            text = written[found[0]][:left]
            left -= len(text)
            return text

        return _FIELD.sub(filled, template)

    def to_record(self) -> dict[str, Any]:
        """A JSON-ready record: English text, template and values."""
        record: dict[str, Any] = {"text": str(self), "template": self.template}
        if self.many:
            record["many"] = self.many
        if self.values:
            record["values"] = {name: _plain(value) for name, value in self.values.items()}
        return record

    @classmethod
    def from_record(cls, record: object) -> Self:
        """Read a message from a record of `to_record`, or from plain text, which cannot be translated.

        Control characters in it become visible, as in values: a terminal would obey them.

        Raises:
            ValueError: the record is neither.
        """
        if isinstance(record, str):
            return cls(literal(record).template)
        if not isinstance(record, dict):
            raise ValueError("it is neither a text nor a message")
        template, many, values = record.get("template"), record.get("many", ""), record.get("values", {})
        if not (isinstance(template, str) and isinstance(many, str) and isinstance(values, dict)):
            raise ValueError("it lacks the template of a message")
        if max(len(template), len(many)) > _MOST_TEXT:
            raise ValueError("its text is too long")
        named = {name: _value(value) for name, value in values.items()}
        return cls(safe_text.printable(template), named, safe_text.printable(many))


NOTHING = Message("")
"""No text: it is false, and `joined` leaves it out."""


def message(template: str, /, **values: Any) -> Message:
    """A text with its values, to be translated when it is shown."""
    return Message(template, values)


def plural(one: str, many: str, count: int, /, **values: Any) -> Message:
    """A text in two forms; `{count}` in either is the count."""
    return Message(one, {"count": count, **values}, many)


def literal(text: str) -> Message:
    """Text that is data, such as a reason that the operating system gives: it is never translated.

    Control characters in it become visible.
    """
    return Message(safe_text.printable(text).replace("{", "{{").replace("}", "}}"))


def tr(template: str, /, **values: Any) -> str:
    """The text now, in the language in use."""
    return Message(template, values).text()


def trn(one: str, many: str, count: int, /, **values: Any) -> str:
    """The form of the text for this count now, in the language in use."""
    return plural(one, many, count, **values).text()


def show(text: Message | str) -> str:
    """A message in the language in use; other text, which is data such as a name, with control characters visible."""
    return text.text() if isinstance(text, Message) else safe_text.printable(text)


def joined(*parts: Message) -> Message:
    """Sentences one after the other, as one message; empty ones are left out."""
    given = [part for part in parts if part]
    return Message(" ".join(f"{{part{number}}}" for number in range(len(given))), {
        f"part{number}": part for number, part in enumerate(given)
    })  # fmt: skip


FORMATS: dict[str, Callable[[Any, Language], str]] = {
    "count": formatting.count,
    "percent": formatting.percent,
    "duration": formatting.duration,
    "day": lambda value, language: formatting.near_day(value, language=language),
    "moment": lambda value, language: formatting.moment(value, language=language),
    "size": formatting.size,
    "parameters": formatting.parameters,
    "figure": formatting.figure,
    "exact": formatting.exact,
    "plain": lambda value, _: str(value),
    "value": lambda value, _: safe_text.shown(value),
    "name": lambda value, _: safe_text.elide_middle(safe_text.printable(str(value)), 60),
    "place": lambda value, _: formatting.place(Path(value)),
    "list": lambda value, language: formatting.listed(_names(value, language), language=language),
    "few": lambda value, language: formatting.listed(_names(value, language), 3, language),
    "commas": lambda value, language: ", ".join(map(safe_text.printable, _names(value, language))),
}
"""How a value can be written, by the name after the colon: "plain" is digits without separators, "day" as a person
speaks of it, "value" any value of
an untrusted file, "name" a name of at most 60 characters, "place" a folder with "~" for the home folder, "list" at most
five names, "few" at most three, and "commas" all of them."""


def _written(value: Any, how: str, language: Language) -> str:
    if isinstance(value, Message):
        return value.text(language)
    unknown = value is None or (isinstance(value, float) and not math.isfinite(value))
    if unknown and how not in ("value", "plain"):
        return formatting.UNKNOWN
    if how in FORMATS:
        try:
            return FORMATS[how](value, language)
        except (TypeError, ValueError, OverflowError):
            return safe_text.shown(value)  # an untrusted file may contain text in place of a number
    if isinstance(value, list | tuple):
        return formatting.listed(_names(value, language), language=language)
    if isinstance(value, int) and not isinstance(value, bool):
        return formatting.count(value, language)
    if isinstance(value, float):
        return formatting.figure(value, language)
    return safe_text.printable(str(value))


def _names(value: Any, language: Language) -> list[str]:
    values = value if isinstance(value, list | tuple) else [value]
    return [item.text(language) if isinstance(item, Message) else str(item) for item in values]


def _plain(value: Any) -> Any:
    if isinstance(value, Message):
        return value.to_record()
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return str(value) if isinstance(value, Path) else value


def _value(value: Any) -> Any:
    """A value from a record: nested records become messages, and a number that is too large becomes text."""
    if isinstance(value, dict):
        return Message.from_record(value)
    if isinstance(value, list):
        return tuple(_value(item) for item in value[:1000])
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= _LARGEST:
        return safe_text.shown(value)
    return value[:_MOST_TEXT] if isinstance(value, str) else value
