"""The Model room: depth, weights and frozen layers of the next run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from resnet_studio.core.basics.errors import ConfigError
from resnet_studio.core.basics.message import message, show, tr
from resnet_studio.core.dataset.catalogue import DatasetKey
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.network.architecture import PHOTO_DEPTHS
from resnet_studio.core.network.weights_files import NetworkInFile
from resnet_studio.core.pictures.value_scale import ValueScale
from resnet_studio.core.protocol.events import Progress
from resnet_studio.core.protocol.jobs.weights import WeightsOnDisk
from resnet_studio.core.runs.config import IMAGENET, SCRATCH, TrainConfig
from resnet_studio.gui.freeze_map.choice import boundary
from resnet_studio.gui.freeze_map.layout import PICTURE
from resnet_studio.gui.rooms.model.depth import DepthChoice
from resnet_studio.gui.rooms.model.freezing import FreezeCard
from resnet_studio.gui.rooms.model.problem import WeightsProblem
from resnet_studio.gui.rooms.model.totals import TotalsBar
from resnet_studio.gui.rooms.model.weights import WeightsChoice
from resnet_studio.gui.rooms.model.words import about_file, left_behind, unreadable
from resnet_studio.gui.theme.tokens import CARD_GAP, GROUP_GAP
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader
from resnet_studio.gui.widgets.banners import Banners
from resnet_studio.gui.widgets.button import Button
from resnet_studio.gui.widgets.feedback import NoticeBar
from resnet_studio.gui.widgets.room import RoomPage
from resnet_studio.gui.work.draft import Draft
from resnet_studio.gui.work.names import name_of
from resnet_studio.gui.work.weights_file import Refusal

_FACTS: Final = message("The depth, the weights to start from, and what trains")
_WEIGHTS_WIDTH = {"narrow": 256, "normal": 336, "wide": 400}
_SMALL_SCREEN, _WEIGHTS_SMALL = 900, 232
"""In a room narrower than that, px, the weights leave the depths the room that their figures need."""


class ModelRoom(RoomPage):
    """Choose the network of the next run. Edits the draft and shows it; requests downloads.

    Signals:
        train_wanted(): go to the Train room.
        pictures_wanted(): choose pictures first, where there are none.
        fetch_wanted(int): download ImageNet's weights of that depth now.
        fetch_cancelled(): stop that download.
        file_chosen(str): a file of weights was chosen, perhaps the one that was chosen before.
    """

    gap_to_footer = 0
    train_wanted = Signal()
    pictures_wanted = Signal()
    fetch_wanted = Signal(int)
    fetch_cancelled = Signal()
    file_chosen = Signal(str)

    def __init__(self, draft: Draft, thumbnails: ThumbnailLoader, parent: QWidget | None = None) -> None:
        super().__init__(tr("Model"), show(_FACTS), scrolling=True, parent=parent)
        self._draft, self._thumbnails = draft, thumbnails
        self._classes: tuple[str, ...] = ()
        self._key: DatasetKey | None = None  # of the open dataset
        self._picture: tuple[Path, ValueScale] | None = None
        self._weights_with_shortcuts: dict[str, object] = {}
        self._fix: dict[str, object] = {}
        self._missing: int | None = None  # the depth whose weights could not be downloaded, while that is on show
        self._announced: tuple[str, str] | None = None  # about which file and entry a note was shown
        self.train_button = Button(tr("Go to Train"), "main", icon_right="chevron-right")
        self.pictures_button = Button(tr("Choose pictures"), "main", tip=tr("A model learns from a folder of pictures"))
        self.depths, self.weights, self.problem = DepthChoice(), WeightsChoice(), WeightsProblem()
        self.note = NoticeBar()
        self._banners = Banners(self.problem, self.note, parent=self)
        self.freezing, self.totals = FreezeCard(), TotalsBar()
        self._lay_out()
        self._connect()
        self._show(draft.config)

    def _lay_out(self) -> None:
        self.header.add_action(self.train_button)
        self.header.add_action(self.pictures_button)
        self.header.set_main(self.pictures_button, self.train_button)
        self._top = QHBoxLayout()
        self._top.addWidget(self.depths, 1)
        self._top.addWidget(self.weights)
        self.content.setSpacing(GROUP_GAP)
        self.content.addLayout(self._top)
        self.content.addWidget(self.problem)
        self.content.addWidget(self.note)
        self.content.addWidget(self.freezing, 1)
        self.set_footer(self.totals)
        self._fit(self.width_class())

    def _connect(self) -> None:
        self.train_button.clicked.connect(self.train_wanted)
        self.pictures_button.clicked.connect(self.pictures_wanted)
        self.depths.chosen.connect(self._choose_depth)
        self.weights.chosen.connect(self._choose_weights)
        self.weights.entry_chosen.connect(lambda entry: self._choose(weights_entry=entry))
        self.weights.fetch_wanted.connect(self._fetch)
        self.weights.fetch_cancelled.connect(self.fetch_cancelled)
        self.problem.retried.connect(self.weights.retry)
        self.problem.file_wanted.connect(self.weights.choose_file)
        self.problem.fix_wanted.connect(lambda: self._choose(**self._fix))
        self.freezing.frozen_wanted.connect(self._choose_frozen)
        self.freezing.shortcuts_wanted.connect(self._choose_shortcuts)
        self._draft.changed.connect(self._show)
        self._thumbnails.loaded.connect(self._loaded)
        self.width_class_changed.connect(self._fit)
        self.short_changed.connect(lambda _: self._fit(self.width_class()))
        self._banners.changed.connect(lambda: self._fit(self.width_class()))

    # Called by the window --------------------------------------------------------------------------------------

    def set_dataset(self, dataset: Dataset | None) -> None:
        """Name the dataset; give the head its classes, and the input its first picture."""
        self.pictures_button.setVisible(dataset is None)
        if dataset is None:
            self.header.set_main(self.pictures_button, self.train_button)
            self.header.set_facts(show(_FACTS))
        else:
            self.header.set_main(self.train_button, self.pictures_button)
            named = {"dataset": name_of(dataset)}
            self.header.set_facts(
                tr("The next run on {dataset:name}: its depth, the weights to start from, and what trains", **named)
            )
        key = dataset.key if dataset else None
        if key != self._key:  # what was said, offered or set aside was about the settings of another dataset
            self._key, self._missing, self._weights_with_shortcuts = key, None, {}
            self.problem.clear()
            self.note.say("")
        self._classes = dataset.classes if dataset else ()
        self._picture = (dataset.absolute(dataset.pictures[0]), dataset.scale) if dataset and dataset.pictures else None
        self.freezing.set_picture(None)
        self._show_picture()
        if self._shown != (self._draft.config, self._classes, self._recommended()):  # an edit mostly changes none of it
            self._show(self._draft.config)

    def set_weights_on_disk(self, on_disk: WeightsOnDisk) -> None:
        """Show which ImageNet weights need no download; once they are here, their failed download is forgotten."""
        self.weights.set_on_disk(on_disk)
        if self._missing in on_disk.depths:
            self._missing = None
            self.problem.clear()

    def show_fetch(self, progress: Progress | None, waiting_for: str = "") -> None:
        """Show the progress of a download, or what it waits for; None after its end."""
        self.weights.show_progress(progress, waiting_for)

    def show_weights_problem(self, sentence: str, details: str = "") -> None:
        """Show why weights are not available; a download in progress has ended."""
        depth = self.weights.fetching
        self.weights.show_progress(None)
        self.problem.show_problem(sentence, details, retry=self._draft.config.weights == IMAGENET, missing=True)
        self._missing = depth
        self._show_top()

    def show_file(self, state: str, file: str, networks: Sequence[NetworkInFile]) -> None:
        """Show that the file in the settings is being checked, or what it holds."""
        entries = [network.entry for network in networks]
        self.weights.set_check(state, entries)
        about = (file, self._draft.config.weights_entry)
        if networks and self._announced != about:
            self._announced = about
            self.note.say(*(about_file(file, networks, about[1]) or ("",)), dismissible=True)

    def show_refusal(self, refusal: Refusal) -> None:
        """Say why a file, or a change that does not go with it, was taken back, and offer what would go."""
        fix = ""
        if refusal.depth is not None:
            fix = tr("Choose depth {depth:plain}", depth=refusal.depth)
        elif refusal.frozen is not None:
            fix = tr("Unfreeze")
        self._fix, self._missing = dict(refusal.choices or {}), None
        self.problem.show_problem(show(refusal.text), refusal.details, fix=fix)
        self.note.say("")
        self.weights.set_known_file("")  # a click on its row opens the dialog instead of trying the refused one again
        self._show_top()

    def set_known_file(self, file: str) -> None:
        """Offer a file of weights that was used before; empty offers none."""
        self.weights.set_known_file(file)

    # Choices ----------------------------------------------------------------------------------------------------

    def _choose(self, **values: object) -> None:
        """Change the draft, or show why the change is not possible."""
        self._missing = None
        self.problem.clear()
        self.note.say("")
        try:
            self._draft.choose(**values)
        except ConfigError as error:
            self.problem.show_problem(show(error.message), by_file=False)
        self._show(self._draft.config)

    def _choose_depth(self, depth: int) -> None:
        """Change the depth, and say so where a file or frozen blocks belong to the one before."""
        before = self._draft.config
        self._choose(depth=depth)
        self.note.say(*(left_behind(before, self._draft.config) or ("",)), dismissible=True)

    def _choose_weights(self, weights: str) -> None:
        self._weights_with_shortcuts = {}
        if weights not in (IMAGENET, SCRATCH) and (why := unreadable(Path(weights))):
            self.problem.show_problem(why)
            self.weights.set_known_file("")  # the next click opens the dialog
            self._show_top()
            return
        self._choose(weights=weights)
        if weights not in (IMAGENET, SCRATCH):
            self.file_chosen.emit(weights)

    def _choose_frozen(self, frozen: tuple[str, ...]) -> None:
        """Store "everything up to a stage" as such, so that it applies to another depth too."""
        network = self._draft.config.architecture
        at = boundary(network, frozen)
        if at is None:
            self._choose(freeze=None, frozen=frozen)
        else:
            self._choose(freeze=network.stage_names[at - 1] if at else "none", frozen=None)

    def _choose_shortcuts(self, shortcuts: bool) -> None:
        """Weights of networks with shortcuts do not go without; switched on again, the earlier choice comes back."""
        config = self._draft.config
        if not shortcuts and config.weights != SCRATCH and config.depth in PHOTO_DEPTHS:
            self._weights_with_shortcuts = {"weights": config.weights, "weights_entry": config.weights_entry or None}
            self._choose(shortcuts=False, weights=SCRATCH)
        elif shortcuts and self._weights_with_shortcuts and config.depth in PHOTO_DEPTHS:
            self._choose(shortcuts=True, **self._weights_with_shortcuts)
            self._weights_with_shortcuts = {}
        else:
            self._choose(shortcuts=shortcuts)

    def _fetch(self, depth: int) -> None:
        self.problem.clear()
        self.fetch_wanted.emit(depth)

    # What is shown ----------------------------------------------------------------------------------------------

    def _show(self, config: TrainConfig) -> None:
        self.depths.set_depth(config.depth, shortcuts=config.shortcuts)
        self.weights.set_config(config)
        self._shown = config, self._classes, self._recommended()
        self.freezing.set_config(*self._shown)
        self.totals.set_config(config, len(self._classes))

    def _recommended(self) -> tuple[str, ...] | None:
        """The layers that are frozen by default for the open dataset, with the weights that are chosen."""
        if not self._classes:
            return None
        others = {name: value for name, value in self._draft.chosen.items() if name not in ("frozen", "freeze")}
        return self._draft.build(others).frozen

    def _show_top(self) -> None:
        """Scroll to the problem at the top."""
        self.weights.set_config(self._draft.config)
        if self.scroll_area is not None:
            self.scroll_area.verticalScrollBar().setValue(0)

    def _show_picture(self) -> None:
        if self._picture is not None:
            side, ratio = int(PICTURE) * 2, self.devicePixelRatioF()
            picture = self._thumbnails.pixmap(self._picture[0], side, ratio, self._picture[1])
            if picture is not None:
                self.freezing.set_picture(picture)

    def _loaded(self, path: str) -> None:
        if self._picture is not None and path == str(self._picture[0]):
            self._show_picture()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show_picture()  # the loader may have dropped the request while another room was visible

    # Size -------------------------------------------------------------------------------------------------------

    def _fit(self, width_class: str) -> None:
        narrow, short = width_class == "narrow", self.is_short()
        self._fit_weights()
        self._top.setSpacing(16 if narrow else 24)
        self.content.setSpacing(CARD_GAP if narrow else GROUP_GAP)
        self.depths.set_narrow(narrow)
        self.weights.set_narrow(narrow)
        self.freezing.set_narrow(narrow, short=short, crowded=self._banners.any_shown())
        self.totals.set_low(narrow)

    def _fit_weights(self) -> None:
        small = self.width() < _SMALL_SCREEN
        self.weights.setFixedWidth(_WEIGHTS_SMALL if small else _WEIGHTS_WIDTH[self.width_class()])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_weights()
