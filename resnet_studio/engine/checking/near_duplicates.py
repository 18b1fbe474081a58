"""Near-duplicates among any number of pictures: candidates by their hashes, confirmed by their grey values.

A hash finds few copies that were cropped or turned unless it may differ in many bits, and then it finds pictures that
have nothing in common. So it may differ in many, and then 32 x 32 grey values decide: two pictures are alike where
these correlate after one of them was shifted, cropped or turned a little. No network is needed.
"""

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache, partial
from hashlib import blake2b
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from resnet_studio.core.basics.priority import thread_gives_way
from resnet_studio.core.checks.facts import PRINT_BYTES, PRINT_HASHES, PRINT_SIDE

MOST_BITS: Final = 18
"""In which the hashes of candidates differ at most: of planted copies, cropped and turned ones differed in up to 18."""
MOST_PICTURES: Final = 100_000
"""Among which each is compared with each: 100,000 take a minute. Among more, equal hashes alone make candidates."""
_MARGIN: Final = 4  # of 32 rows and columns that are not compared: they have moved out of the picture
_PROMISING: Final = 0.5  # least correlation of what was not moved
_ROWS, _COLUMNS = 128, 4096  # hashes that are compared with each other at a time: what they take fits into a cache
_SAMPLE: Final = 200  # pictures by which the number of candidates is estimated
_MOST_CANDIDATES: Final = 150  # of a picture, on average
_AT_ONCE: Final = 1_000  # candidates: 20,000 take three times as long each, because their values fit into no cache
_PIECE: Final = 8_000  # candidates that a thread compares, of which few are promising, in pieces of the above
_LIKELY: Final = 0.7  # correlation of what was not moved from which on no quicker look at the moves is worth it
_UNSURE: Final = 0.1
"""By which a quarter of the pixels may be wrong: of 20,555 pairs of photographs, copies and crops that are alike, 0.07
loses none, and 0.05 one."""
_SHIFT: Final = 0.8  # pixels: half of what a crop by 5 % takes away

Prints = NDArray[np.uint8]
Values = NDArray[np.float32]
_NO_PAIRS = np.empty(0, np.int64), np.empty(0, np.int64)
Indices = NDArray[np.int64]
Candidates = tuple[Indices, Indices]
Pairs = tuple[Indices, Indices, Values]
"""Two pictures of each pair, as indices of which the first is smaller, and how alike they are."""


def near_duplicates(
    prints: Prints,
    new: NDArray[np.bool_],
    least: float,
    check: Callable[[], object] = lambda: None,
    threads: int = 1,
) -> Pairs:
    """Pairs of pictures of which at least one is new.

    Of pictures with equal fingerprints, all others are paired with the first one only, and it alone with what is alike.

    Args:
        prints: uint8 `[N, PRINT_BYTES]`, the fingerprints.
        new: bool `[N]`.
        least: the correlation from which on two pictures are alike.
        check: called now and then; it raises to end.
        threads: that compare grey values while this one looks for more candidates.
    """
    assert prints.shape[1:] == (PRINT_BYTES,)
    firsts, first_of = _distinct(prints)
    found = _same(prints, first_of, new)
    hashes = np.ascontiguousarray(prints[firsts, :PRINT_HASHES]).view(">u8").astype(np.uint64)
    values = prints[firsts, PRINT_HASHES:]
    still = _Still(values)
    work = (
        partial(_compared, values, still, mirrored, least, piece)
        for other, mirrored in ((hashes[:, 0], False), (hashes[:, 1], True))
        for piece in _pieces(_candidates(hashes[:, 0], other, new[firsts], check))
    )
    with ThreadPoolExecutor(threads, initializer=thread_gives_way) as pool:
        for ones, others, alike in _in_order(pool, 2 * threads, work):
            check()
            for index in np.flatnonzero(alike >= least).tolist():
                one, two = int(firsts[ones[index]]), int(firsts[others[index]])
                key = (min(one, two), max(one, two))
                found[key] = max(found.get(key, 0.0), float(alike[index]))
    keys = np.array(sorted(found), np.int64).reshape(-1, 2)
    return keys[:, 0], keys[:, 1], np.array([found[key] for key in sorted(found)], np.float32)


