"""Frozen through layer3: layer4 and the head learn, from Train to the last epoch's figures."""

import statistics

from measure import HYMENOPTERA, Figure, Options, Outcome, contend, lacking, ratios

EPOCHS = 10
FROZEN = ["conv1", "bn1", "layer1", "layer2", "layer3"]


def main(options: Options) -> Outcome:
    """Wall time of whole runs, a seed a round, and what they reach."""
    title = f"Frozen through layer3, {EPOCHS} epochs, ResNet-18, 224 px"
    if why := lacking(options):
        return Outcome(title, missing=why)
    shared = {"folder": str(HYMENOPTERA), "weights": str(options.weights), "epochs": EPOCHS}
    ours, plain = [], []
    for seed in range(options.rounds):
        ours.append(contend("studio", **shared, freeze="layer3", views=2, seed=seed))
        plain.append(contend("plain", **shared, frozen=FROZEN, rate=2.5e-4, seed=seed))
    seconds = [tuple(run["seconds"] for run in runs) for runs in (ours, plain)]
    top1 = [tuple(100 * run["top1"] for run in runs) for runs in (ours, plain)]
    gain = statistics.mean(top1[0]) - statistics.mean(top1[1])
    return Outcome(
        title,
        "hymenoptera, batches of 32, two views, AdamW, empty caches, seeds 0, 1, 2 …",
        [
            Figure("ResNet Studio", seconds[0], "s"),
            Figure("the tutorial's loop, same frozen part, float32", seconds[1], "s"),
            Figure("times as fast", ratios(seconds[1], seconds[0]), at_least=5),
            Figure("best top-1, ResNet Studio", top1[0], "%"),
            Figure("best top-1, the tutorial's loop", top1[1], "%"),
            Figure("mean best top-1, ours less the loop's", (gain,), "points", at_least=-1),
        ],
    )
