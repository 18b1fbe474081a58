"""Memory that goes back to the system."""

import platform
import subprocess
import sys

import pytest

SCRIPT = """
import psutil
from resnet_studio.core.basics.heap import return_at_once, trim_heap
if {at_once}:
    return_at_once(64 * 1024)
blocks = [bytearray(100_000) for _ in range(400)]
for block in blocks:
    block[::4096] = bytes(len(block[::4096]))
full = psutil.Process().memory_info().rss
del blocks[::2], block  # between others, so that the heap cannot just end earlier
left = psutil.Process().memory_info().rss
trim_heap()
print(full - left, full - psutil.Process().memory_info().rss)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc's memory can be returned so")
@pytest.mark.parametrize("at_once", [False, True])
def test_freed_blocks_go_back_to_the_system(at_once: bool) -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT.format(at_once=at_once)], capture_output=True, text=True)
    freed, trimmed = map(int, done.stdout.split())
    assert (freed > 15_000_000) is at_once
    assert trimmed > 15_000_000
