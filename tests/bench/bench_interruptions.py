"""What it costs to be ready for a crash, and how long one lasts."""

from measure import HYMENOPTERA, Figure, Options, Outcome, contend, lacking, window


def main(options: Options) -> Outcome:
    """Whole runs with the checkpoints of every day; then an engine that is killed in the window."""
    title = "Checkpoints and crashes, full fine-tuning, ResNet-18, 224 px"
    if why := lacking(options):
        return Outcome(title, missing=why)
    settings = {"folder": str(HYMENOPTERA), "weights": str(options.weights), "freeze": "none"}
    rounds = range(options.rounds)
    runs = [contend("studio", **settings, epochs=8, seed=seed) for seed in rounds]
    crashes = [window("killed", **settings, epochs=8) for _ in rounds]
    return Outcome(
        title,
        "hymenoptera, batches of 32, AdamW, 8 epochs, best and last checkpoints with fsync and proof",
        [
            Figure("a whole run", tuple(run["seconds"] for run in runs), "s"),
            Figure("of it writing checkpoints", tuple(100 * run["saving"] for run in runs), "%"),
            Figure(
                "engine killed: until the window shows it", tuple(crash["shown"] for crash in crashes), "s", at_most=2
            ),
            Figure("engine killed: until it learns again", tuple(crash["learns"] for crash in crashes), "s"),
        ],
    )
