"""What there is to say of a run beside its settings."""

from dataclasses import replace
from pathlib import Path

from resnet_studio.core.basics.message import message
from resnet_studio.core.protocol.events import PROTOCOL, Notice, NoticeKind, RunStarted
from resnet_studio.core.runs.facts import measured, origin
from resnet_studio.core.runs.history import RunHistory
from resnet_studio.core.runs.summary import summarise


def test_origin_names_the_dataset_and_the_run_that_is_continued(run: Path) -> None:
    summary = replace(summarise(run), parent="the first one")
    assert [(str(label), str(value)) for label, value in origin(summary)] == [
        ("Dataset", "ants-bees"),
        ("Continues", "the first one"),
    ]
    assert origin(replace(summary, dataset="", parent="")) == []


def test_measured_says_on_what_and_with_what() -> None:
    history = RunHistory()
    assert measured(history) == []
    history.apply(RunStarted(PROTOCOL, "run", ("ants", "bees"), 244, 153, 11_000_000, 1026, "CPU", "float32", 12, 2))
    assert [str(value) for _, value in measured(history)] == [
        "244 train, 153 validation",
        "ants and bees",
        "11.0 M, 1.0 K trainable",
        "CPU, 2 cores, float32",
    ]
    for path in ("/a/1.jpg", "/a/2.jpg", "/a/2.jpg"):
        history.apply(Notice(message("It is cut off."), path, NoticeKind.PICTURE))
    history.apply(Notice(message("Some sentence.")))
    assert str(measured(history)[0][1]) == "244 train, 153 validation; 2 of these cannot be read"
