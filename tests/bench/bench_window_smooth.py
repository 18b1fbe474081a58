"""The window beside an engine that keeps every core busy: how late its heartbeat is, and what it weighs."""

from measure import HYMENOPTERA, Figure, Options, Outcome, lacking, window

SECONDS = 30
# Short steps, so that every tick has something new to draw.
SETTINGS = {"freeze": "none", "epochs": 400, "image_size": 64, "batch_size": 8}


def main(options: Options) -> Outcome:
    """100,000 points in the history, curves in view, a timer of 10 ms."""
    title = "The window's event loop while training on all cores"
    if why := lacking(options):
        return Outcome(title, missing=why)
    settings = SETTINGS | {"folder": str(HYMENOPTERA), "weights": str(options.weights), "seconds": SECONDS}
    runs = [window("smooth", **settings) for _ in range(options.rounds)]

    def of(name: str) -> tuple[float, ...]:
        return tuple(run[name] for run in runs)

    return Outcome(
        title,
        f"100,000 points; hymenoptera, ResNet-18, 64 px, batches of 8, AdamW; {SECONDS} s",
        [
            Figure("heartbeat late, 99th percentile", of("p99_ms"), "ms", at_most=16),
            Figure("heartbeat late, worst", of("worst_ms"), "ms", at_most=60),
            Figure("redraws of the loss curve", of("redraws"), "a second", at_least=5),
            Figure("cores busy", of("busy"), "%"),
            Figure("resident memory of the window", of("memory_mb"), "MB", at_most=180),
        ],
    )
