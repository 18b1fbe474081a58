"""Pictures that a cloud drive shows as files although this computer does not hold them."""

import os

# Of Windows: OFFLINE, RECALL_ON_OPEN and RECALL_ON_DATA_ACCESS; OneDrive and its like set the last one.
_WINDOWS_ATTRIBUTES = 0x1000 | 0x40000 | 0x400000
_MACOS_DATALESS = 0x40000000  # SF_DATALESS of macOS 10.15 and later
_ICLOUD = ".icloud"


def is_online_only(status: os.stat_result) -> bool:
    """Whether a file's content must be downloaded before it can be read, as far as the system marks such files.

    A file without a block on the disk does not show it: SSHFS and other file systems in user space report none for any
    file, and others keep small or empty contents elsewhere.
    """
    if getattr(status, "st_file_attributes", 0) & _WINDOWS_ATTRIBUTES:
        return True
    return bool(getattr(status, "st_flags", 0) & _MACOS_DATALESS)


def name_in_icloud(name: str) -> str:
    """The name of the file that a placeholder of iCloud stands for (".x.jpg.icloud" for "x.jpg"), or empty."""
    return name[1 : -len(_ICLOUD)] if name.startswith(".") and name.endswith(_ICLOUD) else ""
