"""The check of the open dataset in the Data room: a line that says how it stands, and a panel with what it found."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from resnet_studio.core.basics.message import show, tr, trn
from resnet_studio.core.checks.brief import in_brief
from resnet_studio.core.checks.done import done
from resnet_studio.core.checks.find import Checked
from resnet_studio.core.checks.kinds import CheckKind, weightiest
from resnet_studio.core.checks.mending import Mending
from resnet_studio.core.dataset.catalogue import Catalogue
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.protocol.progress import progress_text
from resnet_studio.gui.rooms.data.check_panel import CheckPanel
from resnet_studio.gui.rooms.data.dataset import DatasetPage
from resnet_studio.gui.rooms.data.finding_row import Thumbs
from resnet_studio.gui.rooms.data.found_strip import FoundStrip
from resnet_studio.gui.rooms.data.split_card import Page
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader
from resnet_studio.gui.widgets.button import Button
from resnet_studio.gui.widgets.feedback import NoticeBar
from resnet_studio.gui.work.checks import ChecksControl
from resnet_studio.gui.work.session import Session


class CheckNotice(NoticeBar):
    """Above the pictures: how far the check is, or what it found in one line, in a large window in a strip below it."""

    def __init__(
        self, page: DatasetPage, thumbnails: ThumbnailLoader, session: Session, control: ChecksControl
    ) -> None:
        super().__init__()
        self._page, self._session, self._control = page, session, control
        self._covered = False
        self._said = "", ""  # what was found, and what is to be known of that
        self._hidden: tuple[tuple[str, str], Catalogue] | None = None  # what a person has hidden, and of which reading
        self._reads = False  # whether its button reads the folder again
        self._mended: Mending | None = None  # what the program did last by itself
        self.undo_button = self.add_button(Button(tr("Undo"), "small", "undo"))
        self.undo_button.clicked.connect(session.undo_edit)
        self.thumbs = Thumbs(thumbnails)
        self.add_sign(self.thumbs)
        self.panel = CheckPanel(thumbnails, self, page)
        self.panel.edit_wanted.connect(page.edit_wanted)
        page.header_actions.add_back(self.panel.back_button)
        self.panel.back_wanted.connect(session.take_back)
        self.panel.closed.connect(self._follow)
        self.panel.finding.larger_wanted.connect(self._show_larger)
        self.panel.finding.check_wanted.connect(control.check)
        self.panel.finding.setting_wanted.connect(lambda name, value: session.draft.choose(**{name: value}))
        self.panel.finding.place_wanted.connect(page.show_place)
        self.strip = FoundStrip(thumbnails)
        self.strip.opened.connect(self.open_findings)
        self.strip.back_wanted.connect(self._take_back)
        self.strip.dismissed.connect(self._put_away)
        page.content.insertWidget(0, self)
        page.content.insertWidget(1, self.strip)
        stops = self.button, self.cross, *(place.button for place in self.strip.places), self.strip.more
        for before, after in pairwise((page.model_button, *stops, self.strip.cross)):  # they stand below it
            QWidget.setTabOrder(before, after)
        page.width_class_changed.connect(self._follow)
        page.short_changed.connect(self._follow)
        control.changed.connect(self._follow)
        session.dataset_changed.connect(self._follow)
        self.acted.connect(self._act)
        self.dismissed.connect(self._put_away)
        self._follow()

    def _follow(self, _size: object = None) -> None:
        control, dataset = self._control, self._session.dataset
        checked = control.checked
        strip = False
        self.thumbs.hide()
        self.undo_button.hide()
        if control.problem is not None:
            why = show(control.problem[0])
            self.say(tr("The check of the pictures failed."), why, look="warning", action=tr("Try again"))
        elif control.busy and control.progress is not None:
            self.say(show(progress_text(control.progress)))
        elif control.awaited is not None:
            self.say(tr("The pictures will be checked when the engine is free."), show(control.awaited))
        elif control.busy and (control.measures or self.strip.isHidden()):
            self.say(tr("The pictures are being checked."))
        elif control.busy:
            strip = True  # what follows from an edit is found in a moment
        elif checked is None or dataset is None:
            covered = not self.panel.isHidden()  # which offers the check itself
            said = tr("The pictures were not checked yet.") if control.automatic or covered else ""
            self.say(said, action="" if covered else tr("Check"))
        else:
            strip = self._say_found(checked, dataset)
        self.strip.setVisible(strip and self.panel.isHidden())
        if dataset is None or (checked is None and not self.panel.shows_split_of(dataset)):
            self.panel.dismiss()
        elif not self.panel.isHidden():
            self._show_checked()
            self.panel.place()
        self._cover(not self.panel.isHidden())

    def say_mended(self, mending: Mending) -> None:
        """Say with what was found that the program has divided the pictures again, until they are changed otherwise."""
        self._mended = mending
        self._follow()

    def _cover(self, covered: bool) -> None:
        """Take no keys for what the panel covers; where it no longer does, keys go to the pictures."""
        if covered == self._covered:
            return
        self._covered = covered
        self._page.header_actions.cover(covered)
        for part in self._page.body.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
            if part is not self:
                part.setEnabled(not covered)
        if not covered and self._page.isVisible():
            self._page.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def open_split(self, page: Page = "split") -> None:
        """Show how pictures that belong together can stay in one part, whether or not they were checked, or folds."""
        if (dataset := self._session.dataset) is not None:
            self._page.check_opened.emit()
            self.panel.show_checked(dataset, self._control.checked)
            self.panel.open(split=page)
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

    def _say_found(self, checked: Checked, dataset: Dataset) -> bool:
        """Say it in a line; return whether it is to be shown in the strip instead."""
        changed = trn(
            "{count} picture has changed since the folder was read, and was not checked. Read the folder again.",
            "{count} pictures have changed since the folder was read, and were not checked. Read the folder again.",
            checked.changed,
        )
        dealt = bool(checked.answered) or any(True for _ in done(dataset))
        found = bool(checked.findings) or dealt
        words = tr("Nothing that the check found is open.") if dealt else _all_passed(checked)
        if checked.findings:
            words = show(in_brief(checked.findings))
        mended = self._mended if self._mended is not None and self._mended.after is dataset else None
        about = changed if checked.changed else "", show(mended.said) if mended else ""
        self._said = words, " ".join(filter(None, about))
        said, catalogue = self._hidden or (None, None)
        hidden = said == self._said and catalogue is dataset.catalogue
        covered = not self.panel.isHidden()
        folded = self._page.width_class() == "narrow" or self._page.is_short()
        alone = covered or not found or not folded  # what has changed is said by itself
        self._reads = bool(checked.changed) and alone
        if self._reads:
            self.say(changed, look="warning", action=tr("Read it again"))
        elif covered or (found and not folded) or hidden:
            self.say("")
        elif found:
            if first := next((one.pictures for one in weightiest(checked.findings)), ()):
                self.thumbs.show_pictures(first, dataset)
                self.thumbs.show()
            look = "warning" if checked.changed else "info"
            self.say(words, self._said[1], look=look, action=tr("Show"), dismissible=True)
            self.undo_button.setVisible(mended is not None)
        else:
            self.say(words, look="passed", dismissible=True)
        if found and not folded and not covered:
            self.strip.show_found(dataset, checked, mended)
        return found and not folded and not hidden

    def _take_back(self, place: int) -> None:
        """Take back an edit that the strip shows, unless another one is in its place by now."""
        now, shown = self._session.dataset, self.strip.dataset
        if now is not None and shown is not None and now.edits[: place + 1] == shown.edits[: place + 1]:
            self._session.take_back(place)

    def _put_away(self) -> None:
        """Stay hidden until there is something else to say, or the folder is read again."""
        if (dataset := self._session.dataset) is not None:
            self._hidden = self._said, dataset.catalogue
            self._follow()

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


def _all_passed(checked: Checked) -> str:
    return trn(
        "All {number} checks passed on {count} picture.",
        "All {number} checks passed on {count} pictures.",
        checked.measured,
        number=len(CheckKind),
    )
