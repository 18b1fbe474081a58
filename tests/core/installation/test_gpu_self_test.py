"""The test of a folder of torch in a process of its own."""

from pathlib import Path

import pytest

from resnet_studio.core.installation import gpu_self_test
from resnet_studio.core.installation.gpu_manifest import GpuPackError
from resnet_studio.core.installation.gpu_self_test import self_test

CASES = {
    "raises": ("raise OSError('libcuda.so.1 is missing')", "OSError: libcuda.so.1 is missing"),
    "crashes": ("import os; os._exit(3)", "the test crashed with exit code 3"),
    "hangs": ("import threading; threading.Event().wait()", "it did not end within 3 s"),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of torch with modules that test it."""
    (tmp_path / "torch").mkdir()
    (tmp_path / "torch" / "__init__.py").write_text("card = 'A card'\n")
    (tmp_path / "works.py").write_text("import torch\ndef work(): return torch.card\n")
    for name, (code, _) in CASES.items():
        (tmp_path / f"{name}.py").write_text(f"def work():\n    {code}\n")
    return tmp_path


def test_card_is_named_where_the_test_passes(folder: Path) -> None:
    assert self_test(folder, module="works") == "A card"


def test_test_can_be_stopped(folder: Path) -> None:
    assert self_test(folder, lambda: True, module="hangs") == ""


def test_crash_is_a_sentence_where_the_pipe_is_said_to_be_broken(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> object:
        raise BrokenPipeError  # as Windows does, where the child has ended before it is looked at

    monkeypatch.setattr(gpu_self_test, "_answer", broken)
    with pytest.raises(GpuPackError, match="crashed with exit code 3"):
        self_test(folder, module="crashes")


@pytest.mark.parametrize("module", list(CASES))
def test_failure_is_a_sentence(folder: Path, module: str) -> None:
    with pytest.raises(GpuPackError) as caught:
        self_test(folder, module=module, seconds=3 if module == "hangs" else 60)
    assert str(caught.value) == (
        f"The GPU pack does not work on this computer: {CASES[module][1]}. Training stays on the processor."
    )