def _distinct(prints: Prints) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The pictures whose fingerprint no earlier one has, in order, and for each picture the one of these like it."""
    seen: dict[bytes, int] = {}
    digests = (
        blake2b(one.tobytes(), digest_size=16).digest() for one in prints
    )  # of a million, prints fill a gigabyte
    first_of = np.array([seen.setdefault(one, place) for place, one in enumerate(digests)], np.int64)
    return np.flatnonzero(first_of == np.arange(len(prints))), first_of


def _same(prints: Prints, first_of: NDArray[np.int64], new: NDArray[np.bool_]) -> dict[tuple[int, int], float]:
    """Pairs of a first picture and one with its fingerprint. Plain pictures are none: they have nothing in common."""
    others = np.flatnonzero(first_of != np.arange(len(prints)))
    firsts = first_of[others]
    wanted = np.logical_or(new[firsts], new[others]) & (np.ptp(prints[others, PRINT_HASHES:], axis=1) > 0)
    return dict.fromkeys(zip(firsts[wanted].tolist(), others[wanted].tolist(), strict=True), 1.0)


def _candidates(
    hashes: NDArray[np.uint64], other: NDArray[np.uint64], new: NDArray[np.bool_], check: Callable[[], object]
) -> Iterator[Candidates]:
    """Pairs of a new picture and another one whose hashes differ in few bits; of two new ones the smaller is first."""
    order = np.concatenate([np.flatnonzero(new), np.flatnonzero(~new)])
    rows, columns, count = hashes[order], other[order], int(new.sum())
    most = _bits(hashes, other)
    for top in range(0, count, _ROWS):
        check()
        some = rows[top : min(top + _ROWS, count), None]
        for left in range(top, len(order), _COLUMNS):  # the new ones before were met as rows
            near = np.bitwise_count(some ^ columns[None, left : left + _COLUMNS]) <= most
            places = np.flatnonzero(near)  # in several dimensions, it takes ten times as long
            if len(places):
                ones, others = places // near.shape[1] + top, places % near.shape[1] + left
                wanted = ones < others
                yield order[ones[wanted]], order[others[wanted]]


def _pieces(candidates: Iterator[Candidates]) -> Iterator[Candidates]:
    """The same in pieces of one size."""
    ones, others = _NO_PAIRS
    for some in candidates:
        ones, others = np.concatenate([ones, some[0]]), np.concatenate([others, some[1]])
        while len(ones) >= _PIECE:
            yield ones[:_PIECE], others[:_PIECE]
            ones, others = ones[_PIECE:], others[_PIECE:]
    if len(ones):
        yield ones, others


def _compared(values: Prints, still: "_Still", mirrored: bool, least: float, candidates: Candidates) -> Pairs:
    """Those candidates whose grey values correlate to some degree, with their `_correlations`.

    Most of those that correlate little without a move do so with any: a quarter of the pixels shows that.
    """
    ones, others = candidates
    alike = np.concatenate([still.correlations(*some, mirrored) for some in _at_once(ones, others)])
    promising = alike >= _PROMISING
    unsure = np.flatnonzero(promising & (alike < _LIKELY))
    for start in range(0, len(unsure), _AT_ONCE):
        some = unsure[start : start + _AT_ONCE]
        promising[some] = _correlations(values, ones[some], others[some], mirrored, every=2) >= least - _UNSURE
    ones, others = ones[promising], others[promising]
    found = [_correlations(values, *some, mirrored) for some in _at_once(ones, others)]
    return ones, others, np.concatenate([np.empty(0, np.float32), *found])


def _at_once(ones: Indices, others: Indices) -> Iterator[Candidates]:
    for start in range(0, len(ones), _AT_ONCE):
        yield ones[start : start + _AT_ONCE], others[start : start + _AT_ONCE]


def _in_order(pool: ThreadPoolExecutor, ahead: int, work: Iterator[Callable[[], Pairs]]) -> Iterator[Pairs]:
    """What each piece of work finds; so many are done ahead."""
    waiting: deque[Future[Pairs]] = deque()
    for piece in work:
        waiting.append(pool.submit(piece))
        if len(waiting) > ahead:
            yield waiting.popleft().result()
    for one in waiting:
        yield one.result()


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


class _Still:
    """The middles of pictures that stay where they are, to be correlated with each other."""

    def __init__(self, values: NDArray[np.uint8]) -> None:
        middle = slice(_MARGIN, PRINT_SIDE - _MARGIN)
        self._squares = values.reshape(-1, PRINT_SIDE, PRINT_SIDE)[:, middle, middle]
        self._mean, self._length = np.empty(len(values), np.float32), np.empty(len(values), np.float32)
        for start in range(0, len(values), _COLUMNS):
            piece = slice(start, start + _COLUMNS)
            flat = self._squares[piece].reshape(-1, (PRINT_SIDE - 2 * _MARGIN) ** 2).astype(np.float32)
            self._mean[piece] = flat.mean(1)
            self._length[piece] = np.maximum(np.linalg.norm(flat - self._mean[piece, None], axis=1), 1.0)

    def correlations(self, ones: Indices, others: Indices, mirrored: bool) -> Values:
        """Of each pair; the second picture may be mirrored."""
        mirror = slice(None, None, -1) if mirrored else slice(None)
        first, second = (
            squares.reshape(len(which), -1).astype(np.float32) - self._mean[which, None]
            for squares, which in ((self._squares[ones], ones), (self._squares[others][:, :, mirror], others))
        )
        alike: Values = np.einsum("nd,nd->n", first, second) / (self._length[ones] * self._length[others])
        return alike


def _correlations(values: NDArray[np.uint8], ones: Indices, others: Indices, mirrored: bool, every: int = 1) -> Values:
    """The largest correlation of each pair, with either picture moved a little; the second one may be mirrored.

    Of the pixels, those in each `every`th row and column count.
    """
    first, second = values[ones], values[others]
    if mirrored:
        second = second.reshape(-1, PRINT_SIDE, PRINT_SIDE)[:, :, ::-1].reshape(len(others), -1)
    stay, *moves = _moves(every)
    flat = [np.ascontiguousarray(one.T, np.float32) for one in (first, second)]
    for one in flat:
        one -= one.mean(0)  # so that nothing is lost where the mean is large and the picture plain
    still = [_unit(stay @ one) for one in flat]
    best: Values = np.einsum("dn,dn->n", *still)
    for move in moves:
        for still_one, other in ((flat[0], still[1]), (flat[1], still[0])):
            moved = move @ still_one  # its mean need not be subtracted: that of the other one is 0
            np.maximum(best, np.einsum("dn,dn->n", moved, other) / _length(moved), out=best)
    return best


def _unit(values: Values) -> Values:
    """Columns with mean 0 and length 1."""
    unit: Values = (values - values.mean(0)) / _length(values)
    return unit


def _length(values: Values) -> Values:
    """Of each column without its mean; 1 at least."""
    squares = np.einsum("dn,dn->n", values, values) - len(values) * values.mean(0) ** 2
    lengths: Values = np.sqrt(np.maximum(squares, 1.0))
    return lengths


@cache
def _moves(every: int = 1) -> tuple[csr_matrix, ...]:
    """As it is; cropped by up to 15 %, also off the middle and on one side; turned by up to 4°, also with a crop.

    Of each `every`th row and column alone.
    """
    if every > 1:
        side = PRINT_SIDE - 2 * _MARGIN
        some = np.arange(side * side).reshape(side, side)[::every, ::every].ravel()
        return tuple(move[some] for move in _moves())
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
    middle, angle = (PRINT_SIDE - 1) / 2, np.deg2rad(degrees)
    rows, columns = (
        one.ravel() - middle for one in np.mgrid[_MARGIN : PRINT_SIDE - _MARGIN, _MARGIN : PRINT_SIDE - _MARGIN]
    )
    row = middle + down + high * (np.cos(angle) * rows - np.sin(angle) * columns)
    column = middle + right + wide * (np.sin(angle) * rows + np.cos(angle) * columns)
    top, left = np.floor(row).astype(int), np.floor(column).astype(int)
    below, beside = row - top, column - left
    weights, places = [], []
    for step, share in ((0, 1 - below), (1, below)):
        for side, part in ((0, 1 - beside), (1, beside)):
            weights.append(share * part)
            places.append(np.clip(top + step, 0, PRINT_SIDE - 1) * PRINT_SIDE + np.clip(left + side, 0, PRINT_SIDE - 1))
    lines = np.tile(np.arange(len(rows)), 4)
    return csr_matrix(
        (np.concatenate(weights), (lines, np.concatenate(places))), (len(rows), PRINT_SIDE * PRINT_SIDE), np.float32
    )
