"""The answers as a table: copied to the clipboard or saved as a CSV file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from resnet_studio.core.basics import files, places
from resnet_studio.core.basics.message import tr, trn
from resnet_studio.core.protocol.jobs.predict import Prediction, PredictionFailed
from resnet_studio.core.runs import predictions
from resnet_studio.gui.rooms.use import words as use_words
from resnet_studio.gui.rooms.use.results import Answers
from resnet_studio.gui.threads.background import Background
from resnet_studio.gui.widgets import file_dialogs
from resnet_studio.gui.widgets.passing_menu import passing_menu, pop_up_above

Events = Sequence[Prediction | PredictionFailed]


class AnswerTable(QObject):
    """Copies and saves answers.

    Signals:
        done(str): what was done, to show.
        failed(str, str): why a table could not be saved: sentence and details.
    """

    done = Signal(str)
    failed = Signal(str, str)

    def __init__(self, room: QWidget, answers: Answers, background: Background) -> None:
        super().__init__(room)
        self._room, self._answers, self._background = room, answers, background

    def copy(self, events: Events) -> None:
        """Copy these answers as tab-separated text."""
        QGuiApplication.clipboard().setText(predictions.clipboard_text(events, self._answers.corrected))
        self.done.emit(trn("Copied {count} row.", "Copied {count} rows.", len(events)))

    def copy_all(self) -> None:
        """Copy all answers."""
        self.copy(self._answers.events())

    def choose(self, button: QWidget) -> None:
        """Ask where to save all answers, and where not all are shown, by a menu above the button first which ones."""
        count, shown = len(self._answers), self._answers.events_shown()
        if len(shown) == count:
            self._choose_file()
            return
        menu = passing_menu(button)
        if shown:
            menu.addAction(tr("Save the {count} shown…", count=len(shown)), lambda: self._choose_file(shown))
        menu.addAction(tr("Save all {count}…", count=count), lambda: self._choose_file())
        pop_up_above(button, menu)

    def _choose_file(self, events: Events | None = None) -> None:
        """Ask where to save these answers, or all.

        The proposed folder is that of the pictures, but not the cache with pasted ones.
        """
        cache = places.cache_folder()
        folders = dict.fromkeys(Path(path).parent for path in self._answers.paths())
        own = next((folder for folder in folders if not folder.is_relative_to(cache) and files.is_dir(folder)), None)
        documents = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
        file_dialogs.choose_save_file(
            self._room,
            tr("Save table"),
            file_dialogs.Last("tables", own or documents, "predictions.csv"),
            [tr("Table for spreadsheets (*.csv)"), tr("JSON Lines, an object for each picture (*.jsonl)")],
            lambda path: self.save(path, events),
        )

    def save(self, path: Path, events: Events | None = None) -> None:
        """Write these answers, or all, to a CSV file, and report that or why not."""
        rows, corrected = self._answers.events() if events is None else events, dict(self._answers.corrected)

        def saved(_: object) -> None:
            self.done.emit(
                trn("Saved {count} row as {file}.", "Saved {count} rows as {file}.", len(rows), file=path.name)
            )

        def failed(error: Exception) -> None:
            sentence = tr(
                "The table cannot be saved as {file}: {reason}.", file=path.name, reason=use_words.reason(error)
            )
            self.failed.emit(sentence, str(error))

        self._background.do(f"save {path}", lambda _: predictions.save_table(path, rows, corrected), saved, failed)
