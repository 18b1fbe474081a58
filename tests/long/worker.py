"""One process of the fuzzing: makes inputs from (seed, number), reads each, and tells what came of it.

    python -m tests.long.worker KIND CORPUS SEED FIRST END STEP PLACE

`KIND` is one of those in `readers.py`. `PLACE` is a folder for the input at hand, which stays there when this process
dies. On standard output: a line of JSON "ready", then one before each input, one after it, and one for whatever should
not have happened.
"""

import json
import os
import random
import struct
import sys
import traceback
import warnings
import zlib
from pathlib import Path

from tests.long.readers import LARGEST_GROWTH, TRAP_GROWTH, reader

EXTREMES = (0, 1, 2, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 2**24, 2**31 - 1, 2**31, 2**32 - 1, 2**63 - 1, 2**64 - 1)
Random = random.Random


# Making inputs


def flip_bits(data: bytearray, _: bytes, chance: Random) -> None:
    for _number in range(chance.choice((1, 1, 2, 4, 16, 64))):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def noise(data: bytearray, _: bytes, chance: Random) -> None:
    at, length = chance.randrange(len(data)), chance.choice((1, 2, 4, 16, 256))
    data[at : at + length] = chance.randbytes(min(length, len(data) - at))


def cut_off(data: bytearray, _: bytes, chance: Random) -> None:
    del data[chance.randrange(len(data)) :]


def splice(data: bytearray, other: bytes, chance: Random) -> None:
    data[chance.randrange(len(data)) :] = other[chance.randrange(len(other)) :]


def repeat(data: bytearray, _: bytes, chance: Random) -> None:
    at, length = chance.randrange(len(data)), chance.choice((1, 8, 64, 1024, 8192))
    data[at:at] = data[at : at + length] * chance.choice((1, 2, 8))


def delete(data: bytearray, _: bytes, chance: Random) -> None:
    at = chance.randrange(len(data))
    del data[at : at + chance.choice((1, 4, 64, 1024))]


def extreme_integer(data: bytearray, _: bytes, chance: Random) -> None:
    """Most lengths and sizes stand in the first bytes."""
    size = chance.choice((1, 2, 4, 4, 8))
    if len(data) < size:
        return
    at = chance.randrange(min(len(data), chance.choice((64, 512, len(data)))) - size + 1 if len(data) > size else 1)
    value = chance.choice(EXTREMES) % 256**size
    data[at : at + size] = value.to_bytes(size, chance.choice(("little", "big")))


def extreme_png(data: bytearray, _: bytes, chance: Random) -> None:
    """A field of a PNG's chunk, with a corrected checksum, without which decoders do not look at it."""
    start = 8
    chunks = []
    while start + 12 <= len(data) and data[:4] == b"\x89PNG":
        length = int.from_bytes(data[start : start + 4], "big")
        if length > len(data) - start - 12:
            break
        chunks.append((start, length))
        start += 12 + length
    if not chunks:
        extreme_integer(data, b"", chance)
        return
    start, length = chance.choice(chunks[:4] + chunks[-1:])
    body = bytearray(data[start + 4 : start + 8 + length])
    if length:
        at = 4 + chance.randrange(min(length, 32))
        value = struct.pack(">I", chance.choice(EXTREMES) % 2**32)
        body[at : at + 4] = value[: min(4, len(body) - at)]
    data[start + 4 : start + 8 + length] = body
    data[start + 8 + length : start + 12 + length] = struct.pack(">I", zlib.crc32(body))


def extreme_field(data: bytearray, _: bytes, chance: Random) -> None:
    """A length or offset in a TIFF's list of fields or a zip's, found by what comes before it."""
    if data[:2] in (b"II", b"MM") and len(data) > 16:
        order = "little" if data[:2] == b"II" else "big"
        fields = int.from_bytes(data[4:8], order)  # type: ignore[arg-type]
        if fields + 14 < len(data):
            entry = fields + 2 + 12 * chance.randrange(24)
            at = entry + chance.choice((0, 2, 4, 8))
            size = 2 if at < entry + 4 else 4
            value = chance.choice((*EXTREMES, len(data), chance.randrange(400))) % 256**size
            data[at : at + size] = value.to_bytes(size, order)
            return
    mark = data.rfind(chance.choice((b"PK\x01\x02", b"PK\x03\x04", b"PK\x05\x06", b"PK\x06\x06")))
    if mark < 0:
        extreme_integer(data, b"", chance)
        return
    at = mark + chance.randrange(4, 46)
    size = chance.choice((2, 4))
    data[at : at + size] = (chance.choice((*EXTREMES, len(data))) % 256**size).to_bytes(size, "little")


MUTATIONS = (
    flip_bits, noise, cut_off, splice, repeat, delete, extreme_integer, extreme_integer, extreme_png, extreme_field,
)  # fmt: skip


def mutated(corpus: list[Path], seed: int, number: int) -> tuple[str, bytes]:
    """The input of a number: the same for ever, in whatever process."""
    chance = Random(f"{seed} {number}")
    origin = chance.choice(corpus)
    data, other = bytearray(origin.read_bytes()), chance.choice(corpus).read_bytes()
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        if data and other:
            chance.choice(MUTATIONS)(data, other, chance)
    return origin.suffix, bytes(data)


def resident() -> tuple[int, int]:
    """Bytes of memory now, and the most since it was last forgotten; only Linux keeps a record of the latter."""
    try:
        status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text("utf-8").splitlines())
        now, most = (int(status[name].split()[0]) * 1024 for name in ("VmRSS", "VmHWM"))
        return now, most
    except OSError:
        import psutil

        now = psutil.Process().memory_info().rss
        return now, now


def forget_peak() -> None:
    try:
        Path("/proc/self/clear_refs").write_text("5", "ascii")
    except OSError:
        return


def report(**values: object) -> None:
    print(json.dumps(values), flush=True)


def main(kind: str, folder: str, seed: str, first: str, end: str, step: str, place: str) -> None:
    warnings.simplefilter("ignore")
    corpus = sorted(path for path in Path(folder).iterdir() if path.is_file())
    read = reader(kind, Path(folder), Path(place))
    for path in corpus[:20]:  # so that what is loaded once is not taken for growth
        read(path)
    forget_peak()
    baseline, largest = resident()[0], 0
    allowed = TRAP_GROWTH if kind == "traps" else LARGEST_GROWTH
    report(ready=True, baseline=baseline)
    for number in range(int(first), int(end), int(step)):
        suffix, data = mutated(corpus, int(seed), number)
        path = Path(place) / f"input {number}{suffix}"
        path.write_bytes(data)
        report(begin=number, path=str(path))
        outcome: object = None
        try:
            outcome = read(path)
            broken = "" if isinstance(outcome, tuple) or path.name in str(outcome) else f"unnamed: {outcome}"
        except BaseException:
            broken = traceback.format_exc()
        growth = resident()[1] - baseline
        largest = max(largest, growth)
        if growth > allowed:
            broken = broken or f"it took {growth / 2**20:.0f} MiB"
            forget_peak()
        report(end=number, broken=broken, largest=largest, read=isinstance(outcome, tuple))
        if not broken:
            path.unlink()


if __name__ == "__main__":
    sys.stdout = os.fdopen(os.dup(1), "w")  # what native code prints goes elsewhere
    os.dup2(2, 1)
    main(*sys.argv[1:])
