"""Events: plain, frozen values."""

from enum import StrEnum
from typing import get_args, get_origin, get_type_hints

import pytest

from resnet_studio.core.basics.message import Message
from resnet_studio.core.network.weights_files import NetworkInFile
from resnet_studio.core.protocol.events import TERMINAL, PredictedPicture
from resnet_studio.core.protocol.job_kinds import EVENTS


@pytest.mark.parametrize("kind", EVENTS.values(), ids=lambda kind: kind.__name__)
def test_events_are_frozen_and_plain(kind: type) -> None:
    assert kind.__dataclass_params__.frozen
    plain = {int, float, bool, str, Message}
    for hint in get_type_hints(kind).values():
        inner = get_args(hint)[0] if get_origin(hint) is tuple or type(None) in get_args(hint) else hint
        assert inner in plain or inner in (PredictedPicture, NetworkInFile) or issubclass(inner, StrEnum)


def test_terminal_events_are_the_seven_endings() -> None:
    assert {kind.__name__ for kind in TERMINAL} == {
        "RunFinished", "RunPaused", "RunStopped", "RunFailed", "JobFinished", "JobStopped", "JobFailed",
    }  # fmt: skip
