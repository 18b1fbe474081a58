"""The table of kinds of jobs."""

from resnet_studio.core.protocol.commands import Job
from resnet_studio.core.protocol.events import Event, Notice
from resnet_studio.core.protocol.job_kinds import EVENTS, JOBS
from resnet_studio.core.protocol.jobs.evaluate import Evaluate, Evaluated
from resnet_studio.core.protocol.jobs.predict import Predict, Prediction
from resnet_studio.core.protocol.jobs.train import Train
from resnet_studio.core.protocol.jobs.weights import CachedWeights, ExamineWeights, FetchWeights


def test_each_command_names_the_module_of_its_job() -> None:
    assert {
        Train: "train", Predict: "predict", Evaluate: "evaluate", FetchWeights: "weights", CachedWeights: "weights",
        ExamineWeights: "weights",
    }.items() <= JOBS.items()  # fmt: skip
    assert all(issubclass(command, Job) and command is not Job for command in JOBS)


def test_events_are_found_by_name_in_the_shared_and_the_jobs_modules() -> None:
    assert (EVENTS["Notice"], EVENTS["Prediction"], EVENTS["Evaluated"]) == (Notice, Prediction, Evaluated)
    assert all(issubclass(event, Event) and event.__name__ == name for name, event in EVENTS.items())
    assert "Event" not in EVENTS


def test_a_closing_window_waits_for_what_saves_its_state_or_clears_away_what_is_not_whole() -> None:
    assert {command.__name__ for command in JOBS if command.ends_tidily} == {"Train", "Export", "InstallRuntime"}
