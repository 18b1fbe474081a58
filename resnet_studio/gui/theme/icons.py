"""The one icon set: SVG on a 20 px grid, drawn in the colour of the text beside it. For menus, see `qt_icons`.

Nothing is rendered at import; pixmaps are made on first use and kept for each colour, size and pixel ratio.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Final

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap

from resnet_studio.gui.theme.palette import palette

GRID: Final = 20
_DOT: Final = 'fill="currentColor" stroke="none"'

ICONS: Final[dict[str, str]] = {
    # the rooms
    "data": '<rect x="3" y="3" width="6" height="6" rx="1.5"/><rect x="11" y="3" width="6" height="6" rx="1.5"/>'
    '<rect x="3" y="11" width="6" height="6" rx="1.5"/><rect x="11" y="11" width="6" height="6" rx="1.5"/>',
    "model": '<path d="M1.5 12H4M8 12h4M16 12h2.5M2.5 12C2.5 6.5 5.5 4 10 4s7.5 2.5 7.5 8"/>'
    '<rect x="4.2" y="8" width="3.8" height="8" rx="1"/><rect x="12" y="8" width="3.8" height="8" rx="1"/>',
    "train": '<path d="M2.5 3v13.5h15M5.5 5c.6 5 3 8 11.5 8.4"/>',
    "results": '<rect x="3" y="3" width="14" height="14" rx="1.8"/><path d="M10 3v14M3 10h14M5 6.6l1.2 1.2 1.9-2.3'
    'M11.9 12l3 3M14.9 12l-3 3"/>',
    "use": '<path d="M10 2.5v9M6.5 8.3l3.5 3.5 3.5-3.5M2.8 12v3.2a1.8 1.8 0 0 0 1.8 1.8h10.8a1.8 1.8 0 0 0 '
    '1.8-1.8V12"/>',
    "runs": '<path d="M3 5h1.6M3 10h1.6M3 15h1.6M8 5h9M8 10h9M8 15h6"/>',
    # things
    "settings": '<path d="M2.5 6.5h8.3M16 6.5h1.5M2.5 13.5H5M10.2 13.5h7.3"/><circle cx="13.4" cy="6.5" r="2.5"/>'
    '<circle cx="7.6" cy="13.5" r="2.5"/>',
    "help": '<circle cx="10" cy="10" r="7.3"/><path d="M7.9 8a2.1 2.1 0 1 1 3.2 1.8c-.7.4-1.1.8-1.1 1.6"/>'
    f'<circle cx="10" cy="13.9" r=".9" {_DOT}/>',
    "folder": '<path d="M2.8 15V5.2A1.2 1.2 0 0 1 4 4h3.6l2 2.2H16a1.2 1.2 0 0 1 1.2 1.2V15A1.2 1.2 0 0 1 16 '
    '16.2H4A1.2 1.2 0 0 1 2.8 15z"/>',
    "picture": '<rect x="2.8" y="3.5" width="14.4" height="13" rx="1.8"/><circle cx="7.2" cy="7.8" r="1.4"/>'
    '<path d="M3.2 14.8l3.9-3.6 2.7 2.4 3.3-3.6 3.8 4"/>',
    "camera": '<path d="M2.8 7A1.4 1.4 0 0 1 4.2 5.6h2L7.6 3.6h4.8l1.4 2h2A1.4 1.4 0 0 1 17.2 7v7.8a1.4 1.4 0 0 1-1.4 '
    '1.4H4.2a1.4 1.4 0 0 1-1.4-1.4z"/><circle cx="10" cy="10.7" r="3"/>',
    "file": '<path d="M5.2 2.8h6.1L15.5 7v9a1.2 1.2 0 0 1-1.2 1.2H5.7A1.2 1.2 0 0 1 4.5 16V4a1.2 1.2 0 0 1 '
    '.7-1.2zM11 3v4.3h4.3"/>',
    "snowflake": '<path d="M10 2.2v15.6M3.2 6.1l13.6 7.8M16.8 6.1L3.2 13.9M7.9 3.6L10 5.6l2.1-2M7.9 16.4l2.1-2 '
    '2.1 2M3.4 9l2.8-.8-.8-2.8M16.6 11l-2.8.8.8 2.8M16.6 9l-2.8-.8.8-2.8M3.4 11l2.8.8-.8 2.8"/>',
    "star": '<path d="M10 2.8l2.2 4.7 5.1.7-3.7 3.6.9 5.1L10 14.4l-4.5 2.5.9-5.1L2.7 8.2l5.1-.7z"/>',
    "tag": '<path d="M3 9.3V3.9a.9.9 0 0 1 .9-.9h5.4l7.4 7.4a1.3 1.3 0 0 1 0 1.8l-4.5 4.5a1.3 1.3 0 0 1-1.8 0z"/>'
    '<circle cx="6.7" cy="6.7" r="1.2"/>',
    "lock": '<rect x="4" y="8.8" width="12" height="8.2" rx="1.6"/><path d="M6.8 8.6V6.2a3.2 3.2 0 0 1 6.4 0v2.4"/>',
    "dot": f'<circle cx="10" cy="10" r="4.2" {_DOT}/>',
    # signs
    "search": '<circle cx="8.8" cy="8.8" r="5.5"/><path d="M12.9 12.9l4.3 4.3"/>',
    "chevron-right": '<path d="M7.8 4.8L13 10l-5.2 5.2"/>',
    "chevron-down": '<path d="M4.8 7.6L10 12.8l5.2-5.2"/>',
    "chevron-left": '<path d="M12.2 4.8L7 10l5.2 5.2"/>',
    "check": '<path d="M3.8 10.6l4.1 4.1 8.3-9"/>',
    "cross": '<path d="M4.8 4.8l10.4 10.4M15.2 4.8L4.8 15.2"/>',
    "warning": '<path d="M10 3.2l7.6 13.3H2.4zM10 8v4.2"/>' f'<circle cx="10" cy="14.2" r=".9" {_DOT}/>',
    "info": '<circle cx="10" cy="10" r="7.3"/><path d="M10 9.2v4.6"/>' f'<circle cx="10" cy="6.3" r=".9" {_DOT}/>',
    "question": '<path d="M7.3 7.3a2.8 2.8 0 1 1 4.2 2.4c-.9.5-1.5 1.1-1.5 2.1"/>'
    f'<circle cx="10" cy="15.2" r="1" {_DOT}/>',
    # actions
    "play": '<path d="M6 3.8v12.4L16.2 10z"/>',
    "pause": '<path d="M6.8 4v12M13.2 4v12"/>',
    "stop": '<rect x="4.5" y="4.5" width="11" height="11" rx="1.8"/>',
    "plus": '<path d="M10 3.8v12.4M3.8 10h12.4"/>',
    "minus": '<path d="M3.8 10h12.4"/>',
    "trash": '<path d="M3 5.4h14M7.6 5.2V3.6a.8.8 0 0 1 .8-.8h3.2a.8.8 0 0 1 .8.8v1.6M4.8 5.6l.7 10.4a1.3 1.3 0 0 0 '
    '1.3 1.2h6.4a1.3 1.3 0 0 0 1.3-1.2l.7-10.4M8.4 8.8v5M11.6 8.8v5"/>',
    "copy": '<rect x="3" y="3" width="10" height="10" rx="1.8"/><path d="M7 13v2.2A1.8 1.8 0 0 0 8.8 17h6.4a1.8 1.8 0 '
    '0 0 1.8-1.8V8.8A1.8 1.8 0 0 0 15.2 7H13"/>',
    "save": '<path d="M10 2.8v8.6M6.6 8.2l3.4 3.4 3.4-3.4M4 16.8h12"/>',
    "refresh": '<path d="M3.6 8.4A6.6 6.6 0 0 1 16 6.9M16.4 11.6A6.6 6.6 0 0 1 4 13.1M16.4 3.2v4h-4M3.6 16.8v-4h4"/>',
    "swap": '<path d="M3.5 6.8h12.6M13 3.6l3.2 3.2L13 10M16.5 13.2H3.9M7 10l-3.2 3.2L7 16.4"/>',
    "sort": '<path d="M6.2 16V4.4M3 7.6l3.2-3.2 3.2 3.2M13.8 4v11.6M10.6 12.4l3.2 3.2 3.2-3.2"/>',
    "undo": '<path d="M6.8 3.6L3.2 7.2l3.6 3.6M3.6 7.2h8a4.6 4.6 0 0 1 0 9.2H6"/>',
    "redo": '<path d="M13.2 3.6l3.6 3.6-3.6 3.6M16.4 7.2h-8a4.6 4.6 0 0 0 0 9.2H14"/>',
    "open": '<path d="M11.6 3.2h5.2v5.2M16.4 3.6l-7 7M14.6 11.4v4a1.4 1.4 0 0 1-1.4 1.4H4.6a1.4 1.4 0 0 1-1.4-1.4V6.8'
    'a1.4 1.4 0 0 1 1.4-1.4h4"/>',
    "pencil": '<path d="M3.4 16.6l.8-3.6L13.4 3.8a1.4 1.4 0 0 1 2 0l.8.8a1.4 1.4 0 0 1 0 2L7 15.8zM11.8 5.4l2.8 2.8"/>',
    "pin": '<path d="M6.6 3h6.8M7.8 3v5L5.2 11.4h9.6L12.2 8V3M10 11.6v5.6"/>',
    "more": f'<circle cx="4" cy="10" r="1.5" {_DOT}/><circle cx="10" cy="10" r="1.5" {_DOT}/>'  # not a text
    f'<circle cx="16" cy="10" r="1.5" {_DOT}/>',  # not a text
}  # fmt: skip


def svg(name: str, colour: str, size: float = GRID) -> str:
    """Return the icon ``name`` as an SVG document in ``colour``; KeyError names an icon that does not exist."""
    if name not in ICONS:
        raise KeyError(f"no icon named {name!r}")
    stroke = 1.5 if size >= 16 else 1.9
    body = ICONS[name].replace("currentColor", colour)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {GRID} {GRID}" fill="none" stroke="{colour}" '
        f'stroke-width="{stroke}" stroke-linecap="round" stroke-linejoin="round">{body}</svg>'
    )


@lru_cache(maxsize=512)
def _rendered(name: str, colour: str, size: float, ratio: float) -> QPixmap:
    from PySide6.QtSvg import QSvgRenderer  # imported here to keep the start-up fast

    renderer = QSvgRenderer(svg(name, colour, size).encode())
    side = max(1, math.ceil(size * ratio))
    drawn = QPixmap(side, side)
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    renderer.render(painter, QRectF(0, 0, side, side))
    painter.end()
    drawn.setDevicePixelRatio(ratio)
    return drawn


def pixmap(name: str, size: float = GRID, colour: str = "text2", ratio: float = 1.0) -> QPixmap:
    """Return the icon at ``size`` logical pixels in a colour token (or ``#rrggbb``) for a device pixel ratio."""
    return _rendered(name, palette().token(colour), size, ratio)


def paint_icon(painter: QPainter, where: QRect | QRectF | QPointF | QPoint, name: str, colour: str = "text2",
               size: float = GRID) -> None:  # fmt: skip
    """Paint the icon at a top left corner, or centred in a rectangle at ``size`` (never larger than it)."""
    if isinstance(where, QPointF | QPoint):
        corner = QPointF(where)
    else:
        box = QRectF(where)
        size = min(size, box.width(), box.height())
        corner = QPointF(box.center().x() - size / 2, box.center().y() - size / 2)
    ratio = painter.device().devicePixelRatio()
    corner = QPointF(round(corner.x() * ratio) / ratio, round(corner.y() * ratio) / ratio)
    painter.drawPixmap(corner, pixmap(name, size, colour, ratio))
