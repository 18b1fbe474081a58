"""Finding the folder with torch of a packaged program, and the sentences where it cannot be used."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from resnet_studio.core.installation import torch_folder
from resnet_studio.core.installation.torch_folder import NAME, VARIABLE, explain, find, use
from resnet_studio.core.installation.torch_marker import MARKER, TorchFolderError

MakeTorch = Callable[..., Path]
GONE = ModuleNotFoundError("No module named 'torch'", name="torch")
AGAIN = "Install ResNet Studio again; your runs and settings stay as they are."


@pytest.fixture(autouse=True)
def no_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)


def test_nothing_is_changed_where_torch_is_installed_like_other_libraries() -> None:
    before = list(sys.path)
    assert use() is None
    assert sys.path == before


def test_packaged_program_imports_from_the_folder_beside_it(packaged: Path) -> None:
    assert use() == packaged / NAME
    assert sys.path[0] == str(packaged / NAME)
    assert use() == packaged / NAME
    assert sys.path.count(str(packaged / NAME)) == 1


def test_torch_comes_from_the_folder_that_the_variable_names(make_torch: MakeTorch, tmp_path: Path) -> None:
    chosen = make_torch(tmp_path / "mine", version="9.9")
    code = (
        "from resnet_studio.core.installation import torch_folder\n"
        "torch_folder.use()\n"
        "import torch; print(torch.__version__)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True,
        env=os.environ | {VARIABLE: str(chosen)},
    )  # fmt: skip
    assert done.stdout.strip() == "9.9"


def test_process_forgets_the_choice_that_it_was_started_with(packaged: Path) -> None:
    use()
    shutil.rmtree(packaged / NAME)
    with pytest.raises(TorchFolderError):
        use()
    assert str(packaged / NAME) not in sys.path


def test_missing_folder_is_a_sentence_with_what_to_do(packaged: Path) -> None:
    shutil.rmtree(packaged / NAME)
    assert str(explain(GONE)) == (
        f"PyTorch, which does the computing, is missing: it should be in {packaged / NAME}. {AGAIN}"
    )


def test_torch_inside_of_the_program_needs_no_folder(packaged: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "torch", raising=False)  # an earlier test may have imported it
    (packaged / NAME).rename(packaged / "_internal" / "inside")
    sys.path.insert(0, str(packaged / "_internal" / "inside"))
    assert find() is None


def test_folder_of_another_version_is_refused_before_it_is_imported(packaged: Path, make_torch: MakeTorch) -> None:
    shutil.rmtree(packaged / NAME)
    make_torch(packaged / NAME, version="2.12.1+cpu")
    before = list(sys.path)
    with pytest.raises(TorchFolderError):
        use()
    assert sys.path == before
    said = str(explain(GONE))
    assert "holds PyTorch 2.12.1+cpu for Python" in said
    assert "was built for PyTorch 2.13.0+cpu" in said
    assert said.endswith(AGAIN)


@pytest.mark.parametrize(("field", "value"), [("python", "3.9"), ("system", "win32-amd64")])
def test_folder_for_another_python_or_system_is_refused(packaged: Path, field: str, value: str) -> None:
    marker = packaged / NAME / MARKER
    marker.write_text(json.dumps(json.loads(marker.read_text()) | {field: value}))
    with pytest.raises(TorchFolderError, match=value):
        find()


@pytest.mark.parametrize("damage", ["", "[]", '{"format": 1, "torch": 3}'])
def test_damaged_marker_is_a_sentence(packaged: Path, damage: str) -> None:
    (packaged / NAME / MARKER).write_text(damage)
    assert str(explain(GONE)).startswith(f"{MARKER} in {packaged / NAME} is damaged")
    (packaged / NAME / MARKER).unlink()
    assert str(explain(GONE)) == f"{MARKER} is missing in {packaged / NAME}. {AGAIN}"


def test_damaged_folder_says_what_it_lacks(packaged: Path) -> None:
    (packaged / NAME / "sympy" / "__init__.py").unlink()
    said = str(explain(ImportError("no sympy")))
    assert said.startswith(f"PyTorch in {packaged / NAME} is damaged: it has 4 files with ")
    assert "and should have 5 with" in said
    assert said.endswith(AGAIN)


def test_folder_that_is_whole_and_cannot_be_loaded_says_the_reason(packaged: Path) -> None:
    said = str(explain(ImportError("libgomp.so.1 is missing")))
    assert said == (f"PyTorch in {packaged / NAME} cannot be loaded (ImportError: libgomp.so.1 is missing). {AGAIN}")


def test_variable_that_names_no_torch_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    with pytest.raises(TorchFolderError):
        use()
    assert str(explain(GONE)) == f"{VARIABLE} is {tmp_path}, but PyTorch is not there."


def test_environment_without_torch_names_the_command() -> None:
    assert str(explain(GONE)) == (
        "PyTorch is not installed in this Python environment. Install it with: pip install torch"
    )


def test_other_errors_are_not_explained(packaged: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch", torch_folder)
    assert explain(ValueError("a mistake of ours")) is None
    monkeypatch.delattr(sys, "frozen")
    assert explain(ModuleNotFoundError("No module named 'numpy'", name="numpy")) is None
