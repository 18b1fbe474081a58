"""What is said of an option's value that is not allowed: always the option, the value, and what is allowed."""

from collections.abc import Iterator
from typing import Any, get_args

import typer

from resnet_studio.core.basics.errors import ConfigError
from resnet_studio.core.basics.message import Message, message
from resnet_studio.core.runs.settings import SETTINGS


def with_option(error: ConfigError) -> ConfigError:
    """The same refusal, with the option's name in place of the setting's."""
    flags = {"freeze": "--freeze", **{setting.name: setting.flag for setting in SETTINGS}}
    return ConfigError(flags.get(error.field, error.field), error.value, error.allowed)


def refusal(error: typer.BadParameter) -> Message | None:
    """What to say in place of the sentences of Typer and pydantic; None where Typer's own is to be shown."""
    if error.param is None:
        return Message("{problem:plain}", {"problem": error.message}) if error.message else None  # one of ours
    for found in _problems(error):
        flag = error.param.opts[0]
        setting = next((one for one in SETTINGS if one.flag == flag), None)
        allowed = setting.allowed if setting else _allowed(error.param)
        return allowed and ConfigError(flag, found["input"], allowed).message
    return None


def _problems(error: typer.BadParameter) -> Iterator[dict[str, Any]]:
    """What pydantic says, which Typer uses; older versions of Typer have sentences of their own."""
    list_them = getattr(error.__cause__, "errors", None)
    return iter(list_them() if callable(list_them) else ())


def _allowed(parameter: Any) -> Message | None:
    """The values that an option takes that is not a setting's, as they follow "must be"."""
    type_ = getattr(getattr(parameter, "type_descriptor", None), "annotation", None)
    if names := get_args(type_):
        return message("one of {names:plain}", names=", ".join(map(str, names)))
    low, high = getattr(parameter, "min", None), getattr(parameter, "max", None)
    if type_ is int:
        if low is None:
            return message("a whole number")
        if high is None:
            return message("a whole number, {low} or more", low=low)
        return message("a whole number from {low} to {high}", low=low, high=high)
    if type_ is float:
        if low is None or high is None:
            return message("a number")
        return message("a number from {low:exact} to {high:exact}", low=low, high=high)
    return None
