"""The report of the run on show: its button asks where to, and a notice says what is being done and where it is."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from resnet_studio.core.basics.files import file_name
from resnet_studio.core.basics.message import Message, show, tr
from resnet_studio.core.runs.summary import RunSummary
from resnet_studio.gui.rooms.results.room import ResultsRoom
from resnet_studio.gui.widgets import file_dialogs
from resnet_studio.gui.widgets.feedback import NoticeBar
from resnet_studio.gui.widgets.file_manager import show_in_folder
from resnet_studio.gui.work.report import ReportControl

SUFFIX: Final = ".html"


class ReportNotice(NoticeBar):
    """A notice at the top of the Results room, in sight while the run of the report is on show."""

    def __init__(self, control: ReportControl) -> None:
        super().__init__()
        self._control = control
        self._done: Path | None = None
        self._shown: Path | None = None  # the run on show
        control.changed.connect(self._show_progress)
        control.written.connect(self._show_written)
        control.failed.connect(self._show_failed)
        self.acted.connect(self._act)
        self.dismissed.connect(lambda: self.say(""))  # it does not come back with its run

    def ask(self, run: RunSummary) -> None:
        """Ask where the report of a run is to be, and write it there."""
        start = file_dialogs.Last("reports", name=file_name(run.name) + SUFFIX)
        kind = tr("Web page (*.html)")
        file_dialogs.choose_save_file(self, tr("Write the report"), start, kind, lambda file: self.write(run, file))

    def write(self, run: RunSummary, file: Path) -> None:
        """Write the report of a run into a file."""
        self._done = None
        self._shown = self._shown or run.path
        self._control.write(run.path, file)

    def show_run(self, run: RunSummary | None) -> None:
        """Show the notice with its run alone."""
        self._shown = run.path if run else None
        self._follow()

    def _follow(self) -> None:
        self.setVisible(bool(self.sentence()) and self._control.run == self._shown)

    def _show_progress(self) -> None:
        if self._control.busy and self._control.run is not None:
            sentence = tr("The report of {run:name} is being written.", run=self._control.run.name)
            self.say(sentence, show(self._control.stage()), action=tr("Cancel"))
        elif self._done is None:
            self.say("")
        self._follow()

    def _show_written(self, file: Path) -> None:
        self._done = file
        sentence = tr("The report is in {file:place}.", file=file)
        self.say(sentence, look="ok", action=tr("Show it"), dismissible=True)
        self._follow()

    def _show_failed(self, problem: Message) -> None:
        sentence = tr("The report could not be written.")
        self.say(sentence, show(problem), look="wrong", action=tr("Try again"), dismissible=True)
        self._follow()

    def _act(self) -> None:
        """Do what the button says: show the report, cancel it, or try again."""
        if self._control.busy:
            self._control.cancel()
        elif self._done is None:
            self._control.retry()
        elif not QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._done))) and not show_in_folder(self._done):
            self.say(
                tr("The system has no program that shows web pages."),
                tr("The report is in {file:place}.", file=self._done),
                dismissible=True,
            )


def add_report(room: ResultsRoom, control: ReportControl) -> None:
    """Let the room have reports written of the run that it shows."""
    notice = ReportNotice(control)
    room.set_banner(notice)
    room.run_shown.connect(notice.show_run)
    room.report_wanted.connect(notice.ask)
