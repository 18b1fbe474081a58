"""Explaining in the terminal: pictures with a map over them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from resnet_studio.cli.app import run as studio

Output = pytest.CaptureFixture[str]
Records = Callable[[str], list[dict[str, Any]]]


def test_overlays_are_written_and_none_is_replaced(
    trained: tuple[Path, object], colours: Path, tmp_path: Path, capfd: Output, records: Records
) -> None:
    words = [
        "explain",
        str(trained[0]),
        str(colours / "red" / "red 1.png"),
        "--output",
        str(tmp_path / "why"),
        "--json",
    ]
    for _ in range(2):
        assert studio([*words, "--device", "cpu", "--class", "blue"]) == 0
    first, second = records(capfd.readouterr().out)
    assert (first["class"], first["stage"]) == ("blue", "layer3")
    assert [Path(record["overlay"]).name for record in (first, second)] == ["red 1.png", "red 1 (2).png"]
    with Image.open(first["overlay"]) as overlay:
        assert (overlay.format, overlay.size) == ("PNG", (32, 32))


def test_unreadable_picture_exits_with_1(trained: tuple[Path, object], tmp_path: Path, capfd: Output) -> None:
    (tmp_path / "broken.png").write_bytes(b"noise")
    assert studio(["explain", str(trained[0]), str(tmp_path / "broken.png"), "--output", str(tmp_path / "why")]) == 1
    assert "broken.png" in capfd.readouterr().err
    assert not (tmp_path / "why").exists()
