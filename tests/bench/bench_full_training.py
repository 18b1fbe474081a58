"""Fine-tuning every layer: the studio against the tutorial's loop, and against the same steps without any pictures."""

from typing import Any

from measure import HYMENOPTERA, Figure, Options, Outcome, contend, lacking, ratios

EPOCHS, STEPS = 3, 11


def main(options: Options) -> Outcome:
    """Pictures a second over training steps; the loops without epochs run a few steps after warm-up."""
    title = "Full fine-tuning, ResNet-18, 224 px"
    if why := lacking(options):
        return Outcome(title, missing=why)
    shared = {"folder": str(HYMENOPTERA), "weights": str(options.weights)}
    ours: list[dict[str, Any]] = []
    plain, bare = [], []
    for seed in range(options.rounds):
        ours.append(contend("studio", **shared, freeze="none", epochs=EPOCHS, seed=seed))
        bare.append(contend("bare", optimizer="adamw", steps=STEPS)["pictures_per_second"])
        taken = contend("plain", **shared, epochs=2, frozen=[], rate=2.5e-4, seed=seed, steps=STEPS)
        plain.append(taken["pictures_per_second"])
    speed = tuple(run["pictures_per_second"] for run in ours)
    later = tuple(run["pictures_per_second_later"] for run in ours)
    return Outcome(
        title,
        f"hymenoptera, batches of 32, AdamW, {EPOCHS} epochs from empty caches",
        [
            Figure("ResNet Studio, all epochs", speed, "pictures/s"),
            Figure("bare limit: one batch in memory", tuple(bare), "pictures/s"),
            Figure("the tutorial's loop, float32", tuple(plain), "pictures/s"),
            Figure("against the tutorial's loop", ratios(speed, tuple(plain)), at_least=2.3),
            Figure("against the bare limit", ratios(speed, tuple(bare)), at_least=0.95),
            Figure("against the bare limit, after the first epoch", ratios(later, tuple(bare))),
            Figure(
                "waiting for data after the first epoch", tuple(100 * run["waiting"] for run in ours), "%", at_most=3
            ),
            Figure("best top-1", tuple(100 * run["top1"] for run in ours), "%"),
        ],
    )
