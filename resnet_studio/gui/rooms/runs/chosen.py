"""Which runs are chosen: A, the first, and those that it is compared with. No Qt."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Chosen:
    """A and the others, each by its path.

    The first may be among the others, too: it was added while it was A, and stays when another one becomes A.

    Attributes:
        first: A, or None where there are no runs.
    """

    def __init__(self) -> None:
        self.first: Path | None = None
        self._others: list[Path] = []

    @property
    def others(self) -> list[Path]:
        """Those that A is compared with, in the order in which they were added: B, C …"""
        return [path for path in self._others if path != self.first]

    @property
    def all(self) -> list[Path]:
        """A, and the others."""
        return [self.first, *self.others] if self.first else self.others

    @property
    def waits(self) -> bool:
        """Whether A is kept to be compared with the next one that is chosen."""
        return self.first in self._others and not self.others

    def letter(self, path: Path) -> str:
        """The letter of a run; empty where it is not chosen, or there are too many."""
        chosen = self.all
        return LETTERS[chosen.index(path)] if path in chosen[: len(LETTERS)] else ""

    def clear(self) -> None:
        """Leave only A."""
        self._others.clear()

    def keep(self, path: Path) -> None:
        """Add a run to the others, or take it away; A is added too, for when another one becomes A."""
        if path in self._others:
            self._others.remove(path)
        else:
            self.pin(path)

    def pin(self, path: Path) -> None:
        """Add a run to the others if it is not among them."""
        if path not in self._others:
            self._others.append(path)

    def toggle(self, path: Path) -> Path | None:
        """Add a run, or take it away; returns the new A."""
        if path != self.first:
            self.keep(path)
        elif others := self.others:
            self._others = others[1:]
            self.first = others[0]
        return self.first

    def add(self, paths: Sequence[Path]) -> None:
        """Add runs to the others."""
        self._others += [path for path in paths if path not in self._others and path != self.first]

    def swap(self) -> Path | None:
        """Let A and B change places; returns the new A."""
        if self.first and (others := self.others):
            self._others = [self.first, *others[1:]]
            self.first = others[0]
        return self.first

    def limit(self, there: Collection[Path]) -> None:
        """Forget the others that are not there any more."""
        self._others = [path for path in self._others if path in there]

    def rename(self, old: Path, new: Path) -> None:
        """Follow a run to its new path."""
        self.first = new if self.first == old else self.first
        self._others = [new if path == old else path for path in self._others]
