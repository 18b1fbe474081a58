"""Files that a cloud drive shows although this computer does not hold them."""

import os
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from resnet_studio.core.dataset.cloud import is_online_only, name_in_icloud


def status(**fields: int) -> os.stat_result:
    return cast(os.stat_result, SimpleNamespace(**{"st_size": 1_000_000, **fields}))


@pytest.mark.parametrize(
    ("fields", "online"),
    [
        ({"st_file_attributes": 0x400020}, True),  # OneDrive: recall on data access, and archive
        ({"st_file_attributes": 0x1020}, True),  # offline
        ({"st_file_attributes": 0x20}, False),
        ({"st_file_attributes": 0x80000}, False),  # pinned: always on this device
        ({"st_flags": 0x40000000, "st_blocks": 8}, True),
        ({"st_flags": 0, "st_blocks": 1960}, False),
        ({"st_flags": 0x40000000, "st_blocks": 0}, True),
        ({"st_blocks": 0}, False),  # SSHFS reports no blocks of any file
        ({}, False),
    ],
)
def test_online_only_files_are_known_by_their_status(fields: dict[str, int], online: bool) -> None:
    assert is_online_only(status(**fields)) is online


def test_file_on_this_disk_is_not_online_only(tmp_path: Path) -> None:
    file = tmp_path / "x.jpg"
    file.write_bytes(os.urandom(50_000))
    assert not is_online_only(file.stat())


@pytest.mark.parametrize(
    ("name", "original"),
    [(".x 1.jpg.icloud", "x 1.jpg"), ("x.jpg.icloud", ""), (".x.jpg", ""), (".icloud", "")],
)
def test_placeholder_of_icloud_names_its_file(name: str, original: str) -> None:
    assert name_in_icloud(name) == original
