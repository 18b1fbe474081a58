"""The language that a person reads: translation of texts by gettext, and how numbers and dates are written.

Texts in the code are English. `use` chooses the language of this process once, before anything is shown. A language
is a folder `resnet_studio/languages/<code>/LC_MESSAGES` with a compiled catalogue; "pseudo" needs none and lengthens
every text between ⟦ and ⟧, so that a test can see which texts were never translated and which do not fit.
"""

import gettext
import os
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

CATALOGUES = Path(__file__).resolve().parents[2] / "languages"
DOMAIN = "resnet-studio"
VARIABLE = "RESNET_STUDIO_LANGUAGE"
PSEUDO = "pseudo"
LEFT, RIGHT = "⟦", "⟧"

_FIELD = r"(\{[^{}]*\})"
_VOWELS = str.maketrans({"a": "aa", "e": "ee", "i": "ii", "o": "oo", "u": "uu"})


class Language(NamedTuple):
    """One language: its texts, and the separators in its numbers.

    Attributes:
        code: "en", "de", "pt_BR" …
        texts: gettext's catalogue.
        thousands: separates groups of three digits.
        point: separates decimals.
    """

    code: str
    texts: gettext.NullTranslations
    thousands: str = ","
    point: str = "."

    def gettext(self, text: str) -> str:
        """The text in this language, or as it is where the catalogue lacks it."""
        return self.texts.gettext(text) if text else ""

    def ngettext(self, one: str, many: str, count: int) -> str:
        """The form of a text that this language uses for this count."""
        return self.texts.ngettext(one, many, count)

    def number(self, value: float, decimals: int = 0) -> str:
        """A number with groups of three digits and a fixed number of decimals."""
        return self.signs(f"{value:,.{decimals}f}")

    def signs(self, english: str) -> str:
        """Replace the separators of a number that is written in English."""
        if (self.thousands, self.point) == (",", "."):
            return english
        return "".join({",": self.thousands, ".": self.point}.get(sign, sign) for sign in english)


@cache
def _lengthened(message: str) -> str:
    parts = re.split(_FIELD, message)
    return LEFT + "".join(part if part.startswith("{") else part.translate(_VOWELS) for part in parts) + RIGHT


class _PseudoTexts(gettext.NullTranslations):
    """Every text about a third longer and in brackets; fields in braces stay as they are."""

    def gettext(self, message: str) -> str:
        """The lengthened text."""
        return _lengthened(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """The lengthened form."""
        return self.gettext(msgid1 if n == 1 else msgid2)


ENGLISH = Language("en", gettext.NullTranslations())
_current: Language = ENGLISH


def current() -> Language:
    """The language in use."""
    return _current


def use(code: str | None = None) -> Language:
    """Use a language from now on; None takes the one that `RESNET_STUDIO_LANGUAGE` names, and English without it.

    A language without a catalogue is English.
    """
    global _current
    code = code or os.environ.get(VARIABLE, "") or ENGLISH.code
    if code == PSEUDO:
        _current = Language(PSEUDO, _PseudoTexts())
    elif code == ENGLISH.code:
        _current = ENGLISH
    else:
        texts = gettext.translation(DOMAIN, CATALOGUES, [code], fallback=True)
        thousands, point = texts.pgettext("thousands separator", ","), texts.pgettext("decimal separator", ".")
        _current = Language(code, texts, thousands, point)
    return _current
