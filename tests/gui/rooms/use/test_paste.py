"""Pasting files, paths and pictures into the Use room."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics import places
from resnet_studio.core.protocol.events import (
    JobFinished,
)
from resnet_studio.gui.rooms.use.room import UseRoom

Helper = Callable[..., Any]


def test_copied_files_are_pasted(
    ready: UseRoom, qtbot: QtBot, asked: list[list[Path]], tmp_path: Path, put_on_clipboard: Helper
) -> None:
    files = [tmp_path / "a b.jpg", tmp_path / "ü.png"]
    put_on_clipboard(lambda mime: mime.setUrls([QUrl.fromLocalFile(str(file)) for file in files]))
    qtbot.keyClick(ready, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert asked == [files]


def test_paths_are_pasted_from_text(
    ready: UseRoom, asked: list[list[Path]], tmp_path: Path, put_on_clipboard: Helper
) -> None:
    file = tmp_path / "a.jpg"
    file.write_bytes(b"")
    put_on_clipboard(lambda mime: mime.setText(f'"{file}"\n/no/such/file.jpg\nhello\n{file.as_uri()}'))
    ready.paste()
    assert asked == [[file, file]]


def test_pasted_picture_without_a_file_is_saved_in_the_cache(
    ready: UseRoom, qtbot: QtBot, asked: list[list[Path]], put_on_clipboard: Helper, send: Helper
) -> None:
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(QColor("#336699"))
    put_on_clipboard(lambda mime: mime.setImageData(image))
    ready.paste()
    ready.paste()
    qtbot.waitUntil(lambda: ready._prediction.waiting == 1)
    send(ready, JobFinished())
    (first,), (second,) = asked
    assert first != second
    assert places.cache_folder() in first.parents
    with Image.open(first) as kept:
        assert kept.size == (40, 30)
        assert kept.convert("RGB").getpixel((5, 5)) == (0x33, 0x66, 0x99)


def test_clipboard_without_pictures_shows_a_notice(
    ready: UseRoom, asked: list[list[Path]], put_on_clipboard: Helper
) -> None:
    put_on_clipboard(lambda mime: mime.setText("hello"))
    ready.paste()
    assert asked == []
    assert ready.notice.sentence() == "There is no picture on the clipboard."
