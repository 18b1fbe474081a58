"""What a picture's file says of itself, in words; it is read in another process, the SHA-256 last."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QSize, Signal

from resnet_studio.core.basics.errors import DecodeError
from resnet_studio.core.basics.message import Message, literal, message, show, tr, trn
from resnet_studio.gui.threads.background import Background, Stale
from resnet_studio.gui.widgets.details import Detail

if TYPE_CHECKING:
    from resnet_studio.core.pictures.about import About

_GREY: Final = message("Grey")
_KINDS: Final[dict[str, Message]] = {
    "1": message("Black and white"),
    "F": message("Grey, floating point"),
    "P": message("Palette of colours"),
    "PA": message("Palette of colours"),
    "RGBA": message("RGB"),
    "RGBa": message("RGB"),
    "RGBX": message("RGB"),
}
_TURNED: Final = {
    2: message("Kept mirrored"),
    3: message("Kept turned by 180°"),
    4: message("Kept mirrored, turned by 180°"),
    5: message("Kept mirrored, turned by 90°"),
    6: message("Kept turned by 90°"),
    7: message("Kept mirrored, turned by 270°"),
    8: message("Kept turned by 270°"),
}


class FileFacts(QObject):
    """Reads what is known of one file at a time. Signal: ``changed()``, `details` or `pixels` has.

    Attributes:
        details: in words, as far as they are known.
        pixels: width and height of the picture, where they are known.
    """

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._background = Background(self)
        self.details: tuple[Detail, ...] = ()
        self.pixels: QSize | None = None

    def clear(self) -> None:
        """Forget the file."""
        self._background.cancel("header")
        self._background.cancel("digest")
        self.details, self.pixels = (), None

    def read(self, path: Path, *, whole: bool) -> None:
        """Read what a file says: its header, and `whole` also its SHA-256."""
        self.clear()

        def header(stale: Stale) -> tuple[int | None, About | None]:
            from resnet_studio.core.pictures import decoder  # here, because the first paint does not need it

            try:
                return path.stat().st_size, decoder.shared().about(path, stale)
            except DecodeError:
                return path.stat().st_size, None
            except OSError:
                return None, None

        def digest(stale: Stale) -> str:
            from resnet_studio.core.pictures import decoder

            return decoder.shared().digest(path, stale)

        def taken(found: tuple[int | None, About | None]) -> None:
            size, about = found
            self.details = (*(_of_picture(about) if about else ()), *_of_file(path, size))
            self.pixels = QSize(about.width, about.height) if about else None
            self.changed.emit()
            if whole and size is not None:
                self._background.do("digest", digest, signed, lambda _error: None)

        def signed(value: str) -> None:
            self.details = (*self.details, Detail("SHA-256", value, long=True, copied=True))
            self.changed.emit()

        self._background.do("header", header, taken, lambda _error: None)


def _of_picture(about: About) -> list[Detail]:
    kind = _KINDS.get(about.mode)
    if kind is None:
        grey = about.mode[:1] in {"L", "I"} and about.mode != "LAB"
        kind = _GREY if grey else literal(about.mode.partition(";")[0])
    mode = trn("{kind}, {count} bit", "{kind}, {count} bits", about.bits, kind=kind)
    if about.transparent:
        mode = tr("{mode}, with transparency", mode=mode)
    found = [
        Detail(tr("Size"), tr("{width:plain} × {height:plain} px", width=str(about.width), height=str(about.height))),
        Detail(tr("Pixels"), mode),
        Detail(tr("Format"), about.format),
    ]
    if turned := _TURNED.get(about.orientation):
        found.append(Detail(tr("Orientation"), show(turned)))
    if about.taken:
        found.append(Detail(tr("Taken"), about.taken))
    if about.camera:
        found.append(Detail(tr("Camera"), about.camera))
    return found


def _of_file(path: Path, size: int | None) -> list[Detail]:
    found = [] if size is None else [Detail(tr("File"), tr("{size:size}", size=size))]
    return [*found, Detail(tr("Path"), str(path), long=True, copied=True)]
