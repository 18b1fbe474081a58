"""Texts with values: English when printed, translated when shown, safe if they come from an untrusted file."""

import math
import pickle
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resnet_studio.core.basics import language
from resnet_studio.core.basics.errors import ConfigError, DecodeError, Failure, RunError
from resnet_studio.core.basics.message import NOTHING, Message, joined, literal, message, plural, show, tr, trn
from resnet_studio.core.basics.safe_text import printable
from resnet_studio.core.protocol.event_json import from_json, to_json
from resnet_studio.core.protocol.events import Notice, RunFailed


@pytest.fixture
def pseudo() -> Iterator[None]:
    language.use(language.PSEUDO)
    yield
    language.use("en")


@pytest.mark.parametrize(
    ("template", "values", "text"),
    [
        ("{pictures} pictures", {"pictures": 1797}, "1,797 pictures"),
        ("{left:duration} left", {"left": 84.2}, "1 min 24 s left"),
        ("{share:percent} right", {"share": 0.954}, "95.4 % right"),
        ("needs {needed:size}", {"needed": 1.2e9}, "needs 1.2 GB"),
        ("lower than {rate}", {"rate": 0.00025}, "lower than 0.00025"),
        ("seed {seed:plain}", {"seed": 4294967295}, "seed 4294967295"),
        ("{names} differ", {"names": ["a", "b", "c"]}, "a, b and c differ"),
        ("{names:few} differ", {"names": list("abcde")}, "a, b, c and 2 more differ"),
        ("{name} is gone", {"name": "a\x1b[2J.png"}, "a�[2J.png is gone"),
        ("{value:value} is wrong", {"value": "x" * 500}, None),
        ("{{braces}} stay", {}, "{braces} stay"),
        ("{missing} stays", {}, "{missing} stays"),
        ("{loss}", {"loss": math.nan}, "–"),
    ],
)
def test_values_are_written_by_their_kind(template: str, values: dict[str, Any], text: str | None) -> None:
    written = str(message(template, **values))
    assert written == text if text is not None else len(written) < 200


def test_plural_chooses_by_the_count() -> None:
    one, many = "{count} picture of {name}", "{count} pictures of {name}"
    assert str(plural(one, many, 1, name="ants")) == "1 picture of ants"
    assert str(plural(one, many, 0, name="ants")) == "0 pictures of ants"
    assert trn(one, many, 1200, name="ants") == "1,200 pictures of ants"


def test_messages_nest_and_join() -> None:
    inner = plural("{count} picture", "{count} pictures", 2)
    assert (
        str(joined(message("{what} left out.", what=inner), NOTHING, message("Go on.")))
        == "2 pictures left out. Go on."
    )


def test_a_message_is_shown_in_the_language_in_use_and_printed_in_english(pseudo: None) -> None:
    text = message("Open {name}", name="{a}")
    assert str(text) == "Open {a}"
    assert show(text) == tr("Open {name}", name="{a}") == "⟦Opeen {a}⟧"
    assert show("data.png") == "data.png"


def test_english_stays_english_for_numbers_and_names_inside_another_language(pseudo: None) -> None:
    text = message("{left:duration}, {names}", left=90, names=["a", "b"])
    assert str(text) == "1 min 30 s, a and b"
    assert "⟦" in show(text)


@pytest.mark.parametrize("text", [message("{a} of {b:size}", a=(1, "x"), b=3), plural("{count} a", "{count} b", 7)])
def test_message_round_trip_through_json_and_pickle_is_lossless(text: Message) -> None:
    assert Message.from_record(text.to_record()) == text
    assert pickle.loads(pickle.dumps(text)) == text
    event = from_json(to_json(Notice(text)))
    assert event == Notice(text)


def test_a_record_holds_english_template_and_values() -> None:
    record = plural("{count} file", "{count} files", 3).to_record()
    assert record == {"text": "3 files", "template": "{count} file", "many": "{count} files", "values": {"count": 3}}


def test_a_plain_text_from_an_older_record_is_shown_as_it_is(pseudo: None) -> None:
    event = from_json('{"event": "RunFailed", "run": "r", "error": "The {disk} is full."}')
    assert isinstance(event, RunFailed)
    assert "{disk}" in show(event.error)
    assert event.kind is Failure.UNEXPECTED


@pytest.mark.parametrize(
    "template",
    ["{a.__class__}", "{a[0]}", "{a!r}", "{a:>99999999999}", "{a:{a}}", "{", "}{", "{a:duration}", "{a:nonsense}"],
)
def test_untrusted_template_can_only_show_its_values(template: str) -> None:
    text = str(Message.from_record({"template": template, "values": {"a": "secret"}}))
    assert len(text) < 100
    assert "class" not in text or text == template


@pytest.mark.parametrize("record", [3, None, [], {}, {"template": 3}, {"template": "x" * 30_000}])
def test_wrong_record_of_a_message_is_refused(record: object) -> None:
    with pytest.raises(ValueError):
        Message.from_record(record)


@given(st.text())
def test_plain_text_round_trip_keeps_all_but_control_characters(text: str) -> None:
    assert str(Message.from_record(text)) == printable(text)


def test_control_characters_of_an_untrusted_template_are_visible() -> None:
    record = {"template": "a\x1b[2J", "many": "b\u202e", "values": {"count": 2}}
    assert str(Message.from_record(record)) == "b�"
    assert str(Message.from_record({"template": "a\x1b[2J"})) == "a�[2J"
    assert str(literal("a\x1b[2J {b}")) == "a�[2J {b}"


@pytest.mark.parametrize("innermost", ["", "boom"])
def test_untrusted_nested_messages_are_written_in_bounded_time(innermost: str) -> None:
    record: dict[str, Any] = {"template": innermost or "{a}", "values": {"a": ""}}
    for _ in range(12):
        record = {"template": "{a}" * 5_000, "values": {"a": record}}
    assert len(str(Message.from_record(record))) <= 20_000


@pytest.mark.parametrize(
    "error", [ConfigError("epochs", 0, message("from 1")), DecodeError("a/b.png", "It is empty."), RunError("No.")]
)
def test_error_keeps_its_message_when_pickled(error: Exception) -> None:
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error)
    assert str(again) == str(error)
    assert again.__dict__ == error.__dict__
