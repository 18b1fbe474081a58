"""The dialog about the GPU pack: what there is, and installing and removing it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from resnet_studio.core.basics.errors import text_of
from resnet_studio.core.basics.message import NOTHING, Message, message, show, tr
from resnet_studio.core.installation import gpu_pack, graphics_card
from resnet_studio.core.installation.gpu_manifest import GpuPack
from resnet_studio.core.installation.gpu_pack import PackProgress
from resnet_studio.core.installation.gpu_state import pack_folders, state_of
from resnet_studio.core.installation.graphics_card import Card
from resnet_studio.gui.theme.tokens import BODY, MARGIN, MEDIUM, REGULAR, SECONDARY
from resnet_studio.gui.threads.background import Background, Stale
from resnet_studio.gui.widgets import file_dialogs
from resnet_studio.gui.widgets.button import Button
from resnet_studio.gui.widgets.feedback import ErrorPanel
from resnet_studio.gui.widgets.figures import Bar
from resnet_studio.gui.widgets.text import Label

_WIDTH = 520
_LOOK_MS = 200
_WORK = "install"


class GpuPackDialog(QDialog):
    """Not modal. Closing it hides it; what is under way goes on.

    Signals:
        changed(): a pack was installed or removed, so that the next engine computes with another torch.
    """

    changed = Signal()

    def __init__(self, pack: GpuPack, window: QWidget, in_use: Callable[[], bool] = lambda: False) -> None:
        super().__init__(window)
        self._pack, self._in_use = pack, in_use
        self._why: Message = NOTHING
        self._progress: PackProgress | None = None
        self._background = Background(self)
        self.setWindowTitle(tr("GPU pack"))
        self.setMinimumWidth(_WIDTH)
        self.headline, self.detail = Label("", BODY, MEDIUM, wrap=True), Label("", BODY, REGULAR, "text2", wrap=True)
        self.step, self.bar = Label("", SECONDARY, REGULAR, "text2"), Bar()
        self.problem = ErrorPanel()
        self.install = Button(tr("Install"), "main")
        self.from_folder = Button(tr("From a folder…"), "action", "folder")
        self.remove = Button(tr("Remove"), "action")
        self.cancel = Button(tr("Cancel"), "action")
        self._lay_out()
        self._clock = QTimer(self, interval=_LOOK_MS)
        self._clock.timeout.connect(self._show_progress)
        self.install.clicked.connect(lambda: self._install(None))
        self.from_folder.clicked.connect(self._choose)
        self.remove.clicked.connect(self._remove)
        self.cancel.clicked.connect(self._cancel)
        self.refresh()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        column.setSpacing(8)
        for widget in (self.headline, self.detail, self.problem, self.step, self.bar):
            column.addWidget(widget)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        for button in (self.cancel, self.remove, self.from_folder, self.install):
            row.addWidget(button)
        column.addStretch(1)
        column.addSpacing(8)
        column.addLayout(row)

    def refresh(self) -> None:
        """Show what there is now; the card is looked for in a thread."""
        self._show()
        self._background.do("card", lambda _: graphics_card.nvidia(), self._set_card, lambda _: None)

    def _set_card(self, card: Card | None) -> None:
        self._why = self._pack.obstacle(card)
        self._show()

    def _show(self) -> None:
        busy, state = self._background.busy(_WORK), state_of(self._pack)
        works = state is not None and not state.problem
        self.headline.setText(show(_headline(self._pack, works=works)))
        self.detail.setText(show(_detail(self._pack, self._why, state.problem if state else NOTHING, works=works)))
        why = "" if works else show(self._why)
        for button in (self.install, self.from_folder):
            button.set_available(not why, why)
        self.install.setVisible(not busy and not works)
        self.from_folder.setVisible(not busy and not works)
        self.remove.setVisible(not busy and bool(pack_folders()))
        self.cancel.setVisible(busy)
        self.step.setVisible(busy)
        self.bar.setVisible(busy)
        self._grow()

    def _grow(self) -> None:
        """Give sentences that wrap the height of all their lines: a window does not grow with what it holds."""
        if layout := self.layout():
            layout.activate()
            self.resize(self.width(), max(self.height(), layout.totalHeightForWidth(self.width())))

    def _choose(self) -> None:
        title = tr("Choose the folder with the files of the GPU pack")
        file_dialogs.choose_folder(self, title, file_dialogs.Last("packs"), self._install)

    def _install(self, source: Path | None) -> None:
        pack = self._pack

        def work(stale: Stale) -> bool:
            for progress in gpu_pack.install(pack, source, stale):
                self._progress = progress
            return True

        self._do(work)

    def _remove(self) -> None:
        if self._in_use():
            self.problem.show_error(
                tr("The GPU pack may be in use. Remove it when training and predictions have ended.")
            )
            self._grow()
            return
        self._do(lambda _: gpu_pack.remove() >= 0)

    def _do(self, work: Callable[[Stale], bool]) -> None:
        self.problem.clear()
        self._progress = None
        self.step.setText("")
        self.bar.set_value(0.0)
        self._background.do(_WORK, work, self._end, self._fail)
        self._clock.start()
        self._show()

    def _cancel(self) -> None:
        self._background.cancel(_WORK)
        self._clock.stop()
        self._show()

    def _show_progress(self) -> None:
        progress = self._progress
        if progress is None:
            return
        share = progress.done / progress.total if progress.total else 1.0
        if progress.total:
            words = tr(
                "{step}: {done:size} of {total:size}",
                step=progress.phase.label,
                done=progress.done,
                total=progress.total,
            )
        else:
            words = show(progress.phase.label)
        self.step.setText(words)
        self.bar.set_value(share)

    def _end(self, _: bool) -> None:
        self._clock.stop()
        self._show()
        self.changed.emit()

    def _fail(self, error: Exception) -> None:
        self._clock.stop()
        self._show()
        self.problem.show_error(show(text_of(error)))
        self._grow()


def _headline(pack: GpuPack, *, works: bool) -> Message:
    if works:
        return message(
            "The GPU pack is installed: PyTorch {torch:plain} with {kind}.", torch=pack.torch, kind=pack.computes_on
        )
    return message("The GPU pack makes training on an NVIDIA graphics card possible.")


def _detail(pack: GpuPack, why: Message, problem: Message, *, works: bool) -> Message:
    """What to know before it is installed, or why it is not used."""
    if problem:
        return message("It is not used: {problem}", problem=problem)
    if works:
        return message("New trainings and predictions use it.")
    return why or message(
        "It is PyTorch with {kind}: {size:size} to download, and {unpacked:size} on the disk. It is tested "
        "before it is used, and can be removed.",
        kind=pack.computes_on,
        size=pack.size,
        unpacked=pack.unpacked,
    )
