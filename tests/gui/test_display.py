"""The question whether a display answers, which must not disturb what Qt does next."""

from typing import Any

import pytest

from resnet_studio.gui import display


class Library:
    """Stands for a library of a display server; it notes what is called."""

    def __init__(self, failed: int) -> None:
        self.called: list[str] = []
        self._failed = failed

    def __getattr__(self, name: str) -> Any:
        def function(*_: object) -> int:
            self.called.append(name)
            return self._failed if name.endswith("has_error") else 1

        return function


@pytest.mark.parametrize(("platform", "closes"), [("xcb", "xcb_disconnect"), ("wayland", "wl_display_disconnect")])
def test_connection_is_kept_until_qt_has_its_own(platform: str, closes: str, monkeypatch: pytest.MonkeyPatch) -> None:
    library = Library(0)
    monkeypatch.setattr(display.ctypes, "CDLL", lambda _: library)
    assert display.answers(platform)
    assert closes not in library.called  # an X server whose last connection ends starts again, and refuses the next
    display.release()
    display.release()
    assert library.called.count(closes) == 1


def test_display_that_refuses_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(display.ctypes, "CDLL", lambda _: Library(1))
    assert not display.answers("xcb")
    display.release()


def test_platform_without_a_display_answers() -> None:
    assert display.answers("offscreen")
