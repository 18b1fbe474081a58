import hashlib
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from resnet_studio.core.basics.errors import WeightsError
from resnet_studio.engine.weights.download import CUTS_BORNE, DownloadError, download
from resnet_studio.engine.weights.transfer import certificates, opener


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "Gewichte für später" / "resnet-test.pth"


def part_of(target: Path) -> Path:
    return target.with_name(f"{target.name}.part")


def fetch(shelf: Any, target: Path, **options: Any) -> list[tuple[int, int | None]]:
    prefix = options.pop("sha256_prefix", shelf.sha256[:8])
    return list(download(options.pop("url", shelf.url), target, prefix, **options))


def put_part(shelf: Any, target: Path, size: int) -> None:
    target.parent.mkdir()
    part_of(target).write_bytes(shelf.body[:size])


def assert_whole(shelf: Any, target: Path) -> None:
    assert target.read_bytes() == shelf.body
    assert [path.name for path in target.parent.iterdir()] == [target.name]


def test_a_file_arrives_whole_with_progress(shelf: Any, target: Path) -> None:
    progress = fetch(shelf, target)
    assert_whole(shelf, target)
    size = len(shelf.body)
    assert progress[-1] == (size, size)
    assert [done for done, _ in progress] == sorted(done for done, _ in progress)
    assert shelf.asked("Range") == [None]


def test_a_file_that_is_there_is_not_fetched_again(shelf: Any, target: Path) -> None:
    fetch(shelf, target)
    assert fetch(shelf, target) == [(len(shelf.body),) * 2]
    assert len(shelf.requests) == 1


def test_a_damaged_file_that_is_there_is_replaced(shelf: Any, target: Path) -> None:
    target.parent.mkdir()
    target.write_bytes(b"damaged")
    fetch(shelf, target)
    assert_whole(shelf, target)


def test_without_a_content_length_the_total_is_unknown_until_the_end(shelf: Any, target: Path) -> None:
    shelf.length = False
    progress = fetch(shelf, target)
    assert_whole(shelf, target)
    assert {total for _, total in progress[:-1]} <= {None}


def test_a_cut_is_gone_on_from_where_it_was(shelf: Any, target: Path) -> None:
    shelf.cut_after = [300_000, 500_000]
    fetch(shelf, target)
    assert_whole(shelf, target)
    assert shelf.asked("Range") == [None, "bytes=300000-", "bytes=800000-"]
    assert shelf.asked("If-Range") == [None, shelf.etag, shelf.etag]


def test_cut_off_too_often_keeps_the_part_and_says_so(shelf: Any, target: Path) -> None:
    shelf.cut_after = [100_000] * (CUTS_BORNE + 1)
    with pytest.raises(DownloadError, match=r"cut after 400 KB of 1\.5 MB.*is kept") as caught:
        fetch(shelf, target)
    assert caught.value.url == shelf.url
    assert caught.value.file_name == "resnet-test.pth"
    assert caught.value.target == target
    assert not target.exists()
    assert part_of(target).read_bytes() == shelf.body[:400_000]
    fetch(shelf, target)
    assert_whole(shelf, target)
    assert shelf.asked("Range")[-1] == "bytes=400000-"


def test_a_server_without_range_starts_over(shelf: Any, target: Path) -> None:
    shelf.ranges = False
    put_part(shelf, target, 700_000)
    fetch(shelf, target)
    assert_whole(shelf, target)


def test_a_file_that_changed_meanwhile_starts_over(shelf: Any, target: Path) -> None:
    shelf.cut_after = [300_000]
    old, new = shelf.body, shelf.body[::-1]
    fetching = download(shelf.url, target, hashlib.sha256(new).hexdigest())
    while next(fetching)[0] == 0:
        pass
    shelf.body, shelf.etag = new, '"two"'
    list(fetching)
    assert_whole(shelf, target)
    assert target.read_bytes() != old


def test_a_part_that_is_whole_needs_only_its_name(shelf: Any, target: Path) -> None:
    put_part(shelf, target, len(shelf.body))
    fetch(shelf, target)
    assert_whole(shelf, target)


def test_a_part_that_is_too_long_starts_over(shelf: Any, target: Path) -> None:
    target.parent.mkdir()
    part_of(target).write_bytes(shelf.body + b"x")
    fetch(shelf, target)
    assert_whole(shelf, target)


def test_a_part_of_another_file_is_fetched_once_more_from_nothing(shelf: Any, target: Path) -> None:
    target.parent.mkdir()
    part_of(target).write_bytes(bytes(200_000))
    fetch(shelf, target)
    assert_whole(shelf, target)
    assert shelf.asked("Range") == ["bytes=200000-", None]


def test_a_wrong_hash_is_never_given_out(shelf: Any, target: Path) -> None:
    with pytest.raises(DownloadError, match="not the published file"):
        fetch(shelf, target, sha256_prefix="0000beef")
    assert list(target.parent.iterdir()) == []


def test_the_hash_may_be_written_in_capitals(shelf: Any, target: Path) -> None:
    fetch(shelf, target, sha256_prefix=shelf.sha256.upper())
    assert_whole(shelf, target)


@pytest.mark.parametrize("status", [404, 403, 503])
def test_a_refusal_names_server_file_and_address(shelf: Any, target: Path, status: int) -> None:
    shelf.status = status
    with pytest.raises(DownloadError, match=rf"127\.0\.0\.1 answered {status}.*{shelf.url} and choose the file"):
        fetch(shelf, target)


