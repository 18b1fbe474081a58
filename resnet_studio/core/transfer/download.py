"""Downloading one verified file over HTTP, with progress, resumption and cancellation."""

import hashlib
import http.client
import re
import shutil
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

from resnet_studio.core.basics.errors import Failure
from resnet_studio.core.basics.files import replace
from resnet_studio.core.basics.message import NOTHING, Message, message
from resnet_studio.core.transfer.download_errors import DownloadError, explain, host_of
from resnet_studio.core.transfer.http_transfer import CertificateFileError, HttpTransfer, Item, ResponseHead

TIMEOUT_SECONDS = 20.0
MAX_RECONNECTS = 3
_PROGRESS_SECONDS = 0.1
_SPARE_BYTES = 32 * 1024 * 1024

Progress = tuple[int, int | None]
Items = Generator[Item, None, None]
_CONTENT_RANGE = re.compile(r"bytes (?:(\d+)-\d+|\*)/(\d+|\*)")


def part_of(target: Path) -> Path:
    """Where the received bytes of a file are until it is complete."""
    return target.with_name(f"{target.name}.part")


class _ConnectionLostError(Exception):
    """The connection ended before the file was complete; `reason` is a sentence."""

    def __init__(self, reason: Message) -> None:
        super().__init__(str(reason))
        self.reason = reason


