"""Random order that is the same for ever: a recorded dataset keeps a seed, not what was drawn with it.

NumPy guarantees its raw random numbers for all versions, but not what `permutation` makes of them (NEP 19), so that is
written out. The raw numbers are, too, where they are few: importing `numpy.random` takes the window 7 MB and longer
than a split of 60,000 pictures.
"""

from collections.abc import Iterator, Sequence
from itertools import cycle, islice
from typing import Final

_32: Final = (1 << 32) - 1
_64: Final = (1 << 64) - 1
_128: Final = (1 << 128) - 1
_MULTIPLIER: Final = 0x2360ED051FC65DA44385DF649FCCF645  # of PCG64 (O'Neill 2014)
_POOL: Final = 4  # words
_MANY: Final = 200_000  # so many numbers take half a second here, and 10 ms in NumPy
_BLOCK: Final = 8192


def permutation(count: int, seed: Sequence[int]) -> list[int]:
    """The numbers from 0 to count - 1 in random order: `numpy.random.default_rng(seed).permutation(count)` of NumPy 2.

    Args:
        count: up to 2**32.
        seed: whole numbers from 0.
    """
    order = list(range(count))
    numbers = _random_numbers(seed) if count < _MANY else _numbers_of_numpy(seed)
    for last in range(count - 1, 0, -1):
        mask = (1 << last.bit_length()) - 1
        while (index := next(numbers) & mask) > last:
            pass
        order[last], order[index] = order[index], order[last]
    return order


def _random_numbers(seed: Sequence[int]) -> Iterator[int]:
    """Endless whole numbers of 32 bits: those of `numpy.random.PCG64`, of each 64 bits the lower half first."""
    words = _seeded(seed)
    first, second, third, fourth = (low | high << 32 for low, high in zip(words[::2], words[1::2], strict=True))
    step = (third << 65 | fourth << 1 | 1) & _128
    state = ((step + (first << 64 | second)) * _MULTIPLIER + step) & _128
    while True:
        state = (state * _MULTIPLIER + step) & _128
        mixed, turn = state >> 64 ^ state & _64, state >> 122
        number = (mixed >> turn | mixed << 64 - turn) & _64
        yield number & _32
        yield number >> 32


def _numbers_of_numpy(seed: Sequence[int]) -> Iterator[int]:
    """The same numbers, by NumPy."""
    from numpy.random import PCG64

    source = PCG64(list(seed))
    while True:
        yield from source.random_raw(_BLOCK).astype("<u8").view("<u4").tolist()


def _seeded(seed: Sequence[int]) -> list[int]:
    """Eight words that depend on all of the seed: those of `numpy.random.SeedSequence`."""
    words = [word for number in seed for word in _words(number)]
    mixing = _Hash(0x43B0D7E5, 0x931E8875)
    pool = [mixing(word) for word in (*words, *(0,) * _POOL)[:_POOL]]
    for source in range(_POOL):
        for target in range(_POOL):
            if source != target:
                pool[target] = _mixed(pool[target], mixing(pool[source]))
    for word in words[_POOL:]:
        for target in range(_POOL):
            pool[target] = _mixed(pool[target], mixing(word))
    return list(map(_Hash(0x8B51F9DD, 0x58F38DED), islice(cycle(pool), 2 * _POOL)))


def _words(number: int) -> Iterator[int]:
    """A whole number in words of 32 bits, the lowest first."""
    yield number & _32
    while number := number >> 32:
        yield number & _32


class _Hash:
    """A hash of one word, each time with another constant."""

    def __init__(self, constant: int, multiplier: int) -> None:
        self._constant, self._multiplier = constant, multiplier

    def __call__(self, word: int) -> int:
        word ^= self._constant
        self._constant = self._constant * self._multiplier & _32
        word = word * self._constant & _32
        return word ^ word >> 16


def _mixed(one: int, other: int) -> int:
    word = (0xCA01F9DD * one - 0x4973F715 * other) & _32
    return word ^ word >> 16
