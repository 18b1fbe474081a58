"""Whether probabilities are what they say: expected calibration error, and the temperature that mends them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from resnet_studio.core.basics.message import NOTHING, Message, message
from resnet_studio.core.runs.calibration import SMALLEST
from resnet_studio.core.runs.figures import Bin, Figure
from resnet_studio.engine.figures.calibration_interval import Binned, calibration_interval
from resnet_studio.engine.figures.intervals import Floats, share

BINS = 15
FEWEST = 30
"""Pictures that a temperature is fitted on at least: of fewer, folds say little of whether it helps."""
_LOWEST, _HIGHEST = 0.05, 20.0
_SPREAD = 0.2  # of the logarithm of temperatures that are likely before pictures are seen: decision 0045
_FOLDS, _SEED = 5, 0
_MOST_TRIED = 10_000  # pictures of the folds: more would say no more, and take long

Probabilities = NDArray[np.floating]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Temperature:
    """By which logits are divided for calibrated probabilities.

    Attributes:
        value: None where it cannot be fitted, or does not help.
        pictures: that it was fitted on.
        reason: why there is none.
    """

    value: float | None
    pictures: int = 0
    reason: Message = NOTHING


def fit_temperature(probabilities: Probabilities, labels: NDArray[np.int64]) -> Temperature:
    """The temperature from 0.05 to 20 with the lowest cross-entropy (Guo et al. 2017), of validation pictures.

    Their probabilities are `[N, K]`, their labels int64 `[N]`. It is drawn towards 1 as a normal prior of its logarithm
    draws it: few pictures would otherwise give one that is far off. Of many pictures this changes nothing.

    There is none for fewer than `FEWEST` pictures, nor where all or none of the answers are right: then the loss has
    no lowest point in between. Nor is there one that does not make probabilities of pictures better that it was not
    fitted on.
    """
    if len(labels) < FEWEST:
        few = message(
            "{pictures} validation pictures are too few for a temperature; it takes {fewest}.",
            pictures=len(labels), fewest=FEWEST,
        )  # fmt: skip
        return Temperature(None, reason=few)
    right = int((probabilities.argmax(1) == labels).sum())
    if right == len(labels):
        return Temperature(None, reason=message("All answers are right, so that no temperature can be fitted."))
    if not right:
        return Temperature(None, reason=message("No answer is right, so that no temperature can be fitted."))
    logits = np.log(np.maximum(probabilities, SMALLEST)).astype(np.float64)
    logits -= logits.max(1, keepdims=True)
    if not _helps(logits, labels):
        no_better = message("A temperature would not make the probabilities of new pictures better.")
        return Temperature(None, reason=no_better)
    return Temperature(_best(logits, labels), len(labels))


def _helps(logits: Floats, labels: NDArray[np.int64]) -> bool:
    """Whether pictures that were held back from the fit have a lower loss, by more than the standard error of it.

    Right and wrong answers are dealt out evenly, because the few wrong ones decide.
    """
    chosen = np.random.default_rng(_SEED).permutation(len(labels))[:_MOST_TRIED]
    chosen = chosen[np.argsort(logits[chosen].argmax(1) == labels[chosen], kind="stable")]
    logits, labels = logits[chosen], labels[chosen]
    fold = np.arange(len(labels)) % _FOLDS
    gained = np.empty(len(labels))
    for number in range(_FOLDS):
        held = fold == number
        fitted = _best(logits[~held], labels[~held])
        gained[held] = _losses(logits[held], labels[held], 1.0) - _losses(logits[held], labels[held], fitted)
    return bool(gained.mean() > gained.std(ddof=1) / np.sqrt(len(gained)))


def _losses(logits: Floats, labels: NDArray[np.int64], temperature: float) -> Floats:
    divided = logits / temperature
    losses: Floats = np.log(np.exp(divided).sum(1)) - divided[np.arange(len(labels)), labels]
    return losses


def _best(logits: Floats, labels: NDArray[np.int64]) -> float:
    from scipy.optimize import minimize_scalar  # here, because it takes half a second

    truth = logits[np.arange(len(labels)), labels].mean()
    prior = 1 / (2 * _SPREAD**2 * len(labels))

    def loss(log: float) -> float:
        inverse = np.exp(-log)
        return float(np.log(np.exp(logits * inverse).sum(1)).mean() - truth * inverse + prior * log**2)

    found = minimize_scalar(loss, bounds=(np.log(_LOWEST), np.log(_HIGHEST)), method="bounded")
    return float(np.exp(found.x))


def bins(sureness: Probabilities, right: Flags) -> tuple[Bin, ...]:
    """The bins of the reliability diagram, of the highest probability of each picture and whether it is right."""
    where = _bin_of(sureness)
    counts = np.bincount(where, minlength=BINS)
    sums, correct = np.bincount(where, sureness, BINS), np.bincount(where, right, BINS)
    return tuple(
        Bin(index / BINS, (index + 1) / BINS, int(n), float(sums[index] / n), share(float(correct[index]), int(n)))
        if n
        else Bin(index / BINS, (index + 1) / BINS, 0, None, Figure(reason=message("There is no such picture.")))
        for index, n in enumerate(counts)
    )


def calibration_error(sureness: Probabilities, right: Flags) -> Figure:
    """Expected calibration error (Guo et al. 2017): the mean over pictures of how far bins are from what they say."""
    where = _bin_of(sureness)
    counts = np.bincount(where, minlength=BINS)
    some = counts > 0
    sums, correct = np.bincount(where, sureness, BINS), np.bincount(where, right, BINS)
    binned = Binned(counts[some], sums[some] / counts[some], correct[some].astype(float))
    return Figure(binned.seen, *calibration_interval(binned))


def _bin_of(sureness: Probabilities) -> NDArray[np.int64]:
    """In which of the bins of equal width each probability is; their upper ends belong to them."""
    where: NDArray[np.int64] = np.ceil(sureness.astype(float) * BINS).astype(np.int64) - 1
    return where.clip(0, BINS - 1)
