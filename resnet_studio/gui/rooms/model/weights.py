"""From which weights: ImageNet's, a random start, or a file; and what went wrong with them."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from resnet_studio.core.basics import formatting, safe_text
from resnet_studio.core.basics.message import tr
from resnet_studio.core.network.architecture import PHOTO_DEPTHS, PUBLISHED
from resnet_studio.core.protocol.events import Progress
from resnet_studio.core.protocol.jobs.weights import WeightsOnDisk
from resnet_studio.core.runs.config import IMAGENET, SCRATCH, TrainConfig
from resnet_studio.gui.theme.tokens import REGULAR, SECONDARY, SEGMENTED_HEIGHT
from resnet_studio.gui.widgets.button import Button, IconButton
from resnet_studio.gui.widgets.card import Card
from resnet_studio.gui.widgets.choice import RadioList
from resnet_studio.gui.widgets.feedback import ErrorPanel
from resnet_studio.gui.widgets.figures import Bar
from resnet_studio.gui.widgets.text import Label, heading, plain_tip

FILE: Final = "file"
ENDINGS: Final = (".pth", ".pt", ".th", ".safetensors")
_FILTER = f"Weights ({' '.join('*' + ending for ending in ENDINGS)});;All files (*)"
_SMALL_WHY = "ImageNet's weights exist for the depths 18, 34, 50, 101 and 152, for photographs."
_PLAIN_WHY = "ImageNet's weights were trained with shortcuts. Switch shortcuts on to use them."


class WeightsProblem(ErrorPanel):
    """What went wrong with weights, with a way round it. Signals: ``retried()``, ``file_wanted()``."""

    file_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.file_button = self.add_action(
            tr("Choose the file…"), self.file_wanted.emit, "folder", tip=tr("Use a file that you downloaded yourself")
        )

    def tell(self, sentence: str, details: str = "", *, retry: bool = False, by_file: bool = True) -> None:
        """Say what happened; offer to try again or to choose a file where that helps."""
        self.file_button.setVisible(by_file)
        self.show_error(sentence, details, retry=retry)


class FetchRow(QWidget):
    """Offers the download of ImageNet's weights, then shows how far it is. Signals: ``wanted()``, ``cancelled()``."""

    wanted = Signal()
    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(SEGMENTED_HEIGHT)
        self.button = Button("Download", "link", "save", tip="Fetch them now instead of when training starts")
        self.bar = Bar()
        self.bar.setFixedWidth(72)
        self.told = Label("", SECONDARY, REGULAR, "text2")
        self.cancel_button = IconButton("cross", "Cancel the download; what has arrived is kept")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addStretch(1)
        for widget in (self.button, self.bar, self.told, self.cancel_button):
            row.addWidget(widget)
        self.button.clicked.connect(self.wanted)
        self.cancel_button.clicked.connect(self.cancelled)
        self.offer(0)

    def offer(self, size: int) -> None:
        """Offer a download of ``size`` bytes; nothing for 0."""
        self.button.set_words(f"Download {formatting.size(size)}")
        self.button.setVisible(size > 0)
        for widget in (self.bar, self.told, self.cancel_button):
            widget.hide()

    def show_progress(self, done: int, total: int) -> None:
        """Show how many bytes have arrived; with ``total`` 0 the download has not begun."""
        self.button.hide()
        self.bar.set_value(done / total if total else 0.0)
        self.told.setText(f"{formatting.size(done)} of {formatting.size(total)}" if total else "connecting…")
        for widget in (self.bar, self.told, self.cancel_button):
            widget.show()


