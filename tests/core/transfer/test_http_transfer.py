"""Requests over http and https only, with the certificates of the system and the environment."""

import urllib.request
from pathlib import Path
from typing import Any

import pytest

from resnet_studio.core.transfer.http_transfer import (
    CertificateFileError,
    HttpTransfer,
    ResponseHead,
    opener,
    ssl_context,
)


def test_broken_certificate_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "broken.pem"
    broken.write_text("not a certificate")
    monkeypatch.setenv("SSL_CERT_FILE", str(broken))
    with pytest.raises(CertificateFileError, match=r"SSL_CERT_FILE is set to .*broken\.pem"):
        ssl_context()


def test_missing_certificate_file_is_ignored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "gone.pem"))
    assert ssl_context().verify_mode


def test_opener_supports_only_http_and_https() -> None:
    schemes = set(opener().handle_open)
    assert {"http", "https"} <= schemes
    assert not schemes & {"file", "ftp", "data"}


def test_items_are_the_head_and_then_the_body(server: Any) -> None:
    items = [item for item in HttpTransfer(urllib.request.Request(server.url), 5.0).items() if item is not None]
    assert isinstance(items[0], ResponseHead)
    assert items[0].status == 200
    assert b"".join(items[1:]) == server.body
