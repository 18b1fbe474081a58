"""The settings of a training run as one frozen, checked value: the form edits it, the engine takes it, and the run's
folder keeps it."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from resnet_studio.core.basics.errors import ConfigError
from resnet_studio.core.basics.message import message
from resnet_studio.core.network.architecture import (
    PHOTO_DEPTHS,
    Architecture,
    architecture,
    frozen_through,
    normalise_frozen,
)
from resnet_studio.core.runs.augmentation import CONTROLS, CUSTOM, Augmentation, with_controls
from resnet_studio.core.runs.defaults import (
    Learns,
    default_frozen,
    default_layer_decay,
    default_optimizer,
    default_values,
    default_weights,
    has_imagenet_weights,
    what_learns,
)
from resnet_studio.core.runs.setting_kinds import IMAGENET as IMAGENET  # from here, for those who build settings
from resnet_studio.core.runs.setting_kinds import SCRATCH as SCRATCH
from resnet_studio.core.runs.settings import BY_TOP1, SETTINGS, named


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainConfig:
    """All that is needed, beside the dataset, to repeat a run. `TrainConfig.build` fills in the defaults.

    `settings.py` has a row for each field, with the values that it takes.

    Attributes:
        depth: number of weighted layers; 18 to 152 for photographs, 20 to 110 for small pictures.
        shortcuts: False gives the plain network without h + F(h), to see what shortcuts do.
        weights: "imagenet", "scratch", or the path of a file of weights.
        weights_entry: which network of a file that holds several, such as "ema"; empty without a file.
        frozen: stages or blocks that do not learn, in network order; the head always learns.
        epochs: passes over the training pictures.
        batch_size: pictures per optimiser step.
        image_size: side of the square that the network sees, in pixels.
        learning_rate: peak learning rate of the backbone.
        augment: the preset of random changes to training pictures; "custom" where the next twelve differ from all.
        smallest_crop, shift, mirror, rotation, quarter_turns, brightness, contrast, colour, blur, erasing, mixup,
            cutmix: each of these changes; see `Augmentation`.
        optimizer: "adamw", "muon" or "sgd" (momentum 0.9).
        weight_decay: decoupled for AdamW and Muon, L2 for SGD; never on biases and BatchNorm.
        schedule: "one-cycle" (warm-up, then a cosine almost to zero) or "constant".
        top_first: share of the epochs, from the first one, in which only the last stage and the head learn.
        class_weights: "balanced" gives rare classes more weight in the training loss, with mean 1 over the classes;
            "sampling" takes equally many pictures of each class in an epoch.
        early_stopping: epochs without a better validation result after which training ends; 0 is off.
        best_by: what makes an epoch the best: "loss" or "top1" on validation, ties to the other.
        views: augmented views of each picture that are computed once and then used in turn by the epochs, where the
            network is frozen from the stem on; without a frozen stem every epoch makes new ones.
        label_smoothing: share of the target that is spread over all classes, in the training loss only.
        head_multiplier: the head's learning rate is this many times `learning_rate`.
        layer_decay: the learning rate of a stage as a share of that of the next one above it that learns.
        lanes: shares of a batch that are computed side by side on the CPU; 0 chooses by cores and batch size.
        seed: of initial weights, order and augmentation.
        device: "auto", "cpu", "cuda", "cuda:1", "mps", "xpu".
        precision: "auto", "float32", "bfloat16" or "float16".

    Raises:
        ConfigError: naming the field, its value and what is allowed.
    """

    depth: int
    shortcuts: bool
    weights: str
    weights_entry: str
    frozen: tuple[str, ...]
    epochs: int
    batch_size: int
    image_size: int
    learning_rate: float
    augment: str
    smallest_crop: float
    shift: float
    mirror: str
    rotation: float
    quarter_turns: bool
    brightness: float
    contrast: float
    colour: float
    blur: float
    erasing: float
    mixup: float
    cutmix: float
    optimizer: str
    weight_decay: float
    schedule: str
    top_first: float
    class_weights: str
    early_stopping: int
    best_by: str
    views: int
    label_smoothing: float
    head_multiplier: float
    layer_decay: float
    lanes: int
    seed: int
    device: str
    precision: str

    def __post_init__(self) -> None:
        for setting in SETTINGS:
            setting.check(getattr(self, setting.name))
        self._check_weights()
        if self.weights in {IMAGENET, SCRATCH} and self.weights_entry:
            allowed = message("left out: {weights} is not a file", weights=self.weights)
            raise ConfigError("weights_entry", self.weights_entry, allowed)
        object.__setattr__(self, "frozen", normalise_frozen(self.architecture, self.frozen))
        if self.weights == SCRATCH and self.frozen:
            allowed = message("empty from scratch: random layers would stay random")
            raise ConfigError("frozen", ", ".join(self.frozen), allowed)

    def _check_weights(self) -> None:
        if self.weights != IMAGENET or has_imagenet_weights(self.architecture):
            return
        if self.depth in PHOTO_DEPTHS:
            allowed = message("scratch or a file without shortcuts: ImageNet's were trained with them")
        else:
            allowed = message(
                "scratch or a file at depth {depth}: ImageNet weights exist for the depths {depths:plain}",
                depth=self.depth,
                depths=", ".join(map(str, PHOTO_DEPTHS)),
            )
        raise ConfigError("weights", self.weights, allowed)

    @classmethod
    def build(cls, /, **chosen: Any) -> Self:
        """The chosen settings, with a suitable default for each of the others. None counts as not chosen.

        Beside the fields there are three arguments: `pictures`, the number of training pictures where it is known, on
        which the defaults of `frozen`, `epochs`, `views` and `layer_decay` depend; `shows`, the preset of `augment`
        that suits what they show; and `freeze` ("none", "stem", "layer1" …), which stands for `frozen` and freezes
        everything up to that stage.

        Raises:
            ConfigError: naming the field, its value and what is allowed.
        """
        chosen = {name: value for name, value in chosen.items() if value is not None}
        freeze, pictures, shows = chosen.pop("freeze", None), chosen.pop("pictures", 0), chosen.pop("shows", "")
        _check_arguments(chosen, freeze, pictures)
        values = {setting.name: setting.default for setting in SETTINGS if setting.default is not None} | chosen
        network = _network(values["depth"], values["shortcuts"])
        values.setdefault("weights", default_weights(network))
        if freeze is not None:
            values["frozen"] = frozen_through(network, freeze)
        values.setdefault("frozen", default_frozen(network, values["weights"], pictures))
        named("frozen").check(values["frozen"])
        frozen = tuple(values["frozen"])
        learns = what_learns(network, values["weights"], frozen)
        values.setdefault("optimizer", default_optimizer(network, learns))
        named("optimizer").check(values["optimizer"])
        proposed = default_values(network, learns, values["optimizer"], values["batch_size"], pictures, shows)
        proposed["layer_decay"] = default_layer_decay(network, values["weights"], frozen, pictures)
        values = {**proposed, **values}
        named("augment").check(values["augment"])
        return cls(**with_controls(values, small=network.family == "small"))

    def changed(self, **chosen: Any) -> Self:
        """These settings with others in their place, as `build` takes them; None counts as not chosen.

        Keeps settings that were not chosen, except invalid combinations: ImageNet weights become scratch where none
        exist; layers that are missing or would stay random are unfrozen.

        Raises:
            ConfigError: naming the field, its value and what is allowed.
        """
        chosen = {name: value for name, value in chosen.items() if value is not None}
        values = {**self.to_record(), **chosen}
        network = _network(values["depth"], values["shortcuts"])
        if chosen.get("augment", self.augment) != CUSTOM:  # each change follows from the preset
            values = {name: value for name, value in values.items() if name not in CONTROLS or name in chosen}
        if "weights" in chosen and "weights_entry" not in chosen:
            values["weights_entry"] = ""
        if "weights" not in chosen and values["weights"] == IMAGENET and not has_imagenet_weights(network):
            values["weights"] = SCRATCH
        if "frozen" not in chosen:
            existing = () if values["weights"] == SCRATCH else (*network.stage_names, *network.unit_names)
            values["frozen"] = [name for name in self.frozen if name in existing]
            if "freeze" in chosen:
                del values["frozen"]
        return type(self).build(**values)

    @property
    def augmentation(self) -> Augmentation:
        """The random changes to training pictures."""
        return Augmentation(**{name: getattr(self, name) for name in CONTROLS})

    @property
    def mixing(self) -> Augmentation:
        """The same, without what cannot happen: a head alone is given nothing that a piece could be cut from."""
        if what_learns(self.architecture, self.weights, self.frozen) is Learns.HEAD:
            return dataclasses.replace(self.augmentation, cutmix=0.0)
        return self.augmentation

    @property
    def frozen_first(self) -> tuple[str, ...]:
        """What is frozen while only the last stage and the head learn."""
        network = self.architecture
        return normalise_frozen(network, (*self.frozen, *frozen_through(network, network.stage_names[-2])))

    @property
    def epochs_first(self) -> int:
        """How many epochs that is so, before all learns that is not frozen; 0 where nothing else would learn then."""
        if named("top_first").idle(self):
            return 0
        return min(round(self.top_first * self.epochs), self.epochs - 1)

    @property
    def architecture(self) -> Architecture:
        """The network that these settings train."""
        return architecture(self.depth, shortcuts=self.shortcuts)

    def to_record(self) -> dict[str, Any]:
        """A JSON-ready dictionary, the inverse of `from_record`."""
        return {**dataclasses.asdict(self), "frozen": list(self.frozen)}

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Self:
        """Settings read from `config.json`; fields that it lacks get their defaults, or what was done before there were
        any."""
        before: dict[str, Any] = {"best_by": BY_TOP1, "lanes": 1}
        if isinstance(epochs := record.get("epochs"), int):
            before["views"] = min(max(epochs, 1), 1000)  # each epoch had a new view
        return cls.build(**{**before, **record})


def _check_arguments(chosen: Mapping[str, object], freeze: object, pictures: object) -> None:
    """Refuse arguments of `build` that are not settings or do not go together."""
    known = {setting.name for setting in SETTINGS}
    for name, value in chosen.items():
        if name not in known:
            raise ConfigError(name, value, message("left out: there is no such setting"))
    if not isinstance(pictures, int):
        raise ConfigError("pictures", pictures, message("a whole number"))
    if freeze is not None and "frozen" in chosen:
        raise ConfigError("freeze", freeze, message("left out when single layers to freeze are named"))


def _network(depth: Any, shortcuts: object) -> Architecture:
    named("depth").check(depth)
    return architecture(depth, shortcuts=bool(shortcuts))