class WeightsChoice(QWidget):
    """The three starts as radio rows, with the download of ImageNet's weights beside the heading.

    Signals: ``chosen(str)``: "imagenet", "scratch" or the path of a file; ``fetch_wanted(int)``: a depth;
    ``fetch_cancelled()``.
    """

    chosen = Signal(str)
    fetch_wanted = Signal(int)
    fetch_cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._config = TrainConfig.build()
        self._on_disk: WeightsOnDisk | None = None
        self._fetching: int | None = None
        self._file = ""
        self._narrow = False
        self.fetch = FetchRow()
        options = ((IMAGENET, "ImageNet", ""), (SCRATCH, "From scratch", "random start"), (FILE, "A file…", ""))
        self.rows = RadioList(options, "Weights")
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(heading("Weights"))
        top.addWidget(self.fetch, 1)
        card = Card(3)
        card.layout_.addWidget(self.rows)
        card.layout_.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(top)
        column.addWidget(card, 1)
        self.rows.button(SCRATCH).setToolTip("Every layer starts from random numbers; needs many pictures and epochs")
        for key in (IMAGENET, SCRATCH):
            self.rows.button(key).clicked.connect(lambda _on=False, key=key: self.chosen.emit(key))
        # Not `changed`: the row of the chosen file is clicked again to choose another one.
        self.rows.button(FILE).clicked.connect(self._file_clicked)
        self.fetch.wanted.connect(self._fetch)
        self.fetch.cancelled.connect(self.fetch_cancelled)
        self._show()

    # What is shown ----------------------------------------------------------------------------------------------

    def set_config(self, config: TrainConfig) -> None:
        """Show the settings' start."""
        self._config = config
        if config.weights not in (IMAGENET, SCRATCH):
            self._file = config.weights
        self._show()

    def set_on_disk(self, on_disk: WeightsOnDisk) -> None:
        """Say which published weights need no download."""
        self._on_disk = on_disk
        self._show()

    def show_progress(self, progress: Progress | None) -> None:
        """Show the download that is under way, or that there is none."""
        if progress is None:
            self._fetching = None
            self._show()
            return
        if self._fetching is None:
            self._fetching = self._config.depth
            self._show()
        self.fetch.show_progress(progress.done, progress.total)

    def set_narrow(self, narrow: bool) -> None:
        """Use fewer words in the smallest windows."""
        self._narrow = narrow
        self._show()

    def fetching(self) -> int | None:
        """Return the depth whose weights are being downloaded."""
        return self._fetching

    def _show(self) -> None:
        weights = self._config.weights
        self.rows.set_current(weights if weights in (IMAGENET, SCRATCH) else FILE)
        self._show_imagenet()
        name = safe_text.printable(Path(self._file).name)
        hint = safe_text.elide_middle(name, 22 if self._narrow else 28) if name else f".pth .pt {ENDINGS[-1]}"
        self.rows.set_hint(FILE, hint)
        self.rows.button(FILE).setToolTip(
            plain_tip(f"{self._file}\nClick again to choose another file" if name else "Weights that you have already")
        )

    def _show_imagenet(self) -> None:
        depth = self._config.depth
        photographs = depth in PHOTO_DEPTHS
        why = "" if photographs and self._config.shortcuts else _PLAIN_WHY if photographs else _SMALL_WHY
        self.rows.set_available(IMAGENET, not why, why)
        size = PUBLISHED[depth].file_size if photographs else 0
        known = self._on_disk is not None
        here = self._on_disk is not None and depth in self._on_disk.depths
        if why:
            self.rows.set_hint(IMAGENET, "need shortcuts" if photographs else "photographs only")
        elif here and self._on_disk is not None:
            self.rows.set_hint(IMAGENET, "on this computer", "check")
            self.rows.button(IMAGENET).setToolTip(plain_tip(f"In {self._on_disk.folder}"))
        elif self._fetching == depth:
            self.rows.set_hint(IMAGENET, "downloading…")
        else:
            short = (
                f"{formatting.size(size)} to download"
                if self._narrow
                else f"downloads {formatting.size(size)} on first use"
            )
            self.rows.set_hint(IMAGENET, short if known else formatting.size(size))
        if self._fetching is None:
            missing = known and not here and not why and self._config.weights == IMAGENET
            self.fetch.offer(size if missing else 0)

    # Choices ----------------------------------------------------------------------------------------------------

    def choose_file(self) -> None:
        """Ask for a file of weights; nothing changes if none is chosen."""
        start = str(Path(self._file).parent) if self._file else ""
        path, _filter = QFileDialog.getOpenFileName(self, "Choose weights", start, _FILTER)
        if path:
            self.chosen.emit(path)
        self._show()  # a cancelled dialog leaves the row that was chosen before

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
        """Ask for the download again."""
        if self._fetching is None and self._config.depth in PHOTO_DEPTHS:
            self._fetch()
