"""The Results room: whether the window keeps moving while a person works in it."""

from measure import Figure, Options, Outcome, window

ACTIONS = ("open", "parts", "tabs", "epochs", "matrix", "scroll", "map", "pan", "lasso", "closer")


def main(options: Options) -> Outcome:
    """A run on 10,000 pictures in 200 classes, all of them answered and on the map; no engine works beside it."""
    runs = [window("results", pictures=10_000, classes=200) for _ in range(options.rounds)]
    return Outcome(
        "The Results room with 10,000 pictures in 200 classes",
        "how long the window was blocked at most",
        [Figure(name, tuple(run[name] for run in runs), "ms", at_most=33) for name in ACTIONS],
    )
