"""One training of the program, and the accuracy of all that could be kept of it: `thousands.py JSON` prints JSON."""

import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from bench_peers import pictures_of, write_part
from bench_study import listed
from contenders import silent
from numpy.random import Generator

from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.network.architecture import STEM
from resnet_studio.core.pictures.decode import Pixels
from resnet_studio.core.protocol.events import EpochEnd, RunFailed
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.run import create_run
from resnet_studio.engine.inputs.loader import Loader
from resnet_studio.engine.inputs.pictures import PictureSource
from resnet_studio.engine.inputs.view import View
from resnet_studio.engine.jobs import train as job
from resnet_studio.engine.machine.devices import choose
from resnet_studio.engine.network.resnet import ResNet, build
from resnet_studio.engine.training import loop
from resnet_studio.engine.training.lanes import Lanes
from resnet_studio.engine.training.shared_norm import SharedNorm

State = dict[str, torch.Tensor]


class _Mirrored(View):
    def __call__(self, pixels: Pixels, random: Generator) -> Pixels:
        return np.ascontiguousarray(super().__call__(pixels, random)[:, ::-1])


def main(
    of: str,
    weights: str,
    seed: int,
    classes: int = 0,
    per_class: int = 0,
    kept_statistics: Sequence[str] = (),
    means: Sequence[int] = (2, 3, 4),
    **chosen: Any,
) -> dict[str, Any]:
    """Top-1 in per cent of the epoch that is kept, of the last one, and of means of weights; of the epoch kept also on
    validation; and processor seconds.

    Args:
        of: name of the set.
        weights: file of ImageNet weights.
        seed: draws the validation part, the order and the views.
        classes: so many of the set's; 0 for all.
        per_class: pictures of each; 0 for all.
        kept_statistics: stages whose BatchNorm keeps its statistics, although they learn.
        means: of so many epochs' weights, the last ones.
        chosen: settings that are not as the program proposes them.
    """
    home = Path(os.environ["RESNET_STUDIO_HOME"])
    if not (home / "pictures").exists():
        _write(home / "pictures", of, classes, per_class, seed)
    dataset = scan(home / "pictures")
    _keep_statistics(kept_statistics)
    states = _kept_states()
    job.measure_trained = lambda *_: iter(())  # type: ignore[assignment]  # here, the test part is measured otherwise
    config = TrainConfig.build(weights=weights, seed=seed, pictures=len(dataset.part("train")), **chosen)
    used, ends = time.process_time(), []
    for event in job.train(create_run(home / "runs", config, dataset)):
        if isinstance(event, EpochEnd):
            ends.append(event)
            taken = time.process_time() - used
        if isinstance(event, RunFailed):
            raise RuntimeError(f"{event.error}\n{event.details}")
    best = max(ends, key=lambda end: (end.val_top1, -end.val_loss))
    what = {"kept": states[best.epoch - 1], "last": states[-1]}
    what |= {f"mean of {count}": _mean(states[-count:]) for count in means}
    network = build(config.depth, len(dataset.classes))
    return {"processor": taken, "validation": 100 * best.val_top1} | _judged(network, home / "pictures" / "test", what)


def _write(folder: Path, of: str, classes: int, per_class: int, seed: int) -> None:
    part = of, per_class, False
    files, labels, held = pictures_of(part, sys.maxsize)
    if classes:
        files = [file for file, label in zip(files, labels, strict=True) if label < classes]
        labels, held = labels[labels < classes], [one for one in held if one[1] < classes]
    write_part(folder, part, seed, files, labels, held)


def _keep_statistics(stages: Sequence[str]) -> None:
    """Have BatchNorm of these stages stay as it is in evaluation."""
    trains, begins = ResNet.train, Lanes.begin_step

    def changed(network: ResNet, mode: bool = True) -> ResNet:
        trains(network, mode)
        for stage in stages:
            for module in network.get_submodule(stage).modules():
                if isinstance(module, torch.nn.BatchNorm2d | SharedNorm):
                    module.eval()
        return network

    def begun(lanes: Lanes) -> None:
        begins(lanes)
        for network in lanes.networks:
            network.train(network.training)  # a lane's copy may never have been asked

    if stages:
        ResNet.train, Lanes.begin_step = changed, begun  # type: ignore[method-assign,assignment]


def _kept_states() -> list[State]:
    """Filled with the network of every epoch."""
    states: list[State] = []
    ended = loop.Loop._end_epoch

    def kept(this: Any, *words: Any) -> Iterator[Any]:
        yield from ended(this, *words)
        states.append({name: value.detach().clone() for name, value in this._setup.network.state_dict().items()})

    loop.Loop._end_epoch = kept  # type: ignore[method-assign]
    return states


def _mean(states: list[State]) -> State:
    return {
        name: torch.stack([state[name] for state in states]).mean(0) if value.is_floating_point() else value
        for name, value in states[-1].items()
    }


def _same_units(network: ResNet, states: Sequence[State]) -> list[str]:
    """The first units, those that are the same in all of these states."""
    same = []
    for unit in network.architecture.unit_names:
        starts = ("conv1.", "bn1.") if unit == STEM else (f"{unit}.",)
        names = [name for name in states[0] if name.startswith(starts)]
        if not all(torch.equal(state[name], states[0][name]) for state in states for name in names):
            break
        same.append(unit)
    return same


def _judged(network: ResNet, test: Path, what: dict[str, State]) -> dict[str, float]:
    """Top-1 of each of these states, and of the mean over pictures and mirrored pictures."""
    compute, pictures = choose(), listed(test)
    states = list(what.values())
    same = _same_units(network, states)
    network.load_state_dict(states[0])
    network.eval()
    known = torch.tensor([label for _, label in pictures])
    answers: dict[str, list[torch.Tensor]] = {name: [] for name in what}
    for view in (View(224, small=False), _Mirrored(224, small=False)):
        source = PictureSource(test, [name for name, _ in pictures], view)
        found: dict[str, list[torch.Tensor]] = {name: [] for name in what}
        with Loader(compute.device) as loader, torch.no_grad(), compute.autocast():
            for batch in loader.batches(source, range(len(source)), 32, failed={}.__setitem__):
                h = source.to_input(batch.inputs, compute.device)
                for unit in same:
                    h = network.stem(h) if unit == STEM else network.get_submodule(unit)(h)
                if len(same) == len(network.architecture.unit_names):  # the last epoch is the one kept
                    h = network.pooled(h)
                for name, state in what.items():
                    network.load_state_dict(state)
                    found[name].append(network.rest(h, len(same)).float().softmax(1))
        for name in what:
            answers[name].append(torch.cat(found[name]))
    scores = {}
    for name, (plain, mirrored) in answers.items():
        for way, some in ((name, plain), (f"{name}, mirrored too", plain + mirrored)):
            scores[way] = 100 * float((some.argmax(1) == known).float().mean())
    return scores


if __name__ == "__main__":
    quiet = silent()
    next(quiet)
    answer = main(**json.loads(sys.argv[1]))
    next(quiet, None)
    print(json.dumps(answer))
