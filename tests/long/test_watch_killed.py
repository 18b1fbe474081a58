"""`predict --watch` that is killed again and again while 1,000 files arrive in bursts: each is answered once."""

import csv
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
import torch
from PIL import Image

from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.run import ModelInfo, create_run
from resnet_studio.engine.network.resnet import build
from tests.long.processes import SEED, environment

pytestmark = [pytest.mark.long, pytest.mark.timeout(1800)]

FILES, KILLS, BURST = 1000, 5, 50
PATIENCE = 300.0  # seconds in which a start must answer what is there


def a_run(folder: Path, colours: Path) -> Path:
    """A run whose weights have learned nothing."""
    run = create_run(folder, TrainConfig.build(depth=20, device="cpu"), scan(colours))
    torch.save(build(20, 3).state_dict(), run / "best.pt")
    mean, std = (0.5, 0.5, 0.5), (0.2, 0.2, 0.2)
    ModelInfo(20, True, ("blue", "green", "red"), 32, mean, std).write(run)
    return run


def rows(table: Path) -> list[dict[str, str]]:
    if not table.exists():
        return []
    with table.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def started(run: Path, folder: Path, table: Path, home: Path) -> subprocess.Popen[bytes]:
    words = ["predict", run, "--watch", folder, "--output", table, "--device", "cpu"]
    command = [sys.executable, "-m", "resnet_studio", *map(str, words)]
    return subprocess.Popen(command, env=environment(home), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def test_each_of_1000_arriving_files_is_answered_once_over_kills(tmp_path: Path, colours: Path) -> None:
    # Long: what arrives, what is killed, and what must be there in the end.
    draw = random.Random(SEED)
    run, table = a_run(tmp_path / "runs", colours), tmp_path / "answers.csv"
    folder, home = tmp_path / "in", tmp_path / "home"
    folder.mkdir()
    whole = tmp_path / "whole.png"
    Image.effect_noise((48, 48), 60).convert("RGB").save(whole)
    data = whole.read_bytes()
    half, kept, gone = list[Path](), list[Path](), set[str]()
    process, kills = started(run, folder, table, home), 0
    for number in range(FILES):
        path = folder / f"{number}.png"
        written = draw.random() < 0.8
        path.write_bytes(data if written else data[: draw.randrange(1, len(data))])
        (kept if written else half).append(path)
        if number % BURST == BURST - 1:
            time.sleep(draw.random() * 2)  # bursts: what arrives, not what is waited for
            for path in half[: len(half) // 2]:
                path.write_bytes(data)
                kept.append(path)
            del half[: len(half) // 2]
            for path in draw.sample(kept, 2):
                path.unlink()
                kept.remove(path)
                gone.add(str(path))
        if kills < KILLS and len(rows(table)) > (kills + 1) * FILES // (4 * KILLS):
            process.send_signal(signal.SIGKILL)
            process.wait()
            kills += 1
            process = started(run, folder, table, home)
    for path in half:
        path.write_bytes(data)
    wanted = {str(path) for path in (*kept, *half)}
    deadline = time.monotonic() + PATIENCE
    while not wanted <= {row["path"] for row in rows(table)} and time.monotonic() < deadline:
        if kills < KILLS:
            process.send_signal(signal.SIGKILL)
            process.wait()
            kills += 1
            process = started(run, folder, table, home)
        time.sleep(1)
    process.terminate()
    process.wait()
    answers = Counter(row["path"] for row in rows(table))
    print(f"{len(answers)} pictures answered, {kills} kills, seed {SEED}", flush=True)
    assert wanted <= set(answers)
    assert set(answers) <= wanted | gone
    assert set(answers.values()) == {1}
    assert not [row for row in rows(table) if row["error"]]
    assert (run / "watched").is_dir()
