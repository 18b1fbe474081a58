"""Numbers, times and lists for display, the same in the window and in the terminal."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from resnet_studio.core.basics.language import Language, current
from resnet_studio.core.basics.safe_text import elide_middle, printable

if TYPE_CHECKING:  # imported where it is used, to keep the start-up fast
    from datetime import datetime

UNKNOWN = "–"
"""Shown in place of a number that is not known."""


def count(number: int, language: Language | None = None) -> str:
    """`1797` as "1,797"."""
    return (language or current()).signs(f"{number:,}")


def percent(fraction: float, language: Language | None = None) -> str:
    """A fraction from 0 to 1 with one decimal: "95.4 %"; never "100.0 %" or "0.0 %" unless it is exact."""
    language = language or current()
    if not math.isfinite(fraction):
        return UNKNOWN
    if fraction < 1 and fraction > 0.9995 - 1e-12:
        return language.signs("> 99.9 %")
    if 0 < fraction < 0.0005:
        return language.signs("< 0.1 %")
    return f"{language.number(100 * fraction, 1)} %"


def points(difference: float, language: Language | None = None) -> str:
    """A difference of two fractions in percentage points, without their name: "−3.2"."""
    return (language or current()).number(100 * difference, 1).replace("-", "−")


def duration(seconds: float, language: Language | None = None) -> str:
    """Seconds as "24 s", "1 min 24 s", "2 h 5 min"; under one second with one decimal."""
    language = language or current()
    if not math.isfinite(seconds):
        return UNKNOWN
    if seconds < 0.95:
        return language.gettext("{seconds} s").format(seconds=language.number(max(0.0, seconds), 1))
    whole = round(seconds)
    if whole < 60:
        return language.gettext("{seconds} s").format(seconds=whole)
    if whole < 3600:
        minutes, rest = divmod(whole, 60)
        text = language.gettext("{minutes} min {seconds} s") if rest else language.gettext("{minutes} min")
        return text.format(minutes=minutes, seconds=rest)
    hours, minutes = divmod(round(whole / 60), 60)
    text = language.gettext("{hours} h {minutes} min") if minutes else language.gettext("{hours} h")
    return text.format(hours=count(hours, language), minutes=minutes)


def moment(
    seconds: float, now: datetime | None = None, language: Language | None = None, *, short: bool = False
) -> str:
    """Seconds since 1970 as "22 November 18:45" in the local time, or "22 November 2025" in another year.

    `short`, the month is abbreviated: "22 Nov 18:45".
    """
    from datetime import datetime

    language = language or current()
    try:
        then = datetime.fromtimestamp(seconds)
    except (OverflowError, OSError, ValueError):
        return UNKNOWN
    day, month = then.day, (_short_months if short else _months)(language)[then.month - 1]
    if then.year == (now or datetime.now()).year:
        return language.gettext("{day} {month} {time}").format(day=day, month=month, time=f"{then:%H:%M}")
    return language.gettext("{day} {month} {year}").format(day=day, month=month, year=then.year)


def day(seconds: float, now: datetime, language: Language | None = None) -> str:
    """Seconds since 1970 as "22 November" in the local time, or "22 November 2025" in another year."""
    from datetime import datetime

    language = language or current()
    then = datetime.fromtimestamp(seconds)
    month = _months(language)[then.month - 1]
    if then.year == now.year:
        return language.gettext("{day} {month}").format(day=then.day, month=month)
    return language.gettext("{day} {month} {year}").format(day=then.day, month=month, year=then.year)


def near_day(seconds: float, now: datetime | None = None, language: Language | None = None) -> str:
    """A day, in seconds since 1970, as a person speaks of it: "today", "yesterday", "18 November"; "" if unknown."""
    from datetime import datetime

    language, now = language or current(), now or datetime.now()
    try:
        days = (now.date() - datetime.fromtimestamp(seconds).date()).days
    except (ValueError, OverflowError, OSError):
        return ""
    if days == 0:
        return language.gettext("today")
    if days == 1:
        return language.gettext("yesterday")
    return day(seconds, now, language)


def _months(language: Language) -> tuple[str, ...]:
    return (
        language.gettext("January"),
        language.gettext("February"),
        language.gettext("March"),
        language.gettext("April"),
        language.gettext("May"),
        language.gettext("June"),
        language.gettext("July"),
        language.gettext("August"),
        language.gettext("September"),
        language.gettext("October"),
        language.gettext("November"),
        language.gettext("December"),
    )


def _short_months(language: Language) -> tuple[str, ...]:
    return (
        language.gettext("Jan"),
        language.gettext("Feb"),
        language.gettext("Mar"),
        language.gettext("Apr"),
        language.gettext("May"),
        language.gettext("Jun"),
        language.gettext("Jul"),
        language.gettext("Aug"),
        language.gettext("Sep"),
        language.gettext("Oct"),
        language.gettext("Nov"),
        language.gettext("Dec"),
    )


def size(number: float, language: Language | None = None) -> str:
    """Bytes in decimal units: "45 MB", "1.2 GB"."""
    language = language or current()
    for unit, scale in (("GB", 1e9), ("MB", 1e6), ("KB", 1e3)):
        if number >= 0.9995 * scale:  # otherwise 999.9 MB would become "1000 MB"
            value = number / scale
            return f"{language.number(value, 0 if value >= 9.95 else 1)} {unit}"
    return f"{number:.0f} B"


def parameters(number: int, language: Language | None = None) -> str:
    """A parameter count: "11.7 M", "9.5 K", "0.15 M"."""
    language = language or current()
    if number >= 1_000_000:
        return f"{language.number(number / 1e6, 1)} M"
    if number >= 100_000:
        return f"{language.number(number / 1e6, 2)} M"
    if number >= 1_000:
        return f"{language.number(number / 1e3, 1)} K"
    return str(number)


def figure(value: float, language: Language | None = None) -> str:
    """A learning rate or loss with three significant digits, without an exponent unless it is very small or large."""
    language = language or current()
    if not math.isfinite(value):
        return UNKNOWN
    if value == 0:
        return "0"
    if 1e-6 <= abs(value) < 1e6:
        digits = max(0, 2 - math.floor(math.log10(abs(value))))
        text = f"{value:.{digits}f}"
        return language.signs(text.rstrip("0").rstrip(".") if "." in text else text)
    return language.signs(f"{value:.2e}")


def exact(value: float, language: Language | None = None) -> str:
    """A setting with all its digits and without an exponent: "0.00025", "1,000"."""
    language = language or current()
    if not math.isfinite(value):
        return UNKNOWN
    from decimal import Decimal  # here, as the start of the window needs none

    text = f"{Decimal(repr(value)):,f}"
    return language.signs(text.rstrip("0").rstrip(".") if "." in text else text)


def listed(names: Sequence[str], most: int = 5, language: Language | None = None) -> str:
    """Names in a sentence: "ants, bees and 3 more"."""
    language = language or current()
    given = [printable(name) for name in names[:most]]
    if len(names) > most:
        text = language.gettext("{names} and {more} more")
        return text.format(names=", ".join(given), more=count(len(names) - most, language))
    if len(given) > 1:
        return language.gettext("{names} and {last}").format(names=", ".join(given[:-1]), last=given[-1])
    return "".join(given)


def place(folder: Path, longest: int = 72) -> str:
    """A folder's path with "~" for the home folder, shortened in the middle if it is long."""
    try:
        text = str(Path("~") / folder.relative_to(Path.home()))
    except (ValueError, RuntimeError):
        text = str(folder)
    return elide_middle(printable(text), longest)
