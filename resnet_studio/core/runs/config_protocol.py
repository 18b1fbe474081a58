"""What a row of the table of settings may ask of the settings beside it."""

from typing import Protocol

from resnet_studio.core.network.architecture import Architecture
from resnet_studio.core.runs.augmentation import Augmentation


class Config(Protocol):
    """What a row may ask of the `TrainConfig` that it belongs to."""

    @property
    def frozen(self) -> tuple[str, ...]:
        """Stages and blocks that do not learn."""
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
    def architecture(self) -> Architecture:
        """The network."""
        ...


def always(_config: Config) -> bool:
    """The setting has an effect whatever the others are."""
    return True
