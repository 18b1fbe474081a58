"""The drop zone of the Use room."""

from resnet_studio.gui.rooms.use.room import UseRoom


def test_drag_over_the_window_highlights_drop_zone(ready: UseRoom) -> None:
    ready.set_drop_hover(True)
    assert ready.zone.is_active()
    ready.set_drop_hover(False)
    assert not ready.zone.is_active()
