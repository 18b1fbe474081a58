"""Opening a folder in the terminal: how far it is."""

import sys
from pathlib import Path

import pytest

from resnet_studio.cli.opened import files_shown, open_dataset
from tests.core.archives.made import FILES, made

Output = pytest.CaptureFixture[str]


@pytest.mark.parametrize("quiet", [False, True])
def test_files_that_are_unpacked_are_counted_in_a_terminal(
    quiet: bool, tmp_path: Path, studio_home: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    open_dataset([made(tmp_path / "animals.zip", FILES)], 0, tmp_path / "runs", "names", quiet=quiet)
    assert (f"{len(FILES)} files so far" in capsys.readouterr().err) is not quiet


def test_nothing_is_shown_in_a_pipe() -> None:
    with files_shown(quiet=False) as progress:
        assert progress is None
