"""Which of the pictures that show are selected: one, a range, or several that were added one by one."""

from __future__ import annotations

from collections.abc import Iterable


class Selection:
    """Places in a list, of which one is current and several may be selected; without any, the current one counts.

    Attributes:
        current: the place that keys act on, or -1.
        places: those that are selected.
    """

    def __init__(self) -> None:
        self.current = -1
        self.places: set[int] = set()
        self._anchor = -1  # where a range begins
        self._before: set[int] = set()  # what was selected when it began

    def start(self, current: int, places: Iterable[int] = ()) -> None:
        """Begin again in another list."""
        self.current = self._anchor = current
        self.places, self._before = set(places), set()

    def move(self, place: int, *, extend: bool = False) -> None:
        """Make a place current and select nothing, or select all between it and where the range began."""
        self.current = place
        if extend:
            low, high = sorted((max(0, self._anchor), place))
            self.places = self._before | set(range(low, high + 1))
        else:
            self._anchor = place
            self.places, self._before = set(), set()

    def toggle(self, place: int) -> None:
        """Add a place to what is selected, or take it out; a range begins there."""
        self.current = self._anchor = place
        self.places ^= {place}
        self._before = set(self.places)

    def all(self, count: int) -> None:
        """Select everything."""
        self.places = self._before = set(range(count))

    def clear(self) -> None:
        """Select nothing; the current place stays."""
        self.places, self._before = set(), set()
        self._anchor = self.current

    def targets(self) -> list[int]:
        """The places that something is done with, in order."""
        return sorted(self.places) if self.places else [self.current] if self.current >= 0 else []
