"""What is measured against each other, each in a separate process: `contenders.py NAME JSON` prints a JSON line.

Times are taken inside the process, after everything is imported, so that all start warm and with empty caches.
"""

import json
import os
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from beside import plain_beside, studio_beside


def studio(folder: str, runs: str, in_memory: int = 0, **chosen: Any) -> dict[str, Any]:
    """A run of ResNet Studio from Train to its end; `in_memory` is how many bytes of features may be in memory.

    Returns:
        seconds from Train to the last epoch's figures; to the first sign of work; pictures per second over all training
        steps, and over those after the first epoch; best val_top1; the share of the time that went into checkpoints;
        private memory in the middle, and the most resident memory.
    """
    from resnet_studio.core.dataset.scan import scan
    from resnet_studio.core.protocol.events import BatchEnd, EpochEnd, Progress, RunFailed
    from resnet_studio.core.runs.config import TrainConfig
    from resnet_studio.core.runs.run import create_run
    from resnet_studio.engine.inputs import features, loader
    from resnet_studio.engine.jobs.train import train
    from resnet_studio.engine.training import checkpoint

    features.IN_MEMORY = in_memory or features.IN_MEMORY
    waited, saving = _Waited(loader), _Saving(checkpoint)
    dataset = scan(Path(folder))
    config = TrainConfig.build(**chosen)
    began = time.perf_counter()
    first = end = best = 0.0
    steps: list[tuple[int, float, float]] = []  # epoch, time and step of each batch that was reported
    memory = [(0.0, 0.0)]
    for event in train(create_run(Path(runs), config, dataset)):
        now = time.perf_counter() - began
        if isinstance(event, BatchEnd | Progress):
            first = first or now
        if isinstance(event, BatchEnd):
            steps.append((event.epoch, now, event.step))
            waited.at(event.epoch)
            memory.append((_status("RssAnon"), _status("VmRSS")))
        if isinstance(event, EpochEnd):
            end, best = now, max(best, event.val_top1)
        if isinstance(event, RunFailed):
            raise RuntimeError(f"{event.error}\n{event.details}")
    return {
        "seconds": end,
        "first": first,
        "top1": best,
        "pictures_per_second": _speed(steps, config.batch_size, 1),
        "pictures_per_second_later": _speed(steps, config.batch_size, 2),
        "waiting": waited.share(),
        "saving": saving.seconds / (time.perf_counter() - began),
        "private_mb": statistics.median(private for private, _ in memory[1:] or memory),
        "resident_mb": max(resident for _, resident in memory),
    }


def _status(name: str) -> float:
    """A figure of this process's memory in MB, such as RssAnon; 0 where the system does not say."""
    file = Path("/proc/self/status")
    lines = file.read_text(encoding="ascii").splitlines() if file.exists() else []
    return next((int(line.split()[1]) / 1000 for line in lines if line.startswith(name)), 0.0)


def _speed(steps: list[tuple[int, float, float]], batch_size: int, first_epoch: int) -> float:
    """Pictures a second within epochs, from `first_epoch` on: between an epoch's first and last batch."""
    pictures = seconds = 0.0
    for epoch in {epoch for epoch, _, _ in steps if epoch >= first_epoch}:
        times = [(now, step) for number, now, step in steps if number == epoch]
        pictures += (times[-1][1] - times[0][1]) * batch_size
        seconds += times[-1][0] - times[0][0]
    return pictures / seconds if seconds else 0.0


class _Saving:
    """Counts the seconds in which files of weights are written and proven."""

    def __init__(self, checkpoint: Any) -> None:
        self.seconds = 0.0
        for name in ("save_best", "save_last"):
            setattr(checkpoint, name, self._counted(getattr(checkpoint, name)))

    def _counted(self, save: Any) -> Any:
        def counted(*words: Any) -> None:
            began = time.perf_counter()
            save(*words)
            self.seconds += time.perf_counter() - began

        return counted


