"""Pictures that are measured in processes of their own."""

from pathlib import Path

import pytest

from resnet_studio.engine.checking import apart


def test_picture_that_fails_is_left_to_the_caller_and_full_memory_ends_the_process(
    colours: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [(str(path), path.stat().st_size, 1) for path in sorted((colours / "red").iterdir())[:3]]
    seen, failing = apart.seen, [ValueError("odd"), MemoryError()]

    def see(*words: object) -> object:
        if words[0] == files[1]:
            raise failing.pop(0)
        return seen(*words)  # type: ignore[arg-type]

    monkeypatch.setattr(apart, "seen", see)
    assert [place for place, _ in apart._parsed(apart._work((files, 10**9)), files)] == [0, 2]
    with pytest.raises(MemoryError):
        apart._work((files, 10**9))
