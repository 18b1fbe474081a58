"""The position of a training in its checkpoint."""

import json
from typing import Any

import pytest

from resnet_studio.core.protocol.events import EpochEnd
from resnet_studio.engine.training.position import Position

POSITION = Position(
    phase=2, phase_start=40, phase_end=80, epoch=5, consumed=16, step=42, steps=80, sums=(1.5, 3.0, 16.0),
    left_out=frozenset({"red/1.png", "blue/ü.png"}), best=EpochEnd(4, 40, 0.5, 0.4, 0.75, 2.0, 0.8, 0.1),
)  # fmt: skip


@pytest.mark.parametrize("position", [Position(), POSITION], ids=["start", "within an epoch"])
def test_record_round_trip_is_lossless(position: Position) -> None:
    assert Position.from_record(json.loads(json.dumps(position.to_record()))) == position


@pytest.mark.parametrize(
    ("field", "value"),
    [("step", None), ("step", "many"), ("sums", [1.0]), ("sums", ["a", "b", "c"]), ("left_out", 3), ("best", {"x": 1})],
)
def test_wrong_field_is_refused(field: str, value: Any) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        Position.from_record(POSITION.to_record() | {field: value})


@pytest.mark.parametrize("field", POSITION.to_record())
def test_missing_field_is_refused(field: str) -> None:
    record = POSITION.to_record()
    del record[field]
    with pytest.raises(KeyError, match=field):
        Position.from_record(record)
