"""Maps for widgets: a control with an engine that never starts, and its answers."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from resnet_studio.core.protocol.jobs.explain import Explain, Explained
from resnet_studio.core.runs.run import ModelInfo
from resnet_studio.core.runs.states import RunState
from resnet_studio.core.runs.summary import RunSummary
from resnet_studio.gui.engine.jobs import JobRunner
from resnet_studio.gui.engine.status import EngineState
from resnet_studio.gui.why.maps import Maps
from resnet_studio.gui.work.explain import ExplainControl
from resnet_studio.gui.work.session import Session

INFO = ModelInfo(18, True, ("ants", "bees"), 224, (0.5, 0.5, 0.5), (0.2, 0.2, 0.2))


def _run(name: str = "one", epoch: int = 3) -> RunSummary:
    return RunSummary(Path("/runs") / name, 0.0, None, "ants-bees", RunState.FINISHED, 3, epoch, 0.9, 10.0, 1000, True)


@pytest.fixture
def make_run() -> Callable[..., RunSummary]:
    return _run


@pytest.fixture
def maps(qtbot: QtBot, silent_worker: Any) -> Maps:
    """The maps of a ResNet-18 for ants and bees."""
    jobs = JobRunner(silent_worker, silent_worker)
    silent_worker.report(EngineState.BUSY)
    maps = Maps(ExplainControl(Session(silent_worker), jobs, silent_worker), silent_worker, labelled=True)
    maps.set_run(_run(), INFO)
    return maps


@pytest.fixture
def explain_all(silent_worker: Any) -> Callable[..., None]:
    """Answers the newest job about all its pictures, or some, with evidence in a corner or none."""

    def explain_all(count: int = 100, *, empty: bool = False, blocks: int = 8) -> None:
        job = silent_worker.submitted[len(silent_worker.submitted)]
        assert isinstance(job, Explain)
        values = np.zeros((7, 7), np.float32)
        values[0, 6] = 0 if empty else 1
        shares = tuple(0.1 * (number + 1) for number in range(blocks))
        for path, of in list(zip(job.paths, job.each, strict=True))[:count]:
            silent_worker.tell(Explained.of_map(path, of or "ants", 0.93, job.stage, values, shares, 0.875))

    return explain_all
