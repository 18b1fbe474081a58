"""Making untrusted text safe to show and to store."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resnet_studio.core.basics import safe_text


@given(st.text(max_size=60), st.integers(1, 40))
def test_elide_middle_keeps_both_ends(text: str, length: int) -> None:
    shown = safe_text.elide_middle(text, length)
    assert len(shown) <= length or shown == text
    if len(text) <= length:
        assert shown == text
    else:
        head, tail = shown.split("…", 1) if "…" not in text else (shown[: length // 2], "")
        assert text.startswith(head)
        assert text.endswith(tail)


@given(st.text(alphabet=st.characters(), max_size=40))
def test_printable_text_has_no_control_or_direction_characters(name: str) -> None:
    shown = safe_text.printable(name)
    assert len(shown) == len(name)
    shown.encode()
    assert not set(shown) & set("\n\r\t\x00\u202e\u2066\u200f\udc80")


def test_encodable_escapes_lone_surrogates() -> None:
    assert safe_text.encodable("caf\udce9.jpg") == "caf\\udce9.jpg"
    assert safe_text.encodable("café 花.jpg") == "café 花.jpg"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a\nb", r"'a\nb'"),
        (3, "3"),
        (-(10**400), "≈ -2^1328"),
        (None, "None"),
        ([[[[]]]], "[[[...]]]"),
        ("\u202e", r"'\u202e'"),
    ],
)
def test_shown_gives_one_short_line(value: object, text: str) -> None:
    assert safe_text.shown(value) == text


@given(st.recursive(st.text(st.characters()) | st.integers(), lambda inner: st.lists(inner, max_size=9)))
def test_shown_is_always_short(value: object) -> None:
    assert len(safe_text.shown(value)) <= 160
