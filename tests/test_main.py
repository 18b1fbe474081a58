"""What the program does with the words that it is started with."""

import sys
from pathlib import Path

import pytest

from resnet_studio.__main__ import main
from resnet_studio.gui import start


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Path | None]:
    """What the window is asked to open."""
    opened: list[Path | None] = []
    monkeypatch.setattr(start, "run_window", lambda folder: opened.append(folder) or 0)
    monkeypatch.chdir(tmp_path)
    return opened


def test_word_that_is_neither_a_command_nor_a_folder_ends_in_the_terminal(
    opened: list[Path | None], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["resnet-studio", "frobnicate"])
    assert main() == 2
    assert opened == []
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == (
        "There is neither a command nor a folder 'frobnicate' here. The commands are open, train, resume, continue, "
        "predict, evaluate, compare, explain, suspects, runs, desktop, gpu-pack. Try --help.\n"
    )


@pytest.mark.parametrize("word", ["pets", "photo.jpg", "./gone", "/mnt/gone", r"D:\gone"])
def test_folders_and_paths_are_opened_in_the_window(
    opened: list[Path | None], monkeypatch: pytest.MonkeyPatch, word: str
) -> None:
    Path("pets").mkdir()
    Path("photo.jpg").touch()
    monkeypatch.setattr(sys, "argv", ["resnet-studio", word])
    assert main() == 0
    assert opened == [Path(word)], "the window says what is wrong with a path that is gone"
