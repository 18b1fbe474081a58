"""How long a step of the wheel over the list of runs takes."""

from measure import Figure, Options, Outcome, window

RUNS = 200


def main(options: Options) -> Outcome:
    """A room of 1272 x 804 with 200 runs, until the step is painted."""
    runs = [window("listed", count=RUNS) for _ in range(options.rounds)]
    return Outcome(
        "Scrolling through runs",
        f"{RUNS} runs, steps of 60 px, until everything is painted",
        [
            Figure("one step, median", tuple(run["median_ms"] for run in runs), "ms", at_most=33),
            Figure("one step, 95 of 100 are faster", tuple(run["p95_ms"] for run in runs), "ms"),
        ],
    )
