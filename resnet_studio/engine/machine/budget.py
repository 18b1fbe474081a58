"""How much memory and disk the engine's caches may take."""

import os
import shutil
from dataclasses import dataclass

import psutil

from resnet_studio.core.basics.errors import ConfigError
from resnet_studio.core.basics.places import cache_folder

MEMORY, DISK = "RESNET_STUDIO_MEMORY_CACHE", "RESNET_STUDIO_DISK_CACHE"
MB = 1_000_000
_MOST_MEMORY, _MOST_DISK = 4_000 * MB, 20_000 * MB


@dataclass(frozen=True, slots=True)
class Budget:
    """Bytes that the caches may take in memory and in the cache folder."""

    memory: int
    disk: int

    @property
    def pixels(self) -> int:
        """Of the disk, for decoded pixels: no more than the system can hold in memory beside everything else."""
        return min(self.memory, self.disk // 2)


def budget() -> Budget:
    """An eighth of the memory, and of what is free half at most, and a quarter of what is free on the disk.

    Two environment variables may say otherwise, in MB.

    Raises:
        ConfigError: a variable is no whole number.
    """
    found = psutil.virtual_memory()
    memory = min(_MOST_MEMORY, found.total // 8, found.available // 2)
    return Budget(_chosen(MEMORY, memory), _chosen(DISK, min(_MOST_DISK, _free() // 4)))


def _chosen(variable: str, otherwise: int) -> int:
    said = os.environ.get(variable)
    if said is None:
        return otherwise
    if not (said.isascii() and said.isdecimal()):
        raise ConfigError(variable, said, "a whole number of MB")
    return int(said) * MB


def _free() -> int:
    """Free bytes where the cache folder is, or will be."""
    folder = cache_folder()
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return 0
