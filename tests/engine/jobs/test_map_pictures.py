"""A map of a run's pictures, and features in which the most alike are found."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from resnet_studio.core.basics.files import write_json
from resnet_studio.core.dataset.record import to_record
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.protocol.commands import Halt
from resnet_studio.core.protocol.event_json import from_json, to_json
from resnet_studio.core.protocol.events import Event, JobFinished, JobStopped, Notice, NoticeKind
from resnet_studio.core.protocol.jobs.map_pictures import FeaturesReady, MapPictures, MapReady
from resnet_studio.core.runs.alike import most_alike, read_features
from resnet_studio.core.runs.picture_map import PictureMap
from resnet_studio.core.runs.run import read_dataset
from resnet_studio.engine.jobs import map_pictures
from resnet_studio.engine.run_job import run_job


@pytest.fixture(scope="module")
def events(colours_run: Path) -> list[Event]:
    return list(run_job(MapPictures(str(colours_run), "cpu")))


def maps(events: list[Event]) -> list[MapReady]:
    return [event for event in events if isinstance(event, MapReady)]


def test_quick_map_comes_first_then_the_good_one_and_all_pictures_are_on_both(
    colours_run: Path, events: list[Event]
) -> None:
    assert [(one.method, one.pictures, one.of) for one in maps(events)] == [("pca", 36, 36), ("tsne", 36, 36)]
    assert isinstance(events[-1], JobFinished)
    known = {picture.path for picture in read_dataset(colours_run).pictures}
    for one in maps(events):
        assert set(PictureMap.read(colours_run / one.file).paths) == known
    assert all(from_json(to_json(event)) == event for event in events)


def test_pictures_of_one_class_are_near_each_other(colours_run: Path, events: list[Event]) -> None:
    found = PictureMap.read(colours_run / maps(events)[0].file)
    names = np.array([path.split("/")[0] for path in found.paths])
    centres = {name: found.places[names == name].mean(0) for name in set(names.tolist())}
    nearest = [min(centres, key=lambda name: float(np.linalg.norm(place - centres[name]))) for place in found.places]
    assert np.mean(np.array(nearest) == names) > 0.9


def test_most_alike_training_pictures_are_of_the_same_colour(colours_run: Path, events: list[Event]) -> None:
    (ready,) = [event for event in events if isinstance(event, FeaturesReady)]
    features = read_features([colours_run / file for file in ready.files])
    dataset = read_dataset(colours_run)
    asked = dataset.part("validation")[0]
    found = most_alike(features, asked.path, [picture.path for picture in dataset.part("train")])
    assert found is not None
    assert len(found) == 6
    assert {one.path.split("/")[0] for one in found} == {asked.path.split("/")[0]}


def test_second_time_nothing_is_computed(
    colours_run: Path, events: list[Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("resnet_studio.engine.answers.features.Loader", None)
    monkeypatch.setattr(map_pictures, "_waited", None)
    assert maps(list(run_job(MapPictures(str(colours_run), "cpu")))) == maps(events)


def test_large_dataset_is_sampled_for_the_good_map(
    colours_run: Path, events: list[Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(map_pictures, "sample", lambda count: np.arange(0, count, 2))
    assert [(one.pictures, one.of) for one in maps(list(run_job(MapPictures(str(colours_run), "cpu"))))] == [
        (36, 36),
        (18, 36),
    ]


def test_test_pictures_that_all_cannot_be_read_do_not_end_the_map(
    colours_run: Path, copied_colours: Path, tmp_path: Path
) -> None:
    run = Path(shutil.copytree(colours_run, tmp_path / "run", ignore=shutil.ignore_patterns("results")))
    for name in ("red", "green", "blue"):
        for picture in (copied_colours / name).iterdir():
            part = "test" if picture.stem.endswith(" 1") else "train"
            (copied_colours / part / name).mkdir(parents=True, exist_ok=True)
            picture.rename(copied_colours / part / name / picture.name)
            if part == "test":
                (copied_colours / part / name / picture.name).write_bytes(b"broken")
        (copied_colours / name).rmdir()
    write_json(run / "dataset.json", to_record(scan(copied_colours)))
    events = list(run_job(MapPictures(str(run), "cpu", neighbours=False)))
    assert [(one.method, one.pictures) for one in maps(events)] == [("pca", 33)]
    assert sum(isinstance(event, Notice) and event.kind is NoticeKind.PICTURE for event in events) == 3
    assert any("None of the 3 pictures" in str(event.text) for event in events if isinstance(event, Notice))


def test_job_can_be_stopped_while_places_are_found(colours_run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Halt] = []

    def endless(_: object) -> object:
        asked.append(Halt.STOP)
        return np.zeros((1, 2), np.float32)

    monkeypatch.setattr(map_pictures, "by_variance", endless)
    monkeypatch.setattr(map_pictures, "_is_stored", lambda *_: False)
    ended = list(run_job(MapPictures(str(colours_run), "cpu"), lambda: asked[0] if asked else None))[-1]
    assert isinstance(ended, JobStopped)
