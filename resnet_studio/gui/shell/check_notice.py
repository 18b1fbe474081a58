"""The check of the open dataset in the Data room: a line that says how it stands, and a panel with what it found."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from resnet_studio.core.basics.message import show, tr, trn
from resnet_studio.core.checks.brief import in_brief
from resnet_studio.core.checks.done import done
from resnet_studio.core.checks.find import Checked
from resnet_studio.core.checks.kinds import weightiest
from resnet_studio.core.dataset.catalogue import Catalogue
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.protocol.progress import progress_text
from resnet_studio.gui.rooms.data.check_panel import CheckPanel
from resnet_studio.gui.rooms.data.dataset import DatasetPage
from resnet_studio.gui.rooms.data.finding_row import Thumbs
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader
from resnet_studio.gui.widgets.feedback import NoticeBar
from resnet_studio.gui.work.checks import ChecksControl
from resnet_studio.gui.work.session import Session


class CheckNotice(NoticeBar):
    """Above the pictures: how far the check is, or what it found."""

    def __init__(
        self, page: DatasetPage, thumbnails: ThumbnailLoader, session: Session, control: ChecksControl
    ) -> None:
        super().__init__()
        self._page, self._session, self._control = page, session, control
        self._covered = False
        self._hidden: tuple[str, str, Catalogue] | None = None  # what a person has hidden, and of which reading
        self._reads = False  # whether its button reads the folder again
        self.thumbs = Thumbs(thumbnails)
        self.add_sign(self.thumbs)
        self.panel = CheckPanel(thumbnails, self, page)
        self.panel.edit_wanted.connect(page.edit_wanted)
        self.panel.undo_wanted.connect(page.undo_wanted)
        self.panel.back_wanted.connect(session.take_back)
        self.panel.closed.connect(self._follow)
        self.panel.finding.larger_wanted.connect(self._show_larger)
        self.panel.finding.check_wanted.connect(control.check)
        self.panel.finding.setting_wanted.connect(lambda name, value: session.draft.choose(**{name: value}))
        self.panel.finding.place_wanted.connect(page.show_place)
        page.content.insertWidget(0, self)
        QWidget.setTabOrder(page.model_button, self.button)  # it stands below it
        control.changed.connect(self._follow)
        session.dataset_changed.connect(self._follow)
        self.acted.connect(self._act)
        self.dismissed.connect(self._put_away)
        self._follow()

    def _follow(self) -> None:
        control, dataset = self._control, self._session.dataset
        checked = control.checked
        self.thumbs.hide()
        if control.problem is not None:
            why = show(control.problem[0])
            self.say(tr("The check of the pictures failed."), why, look="warning", action=tr("Try again"))
        elif control.busy and control.progress is not None:
            self.say(show(progress_text(control.progress)))
        elif control.waits:
            self.say(tr("The pictures will be checked when the engine is free."))
        elif control.busy:
            self.say(tr("The pictures are being checked."))
        elif checked is None or dataset is None:
            covered = not self.panel.isHidden()  # which offers the check itself
            said = tr("The pictures were not checked yet.") if control.automatic or covered else ""
            self.say(said, action="" if covered else tr("Check"))
        else:
            self._say_found(checked, dataset)
        if dataset is None or (checked is None and not self.panel.shows_split_of(dataset)):
            self.panel.dismiss()
        elif not self.panel.isHidden():
            self._show_checked()
        self._cover(not self.panel.isHidden())

    def _cover(self, covered: bool) -> None:
        """Take no keys for what the panel covers; where it no longer does, keys go to the pictures."""
        if covered == self._covered:
            return
        self._covered = covered
        for part in self._page.body.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
            if part is not self:
                part.setEnabled(not covered)
        if not covered and self._page.isVisible():
            self._page.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def open_split(self) -> None:
        """Show how pictures that belong together can stay in one part, whether or not they were checked."""
        if (dataset := self._session.dataset) is not None:
            self._page.check_opened.emit()
            self.panel.show_checked(dataset, self._control.checked)
            self.panel.open(split=True)
            self._follow()

    def open_findings(self, key: str = "") -> None:
        """Show what was found, and of it the finding with that key."""
        self._page.check_opened.emit()
        self.panel.open()
        self._follow()  # which fills it
        if key:
            self.panel.choose(key)

    def _show_larger(self, path: str) -> None:
        """Show a picture of a finding over the panel, and from there the others."""
        if (dataset := self._session.dataset) is not None:
            self._page.larger.open(dataset, path, self.panel.finding.pictures(self.panel.take_keyboard))

    def _say_found(self, checked: Checked, dataset: Dataset) -> None:
        changed = trn(
            "{count} picture has changed since the folder was read, and was not checked. Read the folder again.",
            "{count} pictures have changed since the folder was read, and were not checked. Read the folder again.",
            checked.changed,
        )
        look, self._reads = "warning" if checked.changed else "info", False
        nothing = tr("The check found nothing.")
        if dealt := bool(checked.answered) or any(True for _ in done(dataset)):
            nothing = tr("Nothing that the check found is open.")
        if checked.findings or dealt or not self.panel.isHidden():
            words = show(in_brief(checked.findings)) if checked.findings else nothing
            if first := next((one.pictures for one in weightiest(checked.findings)), ()):
                self.thumbs.show_pictures(first, dataset)
                self.thumbs.setVisible(self.panel.isHidden())  # which shows them, and needs the height
            alone, detail = self.panel.isHidden(), changed if checked.changed else ""
            self.say(words, detail, look=look, action=tr("Show") if alone else "", dismissible=alone)
        elif checked.changed:
            self._reads = True
            self.say(changed, look=look, action=tr("Read it again"))
        else:
            self.say(nothing, dismissible=True)
        if self.panel.isHidden() and self._hidden is not None:
            *said, catalogue = self._hidden
            self.setHidden(said == [self.sentence(), self.detail()] and catalogue is dataset.catalogue)

    def _put_away(self) -> None:
        """Stay hidden until there is something else to say, or the folder is read again."""
        if (dataset := self._session.dataset) is not None:
            self._hidden = self.sentence(), self.detail(), dataset.catalogue

    def _show_checked(self) -> None:
        if (dataset := self._session.dataset) is None:
            return
        if self._control.busy:
            self.panel.show_edited(dataset)
            if self._control.checked is None:
                self.panel.await_findings()
        else:
            self.panel.show_checked(dataset, self._control.checked)

    def _act(self) -> None:
        checked = self._control.checked
        if checked is not None and self._control.problem is None and self._reads:
            self._page.reload_wanted.emit()
        elif checked is not None and self._control.problem is None:
            self.open_findings()
        else:
            self._control.check()
