"""Where a network looked, as the window controls it: maps of pictures, asked for in batches and kept.

Each place that shows maps is a client. It says which it shows now, the most wanted first; that replaces what it said
before, so a map that has scrolled away is not computed. What has been computed is kept within a budget of bytes.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal

from resnet_studio.core.basics.message import NOTHING, Message, message
from resnet_studio.core.protocol.events import Event, JobFailed
from resnet_studio.core.protocol.jobs.explain import Explain, Explained
from resnet_studio.core.protocol.jobs.predict import PredictionFailed
from resnet_studio.core.runs.history import is_terminal
from resnet_studio.gui.engine.jobs import JobHandle, JobRunner, JobTexts
from resnet_studio.gui.widgets.heat_map import HeatMap
from resnet_studio.gui.work.session import Session

TEXTS = JobTexts(
    running=message("Finding where the network looked"),
    awaited=message("Waiting for the maps of where the network looked"),
)
AT_ONCE: Final = 24
"""Pictures of one job, as many as a screen shows; more would let other jobs wait."""
BUDGET: Final = 48_000_000  # bytes of kept maps
_MOST_WANTED: Final = 120
"""Maps that one client can want, so that all that are wanted at once are well within the budget."""
_MOST_FAILURES: Final = 10_000


@dataclass(frozen=True, slots=True)
class Asked:
    """One map.

    Attributes:
        run: the folder of the run whose best model is explained, and its best `epoch`: another one, other weights.
        path: of the picture.
        stage: whose output the map is of, such as "layer4".
        of: the class that the map is for; empty for the most probable one.
    """

    run: str
    epoch: int
    path: str
    stage: str
    of: str = ""


@dataclass(frozen=True, slots=True)
class Looked:
    """Where the network looked.

    Attributes:
        heat_map: the map; `empty` where nothing in the picture speaks for the class.
        of: the class, and its `probability`.
        contributions: `|F(h)| / |h|` of each block, in network order.
    """

    heat_map: HeatMap
    empty: bool
    of: str
    probability: float
    contributions: tuple[float, ...]

    @property
    def size(self) -> int:
        """Bytes that it takes, about."""
        return self.heat_map.size + 32 * len(self.contributions) + 200


class ExplainControl(QObject):
    """Computes maps of where a network looked, for every room.

    A job of it gives way to any other: it is put behind those that wait, and goes on after them.

    Signals:
        arrived(object): the map of this `Asked` is there, or `problem` says why it is not.
        changed(): `busy` or `waiting_for` has changed.
    """

    arrived = Signal(object)
    changed = Signal()

    def __init__(
        self, session: Session, jobs: JobRunner, parent: QObject | None = None, *, budget: int = BUDGET
    ) -> None:
        super().__init__(parent)
        self._session, self._jobs, self._budget = session, jobs, budget
        self._wanted: OrderedDict[object, tuple[Asked, ...]] = OrderedDict()  # of each client, the newest last
        self._kept: OrderedDict[Asked, Looked] = OrderedDict()  # least recently used first
        self._bytes = 0
        self._problems: OrderedDict[Asked, Message] = OrderedDict()
        self._job: JobHandle | None = None
        self._pending: dict[str, Asked] = {}  # what the job is still to answer, by path
        jobs.changed.connect(self._make_way)

    @property
    def busy(self) -> bool:
        """Whether maps are being computed, or wait for the engine."""
        return self._job is not None

    def waiting_for(self) -> Message | None:
        """What the maps wait for; None while they are computed, or where there are none."""
        return self._job.waiting_for() if self._job else None

    def find(self, asked: Asked) -> Looked | None:
        """The map, if it is there."""
        found = self._kept.get(asked)
        if found is not None:
            self._kept.move_to_end(asked)
        return found

    def problem(self, asked: Asked) -> Message:
        """Why there is no map, or nothing."""
        return self._problems.get(asked, NOTHING)

    def want(self, client: object, asked: Sequence[Asked]) -> None:
        """Compute these maps, the first ones first, and none of those that the client wanted before."""
        self._wanted.pop(client, None)
        if asked:
            self._wanted[client] = tuple(asked[:_MOST_WANTED])
        if self._job is not None:
            wanted = {one for some in self._wanted.values() for one in some}
            if sum(one in wanted for one in self._pending.values()) * 2 < len(self._pending):
                self._abandon()
        self._go_on()

    def forget_problems(self) -> None:
        """Try again what could not be computed."""
        self._problems.clear()

    # The job ---------------------------------------------------------------------------------------------------

    def _missing(self) -> list[Asked]:
        """What is wanted and neither there nor impossible; of the client that asked last first."""
        return [
            one
            for some in reversed(self._wanted.values())
            for one in some
            if one not in self._kept and one not in self._problems
        ]

    def _go_on(self) -> None:
        """Begin with what is missing, unless a job is under way; pictures of one model and stage are one job."""
        if self._job is not None or not (missing := self._missing()):
            return
        first, batch = missing[0], dict[str, Asked]()
        for one in missing:
            if (one.run, one.epoch, one.stage) == (first.run, first.epoch, first.stage):
                batch.setdefault(str(Path(one.path)), one)
        self._pending = dict(list(batch.items())[:AT_ONCE])
        classes = tuple(one.of for one in self._pending.values())
        device = self._session.draft.config.device
        command = Explain(first.run, tuple(self._pending), first.stage, device=device, each=classes)
        self._job = self._jobs.submit(command, TEXTS, self._handle)
        self.changed.emit()

    def _abandon(self) -> None:
        if self._job is not None:
            job, self._job, self._pending = self._job, None, {}
            job.abandon()
            self.changed.emit()

    def _make_way(self) -> None:
        """Let another job that waits behind ours go first; beside a training, only a brief one can."""
        ours, running = self._job, self._jobs.running
        if ours is None:
            return
        behind = [other for other in self._jobs.waiting if other.texts is not TEXTS]
        if running is not ours:
            behind = [other for other in behind if other.job.brief]
        if behind and (ours is running or ours.begun):
            self._abandon()
            self._go_on()
        self.changed.emit()

    def _handle(self, event: Event) -> None:
        if isinstance(event, Explained):
            if (asked := self._pending.pop(event.path, None)) is not None:
                self._keep(asked, event)
                self.arrived.emit(asked)
        elif isinstance(event, PredictionFailed):
            if (asked := self._pending.pop(event.path, None)) is not None:
                self._fail(asked, event.error)
        elif is_terminal(event):
            self._finish(event)

    def _finish(self, event: Event) -> None:
        left, self._pending, self._job = list(self._pending.values()), {}, None
        reason = event.error if isinstance(event, JobFailed) else message("The engine gave no map.")
        for asked in left:  # asked again without end otherwise
            self._fail(asked, reason)
        self._go_on()
        self.changed.emit()

    def _fail(self, asked: Asked, reason: Message) -> None:
        self._problems[asked] = reason
        if len(self._problems) > _MOST_FAILURES:
            self._problems.popitem(last=False)
        self.arrived.emit(asked)

    def _keep(self, asked: Asked, event: Explained) -> None:
        values = event.values()
        heat_map = HeatMap(values, event.share)
        looked = Looked(heat_map, not values.any(), event.of, event.probability, event.contributions)
        self._kept[asked] = looked
        self._bytes += looked.size
        while self._bytes > self._budget and len(self._kept) > 1:
            self._bytes -= self._kept.popitem(last=False)[1].size
