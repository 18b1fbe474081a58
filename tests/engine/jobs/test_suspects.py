"""Suspect labels of a run: found by features that have not learned from them."""

import shutil
from pathlib import Path

import pytest
import torch
from PIL import Image

from resnet_studio.core.basics.files import write_json
from resnet_studio.core.dataset.picture_edits import KeepLabels
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.protocol.commands import Halt, ShouldStop, never
from resnet_studio.core.protocol.event_json import from_json, to_json
from resnet_studio.core.protocol.events import Event, JobFailed, JobFinished, JobStopped, Notice, NoticeKind
from resnet_studio.core.protocol.jobs.suspects import FindSuspects, Suspect, SuspectsFound
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.run import CONFIG, create_run, read_config_and_meta
from resnet_studio.engine.network.resnet import build
from resnet_studio.engine.run_job import run_job


def found(run: Path, should_stop: ShouldStop = never) -> list[Event]:
    return list(run_job(FindSuspects(str(run), "cpu"), should_stop))


def summary(events: list[Event]) -> SuspectsFound:
    (last,) = [event for event in events if isinstance(event, SuspectsFound)]
    return last


@pytest.fixture
def mislabelled(copied_colours: Path) -> Path:
    """The colours, with a red picture in the folder of blue ones."""
    shutil.move(copied_colours / "red" / "red 3.png", copied_colours / "blue" / "red 3.png")
    return copied_colours


def from_file(tmp_path: Path, dataset: Path) -> Path:
    """A run that begins with the weights of a file, and has not trained."""
    torch.manual_seed(0)
    torch.save(build(20, len(list(dataset.iterdir()))).state_dict(), tmp_path / "weights.pth")
    config = TrainConfig.build(depth=20, weights=str(tmp_path / "weights.pth"), device="cpu")
    return create_run(tmp_path / "runs", config, scan(dataset))


def test_picture_in_the_wrong_folder_is_the_first_suspect(tmp_path: Path, mislabelled: Path) -> None:
    events = found(from_file(tmp_path, mislabelled))
    first = next(event for event in events if isinstance(event, Suspect))
    assert (first.path, first.label, first.predicted, first.rank) == ("blue/red 3.png", "blue", "red", 1)
    assert (summary(events).pictures, summary(events).learned) == (36, False)
    assert isinstance(events[-1], JobFinished)
    assert all(from_json(to_json(event)) == event for event in events)


def test_features_are_computed_once(tmp_path: Path, mislabelled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = from_file(tmp_path, mislabelled)
    first = [event for event in found(run) if isinstance(event, Suspect)]
    monkeypatch.setattr("resnet_studio.engine.answers.features.Loader", None)
    assert [event for event in found(run) if isinstance(event, Suspect)] == first


def test_run_from_scratch_is_judged_by_its_best_weights_and_says_so(colours_run: Path) -> None:
    events = found(colours_run)
    assert summary(events).learned
    assert any("learned from the labels" in str(event.text) for event in events if isinstance(event, Notice))


def test_run_whose_first_weights_are_gone_is_judged_by_its_best_weights(colours_run: Path, tmp_path: Path) -> None:
    run = Path(shutil.copytree(colours_run, tmp_path / "run"))
    config, _ = read_config_and_meta(run)
    write_json(run / CONFIG, {"format": 1, **config.to_record(), "weights": str(tmp_path / "gone.pth")})
    events = found(run)
    assert summary(events).learned
    assert any("began with" in str(event.text) for event in events if isinstance(event, Notice))


def test_continued_run_is_judged_by_the_weights_that_the_first_run_began_with(
    tmp_path: Path, mislabelled: Path
) -> None:
    first = from_file(tmp_path, mislabelled)
    config = TrainConfig.build(depth=20, weights=str(tmp_path / "gone.pth"), device="cpu")
    second = create_run(first.parent, config, scan(mislabelled), name="second", parent=first.name)
    assert not summary(found(second)).learned


def test_unreadable_picture_is_left_out_with_a_notice(tmp_path: Path, mislabelled: Path) -> None:
    run = from_file(tmp_path, mislabelled)
    (mislabelled / "red" / "red 1.png").write_bytes(b"broken")
    events = found(run)
    assert (summary(events).pictures, summary(events).skipped) == (35, 1)
    assert any(event.kind is NoticeKind.PICTURE for event in events if isinstance(event, Notice))


def test_too_few_pictures_are_refused(tmp_path: Path) -> None:
    for name, count in (("red", 3), ("blue", 1)):
        (tmp_path / "few" / name).mkdir(parents=True)
        for number in range(count):
            Image.new("RGB", (40, 40), name).save(tmp_path / "few" / name / f"{number}.png")
    *_, last = found(from_file(tmp_path, tmp_path / "few"))
    assert isinstance(last, JobFailed)
    assert "too few pictures" in str(last.error)


def test_search_stops(colours_run: Path) -> None:
    assert found(colours_run, lambda: Halt.STOP) == [JobStopped()]


def test_label_that_a_person_has_confirmed_is_not_listed_again(tmp_path: Path, mislabelled: Path) -> None:
    run = from_file(tmp_path, mislabelled)
    path = "blue/red 3.png"
    config, _ = read_config_and_meta(run)
    kept = create_run(run.parent, config, scan(mislabelled).with_edit(KeepLabels((path,))), name="kept")
    assert path in [event.path for event in found(run) if isinstance(event, Suspect)]
    assert path not in [event.path for event in found(kept) if isinstance(event, Suspect)]
