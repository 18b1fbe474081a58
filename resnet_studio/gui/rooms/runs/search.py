"""Which runs the table shows: found by words, by dataset and by tags."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QSortFilterProxyModel

from resnet_studio.core.basics.message import show
from resnet_studio.core.runs.settings import details
from resnet_studio.core.runs.summary import RunSummary
from resnet_studio.gui.rooms.runs.columns import COLUMNS
from resnet_studio.gui.rooms.runs.model import SORT_ROLE, RunsModel
from resnet_studio.gui.work.names import trained_on


class FoundRuns(QSortFilterProxyModel):
    """The rows of the model that are wanted, sorted."""

    def __init__(self, runs: RunsModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runs = runs
        self._words: tuple[str, ...] = ()
        self._dataset: str | None = None
        self._tags: frozenset[str] = frozenset()
        self._texts: dict[Path, tuple[RunSummary, str]] = {}
        self.setSourceModel(runs)
        self.setSortRole(SORT_ROLE)

    def choose(self, words: str, dataset: str | None, tags: Collection[str]) -> None:
        """Show runs in which all the words are, of this dataset, with all these tags; None: of any dataset."""
        self._words = tuple(words.casefold().split())
        self._dataset, self._tags = dataset, frozenset(tag.casefold() for tag in tags)
        self.invalidate()

    def filterAcceptsRow(self, row: int, _parent: QModelIndex | QPersistentModelIndex) -> bool:
        run = self._runs.runs[row]
        if self._dataset is not None and trained_on(run) != self._dataset:
            return False
        if not self._tags <= {tag.casefold() for tag in run.marks.tags}:
            return False
        return all(word in self._text_of(run) for word in self._words)

    def _text_of(self, run: RunSummary) -> str:
        """All that a run can be found by; made once for each summary."""
        known = self._texts.get(run.path)
        if known is None or known[0] is not run:
            known = self._texts[run.path] = (run, text_of(run))
        return known[1]


def text_of(run: RunSummary) -> str:
    """Name, tags, note, what the columns show, and the settings with their labels, in small letters."""
    settings = details(run.config) if run.config else []
    parts = (
        run.name, *run.marks.tags, run.marks.note, *(column.text(run) for column in COLUMNS),
        *(f"{show(label)} {show(value)}" for label, value in settings),
    )  # fmt: skip
    return "\n".join(parts).casefold()


def datasets(runs: Iterable[RunSummary]) -> list[str]:
    """The names of the datasets, that of the newest run first."""
    return list(dict.fromkeys(trained_on(run) for run in runs))


def tag_counts(runs: Sequence[RunSummary]) -> list[tuple[str, int]]:
    """Each tag with the number of runs that have it, the most frequent first."""
    spelling: dict[str, str] = {}
    counts = Counter[str]()
    for run in runs:
        for tag in run.marks.tags:
            spelling.setdefault(tag.casefold(), tag)
            counts[tag.casefold()] += 1
    return sorted(((spelling[key], number) for key, number in counts.items()), key=lambda pair: (-pair[1], pair[0]))