class _Waited:
    """The share of the time after the first epoch that the loop waited for data."""

    def __init__(self, loader: Any) -> None:
        self._loaders: list[Any] = []
        self._began: tuple[float, float] | None = None
        self._ended: tuple[float, float] | None = None
        started = loader.Loader.__init__

        def started_and_known(this: Any, *words: Any, **more: Any) -> None:
            started(this, *words, **more)
            self._loaders.append(this)

        loader.Loader.__init__ = started_and_known

    def at(self, epoch: int) -> None:
        if epoch < 2:
            return
        self._ended = (time.perf_counter(), sum(one.seconds_waiting for one in self._loaders))
        self._began = self._began or self._ended

    def share(self) -> float:
        if self._began is None or self._ended is None or self._ended[0] == self._began[0]:
            return float("nan")
        return (self._ended[1] - self._began[1]) / (self._ended[0] - self._began[0])


def plain(
    folder: str, weights: str, epochs: int, frozen: list[str], rate: float, seed: int, steps: int = 0
) -> dict[str, Any]:
    """PyTorch's transfer-learning tutorial as it is written, but for the optimiser, which is the studio's: AdamW."""
    import torch
    from torch import nn
    from torchvision import models

    torch.manual_seed(seed)
    began = time.perf_counter()
    network = models.resnet18()
    network.load_state_dict(torch.load(weights, weights_only=True))
    for name, parameter in network.named_parameters():
        parameter.requires_grad = not any(name.startswith(part) for part in frozen)
    network.fc = nn.Linear(network.fc.in_features, 2)
    optimizer = torch.optim.AdamW([p for p in network.parameters() if p.requires_grad], lr=rate)
    total = epochs * len(tutorial_loaders(folder)["train"])
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, total_steps=total)
    criterion, best, times = nn.CrossEntropyLoss(), 0.0, []
    loaders = tutorial_loaders(folder)
    for _ in range(epochs):
        network.train()
        for inputs, labels in loaders["train"]:
            optimizer.zero_grad()
            outputs = network(inputs)
            loss = criterion(outputs, labels)
            loss.backward()
            optimizer.step()
            schedule.step()
            loss.item()
            times.append(time.perf_counter())
            if steps and len(times) >= steps:
                return {"pictures_per_second": 32 * (len(times) - 3) / (times[-1] - times[2])}
        network.eval()
        right = count = 0
        with torch.no_grad():
            for inputs, labels in loaders["val"]:
                right += int((network(inputs).argmax(1) == labels).sum())
                count += len(labels)
        best = max(best, right / count)
    return {"seconds": time.perf_counter() - began, "top1": best}


def tutorial_loaders(folder: str, batch_size: int = 32, num_workers: int = 4) -> dict[str, Any]:
    """The tutorial's pictures, of each part that the folder has."""
    from torch.utils.data import DataLoader
    from torchvision import datasets, transforms

    normalise = transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])
    shown = {
        "train": [transforms.RandomResizedCrop(224), transforms.RandomHorizontalFlip()],
        "val": [transforms.Resize(256), transforms.CenterCrop(224)],
    }
    shown["test"] = shown["val"]
    return {
        part: DataLoader(
            datasets.ImageFolder(
                str(Path(folder) / part),
                transforms.Compose([*some, transforms.ToTensor(), normalise]),
                is_valid_file=lambda path: path.endswith((".jpg", ".png")),
            ),
            batch_size=batch_size,
            shuffle=True,
            num_workers=num_workers,
        )
        for part, some in shown.items()
        if (Path(folder) / part).is_dir()
    }


