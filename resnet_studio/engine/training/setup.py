"""Everything that a training needs before its first step, made from settings and dataset."""

import math
import os
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from resnet_studio.core.basics import formatting
from resnet_studio.core.basics.errors import DecodeError, RunError, RunInterruptedError
from resnet_studio.core.basics.files import is_dir
from resnet_studio.core.dataset.catalogue import Picture
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.network.architecture import SMALL_DEPTHS
from resnet_studio.core.protocol.events import Notice, NoticeKind
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.defaults import FOLLOWED_PICTURES
from resnet_studio.engine.inputs import augment
from resnet_studio.engine.inputs.batches import Pictures
from resnet_studio.engine.machine.devices import Compute, choose, share_cores
from resnet_studio.engine.network.freeze import freeze, parameter_groups
from resnet_studio.engine.network.resnet import ResNet, build

WARM_UP = 0.2


@dataclass(slots=True)
class Setup:
    """Network, pictures and optimiser of one training.

    Attributes:
        chosen: indices of the validation pictures whose predictions are shown.
        class_weights: float32 `[K]` with mean 1, or None.
        failures: pictures that could not be read and have not been told yet.
        unreadable: paths of those that were told.
        pieces: into how many a batch is cut where the memory does not hold it whole.
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
    pieces: int = 1

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
        make_state(self.optimizer)
        self.scaler = self.compute.scaler()

    @property
    def at_once(self) -> int:
        """How many pictures of a batch the network is given at once."""
        return -(-self._batch_size // self.pieces)

    @property
    def most_at_once(self) -> int | None:
        """As `at_once`, or None while batches are not cut."""
        return self.at_once if self.pieces > 1 else None

    @property
    def _batch_size(self) -> int:
        return min(self.config.batch_size, len(self.train))

    @property
    def least_at_once(self) -> int:
        """As few as that can be: BatchNorm needs two values a channel to learn from."""
        last = self.network.architecture.unit_names[-1]
        height, width, _ = self.network.architecture.output(last, self.config.image_size)
        return 1 if height * width > 1 or last in self.network.frozen_units else 2

    def sentence_of_pieces(self, why: str) -> str:
        """What it means that batches are cut into pieces from now on."""
        at_once = formatting.counted(self.at_once, "picture")
        sentence = f"{why}, so the network is given {at_once} at a time from now on. "
        sentence += f"A step still learns from {self._batch_size:,}"
        norms_learn = len(self.network.frozen_units) < len(self.network.architecture.unit_names)
        norms = f", but BatchNorm takes its statistics from {self.at_once:,} at a time" if norms_learn else ""
        return f"{sentence}{norms}."

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
        """A notice for each picture that could not be read since the last call.

        Raises:
            RunInterruptedError: the folder is gone that such a picture lies in, which is no fault of the picture.
        """
        failures, self.failures = self.failures, []
        for error in failures:
            if not _is_reachable(Path(self.train.root), error.path):
                raise RunInterruptedError(
                    f"The pictures in {error.path.parent} cannot be reached any more. When the folder is there again, "
                    "the run can go on from here."
                )
        for error in failures:
            if str(error.path) not in self.unreadable:
                self.unreadable.add(str(error.path))
                yield Notice(f"{error} It is left out of this run.", str(error.path), NoticeKind.PICTURE)


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


def make_state(optimizer: torch.optim.Optimizer) -> None:
    """Give an optimiser its state now: all zeros, as it would begin.

    Made as usual, in the middle of the first step, it could find the memory full when some weights have been changed
    already and others have not, and such a step cannot be tried again.
    """
    kept = [(group["lr"], group["weight_decay"]) for group in optimizer.param_groups]
    for group in optimizer.param_groups:
        group["lr"] = group["weight_decay"] = 0.0
        for parameter in group["params"]:
            parameter.grad = torch.zeros_like(parameter)
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)
    for state in optimizer.state.values():
        for value in state.values():
            if isinstance(value, Tensor):
                value.zero_()
    for group, (rate, decay) in zip(optimizer.param_groups, kept, strict=True):
        group["lr"], group["weight_decay"] = rate, decay


def _is_reachable(root: Path, picture: Path) -> bool:
    """Whether the dataset is there and answers: a drive that was pulled out leaves no folder, or one that fails.

    A folder inside a class may be deleted on purpose; what lies in the root itself is the dataset's frame.
    """
    try:
        with os.scandir(picture.parent) as entries:
            next(entries, None)
    except (FileNotFoundError, NotADirectoryError):
        return is_dir(root / picture.relative_to(root).parts[0])
    except OSError:
        return False
    return True


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
    while len(chosen) < min(FOLLOWED_PICTURES, len(validation)):
        chosen += [indices.pop() for indices in by_class.values() if indices]
    return frozenset(chosen[:FOLLOWED_PICTURES])
