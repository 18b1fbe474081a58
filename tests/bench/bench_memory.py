"""Private memory of a training process with many pictures, against one with few."""

import sys
import tempfile
import time
from pathlib import Path

from generated import generate
from measure import Figure, Options, Outcome, contend, ratios

from resnet_studio.core.dataset.scan import scan

FEW = 4000
BUDGETS = {"RESNET_STUDIO_MEMORY_CACHE": "256", "RESNET_STUDIO_DISK_CACHE": "256"}


def main(options: Options) -> Outcome:
    """One epoch of a ResNet-20; RssAnon is read at each reported batch."""
    title = f"Private memory with {options.pictures:,} pictures"
    if sys.platform != "linux":
        return Outcome(title, missing="needs /proc, which tells private memory apart")
    if options.pictures <= FEW:
        return Outcome(title, missing=f"needs --pictures above {FEW:,}, such as --pictures 60000")
    rounds = options.rounds if options.full else 1
    with tempfile.TemporaryDirectory(prefix="resnet studio ") as folder:
        few, many = (generate(Path(folder), pictures) for pictures in (FEW, options.pictures))
        began = time.perf_counter()
        scan(many)
        scanning = time.perf_counter() - began
        held: dict[Path, list[float]] = {few: [], many: []}
        for _ in range(rounds):
            for root, values in held.items():
                run = contend("studio", environment=BUDGETS, folder=str(root), depth=20, epochs=1)
                values.append(run["private_mb"])
    small, large = tuple(held[few]), tuple(held[many])
    return Outcome(
        title,
        "generated JPEGs, ResNet-20, 32 px, batches of 32, AdamW, caches of 256 MB",
        [
            Figure(f"median RssAnon with {FEW:,}", small, "MB"),
            Figure(f"median RssAnon with {options.pictures:,}", large, "MB"),
            Figure("quotient", ratios(large, small), at_most=1.1),
            Figure("scanning the names", (scanning,), "s"),
        ],
    )
