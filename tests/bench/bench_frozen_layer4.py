"""Only the head learns: from Train to the last epoch's figures, against fastai."""

import importlib.util
import statistics

from measure import HYMENOPTERA, Figure, Options, Outcome, contend, lacking, ratios

EPOCHS = 5


def main(options: Options) -> Outcome:
    """Wall time of whole runs, a seed a round; fastai joins where it is installed."""
    title = f"Frozen through layer4, {EPOCHS} epochs, ResNet-18, 224 px"
    if why := lacking(options):
        return Outcome(title, missing=why)
    shared = {"folder": str(HYMENOPTERA), "weights": str(options.weights)}
    with_fastai = importlib.util.find_spec("fastai") is not None
    ours, frozen, tuned = [], [], []
    for seed in range(options.rounds):
        ours.append(contend("studio", **shared, epochs=EPOCHS, freeze="layer4", seed=seed))
        if with_fastai:
            frozen.append(contend("fastai", **shared, how="frozen", epochs=EPOCHS, seed=seed))
        if with_fastai and options.full:
            tuned.append(contend("fastai", **shared, how="fine_tune", epochs=EPOCHS - 1, seed=seed))
    seconds, top1 = tuple(run["seconds"] for run in ours), tuple(100 * run["top1"] for run in ours)
    figures = [
        Figure("ResNet Studio", seconds, "s"),
        Figure("until its first sign of work", tuple(run["first"] for run in ours), "s"),
        Figure("best top-1, ResNet Studio", top1, "%"),
        Figure("mean best top-1", (statistics.mean(top1),), "%", at_least=94),
    ]
    for name, runs, goal in (("fastai, 5 frozen epochs", frozen, 10.0), ("fastai, fine_tune(4)", tuned, None)):
        if runs:
            figures += [
                Figure(name, tuple(run["seconds"] for run in runs), "s"),
                Figure(f"best top-1, {name}", tuple(100 * run["top1"] for run in runs), "%"),
                Figure(f"times as fast as {name}", ratios(tuple(r["seconds"] for r in runs), seconds), at_least=goal),
            ]
    without = "" if with_fastai else "; fastai is not installed"
    return Outcome(title, f"hymenoptera, batches of 32, AdamW, empty caches, seeds 0, 1, 2 …{without}", figures)
