"""The line above the table of runs: words to find, the dataset, and tags."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from resnet_studio.core.basics import safe_text
from resnet_studio.core.basics.message import tr
from resnet_studio.core.runs.summary import RunSummary
from resnet_studio.gui.rooms.runs.search import datasets, tag_counts
from resnet_studio.gui.widgets.chips import ChipRow
from resnet_studio.gui.widgets.fields import ComboBox, SearchField

_FIND_WIDTH, _FIND_WIDTH_NARROW = 212, 168


class RunFilters(QWidget):
    """What is asked for. Signal: ``changed()``; see `words`, `dataset` and `tags`."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.search = SearchField(tr("Find by name, tag, setting"), _FIND_WIDTH, tr("Find a run"))
        self.datasets = ComboBox(bar=True)
        self.datasets.setAccessibleName(tr("Dataset"))
        self.datasets.addItem(tr("All datasets"))
        self.tags = ChipRow(tr("Tags"), tr("All tags"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.search)
        row.addWidget(self.datasets)
        row.addWidget(self.tags, 1)
        self.search.textChanged.connect(self.changed)
        self.datasets.currentIndexChanged.connect(self.changed)
        self.tags.changed.connect(self.changed)
        self.show_runs(())

    def show_runs(self, runs: Sequence[RunSummary]) -> None:
        """Offer the datasets and tags of these runs; what is asked for stays."""
        names, wanted = datasets(runs), self.dataset()
        if names != [self.datasets.itemData(row) for row in range(1, self.datasets.count())]:
            self.datasets.blockSignals(True)
            while self.datasets.count() > 1:
                self.datasets.removeItem(1)
            for name in names:
                self.datasets.addItem(safe_text.elide_middle(safe_text.printable(name), 40), name)
            self.datasets.setCurrentIndex(names.index(wanted) + 1 if wanted in names else 0)
            self.datasets.blockSignals(False)
            if wanted is not None and wanted not in names:
                self.changed.emit()
        self.datasets.setVisible(len(names) > 1)
        self.tags.set_chips(tag_counts(runs))

    def begin(self) -> None:
        """Let the person type what to find."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def show_only(self, words: str) -> None:
        """Ask for runs of any dataset and tag in which these words are."""
        self.clear()
        self.search.setText(words)

    def words(self) -> str:
        """Return the words to find."""
        return self.search.text()

    def dataset(self) -> str | None:
        """Return the dataset to show, None for all."""
        chosen = self.datasets.currentData()
        return chosen if isinstance(chosen, str) else None

    def clear(self) -> None:
        """Ask for all runs again."""
        self.search.clear()
        self.datasets.setCurrentIndex(0)
        self.tags.clear()

    def fit(self, width_class: str) -> None:
        """Be narrower in a narrow window."""
        self.search.setFixedWidth(_FIND_WIDTH_NARROW if width_class == "narrow" else _FIND_WIDTH)
