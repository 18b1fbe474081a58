"""The parent's end of a decoder's process: what it says is not believed."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from resnet_studio.core.pictures import decoder_link
from resnet_studio.core.pictures.decoder_link import Link
from resnet_studio.core.pictures.decoder_process import BLOCK_BYTES, Kind, Request

REQUEST = Request(Kind.DECODE, Path("a.png"), seconds=1)
USUAL = {"shape": [9, 9, 3], "dtype": "|u1", "bytes": 243}


@pytest.fixture(scope="module")
def link() -> Iterator[Link]:
    link = Link(10**8, None)
    yield link
    link.limited.close()


def test_array_is_copied_out_of_the_block_in_pieces(link: Link, monkeypatch: pytest.MonkeyPatch) -> None:
    rest = [1000, BLOCK_BYTES]
    monkeypatch.setattr(link.limited, "ask", lambda *_: json.dumps({"bytes": rest.pop()}).encode())
    link.fit = True
    answer = {"shape": [1000, 2], "dtype": "<f8", "bytes": 16_000}
    assert link.array(answer, REQUEST).dtype == np.float64
    array = link.array({"shape": [2 * BLOCK_BYTES + 1000], "dtype": "|u1", "bytes": BLOCK_BYTES}, REQUEST)
    assert array.shape == (2 * BLOCK_BYTES + 1000,)
    assert not rest
    assert link.fit


@pytest.mark.parametrize(
    "odd",
    [
        {"shape": [-9, -9, 3]},
        {"shape": [9.0, 9, 3]},
        {"shape": "999"},
        {"shape": [9, 9, 3, 1]},
        {"dtype": "O"},
        {"dtype": ["|u1"]},
        {"bytes": 244},
        {"shape": [2**30, 2**30, 3], "bytes": BLOCK_BYTES},
        {"shape": [243]},
        {"shape": [9, 27]},
        {"dtype": "<u2", "bytes": 486},
    ],
)
def test_description_of_a_picture_that_cannot_be_is_refused(odd: dict[str, Any], link: Link) -> None:
    assert link.pixels(USUAL, REQUEST).shape == (9, 9, 3)
    with pytest.raises(ValueError):
        link.pixels(USUAL | odd, REQUEST)


@pytest.mark.parametrize("answer", [b"[]", b"{", b"", b"[" * 100_000])
def test_answer_that_is_not_an_object_makes_the_process_unfit(
    answer: bytes, link: Link, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decoder_link.LimitedProcess, "ask", lambda *_: answer)
    link.fit = True
    with pytest.raises(ValueError):
        link.ask(REQUEST, lambda: False)
    assert not link.fit
