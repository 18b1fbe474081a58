"""What is written about a folder of torch when it is made."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from resnet_studio.core.installation.torch_marker import TorchFolder, TorchFolderError, describe, system

MakeTorch = Callable[..., Path]


def test_marker_says_what_the_folder_holds(make_torch: MakeTorch, tmp_path: Path) -> None:
    folder = make_torch(tmp_path / "torch")
    (folder / "torch" / "__pycache__").mkdir()
    (folder / "torch" / "__pycache__" / "x.pyc").write_bytes(b"compiled later")
    found = TorchFolder.read(folder)
    assert found == describe(folder)
    assert (found.torch, found.computes_on) == ("2.13.0+cpu", "cpu")
    assert (found.python, found.system) == (f"{sys.version_info.major}.{sys.version_info.minor}", system())
    assert found.files == 5


def test_build_for_a_graphics_card_is_recognised(make_torch: MakeTorch, tmp_path: Path) -> None:
    assert TorchFolder.read(make_torch(tmp_path / "torch", cuda="'13.0'")).computes_on == "cuda 13.0"


def test_folder_without_torch_is_not_described(tmp_path: Path) -> None:
    with pytest.raises(TorchFolderError, match="PyTorch is not in"):
        describe(tmp_path)


def test_installed_torch_is_described_as_pip_has_it() -> None:
    """The names in its metadata and the text of its version, as real wheels write them."""
    from importlib.metadata import distribution

    from resnet_studio.core.installation.torch_marker import _computes_on

    folder = Path(str(distribution("torch").locate_file("")))
    assert _computes_on(folder).partition(" ")[0] in {"cpu", "cuda", "rocm", "mps"}
