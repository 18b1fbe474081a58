"""The settings of the next run while a person edits them: what was chosen, and the defaults that follow."""

from typing import Any

from PySide6.QtCore import QObject, Signal

from resnet_studio.core.network.architecture import SMALL_DEPTHS
from resnet_studio.core.runs.config import SCRATCH, TrainConfig

# What a person chose for photographs makes no sense for small pictures, and the other way round.
_OF_FAMILY = ("weights", "frozen", "freeze", "image_size", "learning_rate", "head_multiplier", "epochs")
_OF_START = ("frozen", "freeze", "learning_rate", "head_multiplier", "epochs")


class Draft(QObject):
    """Explicit choices, and the whole `TrainConfig` that they and the defaults make.

    Signals:
        changed(object): the new `TrainConfig`.
    """

    changed = Signal(object)

    def __init__(self, parent: QObject | None = None, **chosen: Any) -> None:
        super().__init__(parent)
        self._chosen: dict[str, Any] = dict(chosen)
        self._pictures = 0
        self._config = self.build(self._chosen)

    @property
    def config(self) -> TrainConfig:
        """The settings as they stand; always valid."""
        return self._config

    @property
    def chosen(self) -> dict[str, Any]:
        """What a person chose; everything else is a default that follows."""
        return dict(self._chosen)

    def build(self, chosen: dict[str, Any]) -> TrainConfig:
        """What these choices and the defaults would make for the pictures at hand.

        Raises:
            ConfigError: a value is not allowed.
        """
        return TrainConfig.build(pictures=self._pictures, **chosen)

    def set_pictures(self, count: int) -> None:
        """Let the defaults follow the number of training pictures."""
        self._pictures = count
        self.choose()

    def choose(self, **values: Any) -> None:
        """Set some settings; None returns one to its default. Choices that a new depth or start voids are dropped.

        Raises:
            ConfigError: a value is not allowed; nothing is changed.
        """
        chosen = dict(self._chosen)
        depth = values.get("depth", self._config.depth)
        if (depth in SMALL_DEPTHS) != (self._config.depth in SMALL_DEPTHS):
            _drop(chosen, _OF_FAMILY)
        elif depth != self._config.depth:
            _drop(chosen, ("frozen",))  # single blocks of one depth are not those of another
        if "weights" in values and (values["weights"] == SCRATCH) != (self._config.weights == SCRATCH):
            _drop(chosen, _OF_START)
        chosen.update(values)
        chosen = {name: value for name, value in chosen.items() if value is not None}
        config = self.build(chosen)
        self._chosen = chosen
        if config != self._config:
            self._config = config
            self.changed.emit(config)


def _drop(chosen: dict[str, Any], names: tuple[str, ...]) -> None:
    for name in names:
        chosen.pop(name, None)
