"""A process that is killed again and again while it keeps edits: what was kept before is there, but for the last."""

import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from resnet_studio.core.dataset.dataset import apply
from resnet_studio.core.dataset.picture_edits import LeaveOut
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.runs.edited_dataset import read_edited, write_edited
from tests.long.processes import ROOT, SEED, environment

pytestmark = [pytest.mark.long, pytest.mark.timeout(1800)]

KILLS = 200
LONGEST = 0.1  # seconds of writing before a kill: some dozen edits


def keep_edits(folder: str) -> None:
    """Make edits for ever, and print how many are kept. Runs in the process that is killed."""
    dataset = scan(Path(folder))
    left = read_edited(dataset)
    edits = left.dataset.edits if left is not None and left.dataset is not None else dataset.edits
    while True:
        edits = (*edits, LeaveOut((f"red/red {len(edits) % 5}.png",)))
        write_edited(apply(dataset.catalogue, edits))
        print(len(edits), flush=True)


def test_no_kept_edit_is_lost_over_kills(
    tmp_path: Path, colours: Path, studio_home: Path, record_property: Callable[[str, object], None]
) -> None:
    draw, dataset = random.Random(SEED), scan(colours)
    command = [
        sys.executable,
        "-c",
        f"from tests.long.test_edits_killed import keep_edits; keep_edits({str(colours)!r})",
    ]
    for _ in range(KILLS):
        process = subprocess.Popen(command, cwd=ROOT, env=environment(studio_home), stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        first = process.stdout.readline()
        time.sleep(draw.random() * LONGEST)  # it is killed anywhere, which no event could say
        process.kill()
        printed = [int(line) for line in (first, *process.stdout) if line.endswith("\n")]
        process.stdout.close()
        process.wait()
        left = read_edited(dataset)
        assert left is not None
        assert left.finding is None
        assert left.dataset is not None
        kept = len(left.dataset.edits)
        assert printed[-1] <= kept <= printed[-1] + 1
        if kept > 200:
            write_edited(dataset)
    record_property("counts", f"seed {SEED}: {KILLS} kills")
