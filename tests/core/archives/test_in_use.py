"""The folder of an archive that another process reads stays when the cache is cleared."""

import subprocess
import sys
from pathlib import Path

import pytest

from resnet_studio.core.archives import in_use
from resnet_studio.core.archives.cache import unpacked
from resnet_studio.core.archives.in_use import hold, used_elsewhere
from resnet_studio.core.archives.known import cache_folder, records_folder
from tests.core.archives.made import made

HOLDER = """
import sys
from pathlib import Path
from resnet_studio.core.archives.in_use import hold
hold(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


def test_folder_is_used_until_the_process_that_reads_it_has_ended(
    tmp_path: Path, studio_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(in_use, "_own", [True])  # another test may have been an engine in this process
    root = unpacked(made(tmp_path / "pictures.zip"))
    folder = next(one for one in cache_folder().iterdir() if one.is_dir())
    hold(root)
    assert not used_elsewhere(folder), "a window knows what itself has open"
    assert not used_elsewhere(tmp_path)
    other = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(root)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert other.stdout is not None
    assert other.stdout.readline() == "held\n"
    assert used_elsewhere(folder)
    other.kill()
    other.communicate()
    assert not used_elsewhere(folder)
    assert len(list(records_folder().glob("*.used"))) == 1, "that of the process that was killed is deleted"
