"""The tokens of the look: space, type, radii, heights and the two palettes. No other module of gui defines a colour.

How to use the theme
--------------------
- ``install(app)`` in ``theme.manager`` once, after QApplication exists: base style, fonts, style sheet, focus ring.
- Custom painting asks ``palette()`` (``theme.palette``) inside ``paintEvent``, never at construction: a change of
  colours repaints every widget. Code that caches colours (pyqtgraph pens) connects to ``theme().changed``.
- Text: ``widgets.text.Label("…", size=12, tone="text2")``; tones are names of colours of ``Palette``.
- Icons: ``paint_icon(painter, rect, "folder", "text2")`` or ``icon("folder")`` for menus (``theme.qt_icons``).
- A widget may set the property ``focusRadius`` (px) so that the focus ring follows its corners.

Where the widgets are (``gui/widgets``): ``text`` Label, ElidedLabel, FigureLabel, heading, title; ``button`` Button,
IconButton; ``card`` Card, Line, SelectableCard; ``choice`` Segmented, RadioList, one_tab_stop; ``fields`` FieldRow,
Foldout, ComboBox, CheckBox, Slider, SearchField, NumberBox; ``figures`` StatBlock, Bar, SplitBar,
Share, ProgressSegments, paint_bar; ``feedback`` ErrorPanel, NoticeBar, EmptyState, Icon; ``drop_zone`` DropZone;
``pictures`` TileGrid, paint_picture, flow; ``room`` RoomPage, Header; ``badge`` Badge; ``chips`` ChipRow;
 ``paint`` paint_box, paint_hatch, colour.
All of them at a glance: ``python tests/gui/gallery.py FOLDER``.
"""

from __future__ import annotations

from typing import Final, NamedTuple

CAPTION, SECONDARY, BODY, LEAD, TITLE, WELCOME, HEADLINE = 11, 12, 13, 15, 20, 28, 44
ACTION = 14  # only the text on the 40 px actions
REGULAR, MEDIUM, SEMIBOLD = 400, 500, 600

RADIUS_BUTTON: Final = 6  # buttons and pictures
RADIUS_ACTION: Final = 8  # the main action, items of the rail
RADIUS_CARD: Final = 10
RADIUS_DROP: Final = 14

CONTROL_HEIGHT: Final = 32
SMALL_HEIGHT: Final = 26
SEGMENTED_HEIGHT: Final = 30
ACTION_HEIGHT: Final = 40
ROW_HEIGHT: Final = 36
HEADER_HEIGHT: Final = 64
HEADER_HEIGHT_SHORT: Final = 52
STATUS_HEIGHT: Final = 28

RAIL_WIDTH: Final = 168
RAIL_WIDTH_WIDE: Final = 200
RAIL_WIDTH_NARROW: Final = 56
NARROW_WINDOW: Final = 1200  # below this width the rail shows icons only and margins shrink
WIDE_WINDOW: Final = 1920
SHORT_WINDOW: Final = 560  # below this height, as on small screens with a large scale, headers and footers shrink

MARGIN: Final = 24
MARGIN_NARROW: Final = 16
SCROLL_BAR: Final = 10
CARD_GAP: Final = 12
GROUP_GAP: Final = 16


class Palette(NamedTuple):
    """The colours of one theme as ``#rrggbb``; field names are the tokens of the design."""

    dark: bool
    bg: str
    surface: str
    rail: str
    line: str
    line2: str
    text: str
    text2: str
    text3: str
    accent: str
    on_accent: str
    tint: str
    ice: str
    ice_line: str
    ice_slab: str
    ice_text: str
    warm: str
    warm_line: str
    warm_slab: str
    warm_text: str
    on_warm: str
    validation: str
    on_validation: str
    train: str
    wrong: str
    wrong_tint: str
    ok: str
    ok_tint: str
    classes: tuple[str, ...]

    def step(self, colour: str, amount: float = 0.05) -> str:
        """Return ``colour`` one step darker (dark theme: lighter), as grounds look under the pointer."""
        return mix(colour, "#ffffff" if self.dark else "#000000", amount)

    def token(self, name: str) -> str:
        """Return the colour of the token ``name``; a literal ``#rrggbb`` passes through.

        Raises KeyError naming the token if there is none.
        """
        if name.startswith("#"):
            return name
        if name not in COLOUR_TOKENS:
            raise KeyError(f"no colour token named {name!r}")
        return str(getattr(self, name))

    def class_colour(self, index: int, classes: int) -> str:
        """Colour of class ``index``: its own up to six classes, one grey above (classes are named then)."""
        return self.classes[index] if classes <= len(self.classes) else self.text3


def mix(colour: str, other: str, amount: float) -> str:
    """Blend ``amount`` (0 to 1) of ``other`` into ``colour``; both ``#rrggbb``."""
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * amount):02x}" for a, b in pairs)


def contrast(one: str, two: str) -> float:
    """WCAG 2 contrast ratio of two ``#rrggbb`` colours, from 1 to 21."""
    bright, dim = sorted((_luminance(one), _luminance(two)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in (channel / 255 for channel in _channels(colour))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


COLOUR_TOKENS: Final = frozenset(Palette._fields) - {"dark", "classes"}

LIGHT: Final = Palette(
    dark=False,
    bg="#f4f5f7", surface="#ffffff", rail="#eceef1",
    line="#e2e5e9", line2="#c9ced6",
    text="#1a1d23", text2="#525a67", text3="#626a77",
    accent="#4353c9", on_accent="#ffffff", tint="#e9ebfa",
    ice="#e3f1f8", ice_line="#86bdd8", ice_slab="#c4e1ef", ice_text="#1f6486",
    warm="#fff4dc", warm_line="#d88f00", warm_slab="#e69f00", warm_text="#8a5a00", on_warm="#1a1d23",
    validation="#0072b2", on_validation="#ffffff", train="#c97f00",
    wrong="#b84a00", wrong_tint="#fdefe6", ok="#007a59", ok_tint="#e3f4ee",
    classes=("#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#0072b2", "#d55e00"),
)  # fmt: skip

DARK: Final = Palette(
    dark=True,
    bg="#17191d", surface="#1f2227", rail="#131518",
    line="#2e3239", line2="#474d57",
    text="#e9ebee", text2="#aeb4be", text3="#8d94a0",
    accent="#97a3ff", on_accent="#14161f", tint="#292d4a",
    ice="#1b2c36", ice_line="#3b6a82", ice_slab="#2c4d5f", ice_text="#8ccbe8",
    warm="#33290f", warm_line="#e69f00", warm_slab="#d89500", warm_text="#f2c25a", on_warm="#14161f",
    validation="#56b4e9", on_validation="#14161f", train="#e69f00",
    wrong="#f08a4b", wrong_tint="#3a2418", ok="#3cc79a", ok_tint="#16322a",
    classes=("#2db58c", "#d98db6", "#56b4e9", "#e69f00", "#3d7fe0", "#f08a4b"),
)  # fmt: skip
