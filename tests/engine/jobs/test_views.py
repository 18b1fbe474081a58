"""Views of training pictures for a person who chooses how they are changed."""

from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.protocol.event_json import from_json, to_json
from resnet_studio.core.protocol.events import JobFinished
from resnet_studio.core.protocol.jobs.views import DRAWS, ShowViews, ViewShown
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.epoch_order import epoch_order
from resnet_studio.core.runs.run import create_run
from resnet_studio.engine.inputs.pictures import PictureSource
from resnet_studio.engine.jobs import views as job
from resnet_studio.engine.jobs.train import train
from resnet_studio.engine.run_job import run_job
from resnet_studio.engine.training import step


def command(dataset: Dataset, config: TrainConfig, **chosen: Any) -> ShowViews:
    """The views of the first batch."""
    part = dataset.part("train")
    order = epoch_order(len(part), config.seed, 1)[: config.batch_size]
    changes = tuple(asdict(config.augmentation).items())
    asked = ShowViews(
        str(dataset.root), tuple(part[index].path for index in order), tuple(order), len(part), len(order),
        config.image_size, config.depth == 20, changes, config.seed,
    )  # fmt: skip
    return replace(asked, **chosen)


def pixels(event: ViewShown) -> np.ndarray[Any, Any]:
    return np.frombuffer(event.values(), np.uint8).reshape(event.side, event.side, 3)


def views(asked: ShowViews) -> list[ViewShown]:
    *shown, end = run_job(asked)
    assert isinstance(end, JobFinished)
    return [event for event in shown if isinstance(event, ViewShown)]


@pytest.mark.parametrize("chosen", [{}, {"mixup": 0.4}, {"cutmix": 1.0}], ids=["changed", "blended", "cut"])
def test_views_of_the_batch_are_what_the_network_gets_in_its_first_step(
    colours: Path, tmp_path: Path, chosen: dict[str, float], monkeypatch: pytest.MonkeyPatch
) -> None:
    got: list[torch.Tensor] = []
    logits = step._logits

    def watched(setup: Any, network: Any, inputs: Any, seen: torch.Tensor) -> torch.Tensor:
        if not got:
            got.append(seen.clone())
        return logits(setup, network, inputs, seen)

    monkeypatch.setattr(step, "_logits", watched)
    settings: dict[str, Any] = {"augment": "strong", "batch_size": 8, "epochs": 1, "seed": 3, "device": "cpu"}
    config = TrainConfig.build(depth=20, precision="float32", **settings, **chosen)
    list(train(create_run(tmp_path, config, scan(colours))))
    before, made = list[torch.Tensor](), job._pixels

    def kept(seen: torch.Tensor) -> list[np.ndarray[Any, Any]]:
        before.append(seen.clone())
        return made(seen)

    monkeypatch.setattr(job, "_pixels", kept)
    shown = [event for event in views(command(scan(colours), config, draws=1)) if not event.draw]
    assert torch.equal(torch.cat(before[:8]), got[0]), "bit for bit, before it becomes pixels"
    mean, std = (torch.tensor(values).reshape(1, 3, 1, 1) for values in ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225)))
    expected = ((got[0] * std + mean) * 255).round().permute(0, 2, 3, 1).numpy()
    assert [event.place for event in shown] == list(range(8))
    assert np.abs(np.stack([pixels(event) for event in shown]).astype(int) - expected).max() <= 1
    assert all((event.partner is not None) == bool(chosen) for event in shown)


def test_draws_of_one_picture_differ_and_the_first_is_that_of_the_batch(colours: Path) -> None:
    config = TrainConfig.build(depth=20, weights="scratch", augment="microscopy", batch_size=8)
    shown = views(command(scan(colours), config, drawn=2, shown=4))
    draws = [event for event in shown if event.draw]
    assert [event.draw for event in draws] == list(range(1, DRAWS + 1))
    assert {event.place for event in draws} == {2}
    assert len([event for event in shown if not event.draw]) == 4
    in_batch = next(event for event in shown if not event.draw and event.place == 2)
    assert np.array_equal(pixels(draws[0]), pixels(in_batch))
    assert len({event.pixels for event in draws}) > DRAWS / 2


@pytest.mark.parametrize("chosen", [{"mixup": 0.4}, {"cutmix": 1.0}], ids=["blended", "cut"])
def test_pictures_are_mixed_as_in_their_whole_batch_though_only_some_are_loaded(
    colours: Path, chosen: dict[str, float], monkeypatch: pytest.MonkeyPatch
) -> None:
    config = TrainConfig.build(depth=20, weights="scratch", batch_size=16, seed=1, **chosen)
    every = views(command(scan(colours), config, draws=1))
    loaded = list[int]()
    load = PictureSource.load

    def watched(self: PictureSource, index: int, *args: Any, **more: Any) -> Any:
        loaded.append(index)
        return load(self, index, *args, **more)

    monkeypatch.setattr(PictureSource, "load", watched)
    some = views(command(scan(colours), config, shown=3, draws=1))
    assert [event for event in some if not event.draw] == [event for event in every if not event.draw][:3]
    assert len(loaded) <= 7


def test_picture_is_shown_as_often_as_there_are_views(colours: Path) -> None:
    config = TrainConfig.build(depth=20, weights="scratch", batch_size=8)
    assert [event.draw for event in views(command(scan(colours), config, draws=3)) if event.draw] == [1, 2, 3]


def test_unreadable_picture_is_mixed_with_none(copied_colours: Path) -> None:
    dataset = scan(copied_colours)
    asked = command(dataset, TrainConfig.build(depth=20, weights="scratch", batch_size=8, mixup=0.4), drawn=1, draws=1)
    for place in (0, 5):
        (copied_colours / asked.paths[place]).write_bytes(b"no picture")
    shown = [event for event in views(asked) if not event.draw]
    assert sorted(event.place for event in shown if event.problem) == [0, 5]
    mixed = [event for event in shown if not event.problem]
    assert [event.place for event in mixed] == [1, 2, 3, 4, 6, 7]
    assert {event.partner for event in mixed} == {1, 2, 3, 4, 6, 7}


def test_picture_that_cannot_be_read_is_said_and_the_others_are_shown(copied_colours: Path) -> None:
    dataset = scan(copied_colours)
    asked = command(dataset, TrainConfig.build(depth=20, weights="scratch", batch_size=8))
    (copied_colours / asked.paths[3]).write_bytes(b"no picture")
    shown = views(asked)
    assert [event.place for event in shown if event.problem] == [3]
    assert len([event for event in shown if not event.draw and not event.problem]) == 7


def test_large_views_are_shown_smaller(colours: Path) -> None:
    config = TrainConfig.build(weights="scratch", image_size=320, batch_size=2)
    assert {event.side for event in views(command(scan(colours), config))} == {224}


@pytest.mark.parametrize("partner", [None, 0, 3])
def test_view_is_read_as_it_was_written(partner: int | None) -> None:
    event = ViewShown.of(np.zeros((2, 2, 3), np.uint8), draw=0, place=1, partner=partner, share=0.5)
    assert from_json(to_json(event)) == event
