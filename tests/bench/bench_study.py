"""The study of heads in docs/study.md: parts of four datasets, judged on pictures that choose nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from measure import HYMENOPTERA, Figure, Options, Outcome, lacking
from numpy.typing import NDArray
from torch.nn import functional

from resnet_studio.core.dataset.sample import sample_dataset
from resnet_studio.core.pictures.decode import Pixels
from resnet_studio.core.protocol.events import EpochEnd
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.epoch_order import epoch_order
from resnet_studio.core.runs.history import better
from resnet_studio.engine.answers.features import Features
from resnet_studio.engine.inputs.pictures import PictureSource
from resnet_studio.engine.inputs.view import View
from resnet_studio.engine.machine.devices import choose
from resnet_studio.engine.network.resnet import ResNet, build
from resnet_studio.engine.training.mixing import Mix
from resnet_studio.engine.training.schedule import learning_rate_factor

Floats = NDArray[np.float32]
SETS = {"hymenoptera": ("train", "val"), "cifar10_small": ("train", "test"), "caltech101_30": ("train", "val")}
PARTS = ((5, False), (20, False), (100, False), (0, False), (0, True))
"""Pictures a class, 0 for all, and whether every other class is cut to a tenth."""
BEFORE: dict[str, Any] = {"epochs": 15, "best_by": "top1"}
WAYS: dict[str, dict[str, Any]] = {
    "before": BEFORE,
    "by loss": BEFORE | {"best_by": "loss"},
    "now": {},
    "now, label smoothing": {"label_smoothing": 0.1},
    "now, MixUp of features": {"mixup": 0.2},
}
"""Settings of a head alone; what is not named is as the program proposes."""


class _Mirrored(View):
    def __call__(self, pixels: Pixels, random: np.random.Generator) -> Pixels:
        return np.ascontiguousarray(super().__call__(pixels, random)[:, ::-1])


@dataclass(frozen=True)
class _Set:
    """Features `[N, F]` and labels of the training part and of the test part, and of the mirrored test part."""

    features: Floats
    labels: NDArray[np.int64]
    test: Floats
    test_labels: NDArray[np.int64]
    mirrored: Floats


@dataclass(frozen=True)
class _Head:
    """A head after an epoch, with its figures on validation."""

    weight: torch.Tensor
    bias: torch.Tensor
    end: EpochEnd


def lacking_for_study(options: Options) -> str:
    """Why a benchmark on all sets cannot be run, or nothing."""
    if why := "needs --full" if not options.full else lacking(options):
        return why
    absent = [name for name in SETS if not (HYMENOPTERA.parent / name).is_dir()]
    return f"needs {', '.join(absent)} in {HYMENOPTERA.parent}" if absent else ""


def main(options: Options) -> Outcome:
    """Top-1 of a head alone in each part of each set: trained in each way, with mirrored answers, in closed form."""
    title = "Study: a head alone, from ImageNet weights, 224 px"
    if why := lacking_for_study(options):
        return Outcome(title, missing=why)
    network = of_imagenet(options)
    figures: list[Figure] = []
    for name, found in _sets(network):
        for part, per_class, rare in parts_of(name):
            scores = [_scores(found, per_class, rare, seed) for seed in range(options.rounds)]
            figures += [Figure(f"{part}, {way}", tuple(score[way] for score in scores), "%") for way in scores[0]]
    about = (
        f"ResNet-{network.architecture.depth}; a fifth of each part chooses the epoch; accuracies are of the test parts"
    )
    return Outcome(title, about, figures)


def of_imagenet(options: Options) -> ResNet:
    """The network of the weights that the command line names."""
    network = build(depth_of(options), 1000)
    network.load_state_dict(torch.load(options.weights or "", weights_only=True))
    return network.eval()


def depth_of(options: Options) -> int:
    """18 or 50, by the weights that the command line names."""
    return 50 if "layer1.0.conv3.weight" in torch.load(options.weights or "", weights_only=True) else 18


def parts_of(name: str) -> Iterator[tuple[str, int, bool]]:
    """A name of each part of a set, how many pictures a class it has, and whether some classes are rare."""
    for per_class, rare in PARTS:
        if name != "caltech101_30" or per_class != 100:
            yield f"{name}, {per_class or 'all'} a class{', ten to one' if rare else ''}", per_class, rare


def sources() -> Iterator[tuple[str, Path, list[tuple[str, int]], Path, list[tuple[str, int]]]]:
    """Of each set: name, folder and pictures of the training part, folder and pictures of the test part."""
    folder = HYMENOPTERA.parent
    for name, (train, test) in SETS.items():
        learned, held = listed(folder / name / train), listed(folder / name / test)
        yield name, folder / name / train, learned, folder / name / test, held
    root = sample_dataset()
    digits = listed(root)
    order = np.random.default_rng(0).permutation(len(digits))
    learned, held = ([digits[place] for place in some] for some in (order[:1347], order[1347:]))
    yield "digits", root, learned, root, held


def _sets(network: ResNet) -> Iterator[tuple[str, _Set]]:
    for name, train, learned, test, held in sources():
        yield name, _set(network, train, learned, test, held)


def listed(root: Path) -> list[tuple[str, int]]:
    """Pictures below a folder with a folder for each class, and their classes."""
    classes = sorted(folder.name for folder in root.iterdir() if folder.is_dir())
    return [
        (file.relative_to(root).as_posix(), label)
        for label, name in enumerate(classes)
        for file in sorted((root / name).rglob("*"))
        if file.suffix.lower() in {".jpg", ".png"}
    ]


def _set(network: ResNet, train: Path, learned: list[tuple[str, int]], test: Path, held: list[tuple[str, int]]) -> _Set:
    plain, other = View(224, small=False), _Mirrored(224, small=False)
    labels, test_labels = (np.array([label for _, label in some], np.int64) for some in (learned, held))
    return _Set(
        features_of(network, train, learned, plain),
        labels,
        features_of(network, test, held, plain),
        test_labels,
        features_of(network, test, held, other),
    )


def features_of(network: ResNet, root: Path, pictures: list[tuple[str, int]], view: View) -> Floats:
    """Of pictures below a folder, what enters the head."""
    computing = Features(PictureSource(root, [name for name, _ in pictures], view), network, choose())
    for _ in computing.batches():
        pass
    return computing.values


def _scores(found: _Set, per_class: int, rare: bool, seed: int) -> dict[str, float]:
    train, validation = drawn(found.labels, per_class, rare, seed)
    scores: dict[str, float] = {}
    for way, chosen in WAYS.items():
        config = TrainConfig.build(freeze="layer4", pictures=len(train), seed=seed, **chosen)
        best, last = _trained(config, found, train, validation)
        plain, mirrored = (functional.linear(torch.from_numpy(x), best.weight, best.bias)
                           for x in (found.test, found.mirrored))  # fmt: skip
        scores[way] = _top1(plain, found.test_labels)
        if way == "by loss":
            scores["last epoch"] = _top1(
                functional.linear(torch.from_numpy(found.test), last.weight, last.bias), found.test_labels
            )
        if way == "now":
            scores["now, mirrored too"] = _top1(plain + mirrored, found.test_labels)
    features, labels = found.features[train], found.labels[train]
    width = standard_width(features)
    for way, x, test in (
        ("closed form", features, found.test),
        ("closed form, standardised", features / width, found.test / width),
    ):
        scores[way] = _top1(torch.from_numpy(ridge(x, labels, test)[0]), found.test_labels)
    return scores


def standard_width(features: Floats) -> Floats:
    """By which features `[N, F]` are divided to be standardised: their deviation, 1 where there is none."""
    width: Floats = features.std(0)
    return np.where(width > 0, width, 1)


def ridge(features: Floats, labels: NDArray[np.int64], test: Floats) -> tuple[NDArray[np.float64], ...]:
    """Logits of a ridge regression on the classes, whose L2 has the least squared error left out one by one: of the
    test part, and of each picture where it was left out."""
    targets = np.eye(int(labels.max()) + 1)[labels]
    x = features.astype(np.float64)
    middle, mean = x.mean(0), targets.mean(0)
    u, s, vt = np.linalg.svd(x - middle, full_matrices=False)
    projected, least, best, without = u.T @ (targets - mean), np.inf, np.zeros(0), targets
    for l2 in np.logspace(0, 6, 25):
        kept = s**2 / (s**2 + l2)
        errors = (targets - mean - u @ (kept[:, None] * projected)) / (1 - (u**2 * kept).sum(1) - 1 / len(x))[:, None]
        if (error := float((errors**2).mean())) < least:
            least, best, without = error, vt.T @ ((s / (s**2 + l2))[:, None] * projected), targets - errors
    return (test - middle) @ best + mean, without


def drawn(labels: NDArray[np.int64], per_class: int, rare: bool, seed: int) -> tuple[NDArray[np.int64], ...]:
    """Indices to learn from, and a fifth of each class to choose the epoch by."""
    random = np.random.default_rng([seed, per_class, int(rare)])
    train: list[NDArray[np.int64]] = []
    validation: list[NDArray[np.int64]] = []
    for label in np.unique(labels):
        members = random.permutation(np.flatnonzero(labels == label))[: per_class or None]
        members = members[: max(2, len(members) // 10)] if rare and label % 2 else members
        aside = max(1, round(len(members) / 5))
        validation.append(members[:aside])
        train.append(members[aside:])
    return np.concatenate(train), np.concatenate(validation)


def _trained(
    config: TrainConfig, found: _Set, train: NDArray[np.int64], validation: NDArray[np.int64]
) -> tuple[_Head, _Head]:
    """The heads of the best epoch and of the last one, trained as the program trains it."""
    torch.manual_seed(config.seed)
    head = torch.nn.Linear(found.features.shape[1], int(found.labels.max()) + 1)
    groups: list[dict[str, Any]] = [
        {"params": [head.weight], "weight_decay": config.weight_decay},
        {"params": [head.bias]},
    ]
    optimizer = torch.optim.AdamW(groups, lr=config.learning_rate, weight_decay=0.0)
    features, labels = torch.from_numpy(found.features), torch.from_numpy(found.labels)
    steps, step = config.epochs * -(-len(train) // config.batch_size), 0
    best: _Head | None = None
    for epoch in range(1, config.epochs + 1):
        order = train[epoch_order(len(train), config.seed, epoch)]
        for batch in torch.split(torch.from_numpy(order), config.batch_size):
            step += 1
            for group in optimizer.param_groups:
                group["lr"] = config.learning_rate * learning_rate_factor(config.schedule, step, steps)
            optimizer.zero_grad()
            _loss(head, features[batch], labels[batch], config, step).backward()  # type: ignore[no-untyped-call]
            optimizer.step()
        with torch.no_grad():
            logits, known = head(features[validation]), labels[validation]
            loss = functional.cross_entropy(logits, known).item()
            end = EpochEnd(epoch, step, 0.0, loss, _top1(logits, known.numpy()), 0.0)
        last = _Head(head.weight.detach().clone(), head.bias.detach().clone(), end)
        if better(end, best.end if best else None, config.best_by):
            best = last
    assert best is not None
    return best, last


def _loss(
    head: torch.nn.Linear, inputs: torch.Tensor, labels: torch.Tensor, config: TrainConfig, step: int
) -> torch.Tensor:
    smoothing, mix = config.label_smoothing, Mix.draw(config.mixing, inputs.shape, config.seed, step)
    if mix is None:
        return functional.cross_entropy(head(inputs), labels, label_smoothing=smoothing)
    logits = head(mix.of(inputs, inputs[mix.partners]))
    own, others = (
        functional.cross_entropy(logits, known, label_smoothing=smoothing) for known in (labels, labels[mix.partners])
    )
    return mix.share * own + (1 - mix.share) * others


def _top1(logits: torch.Tensor, labels: NDArray[np.int64]) -> float:
    return 100 * float((logits.detach().argmax(1).numpy() == labels).mean())
