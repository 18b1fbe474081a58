"""Watching the notices of a room, so that the rest of it can make room for them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QWidget

_CHANGES = (QEvent.Type.ShowToParent, QEvent.Type.HideToParent)


class Banners(QObject):
    """Some notices of a room. Signal: ``changed(QWidget)``: that one was shown or hidden, not only with its room."""

    changed = Signal(object)

    def __init__(self, *banners: QWidget, parent: QObject) -> None:
        super().__init__(parent)
        self._banners: list[QWidget] = []
        self.add(*banners)

    def add(self, *banners: QWidget) -> None:
        """Watch these as well."""
        self._banners += banners
        for banner in banners:
            banner.installEventFilter(self)

    def any_shown(self) -> bool:
        """Return whether one of them shows whenever the room does."""
        return not all(banner.isHidden() for banner in self._banners)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _CHANGES:
            self.changed.emit(watched)
        return super().eventFilter(watched, event)
