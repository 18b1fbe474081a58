"""Scanning a folder in a thread: 60,000 file names take a second, and the window must not wait."""

from __future__ import annotations

import time
import traceback
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from resnet_studio.core.basics.errors import DatasetError, StudioError
from resnet_studio.core.basics.files import is_dir
from resnet_studio.core.basics.message import message
from resnet_studio.core.dataset.catalogue import Reading
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.kept_layout import keep_answer
from resnet_studio.core.dataset.rescan import with_edits_of
from resnet_studio.core.dataset.scan import HowToRead, scan
from resnet_studio.core.dataset.unclear_layout import TableBesideError, UnclearLayoutError
from resnet_studio.core.dataset.undone import States
from resnet_studio.core.runs.earlier_split import EarlierRuns, Learned, as_in_runs
from resnet_studio.core.runs.edited_dataset import read_edited
from resnet_studio.core.runs.moved_pictures import with_moved, with_moved_away
from resnet_studio.gui.threads.background import Background, Stale

_LOOK_MS: Final = 100


class _Tally:
    """How many files a scan has seen, whether its folder is gone, what can be made again, and what was learned from.

    Written by its thread, read by the window.
    """

    def __init__(self) -> None:
        self.seen = 0
        self.gone = False
        self.undone: States = ()
        self.learned: Learned | None = None

    def count(self, seen: int) -> None:
        self.seen = seen


class Scanner(QObject):
    """Scans one folder at a time; a new start supersedes the one before, and nothing waits for that to end.

    Attributes:
        gone: whether the scan that failed last did so because the folder is not there.
        undone: what can be made again of the dataset that was read last.
        learned: what its newest run has learned from; None without one, or where it was only read again.

    Signals:
        progress(int): files seen so far.
        finished(object, float): the `Dataset`, and how many seconds it took.
        unclear(object): an `UnclearLayoutError`; a person must say what the folders are.
        table_found(object): the folder has no classes, but a table, a `Path`, that may say them.
        failed(object, str): why, a `Message`, and details or "".
    """

    progress = Signal(int)
    finished = Signal(object, float)
    unclear = Signal(object)
    table_found = Signal(object)
    failed = Signal(object, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = Background(self)
        self._number = 0
        self.gone = False
        self.undone: States = ()
        self.learned: Learned | None = None
        self._folder = Path()
        self._tally = _Tally()
        self._reported = 0
        self._clock = QTimer(self, interval=_LOOK_MS)
        self._clock.timeout.connect(self._report)

    def start(
        self,
        folder: Path,
        fraction: float,
        seed: int,
        *,
        chosen: tuple[str, ...] = (),
        reading: Reading = "names",
        before: Dataset | None = None,
        runs: Path | None = None,
        any_split: bool = True,
    ) -> None:
        """Begin to scan a folder; the edits of `before`, the same folder as it was read last, are kept.

        Without that, what a person changed in it before, and the edits of its newest run in the folder `runs`, are
        taken up: with any split, or with the one that `fraction` and `seed` say.
        """
        self.cancel()
        self._number += 1
        self._folder, self._tally, self._reported = folder, _Tally(), 0
        tally = self._tally

        def work(stale: Stale) -> tuple[Dataset, float]:
            began = time.monotonic()
            tally.gone = not is_dir(folder)
            how: HowToRead = {"unsorted": True, "chosen": chosen, "reading": reading}
            how |= {"should_stop": stale, "progress": tally.count}
            try:
                dataset = with_moved_away(scan(folder, seed=seed, fraction=fraction, **how))
            except DatasetError as error:
                raise with_moved(error, folder.absolute()) from error
            if before is not None:  # what was answered about its folders may be another answer since
                return with_edits_of(before, dataset), time.monotonic() - began
            keep_answer(dataset.catalogue)
            if runs is not None:
                edited = read_edited(dataset)
                earlier = EarlierRuns(dataset, runs, stale)
                dataset = as_in_runs(dataset, earlier, split=None if any_split else dataset.split, edited=edited)
                tally.learned = earlier.newest
                tally.undone = edited.undone_of(dataset) if edited is not None else ()
            return dataset, time.monotonic() - began

        # A kind of its own for each scan, so that one that hangs on a dead network drive does not block the next.
        self._background.do(self._kind(), work, self._read, self._fail)
        self._clock.start()

    def cancel(self) -> None:
        """Discard the result; the thread ends when it next checks whether it should."""
        self._background.cancel(self._kind())
        self._clock.stop()

    def busy(self) -> bool:
        """Return whether a result is still to come."""
        return self._background.busy(self._kind())

    def _kind(self) -> str:
        return f"scan {self._number}"

    def _report(self) -> None:
        if self._tally.seen != self._reported:
            self._reported = self._tally.seen
            self.progress.emit(self._reported)

    def _read(self, result: tuple[Dataset, float]) -> None:
        self._clock.stop()
        self.undone, self.learned = self._tally.undone, self._tally.learned
        self.finished.emit(*result)

    def _fail(self, error: Exception) -> None:
        self._clock.stop()
        self.gone = self._tally.gone
        if isinstance(error, UnclearLayoutError):
            self.unclear.emit(error)
            return
        if isinstance(error, TableBesideError):
            self.table_found.emit(error.table)
            return
        if isinstance(error, StudioError):
            self.failed.emit(error.message, "")
            return
        details = "".join(traceback.format_exception(error))
        problem = message(
            "The folder {folder} could not be read: {reason}", folder=self._folder.name, reason=str(error)
        )
        self.failed.emit(problem, details)
