"""One training of the program, and the accuracy of all that could be kept of it: `thousands.py JSON` prints JSON."""

import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
from bench_peers import pictures_of, write_part
from bench_study import listed
from contenders import silent
from numpy.random import Generator

from resnet_studio.core.dataset.scan import scan
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
from resnet_studio.engine.training import loop, optimizer

State = dict[str, torch.Tensor]


class _Mirrored(View):
    def __call__(self, pixels: Pixels, random: Generator) -> Pixels:
        return np.ascontiguousarray(super().__call__(pixels, random)[:, ::-1])


def main(
    of: str, weights: str, seed: int, classes: int = 0, per_class: int = 0, layer3: float = 1.0, **chosen: Any
) -> dict[str, Any]:
    """Top-1 in per cent of the epoch that is kept, of the last one, and of means of weights; and processor seconds.

    Args:
        of: name of the set.
        weights: file of ImageNet weights.
        seed: draws the validation part, the order and the views.
        classes: so many of the set's; 0 for all.
        per_class: pictures of each; 0 for all.
        layer3: its learning rate as a share of layer4's.
        chosen: settings that are not as the program proposes them.
    """
    home = Path(os.environ["RESNET_STUDIO_HOME"])
    _write(home / "pictures", of, classes, per_class, seed)
    dataset = scan(home / "pictures")
    _change_rates(layer3)
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
    best = max(ends, key=lambda end: (end.val_top1, -end.val_loss)).epoch
    what = {"kept": states[best - 1], "last": states[-1]}
    what |= {f"mean of {count}": _mean(states[-count:]) for count in (2, 3, 4)}
    network = build(config.depth, len(dataset.classes))
    return {"processor": taken} | _judged(network, home / "pictures" / "test", what)


def _write(folder: Path, of: str, classes: int, per_class: int, seed: int) -> None:
    part = of, per_class, False
    files, labels, held = pictures_of(part, sys.maxsize)
    if classes:
        files = [file for file, label in zip(files, labels, strict=True) if label < classes]
        labels, held = labels[labels < classes], [one for one in held if one[1] < classes]
    write_part(folder, part, seed, files, labels, held)


def _change_rates(layer3: float) -> None:
    """Give layer3 a share of the rate."""
    if layer3 == 1.0:
        return
    groups = optimizer.parameter_groups

    def changed(network: ResNet, *words: float) -> list[dict[str, Any]]:
        slower = {id(parameter) for parameter in network.layer3.parameters()}
        made = []
        for group in groups(network, *words):
            for among, share in ((True, layer3), (False, 1.0)):
                some = [one for one in group["params"] if (id(one) in slower) is among]
                made += [group | {"params": some, "lr": group["lr"] * share}] if some else []
        return made

    optimizer.parameter_groups = changed


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


def _judged(network: ResNet, test: Path, what: dict[str, State]) -> dict[str, float]:
    """Top-1 of each of these states, and of the mean over pictures and mirrored pictures."""
    compute, pictures = choose(), listed(test)
    known = torch.tensor([label for _, label in pictures])
    answers: dict[str, list[torch.Tensor]] = {name: [] for name in what}
    for view in (View(224, small=False), _Mirrored(224, small=False)):
        source = PictureSource(test, [name for name, _ in pictures], view)
        found: dict[str, list[torch.Tensor]] = {name: [] for name in what}
        with Loader(compute.device) as loader, torch.no_grad(), compute.autocast():
            for batch in loader.batches(source, range(len(source)), 32, failed={}.__setitem__):
                inputs = source.to_input(batch.inputs, compute.device)
                for name, state in what.items():
                    network.load_state_dict(state)
                    found[name].append(network.eval()(inputs).float().softmax(1))
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