def test_cancelled_while_the_server_is_silent_keeps_the_part(shelf: Any, target: Path) -> None:
    shelf.hold = threading.Event()
    stop = threading.Event()
    for done, _ in download(shelf.url, target, shelf.sha256, should_stop=stop.is_set):
        if done >= 750_000:
            stop.set()
    assert not target.exists()
    assert part_of(target).stat().st_size == 750_000
    shelf.hold.set()
    fetch(shelf, target)
    assert_whole(shelf, target)
    assert shelf.asked("Range") == [None, "bytes=750000-"]


def test_a_generator_that_is_closed_keeps_the_part(shelf: Any, target: Path) -> None:
    shelf.hold = threading.Event()
    fetching = download(shelf.url, target, shelf.sha256)
    while next(fetching)[0] < 750_000:
        pass
    fetching.close()
    assert part_of(target).stat().st_size == 750_000


def test_stopped_before_it_began_asks_nobody(shelf: Any, target: Path) -> None:
    assert fetch(shelf, target, should_stop=lambda: True) == []
    assert shelf.requests == []


def test_a_server_that_falls_silent_is_given_up(shelf: Any, target: Path) -> None:
    shelf.hold = threading.Event()
    with pytest.raises(DownloadError, match="cut after"):
        fetch(shelf, target, timeout=0.3)


def test_no_network_says_what_to_fetch_and_where_from(target: Path, shelf: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    url = f"http://127.0.0.1:{port}/resnet-test.pth"
    with pytest.raises(DownloadError, match=rf"resnet-test\.pth was not downloaded.*cannot be reached.*{url}"):
        fetch(shelf, target, url=url)


def test_a_name_that_nobody_knows_says_so(target: Path, shelf: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(DownloadError, match=r"weights\.invalid was not found; perhaps this computer is not online"):
        fetch(shelf, target, url="http://weights.invalid/resnet-test.pth")


def test_a_server_that_speaks_no_http_is_an_error(target: Path, shelf: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(4096)
                connection.sendall(b"SSH-2.0-OpenSSH\r\n")

        thread = threading.Thread(target=answer)
        thread.start()
        with pytest.raises(DownloadError):
            fetch(shelf, target, url=f"http://127.0.0.1:{listener.getsockname()[1]}/resnet-test.pth")
        thread.join()


def test_the_proxy_of_the_environment_is_used(shelf: Any, target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", shelf.url.rsplit("/", 1)[0])
    fetch(shelf, target, url="http://weights.invalid/models/resnet-test.pth")
    assert_whole(shelf, target)
    assert [path for path, _ in shelf.requests] == ["http://weights.invalid/models/resnet-test.pth"]


def test_a_redirect_is_followed_with_the_range(shelf: Any, target: Path) -> None:
    shelf.location = f"{shelf.url.rsplit('/', 1)[0]}/moved/resnet-test.pth"
    put_part(shelf, target, 700_000)
    fetch(shelf, target)
    assert_whole(shelf, target)
    assert shelf.asked("Range") == ["bytes=700000-"] * 2


@pytest.mark.parametrize("location", ["file:///etc/hostname", "ftp://127.0.0.1/x"])
def test_a_redirect_elsewhere_than_http_is_refused(shelf: Any, target: Path, location: str) -> None:
    shelf.location = location
    with pytest.raises(DownloadError):
        fetch(shelf, target)


@pytest.mark.parametrize("url", ["file:///etc/hostname", "ftp://127.0.0.1/x", "resnet18.pth"])
def test_only_http_and_https(shelf: Any, target: Path, url: str) -> None:
    with pytest.raises(DownloadError, match="only http and https"):
        fetch(shelf, target, url=url)


def test_a_full_disk_is_noticed_before_anything_is_written(
    shelf: Any, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Usage(NamedTuple):
        free: int

    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(free=1_000_000))
    with pytest.raises(DownloadError, match=r"needs 1\.5 MB, and only 1\.0 MB are free"):
        fetch(shelf, target)
    assert list(target.parent.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_an_error_that_names_it(shelf: Any, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(WeightsError, match="file"):
        fetch(shelf, tmp_path / "file" / "resnet-test.pth")


@pytest.fixture
def company_certificate(shelf: Any, tmp_path: Path) -> Iterator[Path]:
    """The loopback server behind TLS, with a certificate that no system knows."""
    if shutil.which("openssl") is None:
        pytest.skip("making a certificate needs the openssl program")
    key, certificate = tmp_path / "key.pem", tmp_path / "company certificate.pem"
    command = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost"
    names = ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run([*command.split(), *names], check=True, capture_output=True)
    shelf.use_tls(certificate, key)
    return certificate


def test_an_unknown_certificate_is_refused_in_a_sentence(company_certificate: Path, shelf: Any, target: Path) -> None:
    with pytest.raises(DownloadError, match=r"certificate of 127\.0\.0\.1 could not be verified.*SSL_CERT_FILE"):
        fetch(shelf, target)
    assert not target.exists()


@pytest.mark.parametrize("variable", ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"])
def test_a_company_certificate_named_in_the_environment_is_trusted(
    company_certificate: Path, shelf: Any, target: Path, variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, str(company_certificate))
    fetch(shelf, target)
    assert_whole(shelf, target)


def test_a_certificate_file_that_holds_none_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "broken.pem"
    broken.write_text("not a certificate")
    monkeypatch.setenv("SSL_CERT_FILE", str(broken))
    with pytest.raises(OSError, match=r"SSL_CERT_FILE names .*broken\.pem"):
        certificates()


def test_the_opener_reads_no_local_files() -> None:
    schemes = set(opener().handle_open)
    assert {"http", "https"} <= schemes
    assert not schemes & {"file", "ftp", "data"}
