"""The kinds of settings: which values each takes, how a value is written, and how a refusal is worded."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from resnet_studio.core.basics.errors import ConfigError
from resnet_studio.core.basics.json_text import is_number, is_whole
from resnet_studio.core.basics.message import Message, joined, message
from resnet_studio.core.network.architecture import (
    DEPTHS,
    PHOTO_DEPTHS,
    SMALL_DEPTHS,
    frozen_through,
)
from resnet_studio.core.runs.config_protocol import Config, always, never
from resnet_studio.core.runs.weights_text import weights_text

IMAGENET = "imagenet"
SCRATCH = "scratch"


def _any_whole_number(low: int, high: int) -> Message:
    return message("a whole number from {low} to {high}", low=low, high=high)


def _as_count(value: int) -> Message:
    return Message("{value}", {"value": value})


def _with_all_digits(value: float) -> Message:
    return Message("{value:exact}", {"value": value})


@dataclass(frozen=True, kw_only=True)
class Setting(ABC):
    """One row of the table of settings.

    Attributes:
        name: of the field of `TrainConfig`, and of the option without `--` unless `option` is given.
        label: in the details of a run, in the docs and in complaints.
        help: its effect, in one sentence; shown as tooltip and in `--help`.
        advice: further sentences of the tooltip.
        default: None where it follows from other settings (see `defaults.py`).
        section: id of the section of the form; empty where the form does not have it.
        short_label: in the form, where the title of the section says the rest.
        edit_label: beside the input, where it has to name the unit.
        option: name on the command line without `--`, where it differs.
        metavar: stands for the value in `--help`.
        neutral: the value that switches it off; the details of a run leave it out then.
        off: how the neutral value is written.
        in_details: whether the details of a run show it.
        idle: why it has no effect beside the other settings, in a sentence; empty where it has one.
        unused: why its own value has none, though another value would have; empty where it has one.
        listed: whether it is named where settings are listed or compared; another one may say what it says.
    """

    name: str
    label: Message
    help: Message
    advice: Message | None = None
    default: Any = None
    section: str = ""
    short_label: Message | None = None
    edit_label: Message | None = None
    option: str = ""
    metavar: str = ""
    neutral: Any = None
    off: Message | None = None
    in_details: bool = True
    idle: Callable[[Config], Message] = never
    unused: Callable[[Config], Message] = never
    listed: Callable[[Config], bool] = always

    @property
    @abstractmethod
    def allowed(self) -> Message:
        """The values that it takes, as they follow "must be"."""

    @abstractmethod
    def accepts(self, value: object) -> bool:
        """Whether it takes a value; values may come from a damaged file."""

    def check(self, value: object) -> None:
        """Refuse a value that is not allowed.

        Raises:
            ConfigError: naming the setting, its value and what is allowed.
        """
        if not self.accepts(value):
            raise ConfigError(self.name, value, self.allowed)

    def text_of(self, value: Any) -> Message:
        """A value as a person reads it."""
        return _data(value)

    def text(self, config: Config) -> Message:
        """Its value in `config` as a person reads it: "224 px", "AdamW", "off"."""
        value = getattr(config, self.name)
        return self.off if self.off is not None and value == self.neutral else self.text_of(value)

    def applies(self, config: Config) -> bool:
        """Whether it has an effect beside the other settings."""
        return not self.why_without_effect(config)

    def why_without_effect(self, config: Config) -> Message:
        """The sentence that says why its value changes nothing; empty where it does."""
        return self.idle(config) or self.unused(config)

    @property
    def tip(self) -> Message:
        """Its effect, and advice about it."""
        return joined(self.help, self.advice) if self.advice else self.help

    @property
    def form_label(self) -> Message:
        """The label in the form."""
        return self.short_label or self.label

    @property
    def flag(self) -> str:
        """Its option on the command line: "--batch-size"."""
        return "--" + (self.option or self.name.replace("_", "-"))


@dataclass(frozen=True, kw_only=True)
class Whole(Setting):
    """A whole number in a range; `range` says the range in words, and `written` the value."""

    smallest: int
    largest: int
    range: Callable[[int, int], Message] = _any_whole_number
    written: Callable[[int], Message] = _as_count

    @property
    def allowed(self) -> Message:
        return self.range(self.smallest, self.largest)

    def accepts(self, value: object) -> bool:
        return is_whole(value) and self.smallest <= value <= self.largest

    def text_of(self, value: Any) -> Message:
        return self.written(value)


@dataclass(frozen=True, kw_only=True)
class Number(Setting):
    """A number in a range; `written` says the value in words, and `step` is what Up and Down add, if they do."""

    smallest: float
    largest: float
    step: float = 0.0
    written: Callable[[float], Message] = _with_all_digits

    @property
    def allowed(self) -> Message:
        return message("a number from {low:exact} to {high:exact}", low=self.smallest, high=self.largest)

    def accepts(self, value: object) -> bool:
        return is_number(value) and self.smallest <= value <= self.largest

    def text_of(self, value: Any) -> Message:
        return self.written(value)


@dataclass(frozen=True, kw_only=True)
class Choice(Setting):
    """One of a few values; `options` are the values with their texts, `older` those of earlier versions."""

    options: tuple[tuple[Any, Message], ...]
    older: tuple[Any, ...] = ()

    @property
    def values(self) -> tuple[Any, ...]:
        """What can be chosen."""
        return tuple(value for value, _ in self.options)

    @property
    def allowed(self) -> Message:
        return message("one of {names:plain}", names=", ".join(map(str, self.values)))

    def accepts(self, value: object) -> bool:
        return value in (*self.values, *self.older)

    def text_of(self, value: Any) -> Message:
        return dict(self.options).get(value) or _data(value)


@dataclass(frozen=True, kw_only=True)
class Switch(Choice):
    """On or off."""

    options: tuple[tuple[Any, Message], ...] = ((True, message("on")), (False, message("off")))

    @property
    def allowed(self) -> Message:
        return message("true or false")

    def accepts(self, value: object) -> bool:
        return isinstance(value, bool)


@dataclass(frozen=True, kw_only=True)
class Device(Choice):
    """What computes: `options` are the common ones, and numbered devices are allowed too."""

    @property
    def allowed(self) -> Message:
        return message("auto, cpu, cuda, cuda:0, cuda:1 …, mps or xpu")

    def accepts(self, value: object) -> bool:
        if not isinstance(value, str):
            return False
        kind, colon, index = value.partition(":")
        if not colon:
            return kind in {"auto", "cpu", "cuda", "mps", "xpu"}
        return kind in {"cuda", "xpu"} and index.isascii() and index.isdecimal() and len(index) < 3


@dataclass(frozen=True, kw_only=True)
class Depth(Setting):
    """The depth of a network that there is."""

    @property
    def allowed(self) -> Message:
        return message(
            "one of {photo:plain}; for small pictures {small:plain}",
            photo=", ".join(map(str, PHOTO_DEPTHS)),
            small=", ".join(map(str, SMALL_DEPTHS)),
        )

    def accepts(self, value: object) -> bool:
        return is_whole(value) and value in DEPTHS

    def text_of(self, value: Any) -> Message:
        return Message("ResNet-{depth:plain}", {"depth": value})


@dataclass(frozen=True, kw_only=True)
class Weights(Setting):
    """Where the weights come from: a name, or the path of a file."""

    @property
    def allowed(self) -> Message:
        return message("{names:plain} or the path of a file", names=f"{IMAGENET}, {SCRATCH}")

    def accepts(self, value: object) -> bool:
        return isinstance(value, str) and bool(value.strip()) and "\0" not in value

    def text_of(self, value: Any) -> Message:
        known = {IMAGENET: Message("ImageNet"), SCRATCH: message("from scratch")}
        return known.get(value) or weights_text(value)


@dataclass(frozen=True, kw_only=True)
class Entry(Setting):
    """Which of several networks in a file of weights; empty where it holds only one."""

    @property
    def allowed(self) -> Message:
        return message("the name of a network in the file")

    def accepts(self, value: object) -> bool:
        return isinstance(value, str) and "\0" not in value


@dataclass(frozen=True, kw_only=True)
class Layers(Setting):
    """Names of stages and blocks."""

    @property
    def allowed(self) -> Message:
        return message("a list of stages or blocks")

    def accepts(self, value: object) -> bool:
        return isinstance(value, tuple | list) and all(isinstance(name, str) for name in value)

    def text(self, config: Config) -> Message:
        """What does not learn: "nothing", "all but the head", "up to layer2", or the names."""
        network, frozen = config.architecture, config.frozen
        if not frozen:
            return message("nothing")
        last = frozen[-1]
        if last not in network.stage_names or frozen != frozen_through(network, last):
            return self.text_of(frozen)
        return message("all but the head") if last == network.stage_names[-1] else message("up to {stage}", stage=last)

    def text_of(self, value: Any) -> Message:
        return Message("{names:list}", {"names": tuple(value)})


def _data(value: object) -> Message:
    """A value that is a name and is the same in every language."""
    return Message("{value}", {"value": str(value)})
