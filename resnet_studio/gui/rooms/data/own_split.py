"""The split that is in force, in words, and the way back to that of the dataset's folder."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from resnet_studio.core.basics.message import tr
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.edits import FolderSplit
from resnet_studio.core.dataset.grouped import shares_of
from resnet_studio.core.dataset.split import in_percent
from resnet_studio.gui.rooms.data import words as data_words
from resnet_studio.gui.theme.tokens import REGULAR, SECONDARY, SEMIBOLD
from resnet_studio.gui.widgets.button import Button
from resnet_studio.gui.widgets.text import Label


class OwnSplit(QWidget):
    """A button for the folder's own split, where it has one that is not in force; also, if `in_words`, what is.

    Signal: ``edit_wanted(object)``, an `Edit`.
    """

    edit_wanted = Signal(object)

    def __init__(self, *, in_words: bool = False) -> None:
        super().__init__()
        self._in_words = in_words
        self.sentence = Label("", SECONDARY, REGULAR, "text2", wrap=True)
        tip = tr("Each picture in the part that its folder or table names")
        self.button = Button(tr("Dataset's own split"), "small", tip=tip)
        self.untested = Label("", SECONDARY, REGULAR, "text2", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        if in_words:
            line = QHBoxLayout()
            line.addWidget(Label(tr("Now"), SECONDARY, SEMIBOLD), 0, Qt.AlignmentFlag.AlignTop)
            line.addWidget(self.sentence, 1)
            column.addLayout(line)
        column.addWidget(self.button)
        column.addWidget(self.untested)
        self.button.clicked.connect(lambda: self.edit_wanted.emit(FolderSplit()))

    def show_split(self, dataset: Dataset) -> None:
        """Follow the split of a dataset."""
        other = dataset.split.source != "folder" and dataset.catalogue.has_validation
        self.sentence.setText(_in_force(dataset))
        self.button.setVisible(other)
        lost = other and shares_of(dataset).test > 0 and all(one.part != "test" for one in dataset.catalogue.pictures)
        self.untested.setText(tr("The dataset has no test part. With its own split, no picture is left for testing."))
        self.untested.setVisible(lost)
        self.setVisible(self._in_words or other)


def _in_force(dataset: Dataset) -> str:
    """How the split came about; its numbers stand beside."""
    how = dataset.split
    if how.source != "seed":
        return data_words.split(dataset)
    asked = in_percent(how.fraction or 0.0)
    return tr(
        "At random, without regard to groups: {asked} % of each class, seed {seed:plain}.",
        asked=asked,
        seed=how.seed,
    )
