"""Events as lines of JSON and back, also from damaged and untrusted lines."""

import dataclasses
import json
import math
import pickle
from enum import StrEnum
from typing import Any, get_args, get_origin, get_type_hints

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resnet_studio.core.basics.errors import Failure
from resnet_studio.core.basics.message import Message
from resnet_studio.core.basics.safe_text import printable
from resnet_studio.core.protocol import event_json, events
from resnet_studio.core.protocol.event_json import from_json, to_json
from resnet_studio.core.protocol.events import BatchEnd, EpochEnd, EventError, PredictedPicture, Predictions
from resnet_studio.core.protocol.job_kinds import EVENTS
from resnet_studio.core.protocol.jobs.count import Counted
from resnet_studio.core.protocol.jobs.explain import Explained
from resnet_studio.core.protocol.jobs.predict import Prediction

# Lone surrogates as os.fsdecode makes them of names that are not UTF-8.
texts = st.text(st.characters(exclude_categories=["Cs"]) | st.characters(min_codepoint=0xDC80, max_codepoint=0xDCFF))
figures = st.integers(-(2**40), 2**40) | st.floats(-1e39, 1e39) | texts
templates = texts.map(printable)  # control characters of a template are made visible when it is read
messages = st.builds(
    Message,
    templates,
    st.dictionaries(texts, figures | st.lists(figures, max_size=3).map(tuple), max_size=3),
    templates,
)


def values(hint: Any) -> st.SearchStrategy[Any]:
    """Values of a field's type."""
    if get_origin(hint) is tuple:
        return st.lists(values(get_args(hint)[0]), max_size=4).map(tuple)
    if type(None) in get_args(hint):
        return st.none() | values(get_args(hint)[0])
    if hint is Message:
        return messages
    if dataclasses.is_dataclass(hint):
        assert isinstance(hint, type)
        return instances(hint)
    if issubclass(hint, StrEnum):
        return st.sampled_from(hint)
    return {
        int: st.integers(0, 2**40),
        float: st.floats(-1e39, 1e39),
        bool: st.booleans(),
        str: texts,
    }[hint]


shares = st.floats(-1e39, 1e39)


def instances(kind: type) -> st.SearchStrategy[Any]:
    of_fields = {name: values(hint) for name, hint in get_type_hints(kind).items()}
    if kind is Explained:
        maps = st.lists(st.floats(0, 1, width=32), min_size=1, max_size=9).map(lambda row: np.array([row], np.float32))
        return st.builds(
            kind.of_map, path=texts, of=texts, probability=shares, stage=texts, values=maps,
            contributions=st.lists(shares, max_size=4).map(tuple), share=st.floats(0.1, 1),
        )  # fmt: skip
    if kind is PredictedPicture:  # an answer for each class, of which one is the true one
        answers = st.dictionaries(st.integers(0, 2**40), shares, min_size=1, max_size=4)
        some = answers.flatmap(
            lambda answers: st.builds(
                kind,
                path=texts,
                true=st.sampled_from(sorted(answers)),
                probabilities=st.just(tuple(answers.values())),
                labels=st.just(tuple(answers)),
            )
        )
        of_all = st.lists(shares, min_size=1, max_size=4).flatmap(
            lambda answers: st.builds(
                kind, path=texts, true=st.integers(0, len(answers) - 1), probabilities=st.just(tuple(answers))
            )
        )
        return some | of_all
    if kind is Prediction:
        answers_of_classes = st.lists(st.tuples(texts, shares), min_size=1, max_size=4)
        return st.builds(
            lambda path, pairs: Prediction(path, *(tuple(column) for column in zip(*pairs, strict=True))),
            texts, answers_of_classes,
        )  # fmt: skip
    if kind is Counted:  # one number for each class, or a reason
        rows = st.lists(st.tuples(texts, *[st.integers(0, 2**40)] * 4), max_size=4)
        return st.builds(
            lambda rows, *others: kind(*(tuple(row[place] for row in rows) for place in (0, 1)), others[0],
                                       *(tuple(row[place] for row in rows) for place in (2, 3, 4)), *others[1:]),
            rows, st.integers(0, 2**40), st.integers(0, 2**40), messages,
        )  # fmt: skip
    return st.builds(kind, **of_fields)


any_event = st.sampled_from(sorted(EVENTS.values(), key=lambda kind: kind.__name__)).flatmap(instances)


@given(any_event)
def test_event_round_trip_through_json_and_pickle_is_lossless(event: events.Event) -> None:
    line = to_json(event)
    assert "\n" not in line
    line.encode()
    assert json.loads(line)["event"] == type(event).__name__
    assert from_json(line) == event
    assert pickle.loads(pickle.dumps(event)) == event


def test_infinity_and_nan_become_null_and_come_back_as_nan() -> None:
    line = to_json(EpochEnd(1, 10, math.inf, math.nan, 0.5, 2.0))
    record = json.loads(line)
    assert record["train_loss"] is None
    assert record["val_loss"] is None
    back = from_json(line)
    assert isinstance(back, EpochEnd)
    assert math.isnan(back.val_loss)


def test_record_begins_with_the_name_of_the_event() -> None:
    record = json.loads(to_json(BatchEnd(1, 2, 0.5, 0.001, 100.0)))
    assert list(record)[:6] == ["event", "epoch", "step", "loss", "learning_rate", "pictures_per_second"]


def test_fields_of_a_newer_version_are_left_out_and_old_lines_get_defaults() -> None:
    line = (
        '{"event": "BatchEnd", "epoch": 1, "step": 2, "loss": 1, "learning_rate": 0.1, '
        '"pictures_per_second": 9, "x": 1}'
    )
    assert from_json(line) == BatchEnd(1, 2, 1.0, 0.1, 9.0, 0)


