"""Which runs were renamed or moved by another window or program, from one list of runs to the next."""

from collections.abc import Sequence
from pathlib import Path

from resnet_studio.core.runs.summary import RunSummary


class MovedRuns:
    """Recognises runs that have another path than before by when they were made, and with what."""

    def __init__(self) -> None:
        self._seen: dict[Path, RunSummary] = {}

    def take(self, runs: Sequence[RunSummary], busy: Path | None) -> list[tuple[Path, RunSummary]]:
        """Take a list of runs, and return the old path of each that has moved, and the run as it is now.

        `busy`, the run that this window trains, is left for the list after it has ended: till then its engine knows
        the old path only.
        """
        now = {run.path: run for run in runs}
        found = []
        for path, known in list(self._seen.items()):
            if path in now or path == busy:
                continue
            if (moved := next((run for run in runs if run.is_same(known)), None)) is not None:
                found.append((path, moved))
                del self._seen[path]
        self._seen |= now
        return found
