"""Processes are shared, replaced, and ended when they have nothing to do."""

import threading
from collections.abc import Iterator

import pytest

from resnet_studio.core.pictures import decoder_pool
from resnet_studio.core.pictures.decoder_pool import DecodeStoppedError, Pool


@pytest.fixture
def pool() -> Iterator[Pool]:
    pool = Pool(2, 10**8, None)
    yield pool
    pool.close()


def never() -> bool:
    return False


def test_process_is_used_again_and_a_second_one_starts_only_beside_it(pool: Pool) -> None:
    with pool.use(never) as first:
        pass
    with pool.use(never) as again, pool.use(never) as second:
        assert again is first
        assert second is not first
        with pytest.raises(DecodeStoppedError), pool.use(lambda: True):
            pass
    assert len(pool.pids()) == 2


def test_process_that_is_not_fit_is_replaced(pool: Pool) -> None:
    with pool.use(never) as first:
        first.fit = False
    with pool.use(never) as second:
        assert second is not first
        assert not first.limited.alive


def test_all_but_one_process_end_when_there_is_little_to_do(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    with pool.use(never), pool.use(never):
        pass
    monkeypatch.setattr(decoder_pool, "_IDLE_SECONDS", -1)
    with pool.use(never) as used:
        pass
    assert pool.pids() == [used.limited.pid]


def test_thread_that_waits_gets_the_process_that_is_given_back(pool: Pool) -> None:
    got, waits = list[object](), threading.Event()

    def should_stop() -> bool:
        waits.set()
        return False

    def wait() -> None:
        with pool.use(should_stop) as link:
            got.append(link)

    thread = threading.Thread(target=wait)
    with pool.use(never) as first:
        with pool.use(never):
            thread.start()
            assert waits.wait(10)
            assert not got
        thread.join(10)
        assert len(got) == 1
        assert got[0] is not first
