"""When it is time to report, and how fast training is."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

BATCH_EVENTS_A_SECOND = 20
PROGRESS_A_SECOND = 10
SECONDS_BETWEEN_PROGRESS = 2.0


class Pace:
    """The clock of one training: of its epochs and of what was reported last.

    Attributes:
        preparing: seconds of this epoch that went into what later epochs use again.
    """

    def __init__(self) -> None:
        self._epoch_began = self._prepared_from = time.perf_counter()
        self._reported = self._validated = self._measured = self._epoch_began
        self._items, self.preparing = 0, 0.0

    @contextmanager
    def standing_still(self) -> Iterator[None]:
        """Leave out the time that the block takes, as while the engine does another job."""
        began = time.perf_counter()
        yield
        away = time.perf_counter() - began
        self._epoch_began += away
        self._prepared_from += away
        self._reported += away
        self._validated += away
        self._measured += away

    def start_epoch(self, seconds: float = 0.0, preparing: float = 0.0) -> None:
        """An epoch begins with its preparation, or goes on after a pause: so many seconds went into it before."""
        self._prepared_from = time.perf_counter()
        self._epoch_began, self.preparing = self._prepared_from - seconds, preparing

    def end_preparation(self) -> None:
        """The preparation of this epoch ends."""
        self.preparing += time.perf_counter() - self._prepared_from

    def start_steps(self) -> None:
        """Measure the speed from here: it counts neither validation nor preparation, which came before."""
        self._measured, self._items = time.perf_counter(), 0

    def start_validation(self) -> None:
        """Report on the validation only once it has taken a while."""
        self._validated = time.perf_counter()

    @property
    def epoch_seconds(self) -> float:
        """Seconds since the epoch began, without those of its pauses."""
        return time.perf_counter() - self._epoch_began

    def count(self, items: int) -> None:
        """Count items that were trained on."""
        self._items += items

    def batch_is_due(self) -> bool:
        """Whether to report the step that was just made."""
        return time.perf_counter() - self._reported >= 1 / BATCH_EVENTS_A_SECOND

    def speed(self) -> float:
        """Items a second since the step that was reported last; the step made now is reported with it."""
        now = time.perf_counter()
        speed = self._items / max(now - self._measured, 1e-9)
        self._reported = self._measured = now
        self._items = 0
        return speed

    def preparation_is_due(self, done: int) -> bool:
        """Whether to report the progress of a preparation now: its start, and then a few times a second."""
        if done and time.perf_counter() - self._reported < 1 / PROGRESS_A_SECOND:
            return False
        self._reported = time.perf_counter()
        return True

    def validation_is_due(self) -> bool:
        """Whether to report the progress of a validation now."""
        if time.perf_counter() - self._validated < SECONDS_BETWEEN_PROGRESS:
            return False
        self._validated = time.perf_counter()
        return True
