"""What a row of the table of settings may ask of the settings beside it."""

from typing import Protocol

from resnet_studio.core.basics.message import NOTHING, Message
from resnet_studio.core.network.architecture import Architecture
from resnet_studio.core.runs.augmentation import Augmentation


class Config(Protocol):
    """What a row may ask of the `TrainConfig` that it belongs to."""

    @property
    def weights(self) -> str:
        """What the network starts from."""
        ...

    @property
    def frozen(self) -> tuple[str, ...]:
        """Stages and blocks that do not learn."""
        ...

    @property
    def frozen_first(self) -> tuple[str, ...]:
        """The same while only the last stage and the head learn."""
        ...

    @property
    def augment(self) -> str:
        """The preset of random changes, or "custom"."""
        ...

    @property
    def augmentation(self) -> Augmentation:
        """The random changes themselves."""
        ...

    @property
    def top_first(self) -> float:
        """For which share of the epochs only the last stage and the head learn."""
        ...

    @property
    def epochs_first(self) -> int:
        """How many epochs these are."""
        ...

    @property
    def device(self) -> str:
        """What computes."""
        ...

    @property
    def architecture(self) -> Architecture:
        """The network."""
        ...


def never(_config: Config) -> Message:
    """The setting is never without effect."""
    return NOTHING


def always(_config: Config) -> bool:
    """The setting is named whatever the others are."""
    return True
