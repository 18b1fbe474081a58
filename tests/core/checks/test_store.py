"""What was measured, kept between checks."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from resnet_studio.core.basics.errors import Failure
from resnet_studio.core.checks import store as module
from resnet_studio.core.checks.facts import Facts
from resnet_studio.core.checks.facts_table import FactsTable
from resnet_studio.core.checks.store import (
    Pair,
    Store,
    StoreDamagedError,
    StoreError,
    read_measured,
    store_file,
)

Make = Callable[..., Facts]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(Store.opened(tmp_path / "pictures ü")) as opened:
        yield opened


def test_facts_come_back_as_they_were_kept(store: Store, facts: Make) -> None:
    given = {"a/ü.jpg": facts(mode="CMYK"), "b/1.png": facts(readable=False)}
    store.add({path: one.kept() for path, one in given.items()})
    assert store.read().facts == {path: replace(one, print=b"") for path, one in given.items()}


def test_files_that_cannot_be_read_are_read_alone(store: Store, facts: Make) -> None:
    given = {"a.jpg": facts(), "b.png": facts(readable=False), "c.png": facts(readable=False, size=5)}
    store.add({path: one.kept() for path, one in given.items()})
    store.forget(["c.png"])
    assert store.read_unreadable() == {"b.png": given["b.png"]}
    assert store.read_unreadable().unreadable() == FactsTable.of(store.read().facts).unreadable()


def test_equal_paths_and_digests_are_in_memory_once(store: Store, facts: Make) -> None:
    store.add({path: facts().kept() for path in ("a/1.jpg", "a/2.jpg")})
    store.add_digests({"a/1.jpg": "f00", "a/2.jpg": "f00"})
    store.replace_pairs([Pair("a/1.jpg", "a/2.jpg", 0.97)])
    paths = ["/".join(("a", f"{number}.jpg")) for number in (1, 2)]
    measured = store.read(paths)
    assert all(read is given for read, given in zip(measured.facts, paths, strict=True))
    assert measured.digests["a/1.jpg"] is measured.digests["a/2.jpg"]
    assert measured.pairs[0].one is paths[0]
    assert measured.pairs[0].other is paths[1]


def test_print_is_read_of_a_picture_that_another_one_looks_like(store: Store, facts: Make) -> None:
    store.add({path: facts().kept() for path in ("alone", "copied", "one", "other")})
    store.replace_pairs([Pair("one", "other", 0.97)])
    store.add_digests({"copied": "f00"})
    assert {path for path, one in store.read().facts.items() if one.print} == {"copied", "one", "other"}


def test_prints_are_those_of_readable_files_and_pairs_the_same_as_among_all_facts(store: Store, facts: Make) -> None:
    store.add({"a": facts().kept(), "b": facts().kept(), "c": facts(readable=False, size=5).kept()})
    store.replace_pairs([Pair("a", "b", 0.97)])
    store.add_digests({"a": "f00"})
    store.add({"b": facts(size=2000).kept()})
    measured, printed = store.read(), store.read_prints()
    assert printed.sizes == {path: one.size for path, one in measured.facts.items()}
    assert printed.prints == {path: one.print for path, one in measured.facts.items() if one.print}
    assert (printed.digests, printed.pairs, printed.unpaired) == (measured.digests, measured.pairs, measured.unpaired)


def test_files_are_unpaired_until_pairs_are_kept_and_again_after_a_change(store: Store, facts: Make) -> None:
    store.add({"a": facts().kept(), "b": facts().kept()})
    store.add_digests({"a": "f00"})
    assert store.read().unpaired == {"a", "b"}
    store.replace_pairs([Pair("a", "b", 0.97)])
    measured = store.read()
    assert (measured.unpaired, measured.pairs) == (frozenset(), (Pair("a", "b", 0.97),))
    assert measured.digests == {"a": "f00"}
    store.add({"a": facts(size=2000).kept()})
    assert store.read().unpaired == {"a"}
    assert store.read().digests == {}


def test_pairs_of_files_that_are_gone_are_forgotten(store: Store, facts: Make) -> None:
    store.add({"a": facts().kept(), "b": facts().kept()})
    store.replace_pairs([Pair("a", "b", 0.97)])
    store.forget(["b"])
    assert store.read().pairs == ()


def test_damaged_file_is_said_to_be_so_and_is_replaced(tmp_path: Path, facts: Make) -> None:
    file = store_file(tmp_path)
    file.parent.mkdir(parents=True)
    file.write_bytes(b"SQLite format 3\0" + bytes(range(256)) * 40)
    with pytest.raises(StoreDamagedError):
        read_measured(tmp_path)
    with closing(Store.opened(tmp_path)) as store:
        store.add({"a": facts().kept()})
    assert list(read_measured(tmp_path).facts) == ["a"]


def test_record_that_cannot_be_is_passed_over(store: Store, facts: Make) -> None:
    store.add({"a": facts().kept(), "b": facts().kept(), "c": facts().kept()})
    with store._base as base:
        base.execute("UPDATE facts SET record = '{}' WHERE path = 'a'")
        base.execute(f"UPDATE facts SET record = json_set(record, '$.look.blur', json('{10**400}')) WHERE path = 'c'")
    assert list(store.read().facts) == ["b"]


def test_folder_that_was_never_checked_has_no_facts(tmp_path: Path) -> None:
    assert read_measured(tmp_path).facts == {}


@pytest.mark.parametrize("change", ["gone", "another file"])
def test_files_are_compared_again_when_the_one_that_stood_for_them_is_not_there(
    store: Store, facts: Make, change: str
) -> None:
    store.add({"a": facts().kept(), "b": facts().kept(), "c": facts().kept(), "d": facts().kept()})
    store.replace_pairs([Pair("a", "b", 1.0), Pair("a", "c", 1.0), Pair("a", "d", 0.97)])
    if change == "gone":
        store.forget(["a"])
    else:
        store.add({"a": facts(size=2000).kept()})
    assert store.read().unpaired - {"a"} == {"b", "c"}


def test_file_that_another_process_uses_is_not_taken_for_damaged(
    tmp_path: Path, facts: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_WAIT_SECONDS", 0.0)
    with closing(Store.opened(tmp_path)) as store:
        store.add({"a": facts().kept()})
    with closing(sqlite3.connect(store_file(tmp_path))) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreError, match="cannot be kept") as caught:
            Store.opened(tmp_path)
    assert not isinstance(caught.value, StoreDamagedError)
    assert list(read_measured(tmp_path).facts) == ["a"]


def test_full_disk_is_said(store: Store, facts: Make) -> None:
    with store._base as base:
        base.execute("PRAGMA max_page_count = 1")
    with pytest.raises(StoreError, match="disk is full") as caught:
        store.add({str(number): facts().kept() for number in range(500)})
    assert caught.value.kind == Failure.DISK_FULL
