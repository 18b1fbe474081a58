"""Damage in the files of the caches: it costs time, never the result, and is reported once."""

from collections.abc import Iterator

from resnet_studio.core.basics.message import Message
from resnet_studio.core.protocol.events import Notice


class CacheDamage:
    """What was found damaged during one run. Threads may note it at any time."""

    def __init__(self) -> None:
        self._noted: dict[Message, bool] = {}

    def note(self, text: Message) -> None:
        """Report this text, unless it was noted before."""
        self._noted.setdefault(text, False)

    def report(self) -> Iterator[Notice]:
        """A notice for each text noted since the last call."""
        for text, reported in list(self._noted.items()):
            if not reported:
                self._noted[text] = True
                yield Notice(text)
