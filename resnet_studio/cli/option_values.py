"""From the text of an option to its value: what it cannot take is refused in the words of the settings' fields.

Typer's own sentences are those of the libraries below it, and change with its version.
"""

from collections.abc import Callable
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

from resnet_studio.core.basics.errors import ConfigError, Failure, StudioError
from resnet_studio.core.basics.message import Message, message

_ENDLESS = float("inf")


class OptionError(StudioError):
    """An option cannot take its value. Of a `ValueError`, such as `ConfigError`, Typer makes a sentence of its own."""

    kind = Failure.SETTING

    def __init__(self, flag: str, value: object, allowed: Message) -> None:
        super().__init__(ConfigError(flag, value, allowed).message)


def with_parser(flag: str, type_: object, settings: dict[str, Any]) -> dict[str, Any]:
    """What Typer takes of an option for a number or for one of several words; of others, what was given.

    Of `settings`, `allowed` are words that follow "must be", and `values` the words that `--help` names where older
    ones are taken too; Typer takes neither. `min` and `max` are checked here. The parser raises `OptionError`.
    """
    rest = {name: value for name, value in settings.items() if name not in ("allowed", "values")}
    kinds = (
        [kind for kind in get_args(type_) if kind is not NoneType]
        if get_origin(type_) in (Union, UnionType)
        else [type_]
    )
    if len(kinds) == 1 and get_origin(kinds[0]) is Literal:
        words = get_args(kinds[0])
        named = settings.get("values", words)
        allowed = settings.get("allowed") or message("one of {words:plain}", words=", ".join(named))
        return {"metavar": "|".join(named), **rest, "parser": _words_parser(flag, words, allowed)}
    if len(kinds) == 1 and kinds[0] in (int, float):
        low, high = rest.pop("min", -_ENDLESS), rest.pop("max", _ENDLESS)
        allowed = settings.get("allowed") or _from(kinds[0], low, high)
        return {"metavar": "NUMBER", **rest, "parser": _number_parser(flag, kinds[0], low, high, allowed)}
    return rest


def _words_parser(flag: str, words: tuple[str, ...], allowed: Message) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text not in words:
            raise OptionError(flag, text, allowed)
        return text

    return parse


def _number_parser(flag: str, kind: type, low: float, high: float, allowed: Message) -> Callable[[Any], Any]:
    def parse(text: Any) -> Any:
        try:
            value = kind(text)
        except ValueError:
            raise OptionError(flag, text, allowed) from None
        if value < low or value > high:  # a setting's own check says what is wrong with "nan"
            raise OptionError(flag, value, allowed)
        return value

    return parse


def _from(kind: object, low: float, high: float) -> Message:
    if low == -_ENDLESS:
        return message("a whole number") if kind is int else message("a number")
    if kind is int:
        return message("a whole number from {low:exact} to {high:exact}", low=low, high=high)
    return message("a number from {low:exact} to {high:exact}", low=low, high=high)
