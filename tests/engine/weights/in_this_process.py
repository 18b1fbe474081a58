"""A limited process that is none: it does its work at once, so that a test starts no process for each file."""

from collections.abc import Callable

from resnet_studio.engine.weights.plain_copy import CopyRequest


class InThisProcess:
    """Does the work of a limited process at once, without limits."""

    def __init__(self, work: Callable[[CopyRequest], bytes], memory: int) -> None:  # noqa: ARG002
        self._work = work

    def __enter__(self) -> "InThisProcess":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def ask(self, request: CopyRequest, seconds: float, should_stop: Callable[[], object]) -> bytes:  # noqa: ARG002
        return self._work(request)
