"""Weights to start from, and a file server on loopback that can behave badly."""

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
import torch

from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.run import create_run
from resnet_studio.engine.jobs.train import train
from resnet_studio.engine.network.resnet import build


@pytest.fixture
def resnet20_weights(tmp_path: Path) -> Path:
    """A file of weights for a ResNet-20 of three classes, the same each time."""
    torch.manual_seed(0)
    file = tmp_path / "weights.pth"
    torch.save(build(20, 3).state_dict(), file)
    return file


@pytest.fixture
def shelf(monkeypatch: pytest.MonkeyPatch) -> Iterator["Shelf"]:
    """A file of 1.5 MB, served; a test changes how before it downloads ``shelf.url``."""
    for variable in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(variable, raising=False)
        monkeypatch.delenv(variable.upper(), raising=False)
    with serve(Shelf(np.random.default_rng(0).bytes(1_500_000))) as served:
        yield served


@dataclass
class Shelf:
    """What the server offers and how it behaves; what it was asked is kept in ``requests``.

    Attributes:
        body: the file.
        cut_after: bytes of the body sent in each of the next answers before the connection is cut.
        ranges: whether Range is understood.
        length: whether the size is told beforehand.
        status: answered instead of the file, when not 200.
        location: where it says the file has moved to.
        hold: answers wait in the middle of the body until this is set.
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
    server: ThreadingHTTPServer | None = None

    def use_tls(self, certificate: Path, key: Path) -> None:
        """From now on, speak https with this certificate."""
        assert self.server is not None
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.url = self.url.replace("http:", "https:")

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.body).hexdigest()

    def asked(self, header: str) -> list[str | None]:
        """What each request said in a header."""
        return [headers.get(header) for _, headers in self.requests]


@contextmanager
def serve(shelf: Shelf) -> Iterator[Shelf]:
    """Serve the shelf on a free port of loopback; any path is the file, so that it can be a proxy as well."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            shelf.requests.append((self.path, dict(self.headers)))
            if shelf.location and not urlsplit(self.path).path.startswith("/moved"):
                self.send_response(302)
                self.send_header("Location", shelf.location)
                self.end_headers()
            elif shelf.status != 200:
                self.send_error(shelf.status)
            else:
                self.send_file()

        def send_file(self) -> None:
            first, size = self.first_byte(), len(shelf.body)
            if first >= size and first:
                self.send_response(416)
                self.send_header("Content-Range", f"bytes */{size}")
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            self.send_response(206 if first else 200)
            if first:
                self.send_header("Content-Range", f"bytes {first}-{size - 1}/{size}")
            if shelf.length:
                self.send_header("Content-Length", str(size - first))
            self.send_header("ETag", shelf.etag)
            self.end_headers()
            body = shelf.body[first:]
            if shelf.cut_after:
                body = body[: shelf.cut_after.pop(0)]
            if shelf.hold is not None:
                self.wfile.write(body[: len(body) // 2])
                shelf.hold.wait(60)
                body = body[len(body) // 2 :]
            self.wfile.write(body)

        def first_byte(self) -> int:
            asked = self.headers.get("Range")
            same = self.headers.get("If-Range") in (None, shelf.etag)
            if not (asked and shelf.ranges and same):
                return 0
            return int(asked.removeprefix("bytes=").removesuffix("-"))

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """A client that hangs up is what some tests are about."""

    with Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        shelf.url = f"http://127.0.0.1:{server.server_port}/resnet-test.pth"
        shelf.server = server
        try:
            yield shelf
        finally:
            if shelf.hold is not None:
                shelf.hold.set()
            server.shutdown()
            thread.join()


@pytest.fixture(scope="session")
def colours_run(colours: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run of a ResNet-20 on the colours, for tests that only read it."""
    config = TrainConfig.build(depth=20, epochs=5, batch_size=8, device="cpu")
    folder = create_run(tmp_path_factory.mktemp("runs"), config, scan(colours))
    list(train(folder))
    return folder
