"""The programs beside a file, where they must not say something else than the window without a word."""

from __future__ import annotations

import importlib.machinery
import importlib.util
import json
import shutil
import struct
import subprocess
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from PIL import Image

from resnet_studio.core.exports.companions import SOURCES, write_companions
from resnet_studio.core.exports.formats import FORMATS
from resnet_studio.core.pictures.decode import decode

RECIPE = {"preprocessing": {"smallest_side": 8}, "deep": {"integers": None, "floats": None}, "threshold": None}


def loaded(name: str) -> Any:
    """A program of the folder "python" as a module."""
    loader = importlib.machinery.SourceFileLoader(name, str(SOURCES / "python" / f"{name}.py.txt"))
    spec = importlib.util.spec_from_loader(name, loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def picture() -> Iterator[Any]:
    dont, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    yield loaded("picture")
    sys.dont_write_bytecode = dont


@pytest.mark.parametrize("suffix", ["tga", "bmp"])
@pytest.mark.parametrize("alpha", [0, 128])
def test_alpha_of_zero_everywhere_is_unused_as_in_the_window(
    tmp_path: Path, picture: Any, suffix: str, alpha: int
) -> None:
    file = tmp_path / f"a.{suffix}"
    pixels = np.zeros((9, 12, 4), np.uint8)
    pixels[..., 0], pixels[..., 3] = 200, alpha
    Image.fromarray(pixels).save(file)
    assert np.array_equal(picture.read(file, RECIPE), decode(file, smallest_side=8))


def test_grey_of_16_bits_with_transparency_is_refused(tmp_path: Path, picture: Any) -> None:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    file = tmp_path / "a.png"
    head = struct.pack(">IIBBBBB", 8, 8, 16, 4, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\x12\x34\xff\xff" * 8) * 8)
    file.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b""))
    with pytest.raises(ValueError, match="16 bits and transparency"):
        picture.read(file, RECIPE)


def test_deep_tiff_in_which_zero_is_white_is_refused(tmp_path: Path, picture: Any) -> None:
    file = tmp_path / "a.tif"
    Image.fromarray(np.arange(144, dtype=np.uint16).reshape(12, 12)).save(file, tiffinfo={262: 0})
    with Image.open(file) as opened:
        assert opened.tag_v2[262] == 0  # type: ignore[attr-defined]  # of TIFF only
    with pytest.raises(ValueError, match="zero is white"):
        picture.read(file, RECIPE)


def test_damaged_picture_is_named_and_the_others_are_classified(
    tmp_path: Path, picture: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Image.new("RGB", (16, 16)).save(tmp_path / "good.png")
    noise = np.random.default_rng(0).integers(0, 256, (200, 200, 3), np.uint8)
    Image.fromarray(noise).save(tmp_path / "damaged.png")
    content = bytearray((tmp_path / "damaged.png").read_bytes())
    second = content.rindex(b"IDAT")  # a type that no chunk can have: Pillow raises SyntaxError
    content[second : second + 4] = bytes(4)
    (tmp_path / "damaged.png").write_bytes(content)
    Image.new("RGB", (400, 400)).save(tmp_path / "bomb.png")
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 50_000)

    class Model:
        recipe = RECIPE | {"classes": ["ants", "bees"]}

        def __init__(self, _: str) -> None:
            pass

        def probabilities(self, _: Any) -> list[float]:
            return [0.25, 0.75]

    fake: Any = ModuleType("model")
    fake.Model, fake.FILE = Model, "model.onnx"
    monkeypatch.setitem(sys.modules, "model", fake)
    monkeypatch.setitem(sys.modules, "picture", picture)
    names = [str(tmp_path / name) for name in ("damaged.png", "bomb.png", "good.png")]
    with monkeypatch.context() as patch:
        patch.setattr(sys, "argv", ["classify.py", *names])
        assert loaded("classify").main() == 1
    said = capsys.readouterr()
    assert said.out == f"{names[2]}\tbees\t75.0 %\n"
    assert f"{names[0]}: cannot be read as a picture: broken PNG file" in said.err
    assert f"{names[1]}: cannot be read as a picture: Image size (160000 pixels) exceeds limit" in said.err


@pytest.fixture
def javascript(tmp_path: Path) -> Path:
    """An export whose packages are stand-ins: a session of two classes, and pictures as `sharp.json` says."""
    if shutil.which("node") is None:
        pytest.skip("Node is not installed")
    write_companions(FORMATS["onnx"], tmp_path)
    recipe = json.dumps(RECIPE | {"classes": ["ants", "<!--<script>"]}).encode()
    entry = _field(1, b"resnet_studio") + _field(2, recipe)
    (tmp_path / "model.onnx").write_bytes(_field(14, entry))
    _package(tmp_path / "javascript", "onnxruntime-web", _RUNTIME)
    _package(tmp_path / "javascript", "sharp", _SHARP)
    return tmp_path


_RUNTIME = """
export const env = { wasm: {} };
export class Tensor {}
export const InferenceSession = {
  create: async () => ({ run: async () => ({ probabilities: { data: [0.25, 0.75] } }) }),
};
"""
_SHARP = """
export default (path) => {
  const said = {
    metadata: async () => ({ depth: "uchar", channels: 4, space: "cmyk", hasProfile: path.includes("profile") }),
    toBuffer: async () => ({ data: new Uint8Array(12), info: { channels: 3, height: 2, width: 2 } }),
  };
  for (const step of ["rotate", "flatten", "toColourspace", "removeAlpha", "raw"]) said[step] = () => said;
  return said;
};
"""


def _field(number: int, content: bytes) -> bytes:
    """A field of bytes of Protocol Buffers."""
    size = len(content)
    length = bytes([size]) if size < 128 else bytes([size & 127 | 128, size >> 7])
    return bytes([number << 3 | 2]) + length + content


def _package(folder: Path, name: str, source: str) -> None:
    place = folder / "node_modules" / name
    place.mkdir(parents=True)
    (place / "package.json").write_text(json.dumps({"name": name, "type": "module", "main": "index.js"}), "utf-8")
    (place / "index.js").write_text(source, "utf-8")


def test_node_program_refuses_cmyk_without_a_profile(javascript: Path) -> None:
    words = ["node", "classify.mjs", "plain.jpg", "profile.jpg"]
    done = subprocess.run(
        words, cwd=javascript / "javascript", capture_output=True, text=True, timeout=60, check=False, encoding="utf-8"
    )
    assert done.returncode == 1
    assert "plain.jpg: cannot be read as a picture: it is CMYK without a colour profile" in done.stderr
    assert done.stdout == "profile.jpg\t<!--<script>\t75.0 %\n"


def test_page_holds_names_with_the_marks_of_html(javascript: Path) -> None:
    folder = javascript / "web"
    runtime = folder / "node_modules" / "onnxruntime-web" / "dist"
    runtime.mkdir(parents=True)
    for name in ("ort.wasm.min.js", "ort-wasm-simd-threaded.mjs", "ort-wasm-simd-threaded.wasm"):
        (runtime / name).write_text("0", "utf-8")
    subprocess.run(["node", "make_page.mjs"], cwd=folder, check=True, timeout=60, capture_output=True)
    page = (folder / "classify.html").read_text("utf-8")
    kept = page.split('<script id="recipe" type="application/json">', 1)[1].split("</script>", 1)[0]
    assert json.loads(kept)["classes"] == ["ants", "<!--<script>"]
    assert "<" not in kept
