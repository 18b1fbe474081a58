"""How the learning rate changes over the steps of a phase."""

import math

WARM_UP = 0.2


def learning_rate_factor(schedule: str, step: int, steps: int) -> float:
    """Share of the peak learning rate at `step` (from 1) of `steps`.

    "one-cycle" rises linearly over the first fifth, then falls along a cosine that would reach zero one step after the
    last (Smith & Topin 2017, arXiv:1708.07120, with the cosine of arXiv:1608.03983); "constant" is 1. So every step
    learns, and in a run of two steps the second one counts.
    """
    if schedule == "constant":
        return 1.0
    warm = max(1.0, WARM_UP * steps)
    if step <= warm:
        return step / warm
    return 0.5 * (1 + math.cos(math.pi * (step - warm) / (steps + 1 - warm)))
