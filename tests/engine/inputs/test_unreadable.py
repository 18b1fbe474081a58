"""Items that cannot be read are reported once and left out."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from resnet_studio.core.basics.errors import DatasetUnreachableError, DecodeError, Failure
from resnet_studio.engine.inputs.unreadable import Unreadable, missing_folder

MakeSource = Callable[..., Any]


def test_item_is_reported_once_and_left_out(vectors: MakeSource) -> None:
    unreadable, source = Unreadable(), vectors(5)
    error = DecodeError("folder/3.txt", "It is empty.")
    for _ in range(2):
        unreadable.noting(source)(3, error)
        notices = list(unreadable.report())
    assert notices == []
    unreadable.noting(source)(1, error)
    (notice,) = unreadable.report()
    assert str(notice.text) == "3.txt: It is empty. It is left out of this run."
    assert notice.path == str(Path("folder/3.txt"))
    assert unreadable.without(source, [4, 3, 2, 1, 0]) == [4, 2, 0]


def test_order_can_leave_out_other_items(vectors: MakeSource) -> None:
    unreadable, source = Unreadable(["vector 1"]), vectors(3)
    assert unreadable.without(source, range(3)) == [0, 2]
    assert unreadable.without(source, range(3), frozenset()) == [0, 1, 2]
    assert unreadable.without(source, range(3), {"vector 2"}) == [0, 1]


def test_unreachable_folder_is_an_error_and_nothing_is_left_out(vectors: MakeSource) -> None:
    unreadable, source = Unreadable(), vectors(3, reachable=False)
    unreadable.noting(source)(1, DecodeError("gone/1.txt", "It is missing."))
    with pytest.raises(DatasetUnreachableError, match="gone cannot be reached any more") as raised:
        list(unreadable.report())
    assert raised.value.kind is Failure.DATASET_GONE  # not of a server: other weights would not help
    assert not unreadable.names


def test_folder_that_a_person_misses_is_the_outermost_that_is_gone(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    assert missing_folder(tmp_path / "moved" / "train" / "ants" / "1.png") == tmp_path / "moved"
    assert missing_folder(tmp_path / "there" / "1.png") == tmp_path / "there"
