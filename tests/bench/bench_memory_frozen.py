"""Resident memory of a training with layer3 frozen: features in files, against features in the process's memory."""

import sys

from measure import HYMENOPTERA, Figure, Options, Outcome, contend, lacking, ratios

CALTECH = HYMENOPTERA.parent / "caltech101_30"
EPOCHS = 5
VIEWS = 4
ANY_SIZE = 1 << 40


def main(options: Options) -> Outcome:
    """The most that is resident at any reported batch, and seconds from Train to the last epoch's figures."""
    title = f"Memory with layer3 frozen, {VIEWS} views, {EPOCHS} epochs, ResNet-18, 224 px"
    folder = CALTECH if options.full else HYMENOPTERA
    if sys.platform != "linux":
        return Outcome(title, missing="needs /proc, which says what is resident")
    if why := lacking(options) or ("" if folder.is_dir() else f"needs the pictures in {folder}"):
        return Outcome(title, missing=why)
    shared = {"folder": str(folder), "weights": str(options.weights), "epochs": EPOCHS, "freeze": "layer3"}
    files, memory = [], []
    for seed in range(options.rounds):
        files.append(contend("studio", **shared, views=VIEWS, seed=seed))
        memory.append(contend("studio", **shared, views=VIEWS, seed=seed, in_memory=ANY_SIZE))
    resident = [tuple(run["resident_mb"] for run in runs) for runs in (files, memory)]
    seconds = [tuple(run["seconds"] for run in runs) for runs in (files, memory)]
    return Outcome(
        title,
        f"{folder.name}{'' if options.full else ' (--full: 2,523 pictures of Caltech-101)'}, empty caches",
        [
            Figure("most resident memory", resident[0], "MB"),
            Figure("the same, features in memory", resident[1], "MB"),
            Figure("quotient", ratios(*resident), at_most=0.5 if options.full else None),
            Figure("from Train to the last epoch", seconds[0], "s"),
            Figure("the same, features in memory", seconds[1], "s"),
            Figure("quotient of seconds", ratios(*seconds), at_most=1.05),
        ],
    )
