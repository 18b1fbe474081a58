"""What stands in place of the pictures where none shows: filters that no picture meets, or a class that is empty."""

from __future__ import annotations

from PySide6.QtCore import Signal

from resnet_studio.core.basics.message import tr
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.gui.rooms.data.filter import empty_classes, listed
from resnet_studio.gui.widgets.empty_state import EmptyState


class NothingShown(EmptyState):
    """Signals: ``all_wanted()``, take every filter away; ``add_wanted(int)``, choose pictures for an empty class."""

    all_wanted = Signal()
    add_wanted = Signal(int)

    def __init__(self) -> None:
        super().__init__(tr("No picture matches."), tr("Show all pictures"), "search")
        self._empty: int | None = None
        self.button.set_kind("secondary")
        self.acted.connect(self._act)

    def explain(self, dataset: Dataset | None, label: int) -> None:
        """Say why nothing shows of a class, an index into `listed`, or of ``ALL``."""
        names, empty = ((), 0) if dataset is None else (listed(dataset), len(empty_classes(dataset)))
        self._empty = label if label >= len(names) - empty else None
        self.set_icon("search" if self._empty is None else "picture")
        if self._empty is None:
            self.set_words(tr("No picture matches."), tr("Show all pictures"))
            return
        text = tr(
            "{name:name} has no pictures. Drag pictures of other classes onto its row, drop or paste files there, or "
            "choose them.",
            name=names[label],
        )
        self.set_words(text, tr("Add pictures…"))

    def _act(self) -> None:
        if self._empty is None:
            self.all_wanted.emit()
        else:
            self.add_wanted.emit(self._empty)
