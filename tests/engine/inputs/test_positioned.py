"""Rows at positions in a file: read and written by several threads, with and without the calls that Windows lacks."""

import tempfile
import threading
from collections.abc import Iterator

import numpy as np
import pytest

from resnet_studio.engine.inputs import positioned
from resnet_studio.engine.inputs.positioned import PositionedFile, checksum


@pytest.fixture(params=[True, False], ids=["at once", "one at a time"])
def file(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[PositionedFile]:
    if request.param and not positioned._AT_ONCE:
        pytest.skip("this system has no such calls")
    monkeypatch.setattr(positioned, "_AT_ONCE", request.param)
    opened = PositionedFile(tempfile.TemporaryFile(buffering=0))  # noqa: SIM115 - closed with the other
    yield opened
    opened.close()


def test_rows_of_several_threads_do_not_mix(file: PositionedFile) -> None:
    mixed: list[int] = []

    def work(number: int) -> None:
        row, into = np.full(500, number, np.uint8), np.empty(500, np.uint8)
        for turn in range(50):
            file.write(row, 500 * (8 * turn + number))
            if not file.read(into, 500 * (8 * turn + number)) or not np.array_equal(row, into):
                mixed.append(number)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not mixed


def test_end_of_the_file_is_not_a_row(file: PositionedFile) -> None:
    file.write(np.ones(10, np.uint8), 0)
    assert not file.read(np.empty(11, np.uint8), 0)
    assert not file.read(np.empty(1, np.uint8), 10)


def test_disk_that_fails_is_no_row_to_read_and_an_error_to_write(file: PositionedFile) -> None:
    file.close()
    assert not file.read(np.empty(1, np.uint8), 0)
    with pytest.raises(OSError, match="descriptor"):
        file.write(np.empty(1, np.uint8), 0)


def test_checksum_changes_with_any_byte() -> None:
    row = np.arange(256, dtype=np.uint8)
    sums = {checksum(row)}
    for index in range(256):
        changed = row.copy()
        changed[index] ^= 1
        sums.add(checksum(changed))
    assert len(sums) == 257
