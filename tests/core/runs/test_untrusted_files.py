"""Untrusted run folders and files: any content gives a row of the list and an error message."""

import json
import math
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from resnet_studio.core.basics import files, json_text
from resnet_studio.core.basics.errors import RunError, StudioError
from resnet_studio.core.basics.message import literal
from resnet_studio.core.dataset.catalogue import Catalogue, Picture
from resnet_studio.core.dataset.dataset import apply
from resnet_studio.core.dataset.edits import SplitBySeed
from resnet_studio.core.protocol.event_json import to_json
from resnet_studio.core.protocol.events import BatchEnd, EpochEnd, Notice, RunFinished, RunResumed, RunStarted
from resnet_studio.core.runs import run_log
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.run import CONFIG, DATASET, EVENTS, MODEL, ModelInfo, create_run, read_config, read_dataset
from resnet_studio.core.runs.run_log import read_events, read_history
from resnet_studio.core.runs.states import RunState
from resnet_studio.core.runs.summary import list_runs, summarise

JSON_FILES = (CONFIG, DATASET, MODEL)
READERS: dict[str, Callable[[Path], object]] = {
    CONFIG: read_config, DATASET: read_dataset, MODEL: ModelInfo.read, EVENTS: read_history,
}  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small run folder with every file."""
    runs = tmp_path_factory.mktemp("untrusted runs")
    pictures = tuple(Picture(f"{name}/{number}.png", label, "train", 10, 5)
                     for label, name in enumerate(("ants", "bees")) for number in range(3))  # fmt: skip
    dataset = apply(Catalogue(runs / "ants-bees", ("ants", "bees"), pictures), (SplitBySeed(0.2, 3),))
    run = create_run(runs, TrainConfig.build(depth=20), dataset, name="theirs")
    ModelInfo(20, True, ("ants", "bees"), 32, (0.5, 0.5, 0.5), (0.25, 0.25, 0.25)).write(run)
    story = [
        RunStarted(1, "r", ("ants", "bees"), 4, 2, 9, 9, "CPU", "float32", 2), BatchEnd(1, 1, 0.5, 0.1, 9.0, 4),
        EpochEnd(1, 2, 1.0, 1.0, 0.5, 2.0), RunResumed(2), RunFinished("r", 1, 0.5),
    ]  # fmt: skip
    (run / EVENTS).write_text("".join(to_json(event) + "\n" for event in story), "utf-8")
    return run


def check(run: Path) -> None:
    """Readers raise only errors that name the file; the list never raises."""
    row = summarise(run)
    assert row.problem is None or str(row.problem)
    assert [listed.path for listed in list_runs(run.parent) if listed.path == run] == [run]
    for name, read in READERS.items():
        text = error_message(read, run)
        assert not text or name in text or "newer ResNet Studio" in text
        assert len(text) < 1000 + len(str(run))


def error_message(read: Callable[[Path], object], run: Path) -> str:
    """The message of a reader that refuses a file; empty if it reads it."""
    try:
        read(run)
    except StudioError as error:
        return str(error)
    return ""


# Any value of any field

extreme: st.SearchStrategy[Any] = st.sampled_from(
    [10**400, -(10**400), 2**63, -(2**63), 1e308, -0.0, math.nan, math.inf, True, "\ud800", "\0", "\ufeff", "x" * 5000,
     "9" * 5000, [[]] * 50, {"": {}}, [None], "../../x", "C:\\x", "\\\\server\\share"]
)  # fmt: skip
scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=8)
anything = st.recursive(
    scalars | extreme,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
slow = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture], deadline=None)


@slow
@given(name=st.sampled_from(JSON_FILES), data=st.data())
def test_any_value_of_any_field_gives_a_row_and_an_error_message(made: Path, name: str, data: st.DataObject) -> None:
    whole = (made / name).read_bytes()
    record = json.loads(whole)
    fields = st.sampled_from([*record, "cls", "self", "freeze", "pictures", ""])
    record |= data.draw(st.dictionaries(fields, anything, min_size=1, max_size=3))
    for field in data.draw(st.sets(st.sampled_from(list(record)), max_size=2)):
        del record[field]
    try:
        (made / name).write_text(json.dumps(record), "utf-8")
        check(made)
    finally:
        (made / name).write_bytes(whole)


@slow
@given(name=st.sampled_from([*JSON_FILES, EVENTS]), data=st.data())
def test_any_bytes_in_any_file_give_a_row_and_an_error_message(made: Path, name: str, data: st.DataObject) -> None:
    whole = (made / name).read_bytes()
    at = data.draw(st.integers(0, len(whole)))
    noise = data.draw(
        st.binary(max_size=30) | st.sampled_from([b"\xef\xbb\xbf", b"\xff\xfe", b"[" * 2000, b'"', b"\\"])
    )
    damaged = data.draw(st.sampled_from([noise, whole[:at] + noise, whole[:at] + noise + whole[at + len(noise) :]]))
    try:
        (made / name).write_bytes(damaged)
        check(made)
    finally:
        (made / name).write_bytes(whole)


# Error messages


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("format", True, "format is True"),
        ("format", 0, "format is 0"),
        ("format", "1", "format is '1'"),
        ("format", 10**400, "newer ResNet Studio"),
        ("epochs", 10**400, r"epochs is ≈ 2\^1328, but must be a whole number from 1 to 10,000"),
        ("learning_rate", 10**400, r"learning_rate is ≈ 2\^1328"),
        ("learning_rate", math.inf, "learning_rate is inf"),
        ("weight_decay", math.nan, "weight_decay is nan"),
        ("weights", "x\0y", "weights is"),
        ("weights", ["x" * 100_000] * 9, r"weights is \['xxx"),
        ("cls", 1, "cls is 1, but must be left out"),
        ("k" * 100_000, 1, "is 1, but must be left out"),
        ("frozen", [[[[[[]]]]]], r"frozen is \[\[\[\.\.\.\]\]\]"),
    ],
)
def test_wrong_setting_is_named_in_a_short_message(
    made: Path, tmp_path: Path, field: str, value: object, expected: str
) -> None:
    record = json.loads((made / CONFIG).read_text("utf-8"))
    (tmp_path / CONFIG).write_text(json.dumps(record | {field: value}), "utf-8")
    with pytest.raises(RunError, match=expected) as caught:
        read_config(tmp_path)
    assert len(str(caught.value)) < 600 + len(str(tmp_path))
    assert summarise(tmp_path).problem == caught.value.message


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("format", None), ("format", True), ("depth", 19), ("depth", True), ("depth", 10**400), ("classes", ["a", "a"]),
        ("classes", [""]), ("image_size", 2**70), ("mean", [0.5, 0.5, math.nan]), ("mean", [1e300, 0.5, 0.5]),
        ("std", [0.2, 0.2, math.inf]), ("std", [1e-300, 0.2, 0.2]),
    ],
)  # fmt: skip
def test_wrong_field_of_a_model_is_named(made: Path, tmp_path: Path, field: str, value: object) -> None:
    record = json.loads((made / MODEL).read_text("utf-8"))
    (tmp_path / MODEL).write_text(json.dumps(record | {field: value}), "utf-8")
    with pytest.raises(RunError, match=rf"model\.json in .* is damaged: {field} is "):
        ModelInfo.read(tmp_path)


def test_byte_order_mark_is_skipped_in_files_of_a_run(made: Path, tmp_path: Path) -> None:
    for name in JSON_FILES:
        (tmp_path / name).write_bytes(b"\xef\xbb\xbf" + (made / name).read_bytes())
    assert read_config(tmp_path) == read_config(made)
    assert read_dataset(tmp_path) == read_dataset(made)
    assert ModelInfo.read(tmp_path) == ModelInfo.read(made)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pipes in folders")
@pytest.mark.parametrize("name", [*JSON_FILES, EVENTS])
@pytest.mark.timeout(20)
def test_pipe_is_refused_without_waiting(made: Path, tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / name)
    with pytest.raises(RunError, match=f"{name}.* cannot be read: it is not a file"):
        READERS[name](tmp_path)
    assert summarise(tmp_path).path == tmp_path


# Bounded time and memory


def peak() -> float:
    """The most memory that this process ever had, MB."""
    resource = pytest.importorskip("resource", reason="Windows keeps no record of the most memory that was used")
    return float(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) / (1e6 if sys.platform == "darwin" else 1e3)


@pytest.mark.parametrize("name", JSON_FILES)
@pytest.mark.parametrize(
    ("unit", "expected"), [(b"[],", "values|too large"), (b"{},", "values|too large"), (b"0,", "values|too large")]
)
def test_file_that_would_need_gigabytes_of_memory_is_refused(
    tmp_path: Path, name: str, unit: bytes, expected: str
) -> None:
    (tmp_path / name).write_bytes(b'{"format": 1, "root": [' + unit * (60_000_000 // len(unit)) + b"0]}")
    before, started = peak(), time.process_time()
    with pytest.raises(RunError, match=expected) as caught:
        READERS[name](tmp_path)
    assert name in str(caught.value)
    assert peak() - before < 400  # the same file took 1.4 GB
    assert time.process_time() - started < 5


@pytest.mark.parametrize("name", [*JSON_FILES, EVENTS])
def test_file_of_a_terabyte_is_refused_quickly(tmp_path: Path, name: str) -> None:
    try:
        with (tmp_path / name).open("wb") as file:
            file.truncate(2**40)
    except OSError:
        pytest.skip("this file system has no files with holes of a terabyte")
    started = time.process_time()
    with pytest.raises(RunError, match=rf"{name}.* (is damaged: it is far too large|holds 1,100 GB)"):
        READERS[name](tmp_path)
    assert name in str(summarise(tmp_path).problem) or name in (DATASET, MODEL)  # which the list does not read
    assert time.process_time() - started < 5


def test_line_of_millions_of_lists_is_left_out(tmp_path: Path) -> None:
    (tmp_path / EVENTS).write_bytes(b'{"event": "Notice", "text": "x", "more": [' + b"[]," * 2_500_000 + b"0]}\n")
    before = peak()
    assert list(read_events(tmp_path)) == []
    assert peak() - before < 60


@pytest.mark.long
def test_dataset_of_a_million_pictures_is_read(tmp_path: Path) -> None:
    row = "train {0} 123456 1700000000000000000 class {0}/picture [{1}], one.jpeg"
    pictures = [row.format(number % 1000, number) for number in range(10**6)]
    record = {"root": "/data", "format": 1, "classes": [f"class {n}" for n in range(1000)],
              "split": {"source": "folder"}, "notices": [], "pictures": pictures}  # fmt: skip
    files.write_json(tmp_path / DATASET, record)
    assert len(read_dataset(tmp_path).pictures) == 10**6


def test_line_longer_than_any_event_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_log, "LONGEST_LINE", 200)
    lines = [to_json(Notice(literal("x" * length))) for length in (10, 500, 20, 1000, 200, 3)]
    (tmp_path / EVENTS).write_text("\n".join(lines), "utf-8")
    texts = [str(event.text) for event in read_events(tmp_path) if isinstance(event, Notice)]
    assert texts == ["x" * 10, "x" * 20, "x" * 3]


def test_largest_event_is_within_the_limits() -> None:
    probabilities = ", ".join(["0.123456789012345678"] * 10_000)
    picture = f'{{"path": "{"x" * 500}", "true": 9999, "probabilities": [{probabilities}]}}'
    line = f'{{"event": "Predictions", "epoch": 1, "pictures": [{", ".join([picture] * 24)}]}}'
    assert len(line) < run_log.LONGEST_LINE
    assert len(json_text.parse(line, 1_000_000)["pictures"]) == 24


def test_file_without_line_breaks_has_no_events(tmp_path: Path) -> None:
    with (tmp_path / EVENTS).open("wb") as file:
        file.truncate(3 * 10**8)
    before = peak()
    assert list(read_events(tmp_path)) == []
    assert summarise(tmp_path).state == RunState.CUT_OFF
    assert peak() - before < 200
