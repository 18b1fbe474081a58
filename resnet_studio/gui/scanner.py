"""Scanning a folder beside the window: names of 60,000 files take a second, and the window never waits."""

from __future__ import annotations

import time
import traceback
from pathlib import Path

from PySide6.QtCore import QObject, QThread, Signal

from resnet_studio.core.errors import StudioError
from resnet_studio.core.scan import ScanStopped, scan


class _Scan(QThread):
    """One scan; `requestInterruption` ends it."""

    counted = Signal(int)
    read = Signal(object, float)
    refused = Signal(str, str)

    def __init__(self, folder: Path, fraction: float, seed: int, parent: QObject) -> None:
        super().__init__(parent)
        self._folder, self._fraction, self._seed = folder, fraction, seed

    def run(self) -> None:
        began = time.monotonic()
        try:
            dataset = scan(
                self._folder,
                seed=self._seed,
                fraction=self._fraction,
                should_stop=self.isInterruptionRequested,
                progress=self.counted.emit,
            )
        except ScanStopped:
            return
        except StudioError as error:
            self.refused.emit(str(error), "")
        except Exception as error:
            self.refused.emit(f"The folder could not be read: {error}", traceback.format_exc())
        else:
            self.read.emit(dataset, time.monotonic() - began)


class Scanner(QObject):
    """Scans one folder at a time; a new start supersedes the one before.

    Signals:
        progress(int): files seen so far.
        finished(object, float): the `Dataset`, and how many seconds it took.
        failed(str, str): a sentence, and details or "".
    """

    progress = Signal(int)
    finished = Signal(object, float)
    failed = Signal(str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._scan: _Scan | None = None

    def start(self, folder: Path, fraction: float, seed: int) -> None:
        """Begin to scan a folder."""
        self.cancel()
        self._scan = current = _Scan(folder, fraction, seed, self)
        current.counted.connect(self._only(current, self.progress))
        current.read.connect(self._only(current, self.finished))
        current.refused.connect(self._only(current, self.failed))
        current.finished.connect(current.deleteLater)
        current.start()

    def cancel(self) -> None:
        """End the scan, if one runs, and wait for it; it looks every few hundred files."""
        scan, self._scan = self._scan, None
        if scan is not None:
            scan.requestInterruption()
            scan.wait()

    def _only(self, scan: _Scan, signal: object) -> object:
        """Pass a signal on while its scan is the current one."""

        def forward(*values: object) -> None:
            if self._scan is scan:
                signal.emit(*values)

        return forward
