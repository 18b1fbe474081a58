"""The settings of a training run: one frozen, validated value that the form edits, the engine takes and the
run folder keeps."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Self

from resnet_studio.core.basics.errors import ConfigError
from resnet_studio.core.network.architecture import (
    PHOTO_DEPTHS,
    SMALL_DEPTHS,
    Architecture,
    architecture,
    frozen_through,
    frozen_units,
    normalise_frozen,
)

MANY = 1000
"""From so many training pictures on, a network that starts from good weights gains more by learning layer4 too than
by learning its head alone (measured: 2,400 pictures of ten classes 91 % against 87 %, 40 to 244 of two 91 to 95 %
against 93 to 96 %)."""
IMAGENET = "imagenet"
SCRATCH = "scratch"

CHOICES: dict[str, tuple[str, ...]] = {
    "optimizer": ("adamw", "sgd"),
    "schedule": ("one-cycle", "constant"),
    "augment": ("none", "light", "strong"),
    "class_weights": ("none", "balanced"),
    "precision": ("auto", "float32", "bfloat16", "float16"),
}
# Name of the field: smallest, largest, and what is said of the range.
INTEGERS: dict[str, tuple[int, int, str]] = {
    "epochs": (1, 10_000, "a whole number from 1 to 10,000"),
    "batch_size": (2, 4096, "a whole number from 2 to 4,096, because BatchNorm needs at least two pictures"),
    "views": (1, 1000, "a whole number from 1 to 1,000"),
    "image_size": (32, 512, "a whole number of pixels from 32 to 512"),
    "early_stopping": (0, 1000, "a whole number of epochs from 0 (off) to 1,000"),
    "seed": (0, 2**32 - 1, "a whole number from 0 to 4,294,967,295"),
}
NUMBERS: dict[str, tuple[float, float, str]] = {
    "learning_rate": (1e-8, 10.0, "a number from 0.00000001 to 10"),
    "head_multiplier": (0.01, 1000.0, "a number from 0.01 to 1,000"),
    "weight_decay": (0.0, 1.0, "a number from 0 to 1"),
    "label_smoothing": (0.0, 0.9, "a number from 0 to 0.9"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainConfig:
    """All that is needed, beside the dataset, to repeat a run. `TrainConfig.build` fills in the defaults.

    Attributes:
        depth: number of weighted layers; 18 to 152 for photographs, 20 to 110 for small images.
        shortcuts: False gives the plain network without h + F(h), to see what shortcuts do.
        weights: "imagenet", "scratch", or the path of a file of weights.
        frozen: stages or blocks that do not learn, in network order; the head always learns.
        epochs: passes over the training pictures.
        batch_size: pictures an optimiser step.
        image_size: side of the square that the network sees, in pixels.
        learning_rate: peak learning rate of the backbone.
        head_multiplier: the head's learning rate is this many times `learning_rate`.
        optimizer: "adamw" or "sgd" (momentum 0.9).
        schedule: "one-cycle" (warm-up, then cosine to zero) or "constant".
        weight_decay: decoupled for AdamW, L2 for SGD; never on biases and BatchNorm.
        label_smoothing: share of the target spread over all classes, in the training loss only.
        augment: random changes to training pictures: "none", "light" or "strong".
        views: differently changed views of a picture that are prepared, and that epochs go round, where the network
            is frozen from the stem on; without a frozen stem every epoch makes new ones.
        class_weights: "balanced" weighs rare classes up in the training loss, with mean 1 over the classes.
        early_stopping: epochs without a better validation result after which training ends; 0 is off.
        seed: of initial weights, order and augmentation.
        device: "auto", "cpu", "cuda", "cuda:1", "mps".
        precision: "auto", "float32", "bfloat16" or "float16".

    Raises:
        ConfigError: naming the field, its value and what is allowed.
    """

    depth: int
    weights: str
    frozen: tuple[str, ...]
    image_size: int
    learning_rate: float
    head_multiplier: float
    weight_decay: float
    epochs: int
    augment: str
    shortcuts: bool = True
    batch_size: int = 32
    optimizer: str = "adamw"
    schedule: str = "one-cycle"
    label_smoothing: float = 0.0
    views: int = 2
    class_weights: str = "none"
    early_stopping: int = 0
    seed: int = 0
    device: str = "auto"
    precision: str = "auto"

    def __post_init__(self) -> None:
        for name, (smallest, largest, allowed) in INTEGERS.items():
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int) or not smallest <= value <= largest:
                raise ConfigError(name, value, allowed)
        for name, (low, high, allowed) in NUMBERS.items():
            _require_number(name, getattr(self, name), low, high, allowed)
        for name, options in CHOICES.items():
            if getattr(self, name) not in options:
                raise ConfigError(name, getattr(self, name), "one of " + ", ".join(options))
        if not isinstance(self.shortcuts, bool):
            raise ConfigError("shortcuts", self.shortcuts, "true or false")
        self._check_network()
        _check_device(self.device)

    def _check_network(self) -> None:
        network = _network(self.depth, self.shortcuts)
        if not isinstance(self.weights, str) or not self.weights.strip() or "\0" in self.weights:
            raise ConfigError("weights", self.weights, f"{IMAGENET}, {SCRATCH} or the path of a file")
        if self.weights == IMAGENET and self.depth not in PHOTO_DEPTHS:
            raise ConfigError(
                "weights",
                self.weights,
                f"{SCRATCH} or a file at depth {self.depth}: ImageNet weights exist for the depths "
                + ", ".join(map(str, PHOTO_DEPTHS)),
            )
        if self.weights == IMAGENET and not self.shortcuts:
            raise ConfigError(
                "weights",
                self.weights,
                f"{SCRATCH} or a file without shortcuts: ImageNet's were trained with them",
            )
        _require_names(self.frozen)
        object.__setattr__(self, "frozen", normalise_frozen(network, tuple(self.frozen)))
        if self.weights == SCRATCH and self.frozen:
            raise ConfigError("frozen", ", ".join(self.frozen), "empty from scratch: random layers would stay random")

    @classmethod
    def build(cls, /, **chosen: Any) -> Self:
        """The settings with everything that was not chosen set to a default that suits the rest.

        `pictures` is how many there are to learn from, where that is known; it decides how much learns by default.
        `freeze` ("none", "stem", "layer1" …: everything up to there) may stand for `frozen`. A value of None
        counts as not chosen.
        """
        chosen = {name: value for name, value in chosen.items() if value is not None}
        known = {field.name for field in dataclasses.fields(cls)} | {"freeze", "pictures"}
        for name in chosen:
            if name not in known:
                raise ConfigError(name, chosen[name], "left out: there is no such setting")
        freeze = chosen.pop("freeze", None)
        pictures = chosen.pop("pictures", 0)
        if not isinstance(pictures, int):
            raise ConfigError("pictures", pictures, "a whole number")
        depth = chosen.setdefault("depth", 18)
        network = _network(depth, chosen.setdefault("shortcuts", True))
        small = depth in SMALL_DEPTHS
        weights = chosen.setdefault("weights", SCRATCH if small or not chosen["shortcuts"] else IMAGENET)
        if "frozen" not in chosen:
            usual = "none" if weights == SCRATCH else network.stage_names[-2 if pictures >= MANY else -1]
            chosen["frozen"] = frozen_through(network, usual if freeze is None else freeze)
        elif freeze is not None:
            raise ConfigError("freeze", freeze, "left out when single layers to freeze are named")
        _require_names(chosen["frozen"])
        learning = len(network.unit_names) - len(frozen_units(network, tuple(chosen["frozen"])))
        what: Learns = "new" if weights == SCRATCH else "some" if chosen["frozen"] else "all"
        if not learning:
            what = "head"
        for name, value in _defaults(small, what, chosen.get("optimizer") == "sgd").items():
            chosen.setdefault(name, value)
        return cls(**chosen)

    def changed(self, **chosen: Any) -> Self:
        """These settings with others in their place, as `build` takes them; None counts as not chosen.

        All that was not chosen stays, but for what could not stand beside it: ImageNet's weights where the network
        has none give way to a start from scratch, and what the network lacks, or would stay random, is not frozen.

        Raises:
            ConfigError: naming the field, its value and what is allowed.
        """
        chosen = {name: value for name, value in chosen.items() if value is not None}
        fields = {**self.to_record(), **chosen}
        network = _network(fields["depth"], fields["shortcuts"])
        published = network.depth in PHOTO_DEPTHS and network.shortcuts
        if "weights" not in chosen and fields["weights"] == IMAGENET and not published:
            fields["weights"] = SCRATCH
        if "freeze" in chosen and "frozen" not in chosen:
            del fields["frozen"]
        elif "frozen" not in chosen:
            there = () if fields["weights"] == SCRATCH else (*network.stage_names, *network.unit_names)
            fields["frozen"] = tuple(name for name in self.frozen if name in there)
        return type(self).build(**fields)

    @property
    def architecture(self) -> Architecture:
        """The network that these settings train."""
        return architecture(self.depth, shortcuts=self.shortcuts)

    def to_record(self) -> dict[str, Any]:
        """A JSON-ready dictionary, the inverse of `from_record`."""
        return {**dataclasses.asdict(self), "frozen": list(self.frozen)}

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Self:
        """Settings read from `config.json`; fields that an older version did not write get their defaults."""
        return cls.build(**record)


Learns = Literal["new", "all", "some", "head"]
"""What learns: a network from scratch, all of a pretrained one, some of its layers, or nothing but its head."""

_EPOCHS: dict[Learns, int] = {"new": 12, "all": 8, "some": 8, "head": 15}
# For AdamW and for SGD. Measured over three seeds on a few hundred photographs.
_RATES: dict[Learns, tuple[float, float]] = {
    "new": (2e-3, 0.1),
    "all": (2.5e-4, 5e-3),
    "some": (5e-4, 1e-2),
    "head": (1e-2, 0.1),
}


def _defaults(small: bool, what: Learns, sgd: bool) -> dict[str, Any]:
    """Defaults that depend on what learns."""
    return {
        "image_size": 32 if small else 224,
        "epochs": _EPOCHS[what],
        "learning_rate": _RATES[what][sgd],
        # A new head starts from nothing while the layers below are already good (Howard & Ruder 2018,
        # "discriminative fine-tuning").
        "head_multiplier": 1.0 if what in ("new", "head") else 8.0,
        "weight_decay": 1e-4 if sgd else 0.05,
        # A head alone is best taught by the very view that it is judged by, and that view is computed once.
        "augment": "none" if what == "head" else "light",
    }


def _network(depth: object, shortcuts: object) -> Architecture:
    if isinstance(depth, bool) or not isinstance(depth, int) or depth not in PHOTO_DEPTHS + SMALL_DEPTHS:
        known = ", ".join(map(str, PHOTO_DEPTHS)) + "; for small images " + ", ".join(map(str, SMALL_DEPTHS))
        raise ConfigError("depth", depth, f"one of {known}")
    return architecture(depth, shortcuts=bool(shortcuts))


def _require_names(frozen: object) -> None:
    if not isinstance(frozen, tuple | list) or not all(isinstance(name, str) for name in frozen):
        raise ConfigError("frozen", frozen, "a list of stages or blocks")


def _require_number(name: str, value: object, low: float, high: float, allowed: str) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ConfigError(name, value, allowed)
    if not low <= value <= high:  # nor is NaN; math.isfinite would fail on an integer that no float can hold
        raise ConfigError(name, value, allowed)


def _check_device(device: object) -> None:
    kind, _, index = str(device).partition(":")
    valid = isinstance(device, str) and kind in {"auto", "cpu", "cuda", "mps", "xpu"}
    numbered = kind in {"cuda", "xpu"} and index.isascii() and index.isdecimal() and len(index) < 3
    if not valid or (":" in str(device) and not numbered):
        raise ConfigError("device", device, "auto, cpu, cuda, cuda:0, cuda:1 …, mps or xpu")
