"""What is said above the rooms of folds that were trained, or of one that failed."""

from resnet_studio.core.basics.message import message
from resnet_studio.gui.shell.splits import FoldsNotice
from resnet_studio.gui.shell.window import StudioWindow


def test_fold_that_failed_is_said_above_the_rooms_until_the_folds_go_on(window: StudioWindow) -> None:
    notice = window.findChild(FoldsNotice)
    assert isinstance(notice, FoldsNotice)
    assert notice.isHidden()
    window.folds.standing = message("Fold 1 of 5 failed. The weights were not downloaded.")
    window.folds.failed.emit(True)
    assert notice.isVisible()
    assert "The weights were not downloaded." in notice.notice.sentence()
    window.folds._preparing = True
    window.folds.changed.emit()
    assert notice.isHidden()
