"""Limits on memory and disk space of caches."""

from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

from resnet_studio.core.basics.errors import ConfigError
from resnet_studio.engine.machine import budget as module
from resnet_studio.engine.machine.budget import Budget, budget

GB = 1_000_000_000


@pytest.mark.parametrize(
    ("total", "available", "free", "expected"),
    [
        (16 * GB, 12 * GB, 40 * GB, Budget(2 * GB, 10 * GB)),
        (16 * GB, 1 * GB, 40 * GB, Budget(GB // 2, 10 * GB)),
        (256 * GB, 200 * GB, 4000 * GB, Budget(4 * GB, 20 * GB)),
        (16 * GB, 0, 0, Budget(0, 0)),
    ],
    ids=["usual", "little free memory", "large computer", "nothing free"],
)
def test_budget_is_a_share_of_what_is_free(
    monkeypatch: pytest.MonkeyPatch, total: int, available: int, free: int, expected: Budget
) -> None:
    monkeypatch.setattr(psutil, "virtual_memory", lambda: SimpleNamespace(total=total, available=available))
    monkeypatch.setattr(module.shutil, "disk_usage", lambda _: SimpleNamespace(free=free))
    assert budget() == expected


def test_pixels_take_no_more_than_memory_and_half_of_the_disk() -> None:
    assert Budget(2 * GB, 10 * GB).pixels == 2 * GB
    assert Budget(2 * GB, 1 * GB).pixels == GB // 2


def test_budget_follows_the_environment_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    assert budget().memory > 0
    assert budget().disk > 0
    monkeypatch.setenv("RESNET_STUDIO_MEMORY_CACHE", "256")
    monkeypatch.setenv("RESNET_STUDIO_DISK_CACHE", "0")
    assert budget() == Budget(256_000_000, 0)
    monkeypatch.setenv("RESNET_STUDIO_DISK_CACHE", "2 GB")
    with pytest.raises(ConfigError, match="RESNET_STUDIO_DISK_CACHE"):
        budget()


def test_free_space_of_a_cache_folder_that_does_not_exist_is_that_of_its_parent(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: list[Path] = []

    def usage(folder: Path) -> SimpleNamespace:
        asked.append(folder)
        return SimpleNamespace(free=8 * GB)

    monkeypatch.setattr(module, "cache_folder", lambda: tmp_path / "not" / "yet")
    monkeypatch.setattr(module.shutil, "disk_usage", usage)
    assert budget().disk == 2 * GB
    assert asked == [tmp_path]
