"""A file server on loopback that can be made to misbehave."""

import hashlib
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import pytest


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator["FileServer"]:
    """Serves a file of 1.5 MB at ``server.url``; a test changes its behaviour before it downloads."""
    for variable in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(variable, raising=False)
        monkeypatch.delenv(variable.upper(), raising=False)
    with serve(FileServer(np.random.default_rng(0).bytes(1_500_000))) as served:
        yield served


@dataclass
class FileServer:
    """What the server offers and how it behaves; it records paths and headers in ``requests``.

    Attributes:
        body: content of the file.
        cut_after: bytes of the body sent in each of the next responses before the connection is closed.
        ranges: whether the Range header is supported.
        length: whether Content-Length is sent.
        status: sent instead of the file, if not 200.
        location: where requests are redirected.
        hold: responses wait in the middle of the body until this is set.
    """

    body: bytes
    cut_after: list[int] = field(default_factory=list)
    ranges: bool = True
    length: bool = True
    status: int = 200
    location: str = ""
    etag: str = '"one"'
    hold: threading.Event | None = None
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    url: str = ""
    http_server: ThreadingHTTPServer | None = None

    def use_tls(self, certificate: Path, key: Path) -> None:
        """Switch to https with this certificate."""
        assert self.http_server is not None
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        self.http_server.socket = context.wrap_socket(self.http_server.socket, server_side=True)
        self.url = self.url.replace("http:", "https:")

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.body).hexdigest()

    def sent(self, header: str) -> list[str | None]:
        """The value of a header in each request."""
        return [headers.get(header) for _, headers in self.requests]


class _Handler(BaseHTTPRequestHandler):
    """Answers every path with the file, so that the server can also act as a proxy."""

    offer: FileServer

    def do_GET(self) -> None:
        self.offer.requests.append((self.path, dict(self.headers)))
        if self.offer.location and not urlsplit(self.path).path.startswith("/moved"):
            self.send_response(302)
            self.send_header("Location", self.offer.location)
            self.end_headers()
        elif self.offer.status != 200:
            self.send_error(self.offer.status)
        else:
            self.send_file()

    def send_file(self) -> None:
        first, size = self.first_byte(), len(self.offer.body)
        if first >= size and first:
            self.send_response(416)
            self.send_header("Content-Range", f"bytes */{size}")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        self.send_response(206 if first else 200)
        if first:
            self.send_header("Content-Range", f"bytes {first}-{size - 1}/{size}")
        if self.offer.length:
            self.send_header("Content-Length", str(size - first))
        self.send_header("ETag", self.offer.etag)
        self.end_headers()
        self.send_body(self.offer.body[first:])

    def send_body(self, body: bytes) -> None:
        if self.offer.cut_after:
            body = body[: self.offer.cut_after.pop(0)]
        if self.offer.hold is not None:
            self.wfile.write(body[: len(body) // 2])
            self.offer.hold.wait(60)
            body = body[len(body) // 2 :]
        self.wfile.write(body)

    def first_byte(self) -> int:
        wanted = self.headers.get("Range")
        same = self.headers.get("If-Range") in (None, self.offer.etag)
        if not (wanted and self.offer.ranges and same):
            return 0
        return int(wanted.removeprefix("bytes=").removesuffix("-"))

    def log_message(self, *_: object) -> None:
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Ignore clients that close the connection, as some tests do."""


@contextmanager
def serve(offer: FileServer) -> Iterator[FileServer]:
    """Serve on a free port of loopback."""
    handler = type("Handler", (_Handler,), {"offer": offer})
    with _Server(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        offer.url = f"http://127.0.0.1:{server.server_port}/resnet-test.pth"
        offer.http_server = server
        try:
            yield offer
        finally:
            if offer.hold is not None:
                offer.hold.set()
            server.shutdown()
            thread.join()
