"""The settings of the next run while a person edits them: what was chosen, and the defaults that follow."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from resnet_studio.core.basics.errors import ConfigError
from resnet_studio.core.dataset.catalogue import DatasetKey
from resnet_studio.core.network.architecture import DEPTHS
from resnet_studio.core.runs.augmentation import CONTROLS, CUSTOM
from resnet_studio.core.runs.config import SCRATCH, TrainConfig
from resnet_studio.core.runs.settings import SETTINGS
from resnet_studio.gui.work.kept_choices import OF_START, KeptChoices

# The defaults of all other settings follow from these, and theirs from those before them.
_LEADING = ("depth", "shortcuts", "weights", "frozen", "optimizer")
# Choices about the computer, which hold for every dataset.
_OF_COMPUTER = ("device", "precision")


class Draft(QObject):
    """Explicit choices for the open dataset, and the whole `TrainConfig` that they and the defaults make.

    Each dataset has its own choices, so that none is carried over to pictures that it was not made for. Those that
    were made before the first dataset was opened are that one's. `recall` brings back those of an earlier start.

    Signals:
        changed(object): the new `TrainConfig`.
        opened(): the settings are those of another dataset from now on.
    """

    changed = Signal(object)
    opened = Signal()

    def __init__(self, parent: QObject | None = None, **chosen: Any) -> None:
        super().__init__(parent)
        self._chosen: dict[str, Any] = dict(chosen)
        self._others: dict[DatasetKey, dict[str, Any]] = {}  # the choices for datasets that are not open
        self._key: DatasetKey | None = None
        self._pictures = 0
        self._proposed: dict[str, Any] = {}
        self._kept: dict[DatasetKey | None, KeptChoices] = {}  # of each dataset
        self._unannounced = self._announcing = False
        self._config = self.build(self._chosen)

    @property
    def config(self) -> TrainConfig:
        """The settings as they stand; always valid."""
        return self._config

    @property
    def chosen(self) -> dict[str, Any]:
        """What a person chose; everything else is a default that follows."""
        return dict(self._chosen)

    @property
    def key(self) -> DatasetKey | None:
        """The dataset that the settings are for; None before the first is opened."""
        return self._key

    def chosen_for(self, key: DatasetKey) -> dict[str, Any]:
        """What a person chose for a dataset, perhaps before the first one was opened."""
        if self._key is None:
            return self._others.get(key, {}) | self._chosen
        return dict(self._chosen if self._key == key else self._others.get(key, {}))

    def recall(self, key: DatasetKey, chosen: Mapping[str, Any]) -> None:
        """Take up what was chosen for a dataset when the program was last used; newer choices for it win.

        What this version does not know, or allows no more, is left out.
        """
        if key == self._key or key in self._others:
            return
        known = {setting.name for setting in SETTINGS}
        possible = {name: value for name, value in chosen.items() if name in known}
        while possible:
            try:
                TrainConfig.build(**possible)
                break
            except ConfigError as error:
                possible.pop(error.field if error.field in possible else next(iter(possible)))
        self._others[key] = possible

    def build(self, chosen: dict[str, Any]) -> TrainConfig:
        """What these choices and the defaults would make for the pictures at hand.

        Raises:
            ConfigError: a value is not allowed.
        """
        return TrainConfig.build(pictures=self._pictures, **{**self._proposed, **chosen})

    def move(self, before: Path, root: Path) -> None:
        """Keep what was chosen for a dataset whose folder is another one now."""

        def moved(key: DatasetKey) -> DatasetKey:
            return (root, *key[1:]) if key[0] == before else key

        self._others = {moved(key): chosen for key, chosen in self._others.items()}
        self._kept = {key and moved(key): kept for key, kept in self._kept.items()}
        self._key = self._key and moved(self._key)

    def open(self, key: DatasetKey, pictures: int, proposed: Mapping[str, Any] | None = None) -> None:
        """Edit the settings for this dataset from now on.

        Args:
            key: of the dataset.
            pictures: how many it has to train on; defaults follow from it.
            proposed: defaults of this dataset alone; a person can still choose otherwise.
        """
        another = key != self._key
        if self._key is not None and another:
            self._others[self._key] = self._chosen
            before, self._chosen = self._chosen, self._others.pop(key, {})
            _drop(self._chosen, _OF_COMPUTER)
            self._chosen |= {name: before[name] for name in _OF_COMPUTER if name in before}
        elif self._key is None:
            self._chosen = self._others.pop(key, {}) | self._chosen
            if None in self._kept:
                self._kept[key] = self._kept.pop(None)
        self._key, self._pictures, self._proposed = key, pictures, dict(proposed or {})
        try:
            config = self.build(self._chosen)
        except ConfigError:  # what was chosen before there was a dataset does not suit what this one proposes
            self._proposed = {}
            config = self.build(self._chosen)
        self._set(config)
        if another:
            self.opened.emit()

    def adopt(self, config: TrainConfig) -> None:
        """Choose what makes these settings; what follows from other settings stays a default."""
        chosen: dict[str, Any] = {}
        names = (setting.name for setting in SETTINGS if setting.name not in _LEADING)
        for name in (*_LEADING, *names):
            value = getattr(config, name)
            if value != getattr(self.build(chosen), name):
                chosen[name] = value
        self._chosen = chosen
        self._set(self.build(chosen))

    def choose(self, **values: Any) -> None:
        """Set some settings; None returns one to its default. Choices that a new depth or start voids are dropped, and
        those of a depth come back with it.

        Raises:
            ConfigError: a value is not allowed; nothing is changed.
        """
        chosen = dict(self._chosen)
        depth = values.get("depth", self._config.depth) or self.build({}).depth
        if depth in DEPTHS and depth != self._config.depth:
            kept = self._kept.setdefault(self._key, KeptChoices())
            chosen = kept.after_change(chosen, self._config, depth)
        if values.get("augment") == CUSTOM:  # from what the preset before it did
            chosen |= {name: getattr(self._config, name) for name in CONTROLS}
        elif "augment" in values:
            _drop(chosen, CONTROLS)
        if "weights" in values:
            _drop(chosen, ("weights_entry",))
            if (values["weights"] == SCRATCH) != (self._config.weights == SCRATCH):
                _drop(chosen, OF_START)
        chosen.update(values)
        chosen = {name: value for name, value in chosen.items() if value is not None}
        config = self.build(chosen)
        self._chosen = chosen
        self._set(config)

    def _set(self, config: TrainConfig) -> None:
        if config != self._config:
            self._config = config
            self._announce()

    def _announce(self) -> None:
        """Emit the settings; those that a receiver changes meanwhile are emitted after all have received these."""
        self._unannounced = True
        if self._announcing:
            return
        self._announcing = True
        while self._unannounced:
            self._unannounced = False
            self.changed.emit(self._config)
        self._announcing = False


def _drop(chosen: dict[str, Any], names: tuple[str, ...]) -> None:
    for name in names:
        chosen.pop(name, None)
