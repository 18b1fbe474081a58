"""Numbers, times and lists as a person reads them, the same in the window and in the terminal."""

import math
from datetime import datetime
from pathlib import Path

from resnet_studio.core.basics.safe_text import elide_middle, printable


def count(number: int) -> str:
    """`1797` as "1,797"."""
    return f"{number:,}"


def counted(number: int, one: str, many: str | None = None) -> str:
    """`counted(3, "picture")` is "3 pictures"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def percent(fraction: float) -> str:
    """A fraction from 0 to 1 with one decimal: "95.4 %"; never "100.0 %" or "0.0 %" unless it is exact."""
    if not math.isfinite(fraction):
        return "–"
    if fraction < 1 and fraction > 0.9995 - 1e-12:
        return "> 99.9 %"
    if 0 < fraction < 0.0005:
        return "< 0.1 %"
    return f"{100 * fraction:.1f} %"


def duration(seconds: float) -> str:
    """Seconds as "24 s", "1 min 24 s", "2 h 5 min"; under ten seconds with one decimal below one second."""
    if not math.isfinite(seconds):
        return "–"
    if seconds < 0.95:
        return f"{max(0.0, seconds):.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        minutes, rest = divmod(whole, 60)
        return f"{minutes} min {rest} s" if rest else f"{minutes} min"
    hours, minutes = divmod(round(whole / 60), 60)
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"


_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def moment(seconds: float, now: datetime | None = None) -> str:
    """Seconds since 1970 as "22 November 18:45" in the local time, or "22 November 2025" in another year."""
    try:
        then = datetime.fromtimestamp(seconds)
    except (OverflowError, OSError, ValueError):
        return "–"
    day = f"{then.day} {_MONTHS[then.month - 1]}"
    return f"{day} {then:%H:%M}" if then.year == (now or datetime.now()).year else f"{day} {then.year}"


def size(number: float) -> str:
    """Bytes in decimal units: "45 MB", "1.2 GB"."""
    for unit, scale in (("GB", 1e9), ("MB", 1e6), ("KB", 1e3)):
        if number >= 0.9995 * scale:  # 999.9 MB would be rounded to "1000 MB"
            value = number / scale
            return f"{value:.0f} {unit}" if value >= 9.95 else f"{value:.1f} {unit}"
    return f"{number:.0f} B"


def parameters(number: int) -> str:
    """A parameter count: "11.7 M", "9.5 K", "0.15 M"."""
    if number >= 1_000_000:
        return f"{number / 1e6:.1f} M"
    if number >= 100_000:
        return f"{number / 1e6:.2f} M"
    if number >= 1_000:
        return f"{number / 1e3:.1f} K"
    return str(number)


def figure(value: float) -> str:
    """A learning rate or a loss to about three significant digits, without an exponent where it can be read."""
    if not math.isfinite(value):
        return "–"
    if value == 0:
        return "0"
    if 1e-6 <= abs(value) < 1e6:
        digits = max(0, 2 - math.floor(math.log10(abs(value))))
        text = f"{value:.{digits}f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return f"{value:.2e}"


def listed(names: list[str] | tuple[str, ...], most: int = 5) -> str:
    """Names in a sentence: "ants, bees and 3 more"."""
    shown = [printable(name) for name in names[:most]]
    if len(names) > most:
        return f"{', '.join(shown)} and {len(names) - most:,} more"
    return " and ".join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else "".join(shown)


def place(folder: Path, longest: int = 72) -> str:
    """A folder as a person knows it: "~" for the home folder, the middle given up where it is long."""
    try:
        text = str(Path("~") / folder.relative_to(Path.home()))
    except (ValueError, RuntimeError):
        text = str(folder)
    return elide_middle(printable(text), longest)
