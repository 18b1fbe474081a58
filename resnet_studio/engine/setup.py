"""Everything that a training needs before its first step, made from settings and dataset."""

import math
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
import torch
from torch import Tensor

from resnet_studio.core.architecture import SMALL_DEPTHS
from resnet_studio.core.config import TrainConfig
from resnet_studio.core.dataset import Dataset, Picture
from resnet_studio.core.errors import DecodeError, RunError
from resnet_studio.core.events import Notice
from resnet_studio.engine import augment
from resnet_studio.engine.batches import Pictures
from resnet_studio.engine.devices import Compute, choose, share_cores
from resnet_studio.engine.freeze import freeze, parameter_groups
from resnet_studio.engine.resnet import ResNet, build

CHOSEN_PICTURES = 24
WARM_UP = 0.2


@dataclass(slots=True)
class Setup:
    """Network, pictures and optimiser of one training.

    Attributes:
        chosen: indices of the validation pictures whose predictions are shown.
        class_weights: float32 `[K]` with mean 1, or None.
        failures: pictures that could not be read and have not been told yet.
        unreadable: paths of those that were told.
    """

    config: TrainConfig
    compute: Compute
    network: ResNet
    train: Pictures
    validation: Pictures
    chosen: frozenset[int]
    class_weights: Tensor | None
    training_view: augment.View
    validation_view: augment.View
    optimizer: torch.optim.Optimizer = field(init=False)
    scaler: torch.amp.GradScaler = field(init=False)
    failures: list[DecodeError] = field(default_factory=list)
    unreadable: set[str] = field(default_factory=set)

    def start_optimizer(self) -> None:
        """Put the network on its device, freeze it, and make the optimiser; once, after the weights are loaded."""
        config = self.config
        # channels last lets convolutions read a pixel's channels from one place
        self.network.to(self.compute.device).to(memory_format=torch.channels_last)
        freeze(self.network, config.frozen)
        groups = parameter_groups(self.network, config.learning_rate, config.head_multiplier, config.weight_decay)
        fused = self.compute.fuses_optimizers
        if config.optimizer == "adamw":
            self.optimizer = torch.optim.AdamW(groups, lr=config.learning_rate, fused=fused)
        else:
            self.optimizer = torch.optim.SGD(groups, lr=config.learning_rate, momentum=0.9, fused=fused)
        for group in self.optimizer.param_groups:
            group["peak"] = group["lr"]
        self.scaler = self.compute.scaler()

    def set_learning_rate(self, step: int, steps: int) -> float:
        """Set every group's rate for this step (from 1) and return the backbone's, or the head's if it is alone."""
        factor = learning_rate_factor(self.config.schedule, step, steps)
        for group in self.optimizer.param_groups:
            group["lr"] = group["peak"] * factor
        return self.config.learning_rate * factor

    def readable(self, pictures: Pictures, order: Iterable[int], left_out: Collection[str] | None = None) -> list[int]:
        """`order` without the pictures that were found unreadable before, or without those in `left_out`."""
        known = self.unreadable if left_out is None else left_out
        if not known:
            return list(order)
        return [index for index in order if str(pictures.path(index)) not in known]

    def note_failure(self, _: int, error: DecodeError) -> None:
        """Remember a picture that could not be read, to be told with the next event."""
        self.failures.append(error)

    def told_failures(self) -> Iterator[Notice]:
        """A notice for each picture that could not be read since the last call."""
        failures, self.failures = self.failures, []
        for error in failures:
            if str(error.path) not in self.unreadable:
                self.unreadable.add(str(error.path))
                yield Notice(f"{error} It is left out of this run.", str(error.path))


def set_up(config: TrainConfig, dataset: Dataset) -> Setup:
    """Choose the device, build the network (seeded), and lay out the pictures.

    Raises:
        RunError: the dataset has no pictures to train or to validate on.
        ConfigError: this computer lacks the device or precision.
    """
    small = config.depth in SMALL_DEPTHS
    compute = choose(config.device, config.precision)
    share_cores(small)
    torch.manual_seed(config.seed)
    network = build(config.depth, len(dataset.classes), shortcuts=config.shortcuts)
    parts = {"train": dataset.part("train"), "validation": dataset.part("validation")}
    for (name, pictures), least in zip(parts.items(), (2, 1), strict=True):  # BatchNorm learns from two at least
        if len(pictures) < least:
            raise RunError(
                f"The dataset {dataset.root} has too few {name} pictures: {len(pictures)} of at least {least}."
            )
    train, validation = (
        Pictures(
            root=str(dataset.root),
            names=[picture.path for picture in parts[name]],
            labels=np.array([picture.label for picture in parts[name]], np.int64),
            smallest_side=augment.smallest_side(config.image_size, small, changes),
        )
        for name, changes in (("train", config.augment), ("validation", "none"))
    )
    weights = None
    if config.class_weights == "balanced":
        weights = balanced_weights(dataset.counts("train")).to(compute.device)
    return Setup(
        config=config,
        compute=compute,
        network=network,
        train=train,
        validation=validation,
        chosen=choose_pictures(parts["validation"], config.seed),
        class_weights=weights,
        training_view=augment.training_view(config.augment, config.image_size, small),
        validation_view=augment.central(config.image_size, small),
    )


def learning_rate_factor(schedule: str, step: int, steps: int) -> float:
    """Share of the peak learning rate at `step` (from 1) of `steps`.

    "one-cycle" rises linearly over the first fifth, then falls to zero along a cosine (Smith & Topin 2017,
    arXiv:1708.07120, with the cosine of arXiv:1608.03983); "constant" is 1.
    """
    if schedule == "constant":
        return 1.0
    warm = max(1.0, WARM_UP * steps)
    if step <= warm:
        return step / warm
    return 0.5 * (1 + math.cos(math.pi * min(1.0, (step - warm) / max(1.0, steps - warm))))


def balanced_weights(counts: Iterable[int]) -> Tensor:
    """Weights float32 `[K]` inverse to the classes' training counts, scaled to mean 1."""
    inverse = torch.tensor([1 / max(1, count) for count in counts])
    return inverse / inverse.mean()


def choose_pictures(validation: tuple[Picture, ...], seed: int) -> frozenset[int]:
    """Up to 24 validation pictures to follow through training, spread evenly over the classes."""
    random = np.random.default_rng(seed)
    by_class: dict[int, list[int]] = {}
    for index in random.permutation(len(validation)).tolist():
        by_class.setdefault(validation[index].label, []).append(index)
    chosen: list[int] = []
    while len(chosen) < min(CHOSEN_PICTURES, len(validation)):
        chosen += [indices.pop() for indices in by_class.values() if indices]
    return frozenset(chosen[:CHOSEN_PICTURES])
