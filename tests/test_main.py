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
        "There is no command and no folder 'frobnicate'. The commands are open, train, crossvalidate, resume, "
        "continue, predict, evaluate, check, write-out, compare, explain, suspects, report, export, "
        "export-tensorboard, runs, desktop, gpu-pack. Try --help.\n"
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


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nosuch", "--bad"], "There is no command and no folder 'nosuch'. The commands are open, train,"),
        (["trian", "pets", "--epochs", "3"], "There is no command and no folder 'trian'. Did you mean train? Try"),
        (["Predict"], "There is no command and no folder 'Predict'. Did you mean predict? Try --help."),
        (["gpupack"], "There is no command and no folder 'gpupack'. Did you mean gpu-pack? Try --help."),
        (["pets", "--epochs", "3"], "The option '--epochs' needs a command before the folder, such as train."),
        (["pets", "pets"], "resnet-studio takes one folder, but 2 arguments were given."),
    ],
)  # fmt: skip
def test_wrong_words_are_answered_by_what_is_wrong_with_them_and_the_nearest_command(
    opened: list[Path | None],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    said: str,
) -> None:
    Path("pets").mkdir()
    monkeypatch.setattr(sys, "argv", ["resnet-studio", *words])
    assert main() == 2
    assert opened == []
    assert capsys.readouterr().err.startswith(said)
