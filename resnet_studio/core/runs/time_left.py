"""The time left as it is shown: a person plans with it, so it is as coarse as it is uncertain, and it does not jump."""

import math

_STEPS = ((60, 5), (120, 10), (600, 30), (3600, 60), (4 * 3600, 300), (math.inf, 900))
"""Below so many seconds, to how many seconds the time is rounded."""
_STAYS = 0.8
"""Of a step: so far an estimate may be from the time on show before another is shown."""


class TimeLeft:
    """Follows an estimate that jumps. The same object answers all who show it, so that they show the same."""

    def __init__(self) -> None:
        self._shown = math.nan

    def follow(self, estimate: float) -> float:
        """The time to show for an estimate in seconds; NaN for NaN."""
        if math.isnan(estimate):
            self._shown = math.nan
        elif math.isnan(self._shown) or abs(estimate - self._shown) > _STAYS * _step(max(estimate, self._shown)):
            step = _step(estimate)
            self._shown = max(step, step * round(estimate / step))
        return self._shown


def _step(seconds: float) -> float:
    return next(step for below, step in _STEPS if seconds < below or below == math.inf)
