"""The packaged program in its folder: it runs from anywhere, and says what is wrong with its folder of torch."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
BUILT = ROOT / "build" / "package" / "program" / "resnet-studio"
pytestmark = [
    pytest.mark.long,
    pytest.mark.timeout(900),
    pytest.mark.skipif(not (BUILT / "torch").is_dir(), reason="there is no program: make package comes first"),
]


def smoke(program: Path, picture: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [program / "resnet-studio", "--smoke", picture], capture_output=True, text=True, timeout=600, check=False,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"} | variables,
    )  # fmt: skip


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """The program in a folder with a difficult name; files are shared with the built one."""
    folder = tmp_path / "Programme für Bilder 画像" / "ResNet Studio 2"
    shutil.copytree(BUILT, folder, symlinks=True, copy_function=os.link)
    return folder


def test_program_runs_from_a_folder_with_spaces_and_unicode(program: Path, tmp_path: Path) -> None:
    done = smoke(program, tmp_path / "window.png")
    assert done.returncode == 0, done.stdout + done.stderr


def test_missing_folder_of_torch_is_a_sentence(program: Path, tmp_path: Path) -> None:
    shutil.rmtree(program / "torch")
    done = smoke(program, tmp_path / "window.png")
    assert done.returncode == 1
    assert f"PyTorch, which does the computing, is missing: it should be in {program / 'torch'}." in done.stdout


def test_damaged_folder_of_torch_is_a_sentence(program: Path, tmp_path: Path) -> None:
    (program / "torch" / "torch" / "lib" / "libtorch_cpu.so").unlink()
    done = smoke(program, tmp_path / "window.png")
    assert done.returncode == 1
    assert f"PyTorch in {program / 'torch'} is damaged: it has " in done.stdout


def test_folder_of_another_torch_is_a_sentence(program: Path, tmp_path: Path) -> None:
    marker = program / "torch" / "torch-folder.json"
    record = json.loads(marker.read_text(encoding="utf-8"))
    marker.unlink()  # the built program has the same file
    marker.write_text(json.dumps(record | {"torch": "1.0"}), encoding="utf-8")
    done = smoke(program, tmp_path / "window.png")
    assert done.returncode == 1
    assert "holds PyTorch 1.0 for Python" in done.stdout
    assert f"was built for PyTorch {record['torch']}" in done.stdout