def predicted(**picture: Any) -> str:
    return json.dumps({"event": "Predictions", "epoch": 1, "pictures": [{"path": "a.jpg", **picture}]})


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("", "not JSON"),
        ("{", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[]", "not an event"),
        ("{}", "no event called"),
        ('{"event": "Surprise"}', "no event called 'Surprise'"),
        ('{"event": ["Notice"]}', "no event called"),
        ('{"event": "Notice"}', "Notice lacks the field text"),
        ('{"event": "Notice", "text": 3}', "Notice.text is 3, not a text"),
        ('{"event": "RunResumed", "step": true}', "RunResumed.step"),
        ('{"event": "RunResumed", "step": 99999999999999999999999}', "RunResumed.step"),
        ('{"event": "RunResumed", "step": 1.5}', "RunResumed.step"),
        ('{"event": "Predictions", "epoch": 1, "pictures": [{"path": 1}]}', "PredictedPicture.path"),
        ('{"event": "Predictions", "epoch": 1, "pictures": {}}', "Predictions.pictures"),
        (predicted(true=2, probabilities=[0.5, 0.5]), "PredictedPicture.true is 2, but there are 2 probabilities"),
        (predicted(true=-1, probabilities=[0.5, 0.5]), "PredictedPicture.true is less than any"),
        (predicted(true=0, probabilities=[]), "there are 0 probabilities"),
        (
            predicted(true=0, probabilities=[0.9], labels=[0, 1]),
            "PredictedPicture.true is 0, but there are 1 probabilities",
        ),
        (
            predicted(true=2, probabilities=[0.9, 0.1], labels=[0, 1]),
            "PredictedPicture.true is 2, but there are 2 probabilities",
        ),
        (
            '{"event": "Prediction", "path": "", "classes": ["x"], "probabilities": []}',
            "Prediction.probabilities are 0",
        ),
        ('{"event": "Prediction", "path": "", "classes": [], "probabilities": []}', "Prediction.probabilities are 0"),
        ('{"event": "RunResumed", "step": 1e999}', "RunResumed.step is inf"),
        ('{"event": "RunResumed", "step": NaN}', "RunResumed.step is nan"),
        ('{"event": "RunResumed", "step": 1' + "0" * 400 + "}", "RunResumed.step is larger than"),
        ('{"event": "RunResumed", "step": 1' + "0" * 5000 + "}", "not JSON"),
        ('\ufeff{"event": "RunResumed", "step": 1}', "not JSON"),
        ('{"event": ' + "[" * 900 + "]" * 900 + "}", "not JSON"),
        ('{"event": "Notice", "text": ' + "[" * 20 + "]" * 20 + "}", r"Notice.text is \[\[\[\.\.\.\]\]\], not a text"),
    ],
)
def test_line_that_is_not_an_event_is_refused(line: str, expected: str) -> None:
    with pytest.raises(EventError, match=expected) as caught:
        from_json(line)
    assert len(str(caught.value)) < 300, "the message about a long line is short"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["path", "true"]), inner, max_size=2),
    max_leaves=5,
)


@given(st.sampled_from(sorted(EVENTS)), st.data())
def test_any_record_gives_an_event_or_an_error(name: str, data: st.DataObject) -> None:
    fields = [field.name for field in dataclasses.fields(EVENTS[name])]
    record = {field: data.draw(json_values) for field in fields}
    read_back(json.dumps({"event": name, **record}))


@given(st.text() | st.binary().map(lambda noise: noise.decode("utf-8", "replace")) | json_values.map(json.dumps))
def test_any_line_gives_an_event_or_an_error(line: str) -> None:
    read_back(line)


@given(any_event, st.data())
def test_damaged_line_gives_an_event_or_an_error(event: events.Event, data: st.DataObject) -> None:
    line = to_json(event)
    at, length = data.draw(st.integers(0, len(line))), data.draw(st.integers(0, 9))
    read_back(line[:at] + data.draw(st.text(max_size=6)) + line[at + length :])


def read_back(line: str) -> None:
    """Any error but EventError fails the test; so does an event that another one comes back for."""
    try:
        event = from_json(line)
    except EventError:
        return
    again = to_json(event)
    assert to_json(from_json(again)) == again


def test_unknown_kinds_become_general_or_unexpected() -> None:
    notice = from_json('{"event": "Notice", "text": "x", "kind": "aurora"}')
    assert isinstance(notice, events.Notice)
    assert notice.kind is events.NoticeKind.GENERAL
    failed = from_json('{"event": "JobFailed", "error": "x", "kind": "aurora"}')
    assert isinstance(failed, events.JobFailed)
    assert failed.kind is Failure.UNEXPECTED
    with pytest.raises(EventError, match=r"Progress\.phase is 'aurora'"):
        from_json('{"event": "Progress", "phase": "aurora", "done": 1, "total": 2}')


def test_predicted_pictures_come_back_from_json() -> None:
    event = Predictions(3, (PredictedPicture("val/bees/1.jpg", 1, (0.1, 0.9)),), right=1, total=1)
    assert from_json(to_json(event)) == event


@given(st.from_regex(event_json._BATCH, fullmatch=True))
def test_batch_read_the_short_way_is_the_same_as_any_json(line: str) -> None:
    short, whole = dataclasses.astuple(from_json(line)), dataclasses.astuple(from_json(f" {line}"))
    assert [type(value) for value in short] == [type(value) for value in whole]
    assert short == pytest.approx(whole, rel=0, abs=0, nan_ok=True)


def test_written_batch_is_read_the_short_way() -> None:
    for loss in (0.25, 1e-9, 123456.0, -3.5e30, math.nan, math.inf):
        assert event_json._BATCH.fullmatch(to_json(BatchEnd(1, 20, loss, 0.1, 1e-5, 40)))
