"""Space for mapped files."""

import errno
import os
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from resnet_studio.engine.inputs import reserve as module
from resnet_studio.engine.inputs.reserve import reserve

SIZE = 300_000


@pytest.mark.parametrize("native", [True, False], ids=["posix_fallocate", "written zeros"])
def test_reserved_file_has_its_size_and_takes_its_space(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, native: bool
) -> None:
    if native and not hasattr(os, "posix_fallocate"):
        pytest.skip("this system has no posix_fallocate")
    if not native:
        monkeypatch.delattr(os, "posix_fallocate", raising=False)
        monkeypatch.setattr(module, "_PIECE", 70_000)
    with (tmp_path / "map").open("w+b") as file:
        reserve(file, SIZE, tmp_path)
        status = os.fstat(file.fileno())
        file.seek(0)
        assert file.read() == bytes(SIZE)
    assert status.st_size == SIZE
    if hasattr(status, "st_blocks"):
        assert status.st_blocks * 512 >= SIZE


def test_file_larger_than_the_free_space_is_refused_before_writing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=SIZE - 1))
    with (tmp_path / "map").open("w+b") as file:
        with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)) as caught:
            reserve(file, SIZE, tmp_path)
        assert os.fstat(file.fileno()).st_size == 0
    assert caught.value.errno == errno.ENOSPC
