"""Downloading one checked file over HTTP: progress, resume, cancel, and a sentence for all that can go wrong."""

import hashlib
import http.client
import re
import shutil
import socket
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Generator, Iterator
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

from resnet_studio.core.basics import formatting
from resnet_studio.core.basics.errors import WeightsError
from resnet_studio.core.basics.files import replace
from resnet_studio.engine.weights.transfer import Answer, Transfer

TIMEOUT_SECONDS = 20.0
CUTS_BORNE = 3
_PROGRESS_SECONDS = 0.1
_SPARE_BYTES = 32 * 1024 * 1024

Progress = tuple[int, int | None]
Items = Generator[Answer | bytes | None, None, None]
_CONTENT_RANGE = re.compile(r"bytes (?:(\d+)-\d+|\*)/(\d+|\*)")


class DownloadError(WeightsError):
    """A file could not be fetched; the sentence says why, and that it can be fetched and chosen by hand.

    Attributes:
        url: where it can be had.
        file_name: what it is called.
        target: where it would have been put.
    """

    def __init__(self, reason: str, url: str, target: Path) -> None:
        super().__init__(
            f"{target.name} was not downloaded: {reason}. You can fetch it yourself from {url} and choose the file "
            "(in a terminal: --weights FILE)."
        )
        self.url = url
        self.file_name = target.name
        self.target = target


class _CutError(Exception):
    """The connection ended before the file did."""


