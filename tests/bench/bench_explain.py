"""Where the network looked, for as many pictures as a screen shows."""

import tempfile
from pathlib import Path

from generated import generate
from measure import HYMENOPTERA, Figure, Options, Outcome, window


def main(options: Options) -> Outcome:
    """A ResNet-18 of this machine's CPU; the job alone, and the window's Use room while the maps arrive."""
    with tempfile.TemporaryDirectory(prefix="resnet studio ") as folder:
        photographs = HYMENOPTERA.is_dir()
        learned = generate(Path(folder), 60)  # how long a map takes does not depend on what was learned
        root = HYMENOPTERA if photographs else learned
        runs = [
            window("looked", folder=str(root), learned=str(learned), runs=str(Path(folder) / f"runs {number}"))
            for number in range(options.rounds)
        ]

    def of(name: str) -> tuple[float, ...]:
        return tuple(run[name] for run in runs)

    pictures = "photographs" if photographs else "pictures of 40 px"
    return Outcome(
        "Grad-CAM for 24 pictures",
        f"{pictures}, ResNet-18 on the CPU, 224 px, layer4, with decoding and reading the weights",
        [
            Figure("the job", of("job"), "s", at_most=2.0),
            Figure("first map in the window", of("first"), "s"),
            Figure("all maps in the window", of("all"), "s", at_most=2.5),
            Figure("window blocked at the longest", of("worst_ms"), "ms", at_most=33),
        ],
    )
