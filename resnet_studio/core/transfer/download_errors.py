"""Why a download failed, as a kind that code can check and a message with a way out."""

import errno
import http.client
import os
import socket
import ssl
import urllib.error
from pathlib import Path
from urllib.parse import urlsplit

from resnet_studio.core.basics.errors import Failure, WeightsError
from resnet_studio.core.basics.message import NOTHING, Message, joined, message


class DownloadError(WeightsError):
    """A file could not be downloaded; the message gives the reason, and what to do instead.

    Attributes:
        url: its address.
        file_name: its name.
        target: where it would have been saved.
    """

    def __init__(self, kind: Failure, reason: Message, url: str, target: Path, instead: Message = NOTHING) -> None:
        instead = instead or message("You can download it yourself from {url} and start from that file.", url=url)
        super().__init__(joined(message("{file} was not downloaded.", file=target.name), reason, instead))
        self.kind = kind
        self.url = url
        self.file_name = target.name
        self.target = target


def host_of(url: str) -> str:
    """The server's name in an address."""
    return urlsplit(url).hostname or url


def explain(error: OSError | http.client.HTTPException, url: str) -> tuple[Failure, Message]:
    """The kind of a failed request or write, and a sentence about it."""
    host = host_of(url)
    if isinstance(error, urllib.error.HTTPError):
        status = f"{error.code} {error.reason}".rstrip()
        return Failure.UNREACHABLE, message("{host} answered {status}.", host=host, status=status)
    cause = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(cause, ssl.SSLCertVerificationError):
        return Failure.CERTIFICATE, message(
            "The certificate of {host} could not be verified ({reason}). In a company's network, set SSL_CERT_FILE to "
            "the company's certificate file.",
            host=host,
            reason=cause.verify_message,
        )
    if isinstance(cause, socket.gaierror):
        return Failure.UNREACHABLE, message(
            "The address of {host} was not found; perhaps this computer is offline.", host=host
        )
    if isinstance(cause, TimeoutError):
        return Failure.UNREACHABLE, message("{host} did not answer in time.", host=host)
    reason = (cause.strerror if isinstance(cause, OSError) else None) or str(cause)
    if isinstance(error, urllib.error.URLError | http.client.HTTPException | ConnectionError):
        return Failure.UNREACHABLE, message("{host} cannot be reached ({reason}).", host=host, reason=reason)
    if error.errno == errno.ENOSPC:
        return Failure.DISK_FULL, message("The disk is full.")
    if error.filename is None:
        return Failure.FILE, message("The file cannot be written ({reason}).", reason=reason)
    file = os.fsdecode(error.filename)
    return Failure.FILE, message("{file} cannot be written ({reason}).", file=file, reason=reason)
