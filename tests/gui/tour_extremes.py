"""Scenes of Results that are rare: many classes, classes with hardly a picture, answers that are all right or wrong.

Their figures are computed as after a training, from answers that are made up.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.protocol.events import RunFinished
from resnet_studio.core.runs.checkpoints import BEST, best_identity
from resnet_studio.core.runs.evaluation import NAME, Evaluation
from resnet_studio.core.runs.results import result_file
from resnet_studio.core.runs.summary import summarise
from resnet_studio.engine.measuring.kept_figures import about, keep_figures
from tests.gui.tour_scenes import scene
from tests.made_failures import show_map, show_suspects
from tests.made_figures import many

if TYPE_CHECKING:
    from tour_stage import Stage

Rows = Sequence[Sequence[int]]
KEY = "0" * 16
TRAINING = 3
"""Pictures of a class to learn from."""


def pictures(root: Path, names: Sequence[str], confusion: Rows) -> None:
    """A dataset with its own split: of each class some training pictures, and those of its row for validation."""
    random = np.random.default_rng(1)
    for label, name in enumerate(names):
        tone = random.integers(60, 220, 3)
        for part, count in (("train", TRAINING), ("val", sum(confusion[label]))):
            folder = root / part / name
            folder.mkdir(parents=True)
            for number in range(count):
                noise = random.integers(-50, 50, (12, 12, 3))
                small = Image.fromarray((tone + noise).clip(0, 255).astype(np.uint8))
                small.resize((96, 96), Image.Resampling.BICUBIC).save(folder / f"{name} {number}.jpg")


def answers(paths: Sequence[str], names: Sequence[str], confusion: Rows, sure: float) -> Evaluation:
    """Answers with this confusion matrix, as sure as `sure` on average."""
    random, size = np.random.default_rng(2), len(names)
    left = [list(np.repeat(np.arange(size), row)) for row in confusion]
    labels = np.array([names.index(Path(path).parent.name) for path in paths], np.int64)
    probabilities = np.zeros((len(paths), size), np.float32)
    for row, label in enumerate(labels):
        said = left[label].pop()
        own = float(random.beta(6 * sure, 6 * (1 - sure)))
        own = max(own, 1.5 / size)
        others = random.dirichlet(np.full(size, 0.3))
        others[said] = 0
        probabilities[row] = others / max(others.sum(), 1e-9) * (1 - own)
        probabilities[row, said] = probabilities[row].max() + 0.01
        probabilities[row] /= probabilities[row].sum()
        if probabilities[row, said] < own:
            probabilities[row] *= (1 - own) / (1 - probabilities[row, said])
            probabilities[row, said] = own
    chosen = probabilities[np.arange(len(labels)), labels].clip(1e-6, 1)
    top1 = float((probabilities.argmax(1) == labels).mean())
    return Evaluation(tuple(paths), labels, probabilities, (), float(-np.log(chosen).mean()), top1)


def measured(stage: Stage, names: Sequence[str], confusion: Rows, sure: float = 0.8) -> None:
    """Show the results of a run with this confusion matrix."""
    names = sorted(names)
    root = stage.home / "extremes"
    pictures(root, names, confusion)
    dataset = stage.open(root)
    run = stage.saved_run(scan(root), "", RunFinished("", 1, 1))
    header = b'{"__metadata__":{"checksum":"made up"}}'
    (run / BEST).write_bytes(len(header).to_bytes(8, "little") + header)
    paths = [one.path for one in dataset.part("validation")]
    evaluation = answers(paths, names, confusion, sure)
    evaluation.write(result_file(run, NAME, KEY))
    for _ in keep_figures(about(run, best_identity(run), tuple(names)), "validation", evaluation, KEY):
        pass
    stage.window.results.show(summarise(run))
    stage.go("results")
    stage.until(lambda: stage.window.failures.answers.known is not None)
    show_suspects(stage.window)
    show_map(stage.window, lasso=False)


FEW = ("ants", "bees", "crickets", "wasps")


@scene
def extreme_two_hundred(stage: Stage) -> None:
    measured(stage, [f"species {number:03}" for number in range(200)], many(200, 10))


@scene
def extreme_single_picture(stage: Stage) -> None:
    """A class with a single validation picture, and one without."""
    measured(stage, FEW, ((11, 1, 0, 0), (1, 9, 0, 2), (1, 0, 0, 0), (0, 0, 0, 0)))


@scene
def extreme_never_right(stage: Stage) -> None:
    """A class without a right answer."""
    measured(stage, FEW, ((20, 1, 0, 0), (1, 19, 0, 2), (9, 4, 0, 7), (0, 0, 0, 22)))


@scene
def extreme_part_of_four(stage: Stage) -> None:
    measured(stage, FEW[:2], ((2, 0), (1, 1)))


@scene
def extreme_all_right(stage: Stage) -> None:
    measured(stage, FEW[:2], ((20, 0), (0, 25)), 0.95)


@scene
def extreme_all_wrong(stage: Stage) -> None:
    measured(stage, FEW[:3], ((0, 12, 0), (0, 0, 12), (12, 0, 0)), 0.7)
