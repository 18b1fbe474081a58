"""Failed downloads: each has a kind, and a message with the reason and a way out."""

import errno
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from resnet_studio.core.basics.errors import Failure, WeightsError
from resnet_studio.core.transfer.download import download
from resnet_studio.core.transfer.download_errors import DownloadError, explain


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "Gewichte für später" / "resnet-test.pth"


def fetch(server: Any, target: Path, **options: Any) -> list[tuple[int, int | None]]:
    sha256 = options.pop("sha256", server.sha256)
    return list(download(options.pop("url", server.url), target, sha256, **options))


def assert_complete(server: Any, target: Path) -> None:
    assert target.read_bytes() == server.body
    assert [path.name for path in target.parent.iterdir()] == [target.name]


@pytest.mark.parametrize("status", [404, 403, 503])
def test_http_error_names_server_and_url(server: Any, target: Path, status: int) -> None:
    server.status = status
    with pytest.raises(
        DownloadError,
        match=rf"127\.0\.0\.1 answered {status}.* You can download it yourself from {server.url} and start",
    ) as caught:
        fetch(server, target)
    assert caught.value.kind is Failure.UNREACHABLE


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


@pytest.mark.parametrize("location", ["file:///etc/hostname", "ftp://127.0.0.1/x"])
def test_redirect_to_another_scheme_is_refused(server: Any, target: Path, location: str) -> None:
    server.location = location
    with pytest.raises(DownloadError):
        fetch(server, target)


@pytest.mark.parametrize("url", ["file:///etc/hostname", "ftp://127.0.0.1/x", "resnet18.pth"])
def test_other_schemes_are_refused(server: Any, target: Path, url: str) -> None:
    with pytest.raises(DownloadError, match="not an http or https address"):
        fetch(server, target, url=url)


def test_download_reports_progress_before_anything_can_fail(server: Any, target: Path) -> None:
    target.parent.write_text("a file where the folder should be")
    fetching = iter(download(server.url, target, server.sha256))
    assert next(fetching) == (0, None)
    with pytest.raises(DownloadError) as caught:
        next(fetching)
    assert caught.value.kind is Failure.FILE


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
