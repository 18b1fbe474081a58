"""The drop zone of the Use room."""

from collections.abc import Callable
from typing import Any

from resnet_studio.gui.rooms.use.room import UseRoom


def test_drag_over_the_window_highlights_drop_zone(ready: UseRoom) -> None:
    ready.set_drop_hover(True)
    assert ready.zone.is_active()
    ready.set_drop_hover(False)
    assert not ready.zone.is_active()


def test_enter_on_choose_folder_does_the_same_again_when_the_first_answers_come(
    ready: UseRoom, finish: Callable[..., Any], prediction: Callable[..., Any]
) -> None:
    ready.zone.folder_button.setFocus()
    finish(ready, prediction("/p/a.jpg"))
    assert ready.strip.folder_button.hasFocus()