def bare(optimizer: str, steps: int) -> dict[str, Any]:
    """The studio's network, precision, optimiser and memory layout on one batch that is already in memory."""
    import torch
    from torch.nn import functional

    from resnet_studio.core.runs.config import TrainConfig
    from resnet_studio.engine.machine.devices import choose
    from resnet_studio.engine.network.freeze import parameter_groups
    from resnet_studio.engine.network.resnet import build

    config, compute = TrainConfig.build(freeze="none", optimizer=optimizer), choose()
    torch.manual_seed(0)
    network = build(config.depth, 2).to(compute.device, memory_format=torch.channels_last).train()
    groups = parameter_groups(network, config.learning_rate, config.head_multiplier, config.weight_decay)
    kinds = {"adamw": (torch.optim.AdamW, {}), "sgd": (torch.optim.SGD, {"momentum": 0.9})}
    kind, more = kinds[optimizer]
    learner = kind(groups, lr=config.learning_rate, fused=compute.fuses_optimizers, **more)
    pictures = torch.randn(config.batch_size, 3, 224, 224).to(compute.device, memory_format=torch.channels_last)
    labels = torch.randint(0, 2, (config.batch_size,), device=compute.device)
    times = []
    for _ in range(steps):
        with compute.autocast():
            logits = network(pictures)
        loss = functional.cross_entropy(logits.float(), labels)
        learner.zero_grad(set_to_none=True)
        loss.backward()
        learner.step()
        loss.item()
        times.append(time.perf_counter())
    return {"pictures_per_second": config.batch_size * (steps - 3) / (times[-1] - times[2])}


def fastai(folder: str, weights: str, how: str, epochs: int, seed: int) -> dict[str, Any]:
    """fastai's frozen `fit_one_cycle`, or its `fine_tune`, as its documentation writes them."""
    from fastai.vision import all as fv

    fv.set_seed(seed, reproducible=True)
    began = time.perf_counter()
    learner = fastai_learner(folder, weights)
    best = _Best(fv)
    with learner.no_bar(), learner.no_logging():
        if how == "frozen":
            learner.freeze()
            learner.fit_one_cycle(epochs, cbs=best.callback)
        else:
            learner.fine_tune(epochs, cbs=best.callback)
    return {"seconds": time.perf_counter() - began, "top1": best.top1}


def fastai_learner(folder: str, weights: str, **more: Any) -> Any:
    """fastai's learner for a folder with `train` and `val`, as its documentation writes it, from a file of weights."""
    import torch
    from fastai.vision import all as fv
    from torchvision import models

    changes = [*fv.aug_transforms(size=224), fv.Normalize.from_stats(*fv.imagenet_stats)]
    data = fv.ImageDataLoaders.from_folder(
        folder, train="train", valid="val", item_tfms=fv.Resize(460), batch_tfms=changes, bs=32, **more
    )
    learner = fv.vision_learner(data, models.resnet18, pretrained=False, metrics=fv.accuracy)
    known = models.resnet18()
    known.load_state_dict(torch.load(weights, weights_only=True))
    learner.model[0].load_state_dict(torch.nn.Sequential(*list(known.children())[:-2]).state_dict())
    return learner


class _Best:
    """The best accuracy of any epoch; `fine_tune` is two fits, and the recorder keeps the last one's."""

    def __init__(self, fv: Any) -> None:
        self.top1 = 0.0
        best = self

        class Keep(fv.Callback):  # type: ignore[misc]
            order = 60  # after the recorder

            def after_epoch(self) -> None:
                best.top1 = max(best.top1, float(self.learn.recorder.values[-1][-1]))

        self.callback = Keep()


def silent() -> Iterator[None]:
    """Keep what libraries print away from the answer."""
    answer = os.dup(1)
    os.dup2(2, 1)
    yield
    os.dup2(answer, 1)


if __name__ == "__main__":
    quiet = silent()
    next(quiet)
    known = {one.__name__: one for one in (studio, plain, bare, fastai, studio_beside, plain_beside)}
    found = known[sys.argv[1]](**json.loads(sys.argv[2]))
    next(quiet, None)
    print(json.dumps(found))
