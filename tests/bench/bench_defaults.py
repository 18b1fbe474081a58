"""What the program proposes for a dataset follows from this: accuracy and time of what one might choose instead."""

import shutil
import tempfile
from pathlib import Path
from typing import Any

from measure import HYMENOPTERA, Figure, Options, Outcome, contend, lacking

CIFAR = HYMENOPTERA.with_name("cifar10_small")
HEAD: dict[str, Any] = {"freeze": "layer4"}
LAYER4: dict[str, Any] = {"freeze": "layer3"}
CHOICES: dict[str, dict[str, Any]] = {
    "head": HEAD,
    "head, 5 epochs": HEAD | {"epochs": 5},
    "head, 2 changed views": HEAD | {"augment": "light", "views": 2},
    "head, half the rate": HEAD | {"learning_rate": 5e-3},
    "layer4 and head": LAYER4,
    "layer4 and head, 1 view": LAYER4 | {"views": 1},
    "layer4 and head, 2 views": LAYER4 | {"views": 2},
    "layer4 and head, 4 views": LAYER4 | {"views": 4},
    "layer4 and head, 8 epochs": LAYER4 | {"epochs": 8},
    "layer4 and head, half the rate": LAYER4 | {"learning_rate": 2.5e-4},
    "layer4 and head, 4 epochs": LAYER4 | {"epochs": 4},
    "everything": {"freeze": "none"},
}
"""Ways to train a ResNet-18; what is not named is as the program proposes."""
LARGE = ("head", "layer4 and head")


def main(options: Options) -> Outcome:
    """Best top-1 and seconds of each choice, a seed a round."""
    title = "What to propose: ResNet-18 from ImageNet weights, 224 px"
    if why := "needs --full" if not options.full else lacking(options):
        return Outcome(title, missing=why)
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory(prefix="resnet studio ") as folder:
        for size in (40, 244):
            root = _part(Path(folder) / f"{size}", size)
            figures += _compared(f"{size} of 2 classes", root, CHOICES, options)
        root = _ten_classes(Path(folder) / "ten classes")
        figures += _compared("1,000 of 10 classes", root, {name: CHOICES[name] for name in LARGE}, options)
    return Outcome(title, "hymenoptera with fewer training pictures, cifar10_small; batches of 32, AdamW", figures)


def _compared(name: str, root: Path, choices: dict[str, dict[str, Any]], options: Options) -> list[Figure]:
    shared = {"folder": str(root), "weights": str(options.weights)}
    runs: dict[str, list[dict[str, Any]]] = {choice: [] for choice in choices}
    for seed in range(options.rounds):
        for choice, settings in choices.items():
            runs[choice].append(contend("studio", **shared, **settings, seed=seed))
    figures = []
    for choice, done in runs.items():
        figures.append(Figure(f"{name}, {choice}", tuple(100 * run["top1"] for run in done), "%"))
        figures.append(Figure("its time", tuple(run["seconds"] for run in done), "s"))
    return figures


def _part(root: Path, size: int) -> Path:
    """Hymenoptera with so many training pictures, as many of each class."""
    shutil.copytree(HYMENOPTERA / "val", root / "val")
    for folder in sorted((HYMENOPTERA / "train").iterdir()):
        if folder.is_dir():
            (root / "train" / folder.name).mkdir(parents=True)
            for file in sorted(folder.glob("*.jpg"))[: size // 2 if size < 244 else None]:
                shutil.copyfile(file, root / "train" / folder.name / file.name)
    return root


def _ten_classes(root: Path) -> Path:
    """A hundred of each of CIFAR's classes to learn from, and fifty of its test part to validate on."""
    for part, source, most in (("train", "train", 100), ("val", "test", 50)):
        for folder in sorted((CIFAR / source).iterdir()):
            (root / part / folder.name).mkdir(parents=True)
            for file in sorted(folder.glob("*.png"))[:most]:
                shutil.copyfile(file, root / part / folder.name / file.name)
    return root
