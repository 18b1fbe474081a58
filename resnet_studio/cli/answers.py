"""Where the answers of `predict` go: the screen, a file, folders; and how many there are of each class."""

import itertools
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table

from resnet_studio.core.basics import formatting, safe_text
from resnet_studio.core.basics.language import current
from resnet_studio.core.basics.message import Message, joined, message, show, tr, trn
from resnet_studio.core.protocol.event_json import json_line
from resnet_studio.core.protocol.jobs.count import Count, Counted
from resnet_studio.core.protocol.jobs.predict import PredictionFailed
from resnet_studio.core.runs.calibration import effect_of
from resnet_studio.core.runs.growing_table import GrowingTable
from resnet_studio.core.runs.predictions import Result, record, saving
from resnet_studio.core.runs.sorted_folders import SortedFolders, SortError

MOST_ROWS = 1000
"""Rows of the table in a terminal."""
_MOST_PROBLEMS = 5
_LEAST_COUNTED = 2  # pictures, from which on counts say more than the answers


@dataclass(frozen=True, slots=True)
class Where:
    """Where answers go.

    Attributes:
        json: lines of JSON, on standard output.
        output: a file, or None.
        sort_into, move: a folder for folders of pictures, or None; and whether they are moved there.
    """

    json: bool = False
    output: Path | None = None
    sort_into: Path | None = None
    move: bool = False


class Answers:
    """Takes answers, in constant memory. Use it as `with Answers(...) as answers`.

    Attributes:
        failed: whether a picture could not be read, or sorted.
        stopped: whether the job was ended before all answers were there; it is set before the file is closed.
    """

    def __init__(self, classes: Sequence[str], where: Where, *, grows: bool = False) -> None:
        """`grows`: a file is added to, as for a watched folder."""
        self.failed = self.stopped = False
        self._saved: Path | None = None
        self._classes, self._where, self._grows = tuple(classes), where, grows
        self._places = {name: place for place, name in enumerate(classes)}
        self._counts, self._not_sure, self._unreadable, self._unsorted = [0] * len(classes), 0, 0, 0
        self._threshold: float | None = None
        self._temperature: float | None = None
        self._lines = where.json or not sys.stdout.isatty()
        whole = (Column(name, overflow="fold") for name in (tr("picture"), tr("class")))  # a cut path finds no file
        self._table = Table(*whole, Column(tr("probability"), no_wrap=True))
        self._write: Callable[[Result], None] = lambda _: None
        self._folders = None if where.sort_into is None else SortedFolders(where.sort_into, classes, move=where.move)
        self._open = ExitStack()

    def __enter__(self) -> "Answers":
        if self._where.output is not None:
            if self._grows:
                self._growing = self._open.enter_context(GrowingTable(self._where.output, self._classes))
                self._write = self._growing.add
            else:
                self._write = self._open.enter_context(saving(self._where.output, self._classes, target=self._target))
        return self

    def __exit__(self, *error: object) -> bool | None:
        return self._open.__exit__(*error)  # type: ignore[arg-type]  # the same three

    def _target(self) -> Path | None:
        """The file of answers; where there are not all, and it was there before, a free name beside it; None where
        there are none."""
        file = self._where.output
        assert file is not None
        if self.stopped and not self.total:
            return None
        if self.stopped and os.path.lexists(file):
            names = (file.with_name(f"{file.stem} {number}{file.suffix}") for number in itertools.count(2))
            file = next(name for name in names if not os.path.lexists(name))
        self._saved = file
        return file

    @property
    def quiet(self) -> bool:
        """Whether answers are not shown in the terminal, because a person said where they go."""
        return not self._lines and (self._where.output is not None or self._folders is not None)

    def catch_up(self, results: Callable[[], Iterable[Result]], unchanged: Callable[[], Iterable[Result]]) -> None:
        """Bring file and folders to where they are after these earlier answers, some of which they may lack.

        Only pictures that are `unchanged` since their answer are sorted by it.
        """
        if self._where.output is not None:
            self._growing.catch_up(results())
        for result in results():
            self._count(result)
        if self._folders is not None:
            for result in unchanged():
                self._sort(result)

    def take(self, result: Result) -> None:
        """One answer.

        Raises:
            OSError: the file cannot be written.
        """
        self._write(result)
        self._count(result)
        self._sort(result)
        if self._lines:
            print(json_line(record(result)), flush=True)
        elif self._grows:
            print(_in_a_line(result), flush=True)
        elif not self.quiet:
            self._add_row(result)

    def _count(self, result: Result) -> None:
        if isinstance(result, PredictionFailed):
            self._unreadable += 1
            self.failed = True
            return
        self._threshold, self._temperature = result.threshold, result.temperature
        if result.sure:
            self._counts[self._places[result.ranked()[0][0]]] += 1
        else:
            self._not_sure += 1

    def _sort(self, result: Result) -> None:
        if self._folders is None:
            return
        try:
            self._folders.place(result)
        except SortError as error:
            self.failed = True
            self._unsorted += 1
            if self._unsorted <= _MOST_PROBLEMS:
                print(safe_text.printable(show(error.message)), file=sys.stderr)

    def _add_row(self, result: Result) -> None:
        if self._table.row_count >= MOST_ROWS:
            return
        path = escape(safe_text.printable(result.path))
        if isinstance(result, PredictionFailed):
            self._table.add_row(path, escape(show(result.error)), "")
            return
        name, probability = result.ranked()[0]
        shown = escape(safe_text.printable(name))
        self._table.add_row(path, shown if result.sure else tr("not sure ({name})", name=shown),
                            formatting.percent(probability))  # fmt: skip

    # At the end ------------------------------------------------------------------------------------------------

    @property
    def total(self) -> int:
        """How many answers there were."""
        return sum(self._counts) + self._not_sure + self._unreadable

    def print_all(self, run: Path) -> None:
        """The table, and how many pictures there are of each class; beside lines of JSON, on standard error."""
        if self._table.row_count:
            Console().print(self._table)
            if self.total > MOST_ROWS:
                print(tr("These are the first {count} rows. --output FILE.csv writes all.", count=MOST_ROWS))
        if not self._lines and (how := self._how()):
            print(how)
        if self.stopped and self._where.output is not None:
            self._print_interrupted(self._where.output)
        if self._unsorted > _MOST_PROBLEMS:
            more = self._unsorted - _MOST_PROBLEMS
            print(trn("{count} more picture could not be sorted.", "{count} more pictures could not be sorted.", more),
                  file=sys.stderr)  # fmt: skip
        if self.total >= _LEAST_COUNTED and sum(self._counts) + self._not_sure:
            self._print_counts(run)

    def _print_interrupted(self, file: Path) -> None:
        """That the file has not all answers, or that another one has them."""
        if self._saved is None:
            said = [tr("Interrupted before the first answer.")]
        else:
            said = [trn("Interrupted: {file} has {count} answer.", "Interrupted: {file} has {count} answers.",
                        self.total, file=str(self._saved))]  # fmt: skip
        if self._saved != file and os.path.lexists(file):
            said.append(tr("{file} is as it was.", file=str(file)))
        print(safe_text.printable(" ".join(said)), file=sys.stderr)

    def _how(self) -> str:
        """How probabilities and answers are given, where it is not as the network gives them."""
        said = []
        if self._temperature is not None:
            temperature = current().number(self._temperature, 2)
            said.append(message("Probabilities are calibrated with temperature {value}.", value=temperature))
            said.append(effect_of(self._temperature))
        if self._threshold is not None:
            said.append(message("Answers below {threshold:percent} are not sure.", threshold=self._threshold))
        return show(joined(*said))

    def _print_counts(self, run: Path) -> None:
        from resnet_studio.engine.run_job import run_job

        out = sys.stderr if self._lines else sys.stdout
        command = Count(str(run), tuple(self._counts), self._not_sure, self._threshold)
        counted = next((event for event in run_job(command) if isinstance(event, Counted)), None)
        if counted is None:
            return
        parts = [*_of_classes(counted)]
        if self._not_sure:
            parts.append(trn("{count} not sure", "{count} not sure", self._not_sure))
        if self._unreadable:
            parts.append(trn("{count} could not be read", "{count} could not be read", self._unreadable))
        print(safe_text.printable(", ".join(parts) + "."), file=out)
        print(safe_text.printable(show(_explained(counted))), file=out)


