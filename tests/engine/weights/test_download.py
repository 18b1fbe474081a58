"""Downloading with a bad network, a bad server and a bad disk; the server runs on loopback."""

import errno
import hashlib
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from resnet_studio.core.basics.errors import Failure, WeightsError
from resnet_studio.engine.weights.download import MAX_RECONNECTS, download
from resnet_studio.engine.weights.download_errors import DownloadError, explain


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "Gewichte für später" / "resnet-test.pth"


def part_of(target: Path) -> Path:
    return target.with_name(f"{target.name}.part")


def fetch(server: Any, target: Path, **options: Any) -> list[tuple[int, int | None]]:
    prefix = options.pop("sha256_prefix", server.sha256[:8])
    return list(download(options.pop("url", server.url), target, prefix, **options))


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
        fetch(server, target, sha256_prefix="0000beef")
    assert caught.value.kind is Failure.WEIGHTS
    assert list(target.parent.iterdir()) == []


def test_hash_may_be_upper_case(server: Any, target: Path) -> None:
    fetch(server, target, sha256_prefix=server.sha256.upper())
    assert_complete(server, target)


@pytest.mark.parametrize("status", [404, 403, 503])
def test_http_error_names_server_and_url(server: Any, target: Path, status: int) -> None:
    server.status = status
    with pytest.raises(
        DownloadError, match=rf"127\.0\.0\.1 answered {status}.*{server.url} and choose the file"
    ) as caught:
        fetch(server, target)
    assert caught.value.kind is Failure.UNREACHABLE


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


def test_refused_connection_explains_the_manual_download(target: Path, server: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    url = f"http://127.0.0.1:{port}/resnet-test.pth"
    with pytest.raises(DownloadError, match=rf"resnet-test\.pth was not downloaded.*cannot be reached.*{url}"):
        fetch(server, target, url=url)


def test_unknown_host_suggests_being_offline(target: Path, server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(
        DownloadError, match=r"weights\.invalid was not found; perhaps this computer is offline"
    ) as caught:
        fetch(server, target, url="http://weights.invalid/resnet-test.pth")
    assert caught.value.kind is Failure.UNREACHABLE


def test_server_without_http_raises(target: Path, server: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(4096)
                connection.sendall(b"SSH-2.0-OpenSSH\r\n")

        thread = threading.Thread(target=answer)
        thread.start()
        with pytest.raises(DownloadError):
            fetch(server, target, url=f"http://127.0.0.1:{listener.getsockname()[1]}/resnet-test.pth")
        thread.join()


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


@pytest.mark.parametrize("location", ["file:///etc/hostname", "ftp://127.0.0.1/x"])
def test_redirect_to_another_scheme_is_refused(server: Any, target: Path, location: str) -> None:
    server.location = location
    with pytest.raises(DownloadError):
        fetch(server, target)


@pytest.mark.parametrize("url", ["file:///etc/hostname", "ftp://127.0.0.1/x", "resnet18.pth"])
def test_other_schemes_are_refused(server: Any, target: Path, url: str) -> None:
    with pytest.raises(DownloadError, match="not an http or https address"):
        fetch(server, target, url=url)


def test_full_disk_is_detected_before_writing(server: Any, target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Usage(NamedTuple):
        free: int

    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(free=1_000_000))
    with pytest.raises(DownloadError, match=r"needs 1\.5 MB, and only 1\.0 MB are free") as caught:
        fetch(server, target)
    assert caught.value.kind is Failure.DISK_FULL
    assert list(target.parent.iterdir()) == []


def test_folder_that_cannot_be_created_is_named(server: Any, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(WeightsError, match="file cannot be written") as caught:
        fetch(server, tmp_path / "file" / "resnet-test.pth")
    assert caught.value.kind is Failure.FILE


@pytest.fixture
def company_certificate(server: Any, tmp_path: Path) -> Iterator[Path]:
    """The server with TLS and a certificate that no system trusts."""
    if shutil.which("openssl") is None:
        pytest.skip("creating a certificate needs the openssl program")
    key, certificate = tmp_path / "key.pem", tmp_path / "company certificate.pem"
    command = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost"
    names = ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run([*command.split(), *names], check=True, capture_output=True)
    server.use_tls(certificate, key)
    return certificate


def test_unknown_certificate_is_refused(company_certificate: Path, server: Any, target: Path) -> None:
    with pytest.raises(
        DownloadError, match=r"certificate of 127\.0\.0\.1 could not be verified.*SSL_CERT_FILE"
    ) as caught:
        fetch(server, target)
    assert caught.value.kind is Failure.CERTIFICATE
    assert not target.exists()


@pytest.mark.parametrize("variable", ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"])
def test_certificate_from_the_environment_is_trusted(
    company_certificate: Path, server: Any, target: Path, variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, str(company_certificate))
    fetch(server, target)
    assert_complete(server, target)


def test_broken_certificate_file_is_named(
    server: Any, target: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "broken.pem"
    broken.write_text("not a certificate")
    monkeypatch.setenv("SSL_CERT_FILE", str(broken))
    with pytest.raises(DownloadError, match=r"SSL_CERT_FILE is set to .*broken\.pem") as caught:
        fetch(server, target)
    assert caught.value.kind is Failure.CERTIFICATE
    assert server.requests == []


def test_disk_that_fills_up_while_writing_has_its_kind() -> None:
    kind, reason = explain(OSError(errno.ENOSPC, "No space left on device"), "https://example.org/a.pth")
    assert kind is Failure.DISK_FULL
    assert str(reason) == "The disk is full."
