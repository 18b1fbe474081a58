"""Options of the command line whose help is a `Message`, and the options that follow from the table of settings.

Typer reads help texts when a command is built. So commands are declared with `option` and `argument`, which hold a
message, and `with_help` makes Typer's own options of them in the language in use.
"""

import functools
import inspect
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal, Protocol, cast, get_args, get_origin

import typer

from resnet_studio.cli.option_values import with_parser
from resnet_studio.core.basics.errors import ConfigError
from resnet_studio.core.basics.message import NOTHING, Message, joined, message, show, tr
from resnet_studio.core.runs.setting_kinds import Choice, Depth, Device, Layers, Number, Setting, Switch, Whole
from resnet_studio.core.runs.settings import SETTINGS

FREEZE = message("Freeze everything up to this stage: none, stem, layer1, layer2 …")
"""Help of the one option that is not a field of `TrainConfig`: a shorter way to say which layers are frozen."""

_ALLOWED = {setting.flag: setting.allowed for setting in SETTINGS}


class _Maker(Protocol):
    def __call__(self, *flags: str, **settings: Any) -> Any: ...


@dataclass(frozen=True, slots=True)
class Declared:
    """An option or argument as declared, before its help is in a language."""

    make: _Maker
    help: Message
    flags: tuple[str, ...] = ()
    settings: dict[str, Any] = field(default_factory=dict)

    def translated(self, name: str, type_: object) -> Any:
        """Typer's own description of the option or argument `name`. What takes no value names none: Typer would write
        `<bool>`."""
        settings = self.settings if type_ not in (bool, bool | None) else {"metavar": "", **self.settings}
        range_ = NOTHING
        if "max" in settings:
            range_ = message("From {low:exact} to {high:exact}.", low=settings["min"], high=settings["max"])
        flag = name if self.make is typer.Argument else (*self.flags, f"--{name.replace('_', '-')}")[0]
        settings = {"allowed": _ALLOWED.get(flag), **settings}
        return self.make(*self.flags, help=show(joined(self.help, range_)), **with_parser(flag, type_, settings))


def option(help_: Message, *flags: str, **settings: Any) -> Declared:
    """An option; the rest is as `typer.Option` takes it."""
    return Declared(cast(_Maker, typer.Option), help_, flags, settings)


def argument(help_: Message, **settings: Any) -> Declared:
    """A positional argument; the rest is as `typer.Argument` takes it."""
    return Declared(cast(_Maker, typer.Argument), help_, (), settings)


def with_help(command: Callable[..., int | None]) -> Callable[..., int | None]:
    """The command as Typer reads it: help in the language in use, and for `**chosen` an option for each setting."""
    parameters: list[inspect.Parameter] = []
    for parameter in inspect.signature(command).parameters.values():
        if parameter.kind is inspect.Parameter.VAR_KEYWORD:
            parameters[2:2] = setting_parameters()  # after the folder and `--sample`
        else:
            parameters.append(_translated(parameter.name, parameter.annotation, parameter.default))

    @functools.wraps(command)
    def run(**values: Any) -> int | None:
        return command(**values)

    setattr(run, "__signature__", inspect.Signature(parameters))  # noqa: B010 - mypy does not know the attribute
    return run


def setting_parameters() -> Iterator[inspect.Parameter]:
    """One optional parameter for each setting, and `freeze`, which stands for `frozen`."""
    for setting in SETTINGS:
        if isinstance(setting, Layers):
            yield _translated("freeze", Annotated[str | None, option(FREEZE, "--freeze", metavar="STAGE")], None)
        names = f"{setting.flag}/--no-{setting.flag[2:]}" if isinstance(setting, Switch) else setting.flag
        shown: dict[str, Any] = {"metavar": setting.metavar} if setting.metavar else {}
        if isinstance(setting, Choice):  # older values are taken, and not offered
            shown["values"] = setting.values
        declared = option(setting_help(setting), names, **shown)
        yield _translated(setting.name, Annotated[_type(setting) | None, declared], None)


def setting_help(setting: Setting) -> Message:
    """What a setting does, which values it takes where its type does not say so, and its default where it is fixed."""
    takes = NOTHING
    if isinstance(setting, Whole | Number):
        takes = message("From {low:exact} to {high:exact}.", low=setting.smallest, high=setting.largest)
    elif isinstance(setting, Depth):
        takes = message("It is {allowed}.", allowed=setting.allowed)
    fixed = setting.default not in (None, "") and not isinstance(setting, Switch)
    default = message("Default: {value:plain}.", value=setting.default) if fixed else NOTHING
    return joined(setting.help, takes, default)


def chosen_settings(given: dict[str, Any]) -> dict[str, Any]:
    """Settings by their names in `TrainConfig`, from the values of the options; None where there was no option.

    Raises:
        typer.BadParameter: both options for freezing are given.
    """
    chosen = dict(given)
    if chosen.get("freeze") is not None and chosen.get("frozen") is not None:
        raise typer.BadParameter(tr("--freeze and --freeze-only cannot both be given."))
    for setting in SETTINGS:
        if isinstance(setting, Layers) and chosen[setting.name] is not None:
            chosen[setting.name] = tuple(name.strip() for name in chosen[setting.name].split(",") if name.strip())
    return chosen


def named_as_typed(error: ConfigError, words: Collection[str]) -> ConfigError:
    """The same error with the option in place of the setting, where it is among the words of the command line."""
    flags = {"freeze": "--freeze", **{setting.name: setting.flag for setting in SETTINGS}}
    flag = flags.get(error.field, "")
    typed = any(word == flag or word.startswith(f"{flag}=") for word in words)
    return ConfigError(flag, error.value, error.allowed) if flag and typed else error


def _type(setting: Setting) -> Any:
    match setting:
        case Switch():
            return bool
        case Choice() if not isinstance(setting, Device):
            return cast(Any, Literal)[(*setting.values, *setting.older)]
        case Whole() | Depth():
            return int
        case Number():
            return float
        case _:
            return str


def _translated(name: str, annotation: Any, default: Any) -> inspect.Parameter:
    if get_origin(annotation) is Annotated:
        type_, declared = get_args(annotation)
        if isinstance(declared, Declared):
            annotation = Annotated[type_, declared.translated(name, type_)]
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
