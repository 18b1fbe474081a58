"""Near-duplicates among fingerprints."""

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageOps

from resnet_studio.core.checks.facts import PRINT_BYTES
from resnet_studio.engine.checking import near_duplicates as module
from resnet_studio.engine.checking.fingerprint import fingerprints, squeezed
from resnet_studio.engine.checking.near_duplicates import near_duplicates


def picture(seed: int) -> Image.Image:
    """Soft blobs of grey."""
    pixels = np.random.default_rng(seed).integers(0, 256, (7, 9), np.uint8)
    return Image.fromarray(pixels).resize((320, 240), Image.Resampling.BICUBIC)


def prints(*pictures: Image.Image) -> NDArray[np.uint8]:
    joined = b"".join(fingerprints([squeezed(one) for one in pictures]))
    return np.frombuffer(joined, np.uint8).reshape(-1, PRINT_BYTES)


def pairs(
    some: NDArray[np.uint8], new: list[bool] | None = None, least: float = 0.9, threads: int = 1
) -> set[tuple[int, int]]:
    ones, others, alike = near_duplicates(some, np.array(new or [True] * len(some), bool), least, threads=threads)
    assert ((alike >= least) & (alike < 1.001)).all()
    return set(zip(ones.tolist(), others.tolist(), strict=True))


CHANGES = {
    "the same": lambda one: one.copy(),
    "smaller": lambda one: one.resize((100, 75)),
    "brighter": lambda one: one.point(lambda value: min(255, value * 1.1)),
    "cropped": lambda one: one.crop((16, 12, 304, 228)),
    "turned": lambda one: one.rotate(3, Image.Resampling.BILINEAR),
    "mirrored": ImageOps.mirror,
}


@pytest.mark.parametrize("change", CHANGES)
def test_changed_copy_is_found_among_others(change: str) -> None:
    others = [picture(seed) for seed in range(2, 40)]
    assert pairs(prints(picture(1), CHANGES[change](picture(1)), *others)) == {(0, 1)}


def test_only_pairs_with_a_new_picture_are_given() -> None:
    some = prints(picture(1), picture(1), picture(2), picture(2), picture(1))
    assert pairs(some, [False, False, False, True, False]) == {(2, 3)}
    assert pairs(some, [False, False, False, False, True]) == {(0, 4)}
    assert pairs(some, [True, False, False, False, False]) == {(0, 1), (0, 4)}
    assert pairs(some, [False] * 5) == set()


def test_none_and_one_picture_have_no_pairs() -> None:
    assert pairs(prints(picture(1))[:0], []) == set()
    assert pairs(prints(picture(1))) == set()


def test_candidates_are_compared_in_pieces_with_the_same_result(monkeypatch: pytest.MonkeyPatch) -> None:
    some = prints(*(picture(number % 7).point(lambda value, by=number // 7: value - by) for number in range(30)))
    whole = pairs(some)
    monkeypatch.setattr(module, "_ROWS", 2)
    monkeypatch.setattr(module, "_COLUMNS", 7)
    monkeypatch.setattr(module, "_PIECE", 5)
    monkeypatch.setattr(module, "_AT_ONCE", 3)
    assert pairs(some) == pairs(some, threads=3) == whole
    assert len(whole) == 2 * 10 + 5 * 6  # 30 pictures of 7 kinds: two kinds five times, five kinds four times


@pytest.mark.parametrize(
    ("one", "other"), [(picture(1), picture(1).rotate(2)), (Image.new("L", (9, 9), 255), picture(2))]
)
def test_many_equal_pictures_are_compared_once(
    one: Image.Image, other: Image.Image, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared = []
    real = module._correlations
    monkeypatch.setattr(module, "_correlations", lambda *given: compared.append(len(given[1])) or real(*given))
    some = np.concatenate([np.repeat(prints(one), 3000, axis=0), prints(other)])
    plain = one.getextrema()[0] == one.getextrema()[1]  # the grey values of plain pictures have nothing in common
    assert pairs(some) == (set() if plain else {(0, number) for number in range(1, 3001)})
    assert sum(compared) <= 2


def test_hashes_differ_in_fewer_bits_where_all_pictures_are_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    hashes = np.random.default_rng(0).integers(0, 2**10, 500).astype(np.uint64)
    assert module._bits(hashes, hashes) < module.MOST_BITS
    monkeypatch.setattr(module, "_MOST_CANDIDATES", 500)
    assert module._bits(hashes, hashes) == module.MOST_BITS


def test_check_ends_the_search() -> None:
    def check() -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        near_duplicates(prints(picture(1), picture(1)), np.array([True, True]), 0.9, check)


def test_quick_look_at_the_moves_loses_no_pair(monkeypatch: pytest.MonkeyPatch) -> None:
    detailed = [
        Image.fromarray(np.random.default_rng(seed).integers(0, 256, (14, 18), np.uint8)).resize((320, 240))
        for seed in range(40)
    ]
    some = prints(*detailed, *(one.rotate(4).crop((20, 15, 300, 225)) for one in detailed))
    compared, real = [0, 0], module._correlations

    def counted(values: NDArray[np.uint8], ones: NDArray[np.int64], *how: bool, every: int = 1) -> NDArray[np.float32]:
        compared[every - 1] += len(ones)
        return real(values, ones, *how, every=every)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "_correlations", counted)
    monkeypatch.setattr(module, "MOST_BITS", 30)
    monkeypatch.setattr(module, "_PROMISING", 0.1)
    quick = pairs(some, least=0.85)
    whole, looked = compared
    monkeypatch.setattr(module, "_LIKELY", 0.0)
    assert quick == pairs(some, least=0.85)
    assert len(quick) > 20
    assert looked > whole  # most of which were not worth more
