"""The programs that are handed over with a file."""

import ast
from pathlib import Path

import pytest

from resnet_studio.core.exports.companions import SOURCES, companions, write_companions
from resnet_studio.core.exports.formats import FORMATS


@pytest.mark.parametrize("key", FORMATS)
def test_each_format_has_its_programs(key: str, tmp_path: Path) -> None:
    write_companions(FORMATS[key], tmp_path)
    assert sorted(folder.name for folder in tmp_path.iterdir()) == sorted(
        one.folder for one in companions(FORMATS[key])
    )
    assert not list(tmp_path.rglob("*.txt.txt"))
    for file in (tmp_path / "python").glob("*.py"):
        ast.parse(file.read_text("utf-8"))
    assert "numpy" in (tmp_path / "python" / "requirements.txt").read_text("utf-8")
    assert f'FILE = "{FORMATS[key].file}"' in (tmp_path / "python" / "model.py").read_text("utf-8")


def test_programs_say_what_of_them_was_never_run() -> None:
    states = {one.folder: str(one.state) for one in companions(FORMATS["onnx"])}
    assert states["cpp"].startswith("ResNet Studio's tests compile and run it")
    assert states["csharp"].endswith("Picture.cs, which reads pictures, is untried.")
    untried = {source.name for source in SOURCES.rglob("*.txt") if "UNTRIED" in source.read_text("utf-8")}
    assert untried == {"Picture.cs.txt"}


def test_programs_in_javascript_read_the_recipe_with_the_same_module(tmp_path: Path) -> None:
    write_companions(FORMATS["onnx"], tmp_path)
    texts = {(tmp_path / folder / "recipe.mjs").read_text("utf-8") for folder in ("javascript", "web")}
    assert len(texts) == 1
