"""One HTTP request, read in its own thread so that the caller can stop waiting at any moment."""

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

from resnet_studio.core.basics.message import Message, message

POLL_SECONDS = 0.2
_CHUNK_BYTES = 256 * 1024
_QUEUED_CHUNKS = 16
_CERTIFICATE_VARIABLES = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")


class CertificateFileError(Exception):
    """An environment variable names a file of certificates that cannot be read; `message` is a sentence."""

    def __init__(self, text: Message) -> None:
        super().__init__(str(text))
        self.message = text


@dataclass(frozen=True, slots=True)
class ResponseHead:
    """Status and headers of a response, which arrive before its body."""

    status: int
    headers: HTTPMessage


Item = ResponseHead | bytes | None
"""The head of a response, a chunk of its body, or None while nothing arrives."""


def ssl_context() -> ssl.SSLContext:
    """Trust the operating system's certificates, and those that environment variables name.

    ``truststore`` asks the system's own verifier. Python's default knows neither the macOS keychain nor the roots
    that Windows fetches on demand, and these are the places where company certificates are installed.

    Raises:
        CertificateFileError: a variable names a file without a readable certificate.
    """
    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    for variable in _CERTIFICATE_VARIABLES:
        path = Path(os.environ.get(variable) or os.devnull)
        try:
            if path.is_file():
                context.load_verify_locations(cafile=path)
            elif path.is_dir():
                context.load_verify_locations(capath=path)
        except OSError as error:
            raise CertificateFileError(
                message(
                    "{variable} is set to {file}, which does not contain a certificate that can be read.",
                    variable=variable,
                    file=str(path),
                )
            ) from error
    return context


def opener() -> urllib.request.OpenerDirector:
    """An opener for http and https only, including redirects, that uses the proxy of the environment or system."""
    director = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(context=ssl_context()),
        urllib.request.HTTPRedirectHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
        urllib.request.UnknownHandler(),
    ):
        director.add_handler(handler)
    return director


class HttpTransfer:
    """A running request; ``items`` yields what arrives, and None at least every 0.2 s while nothing does.

    Connecting, resolving a name and waiting for a stalled server cannot be interrupted, so a thread does it. The
    thread of an abandoned request ends by its timeout and uses nothing but its own socket.
    """

    def __init__(self, request: urllib.request.Request, timeout: float) -> None:
        self._request = request
        self._timeout = timeout
        self._opener = opener()
        self._arrived: queue.Queue[ResponseHead | bytes | Exception] = queue.Queue(_QUEUED_CHUNKS)
        self._abandoned = threading.Event()
        threading.Thread(target=self._read, name="download", daemon=True).start()

    def items(self) -> Generator[Item, None, None]:
        """Yield the head, then the body; end when the server ends it.

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
                self._put(ResponseHead(response.status, response.headers))
                while not self._abandoned.is_set():
                    chunk = response.read1(_CHUNK_BYTES)
                    self._put(chunk)
                    if not chunk:
                        return
        except Exception as error:  # any error of urllib is raised again in the waiting thread
            self._put(error)

    def _put(self, item: ResponseHead | bytes | Exception) -> None:
        while not self._abandoned.is_set():
            with contextlib.suppress(queue.Full):
                self._arrived.put(item, timeout=POLL_SECONDS)
                return
