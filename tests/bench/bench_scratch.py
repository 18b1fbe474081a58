"""Small networks from scratch by AdamW and by Muon, on pictures that choose nothing: a table of docs/study.md."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench_peers import pictures_of, write_part
from measure import HERE, HYMENOPTERA, ROOT, Figure, Options, Outcome

WAYS: dict[str, dict[str, Any]] = {
    "AdamW, 12 epochs": {"optimizer": "adamw"},
    "Muon, 12 epochs": {},
    "Muon, 6 epochs": {"epochs": 6},
}
PARTS = tuple((name, per_class, False) for per_class in (20, 100, 0) for name in ("digits", "cifar10_small"))
"""Set, pictures a class (0 for all), and whether every other class is cut to a tenth."""


def main(options: Options) -> Outcome:
    """Top-1 on the test part and processor seconds until the model is trained, a seed a round."""
    title = "From scratch: ResNet-20, 32 px, one thread"
    if not options.full:
        return Outcome(title, missing="needs --full")
    if not HYMENOPTERA.with_name("cifar10_small").is_dir():
        return Outcome(title, missing=f"needs cifar10_small in {HYMENOPTERA.parent}")
    figures = []
    for part in PARTS:
        name = f"{part[0]}, {part[1] or 'all'} a class"
        for way, chosen in WAYS.items():
            runs = [whole_run(part, seed, {"depth": 20} | chosen) for seed in range(options.rounds)]
            figures.append(Figure(f"{name}, {way}", tuple(100 * run["top1"] for run in runs), "%"))
            figures.append(Figure("its processor time", tuple(run["processor"] for run in runs), "s"))
    return Outcome(title, "a fifth of each part chooses the epoch; top-1 is of the test parts", figures)


def whole_run(
    part: tuple[str, int, bool], seed: int, chosen: dict[str, Any], script: tuple[str, ...] = ("peers.py", "run")
) -> dict[str, Any]:
    """What a training of the program on a part prints: processor seconds, top1 of the test part and more."""
    with tempfile.TemporaryDirectory(prefix="resnet studio ") as home:
        folder = Path(home) / "pictures"
        write_part(folder, part, seed, *pictures_of(part, 1000))
        shown = "documents" if part[0] == "digits" else "photographs"
        arguments = {"folder": str(folder), "runs": str(Path(home) / "runs"), "seed": seed}
        command = [sys.executable, HERE / script[0], *script[1:], json.dumps(arguments | {"shows": shown} | chosen)]
        surroundings = os.environ | {"RESNET_STUDIO_HOME": home, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
        ended = subprocess.run(command, env=surroundings, capture_output=True, text=True, check=True)
    run: dict[str, Any] = json.loads(ended.stdout.splitlines()[-1])
    return run
