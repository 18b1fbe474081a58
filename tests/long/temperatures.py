"""What a temperature does for a run's probabilities, as decision 0045 has it: a table from runs that are there.

    python -m tests.long.temperatures RUN … [--deals 30]

The runs have a test part, and both held-back parts were measured, as they are when a training ends. Their held-back
pictures are dealt out again and again: a temperature is fitted on as many as validation has, and judged on the others.
Runs as those of the decision, with ImageNet weights and `--seed` 0, 1 and 2:

    resnet-studio train hymenoptera --depth 18 --weights resnet18.pth --freeze layer4     the head learns
    resnet-studio train hymenoptera --depth 18 --weights resnet18.pth --freeze layer3     the last stage, too
    resnet-studio train cifar10_small --depth 18 --weights resnet18.pth --freeze layer4 --image-size 64

A test part of hymenoptera is a folder `test` to which 150 of the training pictures were moved.
"""

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar

from resnet_studio.core.runs.calibration import SMALLEST
from resnet_studio.core.runs.evaluation import Evaluation
from resnet_studio.core.runs.figures_file import stored
from resnet_studio.engine.figures.calibration import bins, fit_temperature

_SEED = 0
_RANGE = np.log(0.05), np.log(20.0)

Floats = NDArray[np.float64]
HEAD = (
    "| run | validation | test | kept | test: calibration error | kept | deals: loss | calibration error "
    "| always kept, no prior: loss | calibration error | worst loss | all pictures: best temperature | loss | with it |"
)


@dataclass(frozen=True)
class Answers:
    """What a model says of pictures: logits up to a constant, float `[N, K]`, and the labels `[N]`."""

    logits: Floats
    labels: NDArray[np.int64]

    @classmethod
    def of(cls, probabilities: NDArray[np.float32], labels: NDArray[np.int64]) -> "Answers":
        """The logits of probabilities."""
        logits = np.log(np.maximum(probabilities, SMALLEST)).astype(float)
        return cls(logits - logits.max(1, keepdims=True), labels)

    def __len__(self) -> int:
        return len(self.labels)

    def some(self, which: NDArray[np.int64]) -> "Answers":
        """Those of some pictures."""
        return Answers(self.logits[which], self.labels[which])

    def probabilities(self, temperature: float) -> Floats:
        """The probabilities that a temperature gives."""
        powers = np.exp(self.logits / temperature)
        return powers / powers.sum(1, keepdims=True)

    def judged(self, temperature: float) -> Floats:
        """Loss and calibration error."""
        probabilities = self.probabilities(temperature)
        own = probabilities[np.arange(len(self)), self.labels]
        found = bins(probabilities.max(1), probabilities.argmax(1) == self.labels)
        off = [
            one.pictures * abs(one.probability - one.right.value)
            for one in found
            if one.probability is not None and one.right.value is not None
        ]
        return np.array([-np.log(own).mean(), sum(off) / len(self)])


def as_kept(answers: Answers) -> float:
    """The temperature that the program keeps; 1 where it keeps none."""
    return fit_temperature(answers.probabilities(1.0).astype(np.float32), answers.labels).value or 1.0


def always(answers: Answers) -> float:
    """The temperature with the lowest loss, whether it helps or not."""

    def loss(log: float) -> float:
        return float(answers.judged(float(np.exp(log)))[0])

    return float(np.exp(minimize_scalar(loss, bounds=_RANGE, method="bounded").x))


def row(name: str, validation: Answers, test: Answers, deals: int) -> str:
    """One line of the table."""
    kept = as_kept(validation)
    whole = Answers(np.concatenate([validation.logits, test.logits]), np.concatenate([validation.labels, test.labels]))
    random = np.random.default_rng(_SEED)
    changes = []
    for _ in range(deals):
        order = random.permutation(len(whole))
        fitted, others = whole.some(order[: len(validation)]), whole.some(order[len(validation) :])
        none = others.judged(1.0)
        changes.append([others.judged(rule(fitted)) - none for rule in (as_kept, always)])
    mean, worst = np.mean(changes, 0), np.max(changes, 0)
    best = always(whole)
    figures = (
        f"{kept:.2f}" if kept != 1 else "none", f"{test.judged(1.0)[1]:.3f}", f"{test.judged(kept)[1]:.3f}",
        *(f"{value:+.4f}" for value in mean.ravel()), f"{worst[0, 0]:+.3f}",
        f"{best:.2f}", f"{whole.judged(1.0)[0]:.3f}", f"{whole.judged(best)[0]:.3f}",
    )  # fmt: skip
    return f"| {name} | {len(validation)} | {len(test)} | {' | '.join(figures)} |"


def read(run: Path, part: str) -> Answers:
    """What the best model of a run says of a part."""
    kept = stored(run, part)
    if kept is None:
        raise SystemExit(f"{run} has no figures of its {part} part. `resnet-studio evaluate` measures it.")
    found = Evaluation.read(kept.evaluation)
    return Answers.of(found.probabilities, found.labels)


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("runs", nargs="+", type=Path)
    parser.add_argument("--deals", type=int, default=30)
    words = parser.parse_args()
    print(HEAD, "|-" * HEAD[1:].count("|") + "|", sep="\n", flush=True)
    for run in words.runs:
        print(row(run.name, read(run, "validation"), read(run, "test"), words.deals), flush=True)


if __name__ == "__main__":
    main()
