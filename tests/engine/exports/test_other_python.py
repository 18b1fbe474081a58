"""A process of another Python answers as one of our own does, and its end is said."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from resnet_studio.core.basics.errors import ExportError
from resnet_studio.core.basics.limited_process import Death, ProcessDiedError
from resnet_studio.core.dataset.loose_pictures import pictures_in
from resnet_studio.core.pictures.value_scale import UNKNOWN_SCALE
from resnet_studio.core.protocol.commands import Halt, Halted
from resnet_studio.engine.exports import other_python
from resnet_studio.engine.exports.other_python import OtherPython
from resnet_studio.engine.exports.reloaded import PROGRAMS, Reloaded

PICTURE = """
import numpy, PIL.Image
def read(path, recipe):
    return numpy.array(PIL.Image.open(path).convert("RGB"))
"""
MODEL = """
import os, sys
class Model:
    def __init__(self, file, threads=0):
        print("a runtime that talks")
        self.recipe, self.runtime, self.threads = {}, f"made up in {sys.executable}", threads
    def probabilities(self, pixels):
        if self.threads == 6:
            raise MemoryError
        if self.threads == 7:
            os._exit(3)
        mean = pixels.reshape(-1, 3).mean(0)
        return mean / mean.sum()
"""


def never() -> None:
    return None


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An export of which only the programs are there."""
    (tmp_path / PROGRAMS).mkdir()
    for name, text in (("picture", PICTURE), ("model", MODEL)):
        (tmp_path / PROGRAMS / f"{name}.py").write_text(text, "utf-8")
    return tmp_path


@pytest.fixture
def reloaded(folder: Path) -> Iterator[Reloaded]:
    with Reloaded(folder, "model", never, Path(sys.executable)) as made:
        yield made


def test_answers_are_those_of_the_programs_beside_the_file(reloaded: Reloaded, colours: Path) -> None:
    assert reloaded.runtime == f"made up in {sys.executable}"
    paths = [str(path) for path in pictures_in(colours)]
    said = reloaded.answers(paths, 32, UNKNOWN_SCALE)
    assert [max(range(3), key=one["probabilities"].__getitem__) for one in said] == [2] * 12 + [1] * 12 + [0] * 12
    assert all(one["alike"] for one in said)
    assert reloaded.milliseconds(paths[0], 32, UNKNOWN_SCALE) > 0


def test_process_that_ends_is_said_with_its_exit_code(reloaded: Reloaded, colours: Path) -> None:
    reloaded.use_threads(7)
    with pytest.raises(ExportError, match=r"ended unexpectedly when it was checked \(exit code 3\)"):
        reloaded.answers([str(pictures_in(colours)[0])], 32, UNKNOWN_SCALE)


def test_runtime_without_memory_is_said(reloaded: Reloaded, colours: Path) -> None:
    reloaded.use_threads(6)
    with pytest.raises(ExportError, match="There was not enough memory to check the file"):
        reloaded.answers([str(pictures_in(colours)[0])], 32, UNKNOWN_SCALE)


def test_process_that_says_something_else_first_is_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(other_python, "_PROGRAM", "print('Welcome'); input()")
    with pytest.raises(ProcessDiedError) as died:
        OtherPython(Path(sys.executable), 2**40).wait_ready(60, lambda: False)
    assert died.value.death is Death.START


def test_process_is_ended_when_a_person_cancels(folder: Path) -> None:
    with pytest.raises(Halted), Reloaded(folder, "model", lambda: Halt.STOP, Path(sys.executable)):
        pass


def test_python_that_is_not_there_is_said() -> None:
    with pytest.raises(ProcessDiedError) as died:
        OtherPython(Path(os.devnull) / "python", 1)
    assert died.value.death is Death.START


def test_process_that_takes_too_much_memory_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(other_python, "_PROGRAM", "input(); input()")
    process = OtherPython(Path(sys.executable), 1)
    with pytest.raises(ProcessDiedError) as died:
        process.ask("nothing", 60, lambda: False)
    assert died.value.death is Death.MEMORY
