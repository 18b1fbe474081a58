"""Near-duplicates among any number of pictures: candidates by their hashes, confirmed by their grey values.

A hash finds few copies that were cropped or turned unless it may differ in many bits, and then it finds pictures that
have nothing in common. So it may differ in many, and then 32 x 32 grey values decide: two pictures are alike where
these correlate after one of them was shifted, cropped or turned a little. No network is needed.
"""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from resnet_studio.core.checks.facts import PRINT_BYTES
from resnet_studio.engine.checking.fingerprint import SIDE

MOST_BITS: Final = 18
"""In which the hashes of candidates differ at most: of planted copies, cropped and turned ones differed in up to 18."""
MOST_PICTURES: Final = 100_000
"""Among which each is compared with each: 100,000 take a minute. Among more, equal hashes alone make candidates."""
_MARGIN: Final = 4  # of 32 rows and columns that are not compared: they have moved out of the picture
_PROMISING: Final = 0.5  # least correlation of what was not moved
_COMPARED: Final = 10_000_000  # hashes at a time
_SAMPLE: Final = 200  # pictures by which the number of candidates is estimated
_MOST_CANDIDATES: Final = 150  # of a picture, on average
_AT_ONCE: Final = 250  # candidates: 20,000 take three times as long each, because their values fit into no cache
_SHIFT: Final = 0.8  # pixels: half of what a crop by 5 % takes away

Prints = NDArray[np.uint8]
Values = NDArray[np.float32]
Pairs = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]
"""Two pictures of each pair, as indices of which the first is smaller, and how alike they are."""


def near_duplicates(
    prints: Prints, new: NDArray[np.bool_], least: float, check: Callable[[], object] = lambda: None
) -> Pairs:
    """Pairs of pictures of which at least one is new.

    Of pictures with equal fingerprints, all others are paired with the first one only, and it alone with what is alike.

    Args:
        prints: uint8 `[N, PRINT_BYTES]`, the fingerprints.
        new: bool `[N]`.
        least: the correlation from which on two pictures are alike.
        check: called now and then; it raises to end.
    """
    assert prints.shape[1:] == (PRINT_BYTES,)
    firsts, first_of = _distinct(prints)
    found = _same(prints, first_of, new)
    hashes = np.ascontiguousarray(prints[firsts, :16]).view(">u8").astype(np.uint64)
    values = prints[firsts, 16:].reshape(-1, SIDE, SIDE)
    for other, mirrored in ((hashes[:, 0], False), (hashes[:, 1], True)):
        for ones, others in _candidates(hashes[:, 0], other, new[firsts], check):
            for start in range(0, len(ones), _AT_ONCE):
                check()
                piece = slice(start, start + _AT_ONCE)
                alike = _correlations(values, ones[piece], others[piece], mirrored)
                for index in np.flatnonzero(alike >= least).tolist():
                    one, two = int(firsts[ones[piece][index]]), int(firsts[others[piece][index]])
                    key = (min(one, two), max(one, two))
                    found[key] = max(found.get(key, 0.0), float(alike[index]))
    keys = np.array(sorted(found), np.int64).reshape(-1, 2)
    return keys[:, 0], keys[:, 1], np.array([found[key] for key in sorted(found)], np.float32)


