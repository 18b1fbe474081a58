"""One HTTP request, read in a thread of its own so that whoever waits for it can stop at any moment."""

import contextlib
import os
import queue
import ssl
import threading
import urllib.request
from collections.abc import Generator
from dataclasses import dataclass
from http.client import HTTPMessage
from pathlib import Path

import truststore

POLL_SECONDS = 0.2
_CHUNK = 256 * 1024
_QUEUED_CHUNKS = 16
_CERTIFICATE_VARIABLES = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server says before it sends the body."""

    status: int
    headers: HTTPMessage


def certificates() -> ssl.SSLContext:
    """Which certificates to trust: the operating system's, and those that the environment names.

    ``truststore`` asks the system's own verifier. Python's default would know neither the macOS keychain nor the
    roots that Windows fetches on demand, and company certificates live in exactly these.

    Raises:
        OSError: a variable names a file that holds no certificate.
    """
    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    for variable in _CERTIFICATE_VARIABLES:
        named = Path(os.environ.get(variable) or os.devnull)
        try:
            if named.is_file():
                context.load_verify_locations(cafile=named)
            elif named.is_dir():
                context.load_verify_locations(capath=named)
        except OSError as error:
            raise OSError(f"{variable} names {named}, which holds no certificate that can be read") from error
    return context


def opener() -> urllib.request.OpenerDirector:
    """Opens http and https only, redirects included, through the proxy of the environment or system."""
    director = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(context=certificates()),
        urllib.request.HTTPRedirectHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
        urllib.request.UnknownHandler(),
    ):
        director.add_handler(handler)
    return director


class Transfer:
    """A request under way; ``items`` gives what has arrived, and None at least every 0.2 s while nothing does.

    A thread reads because connecting, looking up a name and waiting for a stalled server cannot be interrupted:
    one that is abandoned ends by its time-out, and touches nothing but its own socket.
    """

    def __init__(self, request: urllib.request.Request, timeout: float) -> None:
        self._request = request
        self._timeout = timeout
        self._opener = opener()
        self._arrived: queue.Queue[Answer | bytes | Exception] = queue.Queue(_QUEUED_CHUNKS)
        self._abandoned = threading.Event()
        threading.Thread(target=self._read, name="download", daemon=True).start()

    def items(self) -> Generator[Answer | bytes | None, None, None]:
        """First the answer, then the body; ends where the server ends it.

        Raises:
            OSError, http.client.HTTPException: as urllib does.
        """
        try:
            while True:
                try:
                    item = self._arrived.get(timeout=POLL_SECONDS)
                except queue.Empty:
                    yield None
                    continue
                if isinstance(item, Exception):
                    raise item
                if item == b"":
                    return
                yield item
        finally:
            self._abandoned.set()

    def _read(self) -> None:
        try:
            with self._opener.open(self._request, timeout=self._timeout) as response:
                self._put(Answer(response.status, response.headers))
                while not self._abandoned.is_set():
                    chunk = response.read1(_CHUNK)
                    self._put(chunk)
                    if not chunk:
                        return
        except Exception as error:  # everything urllib can raise belongs to the one who waits
            self._put(error)

    def _put(self, item: Answer | bytes | Exception) -> None:
        while not self._abandoned.is_set():
            with contextlib.suppress(queue.Full):
                self._arrived.put(item, timeout=POLL_SECONDS)
                return
