"""Limits on the memory and disk space of the engine's caches."""

import os
import shutil
from dataclasses import dataclass

import psutil

from resnet_studio.core.basics.errors import ConfigError
from resnet_studio.core.basics.message import message
from resnet_studio.core.basics.places import cache_folder

MEMORY, DISK = "RESNET_STUDIO_MEMORY_CACHE", "RESNET_STUDIO_DISK_CACHE"
MB = 1_000_000
_MAX_MEMORY, _MAX_DISK = 4_000 * MB, 20_000 * MB


@dataclass(frozen=True, slots=True)
class Budget:
    """Limits in bytes, in memory and in the cache folder."""

    memory: int
    disk: int

    @property
    def pixels(self) -> int:
        """Share of the disk for decoded pixels: no more than the system can keep in memory beside everything else."""
        return min(self.memory, self.disk // 2)


def budget() -> Budget:
    """An eighth of the memory but at most half of the free memory, and a quarter of the free disk space.

    Two environment variables override these limits, in MB.

    Raises:
        ConfigError: a variable is not a whole number.
    """
    found = psutil.virtual_memory()
    memory = min(_MAX_MEMORY, found.total // 8, found.available // 2)
    return Budget(_from_environment(MEMORY, memory), _from_environment(DISK, min(_MAX_DISK, _free_disk() // 4)))


def _from_environment(variable: str, default: int) -> int:
    value = os.environ.get(variable)
    if value is None:
        return default
    if not (value.isascii() and value.isdecimal()):
        raise ConfigError(variable, value, message("a whole number of MB"))
    return int(value) * MB


def _free_disk() -> int:
    """Free bytes on the disk of the cache folder, which may not exist yet."""
    folder = cache_folder()
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return 0