def has_sha256(path: Path, sha256: str) -> bool:
    """Whether the file exists and this is its SHA-256, hexadecimal."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == sha256.lower()
    except OSError:
        return False


def download(
    url: str,
    target: Path,
    sha256: str,
    *,
    should_stop: Callable[[], bool] = lambda: False,
    timeout: float = TIMEOUT_SECONDS,
    instead: Message = NOTHING,
) -> Iterator[Progress]:
    """Download ``url`` to ``target``, which exists only once it is complete and its hash is right.

    Received bytes are kept in a ``.part`` file beside it, and a later call resumes from there. An existing target
    with the right hash is kept. Proxies and certificates: see ``http_transfer``.

    Args:
        url: an http or https address.
        target: the file to write; its folder is created.
        sha256: of the file, hexadecimal.
        should_stop: called several times a second, also while the server is silent; when it returns true, the
            iteration ends without an error and the ``.part`` file stays.
        timeout: seconds without data from the server.
        instead: what a person can do where it fails; by default, download the file by hand and start from it.

    Yields:
        Bytes received, and total bytes or None if the server does not state them; at most ten times a second, and
        (size, size) at the end, when the file is in place.

    Raises:
        DownloadError: with the reason and what to do.
    """
    if has_sha256(target, sha256):
        with suppress(OSError):  # another program may be writing it
            part_of(target).unlink(missing_ok=True)  # the file came from elsewhere since
        size = target.stat().st_size
        yield size, size
        return
    try:
        yield from _Download(url, target, sha256, should_stop, timeout, instead).run()
    except CertificateFileError as error:
        raise DownloadError(Failure.CERTIFICATE, error.message, url, target, instead) from error
    except (OSError, http.client.HTTPException) as error:
        raise DownloadError(*explain(error, url), url, target, instead) from error


class _Download:
    """The state of one call of ``download``."""

    def __init__(
        self,
        url: str,
        target: Path,
        sha256: str,
        should_stop: Callable[[], bool],
        timeout: float,
        instead: Message,
    ) -> None:
        self.url = url
        self.target = target
        self.part = part_of(target)
        self.sha256 = sha256
        self.should_stop = should_stop
        self.timeout = timeout
        self.instead = instead
        self.total: int | None = None
        self.etag: str | None = None

    def run(self) -> Iterator[Progress]:
        if urlsplit(self.url).scheme not in ("http", "https"):
            raise self.failed(Failure.WEIGHTS, message("Its address is not an http or https address."))
        if not self.should_stop():
            yield self.received, None  # whatever fails from here on, it is the download that does
        self.target.parent.mkdir(parents=True, exist_ok=True)
        resumed = self.received > 0
        while not self.should_stop():
            yield from self.receive_all()
            if self.should_stop():
                return
            if has_sha256(self.part, self.sha256):
                size = self.received
                replace(self.part, self.target)
                yield size, size
                return
            self.part.unlink()
            if not resumed:
                raise self.failed(Failure.WEIGHTS, self.wrong_file())
            resumed = False  # the existing part may have belonged to another file: try once more from the beginning

    @property
    def received(self) -> int:
        return self.part.stat().st_size if self.part.exists() else 0

    def receive_all(self) -> Iterator[Progress]:
        """Request the file until it is complete or the download is stopped, reconnecting a few times."""
        for attempt in range(MAX_RECONNECTS + 1):
            try:
                yield from self.request_rest()
                return
            except _ConnectionLostError as lost:
                if attempt == MAX_RECONNECTS:
                    raise self.failed(Failure.UNREACHABLE, lost.reason) from lost
            if self.should_stop():
                return

    def request_rest(self) -> Iterator[Progress]:
        """Make one request for the missing bytes and append them to the part file."""
        items = HttpTransfer(self.request(), self.timeout).items()
        try:
            if not (yield from self.wait_for_head(items)):
                return
            yield from self.receive_body(items)
        except urllib.error.HTTPError as error:
            error.close()
            if error.code != HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE or not self.received:
                raise
            # The part is already complete, or longer than the file. The hash decides.
        finally:
            items.close()

    def request(self) -> urllib.request.Request:
        headers = {"User-Agent": "resnet-studio", "Accept-Encoding": "identity"}
        if self.received:
            headers["Range"] = f"bytes={self.received}-"
            if self.etag:
                headers["If-Range"] = self.etag
        return urllib.request.Request(self.url, headers=headers)

    def wait_for_head(self, items: Items) -> Generator[Progress, None, bool]:
        """Wait for the response; return whether the body is to be received."""
        for item in items:
            if self.should_stop():
                return False
            if isinstance(item, ResponseHead):
                self.accept(item)
                return True
            yield self.received, self.total
        return False

    def accept(self, head: ResponseHead) -> None:
        """Delete the part file if the server sends the whole file, and check that the rest fits on the disk."""
        length = head.headers.get("Content-Length")
        first, total = _content_range(head.headers.get("Content-Range"))
        if head.status == HTTPStatus.OK:
            self.part.unlink(missing_ok=True)
            self.total = int(length) if length and length.isdecimal() else None
        elif head.status == HTTPStatus.PARTIAL_CONTENT and first == self.received:
            self.total = total
        else:
            self.part.unlink(missing_ok=True)
            raise self.failed(
                Failure.UNREACHABLE,
                message(
                    "{host} sent something other than the requested bytes (status {status:plain}).",
                    host=host_of(self.url),
                    status=head.status,
                ),
            )
        etag = head.headers.get("ETag")
        self.etag = None if etag is None or etag.startswith("W/") else etag
        self.check_disk_space()

    def check_disk_space(self) -> None:
        folder = self.target.parent
        free = shutil.disk_usage(folder).free
        needed = (self.total or 0) - self.received
        if free < needed + _SPARE_BYTES:
            raise self.failed(
                Failure.DISK_FULL,
                message(
                    "It needs {needed:size}, and only {free:size} are free in {folder}.",
                    needed=needed,
                    free=free,
                    folder=str(folder),
                ),
            )

    def receive_body(self, items: Items) -> Iterator[Progress]:
        """Append the body to the part file.

        Raises:
            _ConnectionLostError: the body ended early.
        """
        done = self.received
        last_progress = 0.0
        with self.part.open("ab") as file:
            try:
                for item in items:
                    if self.should_stop():
                        return
                    if isinstance(item, bytes):
                        file.write(item)
                        done += len(item)
                    if time.monotonic() - last_progress >= _PROGRESS_SECONDS:
                        last_progress = time.monotonic()
                        yield done, self.total
            except (TimeoutError, ConnectionError, ssl.SSLError, http.client.HTTPException) as error:
                raise self.connection_lost(done) from error
        if self.total is not None and done < self.total:
            raise self.connection_lost(done)

    def connection_lost(self, done: int) -> _ConnectionLostError:
        if self.total:
            return _ConnectionLostError(
                message(
                    "The connection was cut after {done:size} of {total:size}. The next attempt continues from there.",
                    done=done,
                    total=self.total,
                )
            )
        return _ConnectionLostError(
            message("The connection was cut after {done:size}. The next attempt continues from there.", done=done)
        )

    def wrong_file(self) -> Message:
        return message(
            "The downloaded file is not the published one (its SHA-256 is not {hash}…) and was deleted; "
            "perhaps the network answered with a page of its own.",
            hash=self.sha256[:8],
        )

    def failed(self, kind: Failure, reason: Message) -> DownloadError:
        return DownloadError(kind, reason, self.url, self.target, self.instead)


def _content_range(header: str | None) -> tuple[int | None, int | None]:
    """First byte and total size from a Content-Range header; None for what it does not state."""
    match = _CONTENT_RANGE.fullmatch((header or "").strip())
    if match is None:
        return None, None
    first, total = match.groups()
    return (None if first is None else int(first)), (None if total == "*" else int(total))