def _in_a_line(result: Result) -> str:
    """An answer as a line, for a person who looks on."""
    path = safe_text.printable(result.path)
    if isinstance(result, PredictionFailed):
        return tr("{path}: {problem}", path=path, problem=show(result.error))
    name, probability = result.ranked()[0]
    shown = safe_text.printable(name)
    return tr("{path}: {answer} {probability:percent}", path=path, probability=probability,
              answer=shown if result.sure else tr("not sure ({name})", name=shown))  # fmt: skip


def _of_classes(counted: Counted) -> list[str]:
    """Each class that has answers or may have pictures: "12 ants (10 to 14)"."""
    if not counted.estimates:
        return [
            tr("{count} {name}", count=count, name=name)
            for name, count in zip(counted.classes, counted.answered, strict=True)
            if count
        ]
    rows = zip(counted.classes, counted.answered, counted.estimates, counted.lows, counted.highs, strict=True)
    return [
        tr("{count} {name} (estimated {estimate}, {low} to {high})",
           count=count, name=name, estimate=estimate, low=low, high=high)
        for name, count, estimate, low, high in rows
        if count or estimate
    ]  # fmt: skip


def _explained(counted: Counted) -> Message:
    if not counted.estimates:
        return counted.reason
    return message(
        "Estimates and 95 % intervals take into account how often the model takes one class for another, by its "
        "answers for {pictures} held-back pictures. They hold for pictures of these classes that are like those.",
        pictures=counted.pictures,
    )
