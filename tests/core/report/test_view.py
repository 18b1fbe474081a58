"""What fills the page of a report: facts of the run, its dataset and its epochs, and the versions."""

from dataclasses import replace
from pathlib import Path

import pytest

import resnet_studio
from resnet_studio.core.protocol.events import EpochEnd
from resnet_studio.core.report import view as module
from resnet_studio.core.report.contents import Contents, read_contents
from resnet_studio.core.report.pictures import Show
from resnet_studio.core.report.view import view
from resnet_studio.core.runs.history import RunHistory


@pytest.fixture
def contents(run: Path, show: Show) -> Contents:
    return read_contents(run, show)


def test_head_says_which_run_it_is(contents: Contents) -> None:
    found = view(contents)
    assert str(found.title) == "pictures"
    facts = ["ResNet-20", "run first", "2 classes", "36 pictures", "best epoch 4 of 4"]
    assert [str(fact) for fact in found.facts] == facts


def test_dataset_has_counts_of_each_class_in_each_part(contents: Contents) -> None:
    dataset = view(contents).dataset
    assert dataset is not None
    assert [str(part) for part in dataset.parts] == ["train", "validation", "test"]
    assert dataset.counts == (("ants", (6, 6, 6)), ("bees", (6, 6, 6)))
    assert dataset.totals == (12, 12, 12)


def test_settings_and_versions_are_listed(contents: Contents) -> None:
    found = view(contents)
    settings = {str(label): str(value) for label, value in found.settings}
    assert (settings["Network"], settings["Epochs"], settings["Device"]) == ("ResNet-20", "4", "CPU, 2 cores, float32")
    versions = {str(label): str(value) for label, value in found.versions}
    assert versions["ResNet Studio, training"] == versions["ResNet Studio, report"] == resnet_studio.__version__
    assert {"Python", "torch", "numpy", "pillow", "System"} <= versions.keys()


def test_long_table_of_epochs_keeps_the_best_and_the_last(contents: Contents, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_EPOCHS", 5)
    history = RunHistory()
    for epoch in range(1, 101):
        history.apply(EpochEnd(epoch, epoch, 1.0, 1.0, 0.9 if epoch == 50 else 0.5, 1.0))
    rows = view(replace(contents, history=history)).epochs
    assert len(rows) <= 7
    assert [row.number for row in rows if row.best] == [50]
    assert rows[-1].number == 100


def test_run_without_an_epoch_has_no_charts(contents: Contents) -> None:
    found = view(replace(contents, history=RunHistory(), dataset=None, figures=(), worst=()))
    assert (found.loss, found.accuracy, found.dataset) == (None, None, None)
    assert str(found.curves) == "The run ended before its first epoch was complete."
