"""Pictures that a cloud drive shows as files although this computer does not hold them."""

import os

# Of Windows: OFFLINE, RECALL_ON_OPEN and RECALL_ON_DATA_ACCESS; OneDrive and its like set the last one.
_WINDOWS_ATTRIBUTES = 0x1000 | 0x40000 | 0x400000
_MACOS_DATALESS = 0x40000000  # SF_DATALESS of macOS 10.15 and later
_INLINE = 16_384
"""Bytes below which a file system may keep a file without a block of its own."""
_ICLOUD = ".icloud"


def is_online_only(status: os.stat_result) -> bool:
    """Whether a file's content must be downloaded before it can be read."""
    if getattr(status, "st_file_attributes", 0) & _WINDOWS_ATTRIBUTES:
        return True
    if getattr(status, "st_flags", 0) & _MACOS_DATALESS:
        return True
    return status.st_size >= _INLINE and getattr(status, "st_blocks", None) == 0


def name_in_icloud(name: str) -> str:
    """The name of the file that a placeholder of iCloud stands for (".x.jpg.icloud" for "x.jpg"), or empty."""
    return name[1 : -len(_ICLOUD)] if name.startswith(".") and name.endswith(_ICLOUD) else ""
