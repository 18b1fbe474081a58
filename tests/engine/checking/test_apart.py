"""Pictures that are measured in processes of their own."""

from contextlib import closing
from itertools import count
from pathlib import Path

import pytest
from PIL import Image

from resnet_studio.engine.checking import apart, piece


def test_picture_that_fails_is_left_to_the_caller_and_full_memory_ends_the_process(
    colours: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [(str(path), path.stat().st_size, 1) for path in sorted((colours / "red").iterdir())[:3]]
    seen, failing = piece.seen, [ValueError("odd"), MemoryError()]

    def see(*words: object) -> object:
        if words[0] == files[1]:
            raise failing.pop(0)
        return seen(*words)  # type: ignore[arg-type]

    monkeypatch.setattr(piece, "seen", see)
    assert [place for place, _ in apart._parsed(piece.answer(files, 10**9), files)] == [0, 2]
    with pytest.raises(MemoryError):
        piece.answer(files, 10**9)


def test_the_first_pictures_on_a_plain_ground_are_left_to_the_caller(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Image.new("RGB", (200, 200), "white").save(tmp_path / "1.jpg")
    files = [(str(tmp_path / "1.jpg"), 1, 1)] * 3
    monkeypatch.setattr(piece, "_plain", count(piece._FEW - 1))
    assert [place for place, _ in apart._parsed(piece.answer(files, 10**9), files)] == [1, 2]


def test_processes_are_started_again_after_they_were_closed(colours: Path) -> None:
    files = [(str(path), path.stat().st_size, 1) for path in sorted((colours / "red").iterdir())[:3]]
    with closing(apart.Measurers(1)) as measurers:
        measurers.start()
        measurers.close()
        assert measurers.measure(files, bool) == {}
        measurers.start()
        assert len(measurers.measure(files, bool)) == len(files)
