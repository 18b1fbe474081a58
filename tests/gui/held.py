"""Pictures that are put back one by one, each when a test lets it."""

import threading

import pytest

from resnet_studio.core.runs import put_back
from resnet_studio.core.runs.sorted_folders import Placed


class Held:
    """Puts files back one by one, each when it is let."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.goes_on, self.reached, real = threading.Semaphore(0), threading.Semaphore(0), put_back._put_back

        def held(one: Placed) -> bool:
            self.reached.release()
            self.goes_on.acquire(timeout=20)
            return real(one)

        monkeypatch.setattr(put_back, "_put_back", held)
