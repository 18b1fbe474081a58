"""What a person would train with instead, judged on pictures that choose nothing: `peers.py NAME JSON` prints JSON.

Each is as its documentation has it, from the same weights, on the same `train`, `val` and `test` folders, in one
thread: seconds and processor seconds are from Train to the trained model, top1 is that of the `test` folder.
"""

import copy
import json
import math
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from contenders import fastai_learner, silent, tutorial_loaders


def studio(folder: str, weights: str, runs: str, before: bool, seed: int) -> dict[str, Any]:
    """A run of ResNet Studio with what it proposes for so many pictures, or did before the study; its best epoch."""
    pictures = sum(file.is_file() for file in (Path(folder) / "train").rglob("*"))
    chosen = _before(pictures) if before else {"pictures": pictures}
    return run_of_ours(folder, runs, seed, weights=weights, **chosen)


def run_of_ours(folder: str, runs: str, seed: int, **chosen: Any) -> dict[str, Any]:
    """A run of ResNet Studio with these settings; its best epoch."""
    from resnet_studio.core.dataset.scan import scan
    from resnet_studio.core.protocol.events import CheckpointSaved, RunFailed
    from resnet_studio.core.protocol.jobs.evaluate import Evaluate, Evaluated
    from resnet_studio.core.runs.config import TrainConfig
    from resnet_studio.core.runs.run import create_run
    from resnet_studio.engine.jobs.evaluate import run as evaluate
    from resnet_studio.engine.jobs.train import train

    clock = _Clock()
    dataset = scan(Path(folder))
    config = TrainConfig.build(seed=seed, **chosen)
    run = create_run(Path(runs), config, dataset)
    taken: dict[str, float] = {}
    for event in train(run):
        if isinstance(event, RunFailed):
            raise RuntimeError(f"{event.error}\n{event.details}")
        if isinstance(event, CheckpointSaved):  # the last one is of the trained model; then the test part is measured
            taken = clock.taken()
    found = [event for event in evaluate(Evaluate(str(run)), lambda: None) if isinstance(event, Evaluated)]
    return taken | {event.part: event.top1 for event in found} | {"top1": found[-1].top1, "epochs": config.epochs}


def _before(pictures: int) -> dict[str, Any]:
    if pictures < 300:
        return {"freeze": "layer4", "epochs": 15, "best_by": "top1"}
    epochs = max(8, min(40, math.ceil(200 / math.ceil(pictures / 32))))
    views = 8 if pictures < 1000 else 4
    layer4 = {"freeze": "layer3", "learning_rate": 5e-4, "label_smoothing": 0.0, "mixup": 0.0}
    return layer4 | {"epochs": epochs, "views": views, "best_by": "top1"}


def fastai(folder: str, weights: str, how: str, epochs: int, seed: int) -> dict[str, Any]:
    """fastai's frozen `fit_one_cycle`, or its `fine_tune`: the weights after the last epoch, as it keeps them."""
    from fastai.vision import all as fv

    fv.set_seed(seed, reproducible=True)
    clock = _Clock()
    learner = fastai_learner(folder, weights, num_workers=0)
    with learner.no_bar(), learner.no_logging():
        if how == "frozen":
            learner.freeze()
            learner.fit_one_cycle(epochs)
        else:
            learner.fine_tune(epochs)
        taken = clock.taken()
        files = [file for file in sorted((Path(folder) / "test").rglob("*")) if file.is_file()]
        test = learner.dls.test_dl(files, with_labels=True, num_workers=0)
        return taken | {"top1": float(learner.validate(dl=test)[1])}


def tutorial(folder: str, weights: str, epochs: int, seed: int) -> dict[str, Any]:
    """PyTorch's transfer-learning tutorial, the network as fixed feature extractor: batches of 4, SGD, every 7 epochs a
    tenth of the rate, the most accurate epoch."""
    import torch
    from torch import nn
    from torchvision import models

    torch.manual_seed(seed)
    clock = _Clock()
    loaders = tutorial_loaders(folder, batch_size=4, num_workers=0)
    network = models.resnet18()
    network.load_state_dict(torch.load(weights, weights_only=True))
    network.requires_grad_(False)
    network.fc = nn.Linear(network.fc.in_features, len(loaders["train"].dataset.classes))
    optimizer = torch.optim.SGD(network.fc.parameters(), lr=0.001, momentum=0.9)
    schedule = torch.optim.lr_scheduler.StepLR(optimizer, step_size=7, gamma=0.1)
    best = _Best(network)
    for _ in range(epochs):
        _epoch(network, loaders["train"], nn.CrossEntropyLoss(), optimizer)
        schedule.step()
        best.judge(loaders["val"])
    return clock.taken() | {"top1": best.top1(loaders["test"])}


