"""A file of weights in the draft: examined, and taken back where it does not fit."""

from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics.message import message
from resnet_studio.core.network.weights_files import NetworkInFile
from resnet_studio.core.protocol.events import JobFailed, JobFinished
from resnet_studio.core.protocol.jobs.weights import ExamineWeights, WeightsExamined, WeightsOnDisk
from resnet_studio.core.runs.config import IMAGENET, SCRATCH
from resnet_studio.gui.engine.jobs import JobRunner
from resnet_studio.gui.work.draft import Draft
from resnet_studio.gui.work.weights_file import FileControl, Refusal

FILE = "/models/net.pth"
WHOLE = NetworkInFile("", 18, (True,))


@pytest.fixture
def draft() -> Draft:
    return Draft()


@pytest.fixture
def refusals() -> list[Refusal]:
    return []


@pytest.fixture
def control(draft: Draft, silent_worker: Any, refusals: list[Refusal]) -> FileControl:
    control = FileControl(draft, JobRunner(silent_worker))
    control.refused.connect(refusals.append)
    return control


@pytest.fixture
def answer(silent_worker: Any) -> Any:
    """Let the engine say what the file holds that it was asked about last."""

    def say(*networks: NetworkInFile) -> None:
        asked = list(silent_worker.submitted.values())[-1]
        assert isinstance(asked, ExamineWeights)
        silent_worker.tell(WeightsExamined(asked.file, networks), JobFinished())

    return say


def test_file_in_the_draft_is_examined_once(control: FileControl, draft: Draft, silent_worker: Any) -> None:
    draft.choose(weights=FILE)
    draft.choose(epochs=3)
    assert silent_worker.submitted == {1: ExamineWeights(FILE)}
    assert control.examining


def test_file_that_fits_is_accepted(
    control: FileControl, draft: Draft, answer: Any, refusals: list[Refusal], qtbot: QtBot
) -> None:
    draft.choose(weights=FILE)
    with qtbot.waitSignal(control.accepted) as accepted:
        answer(WHOLE)
    assert accepted.args == [FILE]
    assert (draft.config.weights, refusals, control.examining) == (FILE, [], False)


def test_published_file_that_is_kept_is_reported(
    control: FileControl, draft: Draft, silent_worker: Any, qtbot: QtBot
) -> None:
    draft.choose(weights=FILE)
    on_disk = WeightsOnDisk((18,), "/cache")
    with qtbot.waitSignal(control.kept) as kept:
        silent_worker.tell(WeightsExamined(FILE, (WHOLE,)), on_disk, JobFinished())
    assert kept.args == [on_disk]
    assert draft.config.weights == FILE


def test_file_of_another_depth_is_refused_and_the_choice_before_comes_back(
    control: FileControl, draft: Draft, answer: Any, refusals: list[Refusal]
) -> None:
    draft.choose(weights=SCRATCH, seed=5)
    draft.choose(weights=FILE)
    answer(NetworkInFile("", 50, (True,)))
    assert draft.chosen == {"weights": SCRATCH, "seed": 5}
    (refusal,) = refusals
    assert str(refusal.text).startswith("net.pth holds a ResNet-50, not a ResNet-18.")
    assert refusal.depth == 50
    assert refusal.choices is not None
    draft.choose(**refusal.choices)
    answer(NetworkInFile("", 50, (True,)))
    assert (draft.config.depth, draft.config.weights, len(refusals)) == (50, FILE, 1)


def test_frozen_unit_without_values_is_refused_and_can_be_left_to_train(
    control: FileControl, draft: Draft, answer: Any, refusals: list[Refusal]
) -> None:
    partial = NetworkInFile("", 18, (True,), lacking=("stem",))
    draft.choose(weights=FILE)
    answer(partial)
    assert draft.config.weights == IMAGENET
    assert "no complete values for stem" in str(refusals[0].text)
    assert refusals[0].choices is not None
    draft.choose(**refusals[0].choices)
    answer(partial)
    assert (draft.config.weights, draft.config.frozen) == (FILE, ("layer1", "layer2", "layer3", "layer4"))
    draft.choose(frozen=("stem", "layer1"))  # known by now: refused at once
    assert (draft.config.weights, draft.config.frozen) == (FILE, ("layer1", "layer2", "layer3", "layer4"))
    assert len(refusals) == 2


