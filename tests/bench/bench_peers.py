"""The table of docs/study.md: what the program proposes, and other programs, judged on pictures that choose nothing.

It takes hours. Each cell is a line in bench-peers.jsonl as soon as it is there, and is not measured again; the cheap
ones come first. fastai and timm are those of the Python that RESNET_STUDIO_PEERS names, this one otherwise.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from bench_study import SETS, drawn, lacking_for_study, listed
from measure import HERE, HYMENOPTERA, ROOT, Figure, Options, Outcome

from resnet_studio.core.dataset.sample import sample_dataset

PYTHON = os.environ.get("RESNET_STUDIO_PEERS", sys.executable)
CELLS = ROOT / "bench-peers.jsonl"
TEST_PICTURES = 300
"""About so many test pictures are judged, as many of each class."""
WAYS: dict[str, tuple[str, dict[str, Any], float]] = {
    "ours, before": ("studio", {"before": True}, 1),
    "ours": ("studio", {"before": False}, 1),
    "fastai, 3 frozen epochs": ("fastai", {"how": "frozen", "epochs": 3}, 6),
    "fastai, fine_tune(4)": ("fastai", {"how": "fine_tune", "epochs": 4}, 18),
    "the tutorial, 25 epochs of the head": ("tutorial", {"epochs": 25}, 50),
    "timm, 10 epochs": ("timm", {"epochs": 10}, 40),
}
"""Name -> contender in peers.py, its arguments, and about how much work it is for a picture."""
PARTS = (
    ("hymenoptera", 0, False),
    ("hymenoptera", 20, False),
    ("hymenoptera", 0, True),
    ("cifar10_small", 20, False),
    ("cifar10_small", 0, True),
    ("cifar10_small", 0, False),
    ("digits", 20, False),
    ("digits", 0, False),
    ("caltech101_30", 5, False),
    ("caltech101_30", 0, False),
)
"""Set, pictures a class (0 for all), and whether every other class is cut to a tenth."""


@dataclass(frozen=True)
class _Cell:
    """One way on one part with one seed."""

    part: tuple[str, int, bool]
    way: str
    seed: int

    @property
    def name(self) -> str:
        known, per_class, rare = self.part
        return f"{known}, {per_class or 'all'} a class{', ten to one' if rare else ''}"

    @property
    def key(self) -> str:
        return json.dumps([self.name, self.way, self.seed])


def main(options: Options) -> Outcome:
    """Top-1 on the test part and processor seconds of each way on each part, a seed a round."""
    title = "Peers: ResNet-18 from the same weights, 224 px, one thread"
    if why := lacking_for_study(options):
        return Outcome(title, missing=why)
    ways = [way for way, (kind, _, _) in WAYS.items() if _installed(kind)]
    pictures = {part: pictures_of(part, TEST_PICTURES) for part in PARTS}
    cells = [_Cell(part, way, seed) for part in PARTS for way in ways for seed in range(options.rounds)]
    sizes = {part: len(drawn(labels, part[1], part[2], 0)[0]) for part, (_, labels, _) in pictures.items()}
    cells.sort(key=lambda cell: (1 + cell.seed) * sizes[cell.part] * WAYS[cell.way][2])
    done = _done()
    for cell in cells:
        if cell.key not in done:
            done[cell.key] = _measured(cell, pictures[cell.part], options)
    figures = []
    for cell in cells:
        if cell.seed == 0:
            same = [done[_Cell(cell.part, cell.way, seed).key] for seed in range(options.rounds)]
            figures.append(Figure(f"{cell.name}, {cell.way}", tuple(100 * one["top1"] for one in same), "%"))
            figures.append(Figure("its processor time", tuple(one["processor"] for one in same), "s"))
    means = [statistics.mean(100 * done[cell.key]["top1"] for cell in cells if cell.way == way) for way in ways]
    figures += [Figure(f"mean of all, {way}", (mean,), "%") for way, mean in zip(ways, means, strict=True)]
    left = sorted({kind for kind, _, _ in WAYS.values() if not _installed(kind)})
    without = f"; not installed: {', '.join(left)}" if left else ""
    return Outcome(title, f"a fifth of each part chooses the epoch; top-1 is of the test parts{without}", figures)


def _installed(kind: str) -> bool:
    if kind in {"studio", "tutorial"}:
        return True
    return subprocess.run([PYTHON, "-c", f"import {kind}"], capture_output=True).returncode == 0


def _done() -> dict[str, dict[str, Any]]:
    """What an earlier call measured; a last line that was cut off counts as not measured."""
    found: dict[str, dict[str, Any]] = {}
    for line in CELLS.read_text(encoding="utf-8").splitlines() if CELLS.exists() else []:
        if line.endswith("}"):
            cell = json.loads(line)
            found[json.dumps([cell["part"], cell["way"], cell["seed"]])] = cell
    return found


def _measured(cell: _Cell, pictures: Any, options: Options) -> dict[str, Any]:
    kind, arguments, _ = WAYS[cell.way]
    with tempfile.TemporaryDirectory(prefix="resnet studio ") as home:
        folder = Path(home) / "pictures"
        write_part(folder, cell.part, cell.seed, *pictures)
        arguments = arguments | {"folder": str(folder), "weights": str(options.weights), "seed": cell.seed}
        if kind == "studio":
            arguments["runs"] = str(Path(home) / "runs")
        python = sys.executable if kind == "studio" else PYTHON
        command = [python, "-W", "ignore", HERE / "peers.py", kind, json.dumps(arguments)]
        surroundings = os.environ | {"RESNET_STUDIO_HOME": home, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
        ended = subprocess.run(command, env=surroundings, capture_output=True, text=True)
    if ended.returncode:
        raise RuntimeError(f"{cell.way} ended with {ended.returncode}:\n{ended.stdout}{ended.stderr}")
    about = {"part": cell.name, "way": cell.way, "seed": cell.seed, "load": os.getloadavg()[0]}
    line: dict[str, Any] = about | json.loads(ended.stdout.splitlines()[-1])
    with CELLS.open("a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")
    return line


def pictures_of(part: tuple[str, int, bool], judged: int) -> tuple[list[Path], Any, list[tuple[Path, int]]]:
    """Files to learn from and their classes, and about so many files with classes to judge by."""
    name = part[0]
    if name == "digits":
        known = [(sample_dataset() / file, label) for file, label in listed(sample_dataset())]
        order = np.random.default_rng(0).permutation(len(known))
        learned, held = ([known[place] for place in some] for some in (order[:1347], order[1347:]))
    else:
        roots = [HYMENOPTERA.parent / name / half for half in SETS[name]]
        learned, held = ([(root / file, label) for file, label in listed(root)] for root in roots)
    return [file for file, _ in learned], np.array([label for _, label in learned]), list(_first(held, judged))


def _first(held: list[tuple[Path, int]], judged: int) -> Iterator[tuple[Path, int]]:
    each = max(10, judged // len({label for _, label in held}))
    seen: dict[int, int] = {}
    for file, label in held:
        seen[label] = seen.get(label, 0) + 1
        if seen[label] <= each:
            yield file, label


def write_part(
    folder: Path, part: tuple[str, int, bool], seed: int, files: list[Path], labels: Any, held: list[tuple[Path, int]]
) -> None:
    """Write a part of a set as folders of train, val and test; the seed draws what is learned from."""
    train, validation = drawn(labels, part[1], part[2], seed)
    chosen = {
        "train": [(files[place], labels[place]) for place in train],
        "val": [(files[place], labels[place]) for place in validation],
        "test": held,
    }
    for name, pictures in chosen.items():
        for number, (file, label) in enumerate(pictures):
            target = folder / name / f"class {label:03}" / f"{number:05}{file.suffix}"
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, target)


if __name__ == "__main__":
    print(main(Options(rounds=int(sys.argv[1]), full=True, weights=Path(sys.argv[2]))))
