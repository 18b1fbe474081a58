"""The choice of weights: ImageNet, random or a file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from resnet_studio.core.basics import formatting, safe_text
from resnet_studio.core.basics.message import message, show, tr
from resnet_studio.core.network.architecture import PHOTO_DEPTHS
from resnet_studio.core.network.published import PUBLISHED
from resnet_studio.core.network.weights_files import WEIGHTS_SUFFIXES
from resnet_studio.core.protocol.events import Progress
from resnet_studio.core.protocol.jobs.weights import WeightsOnDisk
from resnet_studio.core.runs.config import IMAGENET, SCRATCH, TrainConfig
from resnet_studio.gui.theme.tokens import REGULAR, SECONDARY, SEGMENTED_HEIGHT
from resnet_studio.gui.widgets import file_dialogs
from resnet_studio.gui.widgets.button import Button, IconButton
from resnet_studio.gui.widgets.card import Card
from resnet_studio.gui.widgets.choice import RadioList
from resnet_studio.gui.widgets.fields import ComboBox
from resnet_studio.gui.widgets.figures import Bar
from resnet_studio.gui.widgets.text import ElidedLabel, heading, plain_tip

FILE: Final = "file"
_WIDEST_ENTRY: Final = 150
_SMALL_WHY: Final = message("ImageNet's weights exist for the depths 18, 34, 50, 101 and 152, for photographs.")
_PLAIN_WHY: Final = message("ImageNet's weights were trained with shortcuts. Switch shortcuts on to use them.")


class FetchRow(QWidget):
    """Offers to download ImageNet weights, then shows the progress. Signals: ``wanted()``, ``cancelled()``."""

    wanted = Signal()
    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(SEGMENTED_HEIGHT)
        self.button = Button(
            tr("Download"), "link", "save", tip=tr("Download them now instead of when training starts")
        )
        self._narrow = False
        self.bar = Bar()
        self.bar.setFixedWidth(72)
        self.progress_text = ElidedLabel("", SECONDARY, REGULAR, "text2", elide="right")
        self.cancel_button = IconButton("cross", tr("Cancel the download; the part that has arrived is kept"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addStretch(1)
        for widget in (self.button, self.bar, self.progress_text, self.cancel_button):
            row.addWidget(widget)
        self.button.clicked.connect(self.wanted)
        self.cancel_button.clicked.connect(self.cancelled)
        self.offer(0)

    def set_narrow(self, narrow: bool) -> None:
        """Show the progress without its bar in the smallest windows."""
        self._narrow = narrow
        self.bar.setVisible(not narrow and self.progress_text.isVisibleTo(self))

    def offer(self, size: int) -> None:
        """Offer a download of ``size`` bytes; nothing for 0."""
        self.button.set_words(tr("Download {size:size}", size=size))
        self.button.setVisible(size > 0)
        for widget in (self.bar, self.progress_text, self.cancel_button):
            widget.hide()

    def show_progress(self, done: int, total: int, waiting_for: str = "") -> None:
        """Show how many bytes have arrived; with ``total`` 0 the download has not begun, perhaps ``waiting_for``."""
        self.button.hide()
        self.bar.set_value(done / total if total else 0.0)
        if total:
            text = tr("{done:size} of {total:size}", done=done, total=total)
        else:
            text = tr("waiting…") if waiting_for else tr("connecting…")
        self.progress_text.setText(text)
        if waiting_for:
            self.progress_text.setToolTip(plain_tip(waiting_for))
        for widget in (self.progress_text, self.cancel_button):
            widget.show()
        self.bar.setVisible(not self._narrow)


class WeightsChoice(QWidget):
    """Radio rows for the weights to start from, with the download of ImageNet weights beside the heading.

    Signals: ``chosen(str)``: "imagenet", "scratch" or the path of a file; ``entry_chosen(str)``: a network in the file;
    ``fetch_wanted(int)``: a depth; ``fetch_cancelled()``.
    """

    chosen = Signal(str)
    entry_chosen = Signal(str)
    fetch_wanted = Signal(int)
    fetch_cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._config = TrainConfig.build()
        self._on_disk: WeightsOnDisk | None = None
        self._fetching: int | None = None
        self._file = ""
        self._check = ""
        self._narrow = False
        self.fetch = FetchRow()
        self.entries = _make_entries()
        options = (
            (IMAGENET, "ImageNet", ""),
            (SCRATCH, tr("From scratch"), tr("random start")),
            (FILE, tr("A file…"), ""),
        )
        self.rows = RadioList(options, tr("Weights"))
        self._lay_out()
        self.rows.button(SCRATCH).setToolTip(
            tr("Every layer starts from random numbers; needs many pictures and epochs")
        )
        for key in (IMAGENET, SCRATCH):
            self.rows.button(key).clicked.connect(lambda _on=False, key=key: self.chosen.emit(key))
        # Not `changed`: the row of the chosen file is clicked again to choose another one.
        self.rows.button(FILE).clicked.connect(self._file_clicked)
        self.entries.textActivated.connect(self.entry_chosen)
        self.fetch.wanted.connect(self._fetch)
        self.fetch.cancelled.connect(self.fetch_cancelled)
        self._show()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(heading(tr("Weights")))
        top.addWidget(self.fetch, 1)
        top.addWidget(self.entries)
        card = Card(3)
        card.layout_.addWidget(self.rows)
        card.layout_.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(top)
        column.addWidget(card, 1)

    # What is shown ----------------------------------------------------------------------------------------------

    def set_config(self, config: TrainConfig) -> None:
        """Show the weights that the settings name."""
        self._config = config
        if config.weights not in (IMAGENET, SCRATCH):
            self._file = config.weights
        self._show()

    def set_known_file(self, file: str) -> None:
        """Offer a file that was used before; empty offers none but the one in the settings."""
        self._file = file if self._config.weights in (IMAGENET, SCRATCH) else self._config.weights
        self._show()

    def set_check(self, state: str, entries: Sequence[str] = ()) -> None:
        """Show that the file in the settings is being checked (a sentence; empty for not), and what it holds."""
        self._check = state
        if [self.entries.itemText(row) for row in range(self.entries.count())] != list(entries):
            self.entries.clear()
            self.entries.addItems(list(entries))
        self._show()

    def set_on_disk(self, on_disk: WeightsOnDisk) -> None:
        """Show which published weights need no download."""
        self._on_disk = on_disk
        self._show()

    def show_progress(self, progress: Progress | None, waiting_for: str = "") -> None:
        """Show the download in progress, or what it waits for; None where there is none."""
        if progress is None:
            self._fetching = None
            self._show()
            return
        if self._fetching is None:
            self._fetching = self._config.depth
            self._show()
        self.fetch.show_progress(progress.done, progress.total, waiting_for)

    @property
    def fetching(self) -> int | None:
        """The depth whose weights are being downloaded."""
        return self._fetching

    def set_narrow(self, narrow: bool) -> None:
        """Use shorter texts in the smallest windows."""
        self._narrow = narrow
        self.fetch.set_narrow(narrow)
        self._show()

    def _show(self) -> None:
        weights = self._config.weights
        self.rows.set_current(weights if weights in (IMAGENET, SCRATCH) else FILE)
        self._show_imagenet()
        is_file = weights not in (IMAGENET, SCRATCH)
        self.entries.setCurrentText(self._config.weights_entry)
        self.entries.setVisible(is_file and self.entries.count() > 1)
        name = safe_text.printable(Path(self._file).name)
        checking = is_file and self._check
        hint = name or f".pth .pt {WEIGHTS_SUFFIXES[-1]}"
        self.rows.set_hint(FILE, tr("checking {file}…", file=hint) if checking else hint)
        click = tr("Click again to choose another file") if is_file else tr("Click to use this file")
        self.rows.button(FILE).setToolTip(
            plain_tip(
                f"{self._file}\n{self._check if checking else click}"
                if name
                else tr("Weights that you have already ({endings:plain})", endings=" ".join(WEIGHTS_SUFFIXES))
            )
        )

    def _show_imagenet(self) -> None:
        depth = self._config.depth
        photographs = depth in PHOTO_DEPTHS
        why = "" if photographs and self._config.shortcuts else show(_PLAIN_WHY if photographs else _SMALL_WHY)
        self.rows.set_available(IMAGENET, not why, why)
        size = PUBLISHED[depth].file_size if photographs else 0
        known = self._on_disk is not None
        here = self._on_disk is not None and depth in self._on_disk.depths
        if why:
            self.rows.set_hint(IMAGENET, tr("need shortcuts") if photographs else tr("photographs only"))
        elif here and self._on_disk is not None:
            self.rows.set_hint(IMAGENET, tr("on this computer"), "check")
            self.rows.button(IMAGENET).setToolTip(plain_tip(tr("In {folder}", folder=str(self._on_disk.folder))))
        elif self._fetching == depth:
            self.rows.set_hint(IMAGENET, tr("downloading…"))
        else:
            short = tr("{size:size} to download", size=size)
            hint = short if self._narrow else tr("downloads {size:size} on first use", size=size)
            self.rows.set_hint(IMAGENET, hint if known else formatting.size(size))
        if self._fetching is None:
            missing = known and not here and not why and self._config.weights == IMAGENET
            self.fetch.offer(size if missing else 0)

    # Choices ----------------------------------------------------------------------------------------------------

    def choose_file(self) -> None:
        """Let the user choose a weights file; nothing changes on Cancel."""
        start = file_dialogs.Last("weights", Path(self._file).parent if self._file else None)
        weights = " ".join(f"*{ending}" for ending in WEIGHTS_SUFFIXES)
        filters = (f"{tr('Weights')} ({weights})", f"{tr('All files')} (*)")
        file_dialogs.choose_file(self, tr("Choose weights"), start, filters, self._use_file)
        self._show()  # the row that was chosen before stays chosen until a file is

    def _use_file(self, file: Path) -> None:
        self.chosen.emit(str(file))
        self._show()  # a file that was refused leaves the row that was chosen before

    def _file_clicked(self) -> None:
        if self._file and self._config.weights != self._file:
            self.chosen.emit(self._file)
        else:
            self.choose_file()

    def _fetch(self) -> None:
        self._fetching = self._config.depth
        self.fetch.show_progress(0, 0)
        self._show()
        self.fetch_wanted.emit(self._config.depth)

    def retry(self) -> None:
        """Request the download again."""
        if self._fetching is None and self._config.depth in PHOTO_DEPTHS:
            self._fetch()


def _make_entries() -> ComboBox:
    """The choice among the networks of a file; hidden where it holds one."""
    entries = ComboBox(compact=True)
    entries.setAccessibleName(tr("Which network of the file"))
    entries.setToolTip(tr("The file holds several networks: this one is used"))
    entries.setSizeAdjustPolicy(ComboBox.SizeAdjustPolicy.AdjustToContents)
    entries.setMaximumWidth(_WIDEST_ENTRY)
    entries.hide()
    return entries
