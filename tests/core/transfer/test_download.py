"""Downloading with a bad network, a bad server and a bad disk; the server runs on loopback."""

import hashlib
import threading
from pathlib import Path
from typing import Any

import pytest

from resnet_studio.core.basics.errors import Failure
from resnet_studio.core.transfer.download import MAX_RECONNECTS, download, part_of
from resnet_studio.core.transfer.download_errors import DownloadError


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "Gewichte für später" / "resnet-test.pth"


def fetch(server: Any, target: Path, **options: Any) -> list[tuple[int, int | None]]:
    sha256 = options.pop("sha256", server.sha256)
    return list(download(options.pop("url", server.url), target, sha256, **options))


def write_part(server: Any, target: Path, size: int) -> None:
    target.parent.mkdir()
    part_of(target).write_bytes(server.body[:size])


def assert_complete(server: Any, target: Path) -> None:
    assert target.read_bytes() == server.body
    assert [path.name for path in target.parent.iterdir()] == [target.name]


def test_download_reports_progress_and_completes(server: Any, target: Path) -> None:
    progress = fetch(server, target)
    assert_complete(server, target)
    size = len(server.body)
    assert progress[-1] == (size, size)
    assert [done for done, _ in progress] == sorted(done for done, _ in progress)
    assert server.sent("Range") == [None]


def test_existing_file_is_not_downloaded_again(server: Any, target: Path) -> None:
    fetch(server, target)
    assert fetch(server, target) == [(len(server.body),) * 2]
    assert len(server.requests) == 1


def test_damaged_existing_file_is_replaced(server: Any, target: Path) -> None:
    target.parent.mkdir()
    target.write_bytes(b"damaged")
    fetch(server, target)
    assert_complete(server, target)


def test_total_is_unknown_without_content_length(server: Any, target: Path) -> None:
    server.length = False
    progress = fetch(server, target)
    assert_complete(server, target)
    assert {total for _, total in progress[:-1]} <= {None}


def test_lost_connection_is_resumed_from_the_received_bytes(server: Any, target: Path) -> None:
    server.cut_after = [300_000, 500_000]
    fetch(server, target)
    assert_complete(server, target)
    assert server.sent("Range") == [None, "bytes=300000-", "bytes=800000-"]
    assert server.sent("If-Range") == [None, server.etag, server.etag]


def test_connection_lost_too_often_raises_and_keeps_the_part(server: Any, target: Path) -> None:
    server.cut_after = [100_000] * (MAX_RECONNECTS + 1)
    with pytest.raises(DownloadError, match=r"cut after 400 KB of 1\.5 MB.*continues from there") as caught:
        fetch(server, target)
    assert caught.value.url == server.url
    assert caught.value.file_name == "resnet-test.pth"
    assert caught.value.target == target
    assert not target.exists()
    assert part_of(target).read_bytes() == server.body[:400_000]
    fetch(server, target)
    assert_complete(server, target)
    assert server.sent("Range")[-1] == "bytes=400000-"


def test_server_without_range_support_restarts(server: Any, target: Path) -> None:
    server.ranges = False
    write_part(server, target, 700_000)
    fetch(server, target)
    assert_complete(server, target)


def test_changed_file_restarts(server: Any, target: Path) -> None:
    server.cut_after = [300_000]
    old, new = server.body, server.body[::-1]
    fetching = download(server.url, target, hashlib.sha256(new).hexdigest())
    while next(fetching)[0] == 0:
        pass
    server.body, server.etag = new, '"two"'
    list(fetching)
    assert_complete(server, target)
    assert target.read_bytes() != old


def test_complete_part_file_is_renamed(server: Any, target: Path) -> None:
    write_part(server, target, len(server.body))
    fetch(server, target)
    assert_complete(server, target)


def test_part_file_that_is_too_long_restarts(server: Any, target: Path) -> None:
    target.parent.mkdir()
    part_of(target).write_bytes(server.body + b"x")
    fetch(server, target)
    assert_complete(server, target)


def test_part_of_another_file_restarts_once(server: Any, target: Path) -> None:
    target.parent.mkdir()
    part_of(target).write_bytes(bytes(200_000))
    fetch(server, target)
    assert_complete(server, target)
    assert server.sent("Range") == ["bytes=200000-", None]


def test_file_with_wrong_hash_is_deleted(server: Any, target: Path) -> None:
    with pytest.raises(DownloadError, match="not the published one") as caught:
        fetch(server, target, sha256=server.sha256[:8])
    assert caught.value.kind is Failure.WEIGHTS
    assert list(target.parent.iterdir()) == []


def test_hash_may_be_upper_case(server: Any, target: Path) -> None:
    fetch(server, target, sha256=server.sha256.upper())
    assert_complete(server, target)


def test_stop_while_the_server_is_silent_keeps_the_part(server: Any, target: Path) -> None:
    server.hold = threading.Event()
    stop = threading.Event()
    for done, _ in download(server.url, target, server.sha256, should_stop=stop.is_set):
        if done >= 750_000:
            stop.set()
    assert not target.exists()
    assert part_of(target).stat().st_size == 750_000
    server.hold.set()
    fetch(server, target)
    assert_complete(server, target)
    assert server.sent("Range") == [None, "bytes=750000-"]


def test_closed_generator_keeps_the_part(server: Any, target: Path) -> None:
    server.hold = threading.Event()
    fetching = download(server.url, target, server.sha256)
    while next(fetching)[0] < 750_000:
        pass
    fetching.close()
    assert part_of(target).stat().st_size == 750_000


def test_stop_before_the_start_sends_no_request(server: Any, target: Path) -> None:
    assert fetch(server, target, should_stop=lambda: True) == []
    assert server.requests == []


def test_silent_server_times_out(server: Any, target: Path) -> None:
    server.hold = threading.Event()
    with pytest.raises(DownloadError, match="cut after"):
        fetch(server, target, timeout=0.3)


def test_proxy_from_the_environment_is_used(server: Any, target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", server.url.rsplit("/", 1)[0])
    fetch(server, target, url="http://weights.invalid/models/resnet-test.pth")
    assert_complete(server, target)
    assert [path for path, _ in server.requests] == ["http://weights.invalid/models/resnet-test.pth"]


def test_redirect_keeps_the_range_header(server: Any, target: Path) -> None:
    server.location = f"{server.url.rsplit('/', 1)[0]}/moved/resnet-test.pth"
    write_part(server, target, 700_000)
    fetch(server, target)
    assert_complete(server, target)
    assert server.sent("Range") == ["bytes=700000-"] * 2
