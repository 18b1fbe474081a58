"""What the process of `test_copies.py` does in the place of its work: nothing that could be asked to end."""

from resnet_studio.engine.weights.plain_copy import CopyRequest


def hold(_: CopyRequest) -> bytes:
    pair: tuple[object, ...] = ()
    for _level in range(60):
        pair = (pair, pair)
    hash(pair)  # one call into C that does not give up the interpreter's lock
    return b""


def grow(_: CopyRequest) -> bytes:
    kept = []
    while True:
        kept.append(bytes(1_000_000))


def crash(_: CopyRequest) -> bytes:
    raise SystemExit(9)


def nonsense(_: CopyRequest) -> bytes:
    return b"{"
