"""Whether a display on Linux answers, asked before Qt does, which would end the process where it does not."""

import ctypes
from collections.abc import Callable

_to_close: list[Callable[[], object]] = []


def answers(platform: str) -> bool:
    """Whether the display of one of Qt's platforms can be connected to; those that need none always can.

    The connection is kept until `release`: an X server without other programs, as Xvfb is at first, starts again when
    its last connection ends, and refuses Qt in that moment.
    """
    return {"xcb": _x11, "wayland": _wayland}.get(platform, lambda: True)()


def release() -> None:
    """Close the connections, when Qt has its own."""
    while _to_close:
        _to_close.pop()()


def _x11() -> bool:
    xcb = ctypes.CDLL("libxcb.so.1")
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(None, None))
    failed: int = xcb.xcb_connection_has_error(connection)
    _to_close.append(lambda: xcb.xcb_disconnect(connection))
    return not failed


def _wayland() -> bool:
    wayland = ctypes.CDLL("libwayland-client.so.0")
    wayland.wl_display_connect.restype = ctypes.c_void_p
    display = wayland.wl_display_connect(None)
    if not display:
        return False
    _to_close.append(lambda: wayland.wl_display_disconnect(ctypes.c_void_p(display)))
    return True
