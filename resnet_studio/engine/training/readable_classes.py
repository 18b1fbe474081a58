"""Whether each class keeps a picture that can be read: a network does not learn a class that it never sees."""

from collections.abc import Generator, Iterator

import numpy as np

from resnet_studio.core.basics.errors import DecodeError, RunError
from resnet_studio.core.basics.message import NOTHING, Message, joined, message, plural
from resnet_studio.core.dataset.findings import few
from resnet_studio.core.protocol.events import Notice, NoticeKind
from resnet_studio.engine.inputs.source import Source
from resnet_studio.engine.inputs.unreadable import Unreadable
from resnet_studio.engine.training.setup import Setup

LEAST_CLASSES = 2


class ReadableClasses:
    """Looks at the classes of pictures that turn out to be unreadable.

    When a picture of a class fails, the class is looked through at once, up to one picture that can be read. So a
    folder of placeholders ends a run in its first seconds, not at the end of an epoch, and not with a perfect result.
    """

    def __init__(self, setup: Setup, unreadable: Unreadable) -> None:
        """`unreadable` has the items that were reported before the run was resumed, if it was."""
        self._classes, self._unreadable = setup.classes, unreadable
        self._train, self._validation = _Part(setup.train, unreadable), _Part(setup.validation, unreadable)
        self._seen: set[str] = set()

    def check(self) -> Iterator[Notice]:
        """What follows from the items that were reported as unreadable since the last call.

        Yields:
            A notice for each further item that cannot be read, and for classes that have none that can.

        Raises:
            RunError: only one class is left that has training items that can be read.
            DatasetUnreachableError: the folder of such an item is gone.
        """
        if len(self._seen) == len(self._unreadable.names):
            return
        new = self._unreadable.names - self._seen
        not_learned = yield from self._train.look(new)
        if self._train.lost and self._train.readable < LEAST_CLASSES:
            yield from self._train.look()
            if self._train.readable:  # else the loop says that nothing can be read
                raise RunError(self._too_few())
        if not_learned:
            yield Notice(self._not_learned(not_learned), kind=NoticeKind.DATASET)
        if not_checked := (yield from self._validation.look(new)):
            yield Notice(self._not_checked(not_checked), kind=NoticeKind.DATASET)
        self._seen = set(self._unreadable.names)

    def _too_few(self) -> Message:
        lost = sorted(self._train.lost)
        return joined(
            message("No training picture of {names} can be read.", names=self._names(lost)),
            self._train.reason(lost[0]),
            message("At least two classes with pictures that can be read are needed."),
        )

    def _not_learned(self, lost: list[int]) -> Message:
        return plural(
            "No training picture of {names} can be read: the network does not learn this class.",
            "No training picture of {names} can be read: the network does not learn these classes.",
            len(lost),
            names=self._names(lost),
        )

    def _not_checked(self, lost: list[int]) -> Message:
        return plural(
            "No validation picture of {names} can be read: the results say nothing about this class.",
            "No validation picture of {names} can be read: the results say nothing about these classes.",
            len(lost),
            names=self._names(lost),
        )

    def _names(self, labels: list[int]) -> Message | tuple[str | Message, ...]:
        return few([self._classes[label] for label in labels])


class _Part:
    """The classes of one source.

    Attributes:
        lost: labels of classes of which no item can be read.
    """

    def __init__(self, source: Source, unreadable: Unreadable) -> None:
        self._source, self._unreadable = source, unreadable
        self._present: frozenset[int] = frozenset(np.unique(source.labels).tolist())
        self._good: dict[int, int] = {}  # by label: an item that can be read
        self._label: dict[str, int] = {}  # by name; made when the first item fails
        self.lost = {label for label in self._present if unreadable.names and not self._left(label)}

    @property
    def readable(self) -> int:
        """How many classes have an item that can be read, as far as is known."""
        return len(self._present) - len(self.lost)

    def look(self, names: set[str] | None = None) -> Generator[Notice, None, list[int]]:
        """Look at the classes of these items, or at all; returns those that have just lost their last item."""
        lost = []
        for label in sorted((self._present if names is None else self._labels(names)) - self.lost):
            good = self._good.get(label)
            if good is not None and self._source.name(good) not in self._unreadable.names:
                continue
            if not (yield from self._find_good(label)):
                self.lost.add(label)
                lost.append(label)
        return lost

    def reason(self, label: int) -> Message:
        """Why the first item of a class cannot be read."""
        error = self._problem(self._members(label)[0])
        return error.message if error else NOTHING

    def _labels(self, names: set[str]) -> frozenset[int]:
        if not self._label:
            labels = self._source.labels.tolist()
            self._label = {self._source.name(index): label for index, label in enumerate(labels)}
        return frozenset(self._label[name] for name in names if name in self._label)

    def _find_good(self, label: int) -> Generator[Notice, None, bool]:
        """Load items of a class until one can be read; returns whether there is one."""
        for index in self._left(label):
            error = self._problem(index)
            if error is None:
                self._good[label] = index
                return True
            self._unreadable.noting(self._source)(index, error)
            yield from self._unreadable.report()
        return False

    def _left(self, label: int) -> list[int]:
        """The items of a class that were not reported as unreadable."""
        return self._unreadable.without(self._source, self._members(label))

    def _members(self, label: int) -> list[int]:
        members: list[int] = np.flatnonzero(self._source.labels == label).tolist()
        return members

    def _problem(self, index: int) -> DecodeError | None:
        try:
            self._source.load(index, np.random.default_rng(0), again=False)
        except DecodeError as error:
            return error
        return None