def has_sha256(path: Path, prefix: str) -> bool:
    """Whether there is a file whose SHA-256 (hexadecimal) begins with ``prefix``."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest().startswith(prefix.lower())
    except OSError:
        return False


def download(
    url: str,
    target: Path,
    sha256_prefix: str,
    *,
    should_stop: Callable[[], bool] = lambda: False,
    timeout: float = TIMEOUT_SECONDS,
) -> Iterator[Progress]:
    """Fetch ``url`` to ``target``, which is there only once it is whole and its hash is right.

    What has arrived lies in a ``.part`` file beside it; a later call goes on from there. A target that is there
    already and has the hash is left alone. Proxies and certificates: see ``engine.transfer``.

    Args:
        url: an http or https address.
        target: the file to write; its folder is made.
        sha256_prefix: what the file's SHA-256 must begin with, hexadecimal.
        should_stop: asked several times a second, also while the server is silent; when true, the iteration
            ends without an error and the ``.part`` file stays.
        timeout: seconds without a sign from the server.

    Yields:
        Bytes that have arrived, and bytes in all or None where the server does not say; at most ten times a
        second, and last, when the file is in place, (size, size).

    Raises:
        DownloadError: with the reason and what to do.
    """
    if has_sha256(target, sha256_prefix):
        size = target.stat().st_size
        yield size, size
        return
    try:
        yield from _Download(url, target, sha256_prefix, should_stop, timeout).run()
    except (OSError, http.client.HTTPException) as error:
        raise DownloadError(_reason(error, url), url, target) from error


class _Download:
    """The state of one call of ``download``."""

    def __init__(
        self, url: str, target: Path, sha256_prefix: str, should_stop: Callable[[], bool], timeout: float
    ) -> None:
        self.url = url
        self.target = target
        self.part = target.with_name(f"{target.name}.part")
        self.sha256_prefix = sha256_prefix
        self.should_stop = should_stop
        self.timeout = timeout
        self.total: int | None = None
        self.etag: str | None = None

    def run(self) -> Iterator[Progress]:
        if urlsplit(self.url).scheme not in ("http", "https"):
            raise self.failed("only http and https addresses are fetched")
        self.target.parent.mkdir(parents=True, exist_ok=True)
        cuts = 0
        resumed = self.arrived > 0
        while not self.should_stop():
            try:
                yield from self.fetch()
            except _CutError as cut:
                cuts += 1
                if cuts > CUTS_BORNE:
                    raise self.failed(str(cut)) from cut
                continue
            if self.should_stop():
                return
            if has_sha256(self.part, self.sha256_prefix):
                size = self.arrived
                replace(self.part, self.target)
                yield size, size
                return
            self.part.unlink()
            if not resumed:
                raise self.failed(
                    "what arrived is not the published file (its SHA-256 does not begin with "
                    f"{self.sha256_prefix}) and was deleted; perhaps the network answered with a page of its own"
                )
            resumed = False  # the beginning may have been of another file: once more, from nothing

    @property
    def arrived(self) -> int:
        return self.part.stat().st_size if self.part.exists() else 0

    def fetch(self) -> Iterator[Progress]:
        """One request for what is still missing, appended to the part file; returns when stopped or whole."""
        items = Transfer(self.request(), self.timeout).items()
        try:
            if not (yield from self.begin(items)):
                return
            yield from self.receive(items)
        except urllib.error.HTTPError as error:
            error.close()
            if error.code != HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE or not self.arrived:
                raise
            # Nothing lies beyond what is here: it is whole already, or no part of this file. The hash decides.
        finally:
            items.close()

    def request(self) -> urllib.request.Request:
        headers = {"User-Agent": "resnet-studio", "Accept-Encoding": "identity"}
        if self.arrived:
            headers["Range"] = f"bytes={self.arrived}-"
            if self.etag:
                headers["If-Range"] = self.etag
        return urllib.request.Request(self.url, headers=headers)

    def begin(self, items: Items) -> Generator[Progress, None, bool]:
        """Wait for the answer and see what it sends; returns whether the body is to be received."""
        for item in items:
            if self.should_stop():
                return False
            if isinstance(item, Answer):
                self.accept(item)
                return True
            yield self.arrived, self.total
        return False

    def accept(self, answer: Answer) -> None:
        """Truncate the part file where the server begins from the start, and see that the rest has room."""
        length = answer.headers.get("Content-Length")
        first, total = _content_range(answer.headers.get("Content-Range"))
        if answer.status == HTTPStatus.OK:
            self.part.unlink(missing_ok=True)
            self.total = int(length) if length and length.isdecimal() else None
        elif answer.status == HTTPStatus.PARTIAL_CONTENT and first == self.arrived:
            self.total = total
        else:
            self.part.unlink(missing_ok=True)
            raise self.failed(f"{self.host} sent something else than was asked for (status {answer.status})")
        etag = answer.headers.get("ETag")
        self.etag = None if etag is None or etag.startswith("W/") else etag
        self.check_room()

    def check_room(self) -> None:
        free = shutil.disk_usage(self.target.parent).free
        needed = (self.total or 0) - self.arrived
        if free < needed + _SPARE_BYTES:
            raise self.failed(
                f"it needs {formatting.size(needed)}, and only {formatting.size(free)} are free in {self.target.parent}"
            )

    def receive(self, items: Items) -> Iterator[Progress]:
        """Append the body to the part file.

        Raises:
            _CutError: fewer bytes came than were promised.
        """
        done = self.arrived
        told = 0.0
        with self.part.open("ab") as file:
            try:
                for item in items:
                    if self.should_stop():
                        return
                    if isinstance(item, bytes):
                        file.write(item)
                        done += len(item)
                    if time.monotonic() - told >= _PROGRESS_SECONDS:
                        told = time.monotonic()
                        yield done, self.total
            except (TimeoutError, ConnectionError, ssl.SSLError, http.client.HTTPException) as error:
                raise self.cut(done) from error
        if self.total is not None and done < self.total:
            raise self.cut(done)

    def cut(self, done: int) -> _CutError:
        of_all = f" of {formatting.size(self.total)}" if self.total else ""
        return _CutError(
            f"the connection was cut after {formatting.size(done)}{of_all}. What has arrived is kept, and the next "
            "try goes on from there"
        )

    def failed(self, reason: str) -> DownloadError:
        return DownloadError(reason, self.url, self.target)

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or self.url


def _content_range(header: str | None) -> tuple[int | None, int | None]:
    """First byte and size of the whole from a Content-Range header, each None where it does not say."""
    match = _CONTENT_RANGE.fullmatch((header or "").strip())
    if match is None:
        return None, None
    first, total = match.groups()
    return (None if first is None else int(first)), (None if total == "*" else int(total))


def _reason(error: OSError | http.client.HTTPException, url: str) -> str:
    """Why a file could not be fetched or written, as the middle of a sentence."""
    host = urlsplit(url).hostname or url
    if isinstance(error, urllib.error.HTTPError):
        return f"{host} answered {error.code} {error.reason}".rstrip()
    cause = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(cause, ssl.SSLCertVerificationError):
        return (
            f"the certificate of {host} could not be verified ({cause.verify_message}). In a company's network, "
            "set SSL_CERT_FILE to the company's certificate file"
        )
    if isinstance(cause, socket.gaierror):
        return f"the address of {host} was not found; perhaps this computer is not online"
    if isinstance(cause, TimeoutError):
        return f"{host} did not answer in time"
    said = cause.strerror or str(cause) if isinstance(cause, OSError) else str(cause)
    if isinstance(error, urllib.error.URLError | http.client.HTTPException | ConnectionError):
        return f"{host} cannot be reached ({said})"
    return said if error.filename is None else f"{error.filename} cannot be written ({said})"
