"""By what pictures stay together: chosen, with how many groups each way gives, and an example."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from resnet_studio.core.basics.message import tr, trn
from resnet_studio.core.basics.safe_text import printable
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.grouped import split_by_groups
from resnet_studio.core.dataset.planned_split import KeptTogether, PlannedSplit
from resnet_studio.gui.rooms.data.split_parts import Example, PatternField, detail_of
from resnet_studio.gui.theme.tokens import CAPTION, REGULAR
from resnet_studio.gui.widgets.choice import RadioList
from resnet_studio.gui.widgets.text import Label


class TogetherPart(QWidget):
    """Signal: ``changed()``, a person has chosen another way, or another pattern is complete.

    Attributes:
        found: by what the pictures can be kept together; None where that is not known yet.
        chosen: by a person: what is found later does not take its place.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.found: KeptTogether | None = None
        self.chosen = False
        self.by = RadioList(
            [
                ("names", tr("By file name"), ""),
                ("pattern", tr("By a pattern"), ""),
                ("folders", tr("By subfolder"), ""),
                ("column", tr("By column"), ""),
                ("near_duplicates", tr("Near-duplicates"), ""),
            ],
            tr("What stays on one side"),
        )
        self.pattern, self.example = PatternField(), Example()
        self.detail = Label("", CAPTION, REGULAR, "text2", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for widget in (self.by, self.pattern, self.example, self.detail):
            column.addWidget(widget)
        self.explain()  # before it shows, or there would be room for all of them
        self.by.changed.connect(self._choose)
        self.pattern.changed.connect(self.changed)

    def asked(self) -> tuple[str, str]:
        """What is chosen, and the pattern of names where that is one."""
        by = self.by.current()
        return by, self.pattern.pattern() if by == "pattern" else ""

    @property
    def available(self) -> bool:
        """Whether pictures can be kept together by what is chosen."""
        return self.by.button(self.by.current()).isEnabled()

    def show_split(self, dataset: Dataset, *, of_other: bool) -> None:
        """Show by what the split in force keeps together; `of_other`, of another dataset than before."""
        last = split_by_groups(dataset)
        if last is not None:
            self.by.set_current(last.by)
            self.pattern.set_pattern(last.pattern)
        self.chosen = last is not None or (self.chosen and not of_other)

    def show_found(self, dataset: Dataset, found: KeptTogether) -> bool:
        """Offer by what the pictures can be kept together; whether the best of it is proposed."""
        self.found = found
        none, names, alike = tr("none found"), found.names, found.alike
        self.by.set_hint("names", trn("{count} group", "{count} groups", names.number) if names else none)
        self.by.set_hint("folders", trn("{count} group", "{count} groups", found.folders) if found.folders else none)
        self.by.set_hint("column", printable(found.column) if found.column else tr("no table"))
        self.by.set_hint(
            "near_duplicates",
            tr("not checked") if alike is None else trn("{count} group", "{count} groups", alike) if alike else none,
        )
        self.by.set_available("names", names is not None, tr("The names do not end with numbers of several groups"))
        self.by.set_available("folders", bool(found.folders), tr("No class has a folder with several pictures"))
        self.by.set_available("column", bool(found.column), tr("Open a table with a column of what stays together"))
        self.by.set_available("near_duplicates", alike is not None, tr("The pictures were not checked yet."))
        if self.chosen and self.available:
            return False
        self.propose(dataset)
        return True

    def propose(self, dataset: Dataset) -> None:
        """Choose for a person, until more is known: what is in force, or the best, as far as it is available."""
        assert self.found is not None  # there is something to propose
        last, best = split_by_groups(dataset), self.found.best
        others = ("names", "folders", "column", "near_duplicates")  # a pattern has to be typed
        wishes = (last.by if last else best, best, *others)
        self.by.set_current(next((by for by in wishes if self.by.button(by).isEnabled()), best))
        self.chosen = False

    def explain(self, planned: PlannedSplit | None = None) -> None:
        """Show an example, and what groups there are; of a pattern, what is planned by it."""
        by = self.by.current()
        names = self.found.names if self.found is not None and by == "names" else None
        if by == "pattern" and planned is not None:
            names = planned.named
        self.pattern.setVisible(by == "pattern")
        self.pattern.show_names(names if by == "pattern" else None)
        self.example.setVisible(by == "names" and names is not None)
        if names is not None:
            self.example.set_example(names.example)
        self.detail.setText(detail_of(by, names) if self.available else "")

    def _choose(self, _by: str) -> None:
        self.chosen = True
        self.explain()
        self.changed.emit()