def timm(folder: str, weights: str, epochs: int, seed: int) -> dict[str, Any]:
    """timm's `train.py` with its defaults of 1.0, by hand with timm's parts, since its package lacks the script.

    SGD at 0.1 for 256 pictures, cosine, one epoch of warm-up, label smoothing, the most accurate epoch.
    """
    import timm.data
    import timm.optim
    import timm.scheduler
    import torch

    timm.utils.random_seed(seed)
    clock = _Clock()
    sets = {part: timm.data.create_dataset("", Path(folder) / part) for part in ("train", "val", "test")}
    network = timm.create_model("resnet18.tv_in1k", num_classes=len(sets["train"].reader.class_to_idx))
    known = torch.load(weights, weights_only=True)
    network.load_state_dict({name: values for name, values in known.items() if name[:3] != "fc."}, strict=False)
    about = timm.data.resolve_model_data_config(network)
    about = {name: about[name] for name in ("input_size", "mean", "std", "crop_pct")}
    shared = about | {"use_prefetcher": False, "num_workers": 0, "persistent_workers": False}
    made = timm.data.create_loader
    loaders = {part: made(sets[part], batch_size=32, interpolation="bilinear", **shared) for part in ("val", "test")}
    changed = {"scale": (0.08, 1.0), "hflip": 0.5, "color_jitter": 0.4, "interpolation": "random"}
    loaders["train"] = made(sets["train"], batch_size=32, is_training=True, **changed, **shared)
    rate = 0.1 * 32 / 256
    optimizer = timm.optim.create_optimizer_v2(network, opt="sgd", lr=rate, momentum=0.9, weight_decay=2e-5)
    schedule = timm.scheduler.CosineLRScheduler(
        optimizer, t_initial=epochs, warmup_t=1, warmup_lr_init=1e-5, warmup_prefix=False
    )
    best = _Best(network)
    for epoch in range(epochs):
        schedule.step(epoch)
        _epoch(network, loaders["train"], torch.nn.CrossEntropyLoss(label_smoothing=0.1), optimizer)
        best.judge(loaders["val"])
    return clock.taken() | {"top1": best.top1(loaders["test"])}


class _Clock:
    """Seconds since it was made: of the clock, and of processors, in this process and those that it started."""

    def __init__(self) -> None:
        self._began = time.perf_counter(), sum(os.times()[:4])

    def taken(self) -> dict[str, float]:
        now, used = time.perf_counter(), sum(os.times()[:4])
        return {"seconds": now - self._began[0], "processor": used - self._began[1]}


class _Best:
    """The weights of the most accurate epoch."""

    def __init__(self, network: Any) -> None:
        self._network, self._right, self._state = network, -1.0, {}

    def judge(self, loader: Any) -> None:
        if (right := self._share(loader)) > self._right:
            self._right, self._state = right, copy.deepcopy(self._network.state_dict())

    def top1(self, loader: Any) -> float:
        self._network.load_state_dict(self._state)
        return self._share(loader)

    def _share(self, loader: Any) -> float:
        import torch

        self._network.eval()
        right = count = 0
        with torch.no_grad():
            for inputs, labels in loader:
                right += int((self._network(inputs).argmax(1) == labels).sum())
                count += len(labels)
        return right / count


def _epoch(network: Any, loader: Any, criterion: Callable[..., Any], optimizer: Any) -> None:
    network.train()
    for inputs, labels in loader:
        optimizer.zero_grad()
        criterion(network(inputs), labels).backward()
        optimizer.step()


if __name__ == "__main__":
    quiet = silent()
    next(quiet)
    found = {"studio": studio, "run": run_of_ours, "tutorial": tutorial, "timm": timm, "fastai": fastai}[sys.argv[1]](
        **json.loads(sys.argv[2])
    )
    next(quiet, None)
    print(json.dumps(found))