def _distinct(prints: Prints) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The pictures whose fingerprint no earlier one has, in order, and for each picture the one of these like it."""
    if not len(prints):
        return np.empty(0, np.int64), np.empty(0, np.int64)
    whole = np.ascontiguousarray(prints).view(np.dtype((np.void, PRINT_BYTES))).ravel()
    _, firsts, inverse = np.unique(whole, return_index=True, return_inverse=True)
    return np.sort(firsts), firsts[inverse]


def _same(prints: Prints, first_of: NDArray[np.int64], new: NDArray[np.bool_]) -> dict[tuple[int, int], float]:
    """Pairs of a first picture and one with its fingerprint. Plain pictures are none: they have nothing in common."""
    others = np.flatnonzero(first_of != np.arange(len(prints)))
    firsts = first_of[others]
    wanted = np.logical_or(new[firsts], new[others]) & (np.ptp(prints[others, 16:], axis=1) > 0)
    return dict.fromkeys(zip(firsts[wanted].tolist(), others[wanted].tolist(), strict=True), 1.0)


def _candidates(
    hashes: NDArray[np.uint64], other: NDArray[np.uint64], new: NDArray[np.bool_], check: Callable[[], object]
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Pairs of a new picture and another one whose hashes differ in few bits."""
    rows = np.flatnonzero(new)
    most = _bits(hashes, other)
    step = max(1, _COMPARED // max(1, len(hashes)))
    for start in range(0, len(rows), step):
        check()
        some = rows[start : start + step]
        near = np.bitwise_count(hashes[some, None] ^ other[None, :]) <= most
        ones, others = np.nonzero(near)
        ones = some[ones]
        # A pair of two new pictures is met twice, and a picture makes no pair with itself.
        wanted = (ones < others) | (~new[others] & (ones != others))
        yield ones[wanted], others[wanted].astype(np.int64)


def _bits(hashes: NDArray[np.uint64], other: NDArray[np.uint64]) -> int:
    """In how many bits the hashes of candidates may differ: fewer where all pictures are alike, as digits are."""
    if len(hashes) > MOST_PICTURES:
        return 0
    some = hashes[:: max(1, len(hashes) // _SAMPLE)]
    differing = np.bitwise_count(some[:, None] ^ other[None, :])
    most = MOST_BITS
    while most and (differing <= most).sum() > _MOST_CANDIDATES * len(some):
        most -= 1
    return most


def _correlations(
    values: NDArray[np.uint8], ones: NDArray[np.int64], others: NDArray[np.int64], mirrored: bool
) -> Values:
    """The largest correlation of each pair, with either picture moved a little; the second one may be mirrored."""
    best = np.full(len(ones), -1.0, np.float32)
    first, second = values[ones], values[others]
    if mirrored:
        second = second[:, :, ::-1]
    stay, *moves = _moves()
    still = [_unit(stay, one) for one in (first, second)]
    np.einsum("nd,nd->n", still[0], still[1], out=best)
    promising = np.flatnonzero(best >= _PROMISING)
    some = [one[promising] for one in (first, second)]
    still = [one[promising] for one in still]
    for move in moves:
        for moved, other in ((some[0], still[1]), (some[1], still[0])):
            alike = np.einsum("nd,nd->n", _unit(move, moved), other)
            best[promising] = np.maximum(best[promising], alike)
    return best


def _unit(move: csr_matrix, values: NDArray[np.uint8]) -> Values:
    """The moved middle of pictures, `[N, D]`, each with mean 0 and length 1."""
    flat: Values = values.reshape(len(values), SIDE * SIDE).astype(np.float32)
    moved: Values = np.ascontiguousarray((move @ flat.T).T)
    moved -= moved.mean(1, keepdims=True)
    moved /= np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1.0)
    return moved


@cache
def _moves() -> tuple[csr_matrix, ...]:
    """As it is; cropped by up to 15 %, also off the middle and on one side; turned by up to 4°, also with a crop."""
    off = (-_SHIFT, _SHIFT)
    return (
        _move(),
        *(_move(side, side) for side in (0.95, 0.9, 0.85)),
        *(_move(0.95, 0.95, down, right) for down in off for right in off),
        *(_move(0.95, 1.0, down) for down in off),
        *(_move(1.0, 0.95, 0.0, right) for right in off),
        *(_move(degrees=degrees) for degrees in (-4.0, -2.5, 2.5, 4.0)),
        *(_move(0.93, 0.93, degrees=degrees) for degrees in (-3.0, 3.0)),
    )


def _move(
    high: float = 1.0, wide: float = 1.0, down: float = 0.0, right: float = 0.0, degrees: float = 0.0
) -> csr_matrix:
    """The middle of a picture after a move, as a matrix that interpolates between its pixels."""
    middle, angle = (SIDE - 1) / 2, np.deg2rad(degrees)
    rows, columns = (one.ravel() - middle for one in np.mgrid[_MARGIN : SIDE - _MARGIN, _MARGIN : SIDE - _MARGIN])
    row = middle + down + high * (np.cos(angle) * rows - np.sin(angle) * columns)
    column = middle + right + wide * (np.sin(angle) * rows + np.cos(angle) * columns)
    top, left = np.floor(row).astype(int), np.floor(column).astype(int)
    below, beside = row - top, column - left
    weights, places = [], []
    for step, share in ((0, 1 - below), (1, below)):
        for side, part in ((0, 1 - beside), (1, beside)):
            weights.append(share * part)
            places.append(np.clip(top + step, 0, SIDE - 1) * SIDE + np.clip(left + side, 0, SIDE - 1))
    lines = np.tile(np.arange(len(rows)), 4)
    return csr_matrix((np.concatenate(weights), (lines, np.concatenate(places))), (len(rows), SIDE * SIDE), np.float32)
