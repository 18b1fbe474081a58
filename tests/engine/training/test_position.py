"""The position of a training in its checkpoint."""

import json
import math
from dataclasses import replace
from typing import Any

import pytest

from resnet_studio.core.basics.errors import RunError
from resnet_studio.core.protocol.events import EpochEnd
from resnet_studio.engine.training.position import Limits, Position

LIMITS = Limits(phases=2, epochs=10, items=20)
POSITION = Position(
    phase=2, phase_start=40, phase_end=80, epoch=5, consumed=16, step=42, steps=80, sums=(1.5, 3.0, 16.0),
    left_out=frozenset({"red/1.png", "blue/ü.png"}), best=EpochEnd(4, 40, 0.5, 0.4, 0.75, 2.0, 0.8, 0.1),
    latest=EpochEnd(4, 40, 0.5, 0.4, 0.75, 2.0, 0.8, 0.1), waiting_since=1, seconds=3.5, preparing=0.5,
)  # fmt: skip


AFTER_AN_EPOCH = replace(POSITION, epoch=6, consumed=0, sums=(0.0, 0.0, 0.0), best=None)


@pytest.mark.parametrize("position", [POSITION, AFTER_AN_EPOCH], ids=["within an epoch", "after an epoch"])
def test_record_round_trip_is_lossless(position: Position) -> None:
    assert Position.from_record(json.loads(json.dumps(position.to_record())), LIMITS) == position


WRONG: list[tuple[str, Any]] = [
    ("step", None), ("step", "many"), ("step", 0), ("step", 201), ("step", True), ("step", 42.0), ("epoch", 0),
    ("epoch", "three"), ("epoch", 11), ("consumed", -1), ("consumed", 21), ("phase", 0), ("phase", 3),
    ("phase_start", -1), ("phase_start", 43), ("phase_end", 40), ("phase_end", 201), ("steps", -1), ("sums", [1.0]),
    ("sums", ["a", "b", "c"]), ("sums", [1.0, 3.0, -16.0]), ("sums", [1.0, 17.0, 16.0]), ("sums", [1e999, 3.0, 16.0]),
    ("sums", [1.0, 3.0, 21.0]), ("left_out", 3), ("left_out", [3]), ("left_out", "red/1.png"),
    ("seconds", -1.0), ("seconds", "long"), ("preparing", math.nan), ("waiting_since", 11),
    ("seconds", 10**400),
]  # fmt: skip


@pytest.mark.parametrize(("field", "value"), WRONG, ids=str)
def test_wrong_field_is_refused_and_named(field: str, value: Any) -> None:
    with pytest.raises(RunError, match=rf"progress\.{field}"):
        Position.from_record(POSITION.to_record() | {field: value}, LIMITS)


@pytest.mark.parametrize("epoch", ["best", "latest"])
@pytest.mark.parametrize(
    "change",
    [
        {"epoch": 0}, {"epoch": 11}, {"step": 0}, {"val_top1": math.nan}, {"val_top1": None}, {"val_top1": 1.5},
        {"val_loss": math.inf}, {"train_loss": "low"}, {"seconds": -1.0}, {"train_top1": 2.0},
    ],
    ids=str,
)  # fmt: skip
def test_wrong_figure_of_an_epoch_is_refused_and_named(epoch: str, change: dict[str, Any]) -> None:
    record = POSITION.to_record()
    record[epoch] |= change
    with pytest.raises(RunError, match=rf"progress\.{epoch}\.{next(iter(change))}"):
        Position.from_record(record, LIMITS)


@pytest.mark.parametrize("field", sorted(POSITION.to_record().keys() - {"seconds", "preparing"}))
def test_missing_field_is_refused_and_named(field: str) -> None:
    record = POSITION.to_record()
    del record[field]
    with pytest.raises(RunError, match=rf"progress\.{field} is missing"):
        Position.from_record(record, LIMITS)


def test_checkpoint_without_the_time_of_its_epoch_is_read() -> None:
    record = POSITION.to_record()
    del record["seconds"], record["preparing"]
    assert Position.from_record(record, LIMITS) == replace(POSITION, seconds=0.0, preparing=0.0)


@pytest.mark.parametrize("record", [None, [], 3, "text"], ids=str)
def test_record_of_another_type_is_refused(record: object) -> None:
    with pytest.raises(RunError, match="progress is"):
        Position.from_record(record, LIMITS)


def test_early_stopping_counts_from_the_best_or_from_where_it_was_lost() -> None:
    assert POSITION.improved_epoch == 4
    assert replace(POSITION, best=None, waiting_since=5).improved_epoch == 5
    assert Position().improved_epoch == 0
