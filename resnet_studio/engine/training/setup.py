"""What follows from the settings and the dataset of a run: it does not change while the run trains."""

from dataclasses import dataclass

import torch
from torch import Tensor

from resnet_studio.core.basics.errors import RunError
from resnet_studio.core.basics.message import Message, message
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.network.architecture import SMALL_DEPTHS
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.defaults import Learns, what_learns
from resnet_studio.engine.inputs.feed import Whole
from resnet_studio.engine.inputs.pictures import all_folds, training_and_validation
from resnet_studio.engine.inputs.pixels import PixelCache
from resnet_studio.engine.inputs.source import Source
from resnet_studio.engine.machine.devices import Compute, choose, lanes_for, share_cores
from resnet_studio.engine.network.resnet import ResNet, build
from resnet_studio.engine.training.class_weights import balanced_weights
from resnet_studio.engine.training.followed import choose_followed

LEAST_TRAINING = 2  # BatchNorm learns from two items at least
LEAST_VALIDATION = 1


@dataclass(frozen=True, slots=True)
class Setup:
    """Settings, network and data of one run.

    Attributes:
        network: its weights are what training changes.
        classes: their names; labels are indices into them.
        followed: indices of the validation items whose predictions are shown after each epoch.
        class_weights: of the training loss, float32 `[K]` on the device with mean 1, or None.
        whole: the items of all folds, where the run trains one of several.
        lanes: shares of a batch that are computed side by side.
    """

    config: TrainConfig
    compute: Compute
    network: ResNet
    classes: tuple[str, ...]
    train: Source
    validation: Source
    followed: frozenset[int]
    class_weights: Tensor | None
    whole: Whole | None = None
    lanes: int = 1

    @property
    def batch_size(self) -> int:
        """Items per optimiser step; at most as many as there are."""
        return min(self.config.batch_size, len(self.train))


def set_up(config: TrainConfig, dataset: Dataset, cache: PixelCache | None = None) -> Setup:
    """Choose the device, build the network with seeded random weights, and open the pictures.

    Args:
        config: the run's settings.
        dataset: its training and validation parts are used.
        cache: keeps decoded pictures between epochs.

    Raises:
        RunError: the dataset has too few pictures to train or to validate on.
        ConfigError: this computer lacks the device or precision.
    """
    compute = choose(config.device, config.precision)
    torch.manual_seed(config.seed)
    network = build(config.depth, len(dataset.classes), shortcuts=config.shortcuts)
    train, validation = training_and_validation(config, dataset, cache)
    if len(train) < LEAST_TRAINING or len(validation) < LEAST_VALIDATION:
        raise RunError(_too_few(dataset, len(train), len(validation)))
    lanes = _lanes(config, compute, len(train))
    share_cores(config.depth in SMALL_DEPTHS, lanes)
    weights = None
    if config.class_weights == "balanced":
        weights = balanced_weights(dataset.counts("train")).to(compute.device)
    return Setup(
        config=config,
        compute=compute,
        network=network,
        classes=dataset.classes,
        train=train,
        validation=validation,
        followed=choose_followed(validation.labels.tolist(), config.seed),
        class_weights=weights,
        whole=all_folds(config, dataset, cache),
        lanes=lanes,
    )


def _lanes(config: TrainConfig, compute: Compute, items: int) -> int:
    """As many as the settings say, on a CPU; a head alone is too little work for more than one.

    For small pictures, one lane is quicker beside other programs, with a core left free (decisions 0017, 0052).
    """
    if compute.device.type != "cpu" or what_learns(config.architecture, config.weights, config.frozen) is Learns.HEAD:
        return 1
    small = config.depth in SMALL_DEPTHS
    return config.lanes or (1 if small else lanes_for(min(config.batch_size, items)))


def _too_few(dataset: Dataset, train: int, validation: int) -> Message:
    if train < LEAST_TRAINING:
        return message(
            "The dataset {root} has too few training pictures: {found} of at least {needed}.",
            root=str(dataset.root),
            found=train,
            needed=LEAST_TRAINING,
        )
    return message(
        "The dataset {root} has too few validation pictures: {found} of at least {needed}.",
        root=str(dataset.root),
        found=validation,
        needed=LEAST_VALIDATION,
    )
