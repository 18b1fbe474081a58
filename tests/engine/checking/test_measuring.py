"""How many pictures are measured at a time, and when processes start."""

from pathlib import Path

import pytest

from resnet_studio.core.checks.store import store_file
from resnet_studio.core.dataset.catalogue import Picture
from resnet_studio.engine.checking import measuring


def test_pieces_are_smaller_where_files_are_large_and_at_the_end() -> None:
    def lengths(count: int, size: int) -> list[int]:
        pictures = [Picture(f"{number}.jpg", 0, "train", size, 1) for number in range(count)]
        pieces = list(measuring._slices(pictures, 2))
        assert [place for piece in pieces for place in piece] == list(range(count))
        return [len(piece) for piece in pieces]

    small, large = lengths(5_000, 1_000), lengths(1_000, 3_000_000)
    assert small[0] == max(small) == 128
    assert small[-2] == 8
    assert set(large) == {2}
    assert lengths(0, 1) == []


def test_processes_start_while_a_folder_is_read_only_where_it_is_large_and_nothing_is_known_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[int] = []
    monkeypatch.setattr(measuring.Measurers, "start", lambda measurers: started.append(measurers.count))
    seen = measuring.started_early(tmp_path, measuring.measurers_for(3))
    seen(measuring._MANY - 1)
    assert not started
    seen(measuring._MANY)
    assert started == [2]
    store_file(tmp_path).parent.mkdir(parents=True, exist_ok=True)
    store_file(tmp_path).touch()
    measuring.started_early(tmp_path, measuring.measurers_for(3))(measuring._MANY)
    assert started == [2]
