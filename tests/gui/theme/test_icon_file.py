"""The icon as a file for Windows."""

from pathlib import Path

from PIL import Image

from resnet_studio.gui.theme.icon_file import write_icon


def test_icon_file_holds_all_sizes(tmp_path: Path) -> None:
    with Image.open(write_icon(tmp_path / "new" / "icon.ico")) as icon:
        assert {(16, 16), (48, 48), (256, 256)} <= icon.info["sizes"]
        icon.size = (256, 256)
        assert icon.convert("RGBA").getpixel((128, 20)) == (0x43, 0x53, 0xC9, 255)
        assert icon.convert("RGBA").getpixel((0, 0))[3] == 0