def test_first_of_several_networks_is_chosen_and_another_can_be(
    control: FileControl, draft: Draft, answer: Any, refusals: list[Refusal]
) -> None:
    draft.choose(weights=FILE)
    answer(NetworkInFile("teacher", 18, (True,)), NetworkInFile("student", 18, (True,)))
    assert draft.config.weights_entry == "teacher"
    draft.choose(weights_entry="student")
    assert (draft.config.weights_entry, refusals) == ("student", [])


def test_network_that_fits_is_chosen_before_one_that_does_not(control: FileControl, draft: Draft, answer: Any) -> None:
    draft.choose(weights=FILE)
    answer(NetworkInFile("teacher", 50, (True,)), NetworkInFile("student", 18, (True,)))
    assert draft.config.weights_entry == "student"


def test_file_that_cannot_be_read_is_taken_back(
    control: FileControl, draft: Draft, silent_worker: Any, refusals: list[Refusal]
) -> None:
    draft.choose(weights=FILE)
    silent_worker.tell(JobFailed(message("net.pth is damaged."), "Traceback"))
    assert draft.config.weights == IMAGENET
    assert (str(refusals[0].text), refusals[0].details) == ("net.pth is damaged.", "Traceback")


def test_file_that_comes_back_with_its_depth_is_examined_again(
    control: FileControl, draft: Draft, silent_worker: Any, answer: Any, refusals: list[Refusal]
) -> None:
    draft.choose(weights=FILE)
    answer(WHOLE)
    draft.choose(depth=34)
    draft.choose(depth=18)
    assert draft.config.weights == FILE
    silent_worker.tell(JobFailed(message("net.pth no longer exists.")))
    assert (draft.config.depth, draft.config.weights) == (18, IMAGENET)  # not thrown back to the other depth
    assert len(refusals) == 1


def test_file_that_was_replaced_by_an_unfit_one_is_let_go(
    control: FileControl, draft: Draft, answer: Any, refusals: list[Refusal]
) -> None:
    draft.choose(weights=FILE)
    answer(WHOLE)
    control.examine_again(FILE)
    answer(NetworkInFile("", 50, (True,)))
    assert draft.config.weights == IMAGENET
    assert len(refusals) == 1


def test_answer_about_a_file_that_is_no_longer_chosen_changes_nothing(
    control: FileControl, draft: Draft, silent_worker: Any, refusals: list[Refusal]
) -> None:
    draft.choose(weights=FILE)
    draft.choose(weights=SCRATCH)
    silent_worker.tell(JobFailed(message("net.pth is damaged.")), job=1)
    assert (draft.config.weights, refusals, silent_worker.stopped) == (SCRATCH, [], [1])


def test_refused_file_never_brings_the_choices_of_another_dataset(
    control: FileControl, draft: Draft, answer: Any, refusals: list[Refusal], silent_worker: Any
) -> None:
    ants, digits = ((Path("/data", name), "names", ()) for name in ("ants", "digits"))
    draft.open(digits, 1438)
    draft.choose(weights="/models/other.pth")
    draft.open(ants, 244)
    draft.choose(weights=FILE, freeze="layer2")
    answer(WHOLE)
    draft.open(digits, 1438)  # its file is examined again, and is gone
    silent_worker.tell(JobFailed(message("There is no such file."), ""))
    assert len(refusals) == 1
    assert draft.chosen == {}
    draft.open(ants, 244)
    assert draft.chosen == {"weights": FILE, "freeze": "layer2"}
