"""Makers of hostile files of weights; each took gigabytes, minutes, or an error without a sentence from some reader."""

import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import torch

GB: Final = 1_000_000_000
_MAGIC: Final = b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19."
_VERSION: Final = b"\x80\x02M\xe9\x03."
_SYSTEM: Final = b"\x80\x02}."
PROTOCOL: Final = b"\x80\x02"


def older(content: bytes, keys: bytes = b"\x80\x02].", storages: bytes = b"") -> bytes:
    """A file in torch's older format, of the pickle of its content, that of its storages' keys, and the storages."""
    return _MAGIC + _VERSION + _SYSTEM + content + keys + storages


def newer(content: bytes, records: dict[str, bytes] | None = None) -> bytes:
    """A file in torch's newer format."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as file:
        file.writestr("archive/data.pkl", content)
        for name, numbers in (records or {"0": bytes(64)}).items():
            file.writestr(f"archive/data/{name}", numbers)
        file.writestr("archive/version", b"3\n")
    return buffer.getvalue()


def saved(content: object, *, zipped: bool = True) -> bytes:
    buffer = io.BytesIO()
    torch.save(content, buffer, _use_new_zipfile_serialization=zipped)
    return buffer.getvalue()


# Pickles, from opcodes


def name(full: str) -> bytes:
    module, _, last = full.rpartition(".")
    return b"c" + f"{module}\n{last}\n".encode()


def text(value: str) -> bytes:
    raw = value.encode()
    return b"X" + struct.pack("<I", len(raw)) + raw


def number(value: int) -> bytes:
    raw = value.to_bytes(8, "little", signed=True)
    return b"\x8a\x08" + raw


def pair(*values: bytes) -> bytes:
    return b"(" + b"".join(values) + b"t"


def called(function: bytes, *arguments: bytes) -> bytes:
    return function + pair(*arguments) + b"R"


def dictionary(**values: bytes) -> bytes:
    return b"}(" + b"".join(text(key) + value for key, value in values.items()) + b"u"


def storage(count: int = 16, kind: str = "torch.FloatStorage", *, old: bool = False, key: str = "0") -> bytes:
    return pair(text("storage"), name(kind), text(key), text("cpu"), number(count), *([b"N"] if old else [])) + b"Q"


def tensor(stored: bytes, shape: tuple[int, ...] = (16,), strides: tuple[int, ...] = (1,)) -> bytes:
    lengths, steps = (pair(*map(number, values)) for values in (shape, strides))
    made = called(name("collections.OrderedDict"))
    return called(name("torch._utils._rebuild_tensor_v2"), stored, b"K\x00", lengths, steps, b"\x89", made)


def weight(made: bytes) -> bytes:
    return PROTOCOL + dictionary(**{"conv1.weight": made}) + b"."


KEYS: Final = PROTOCOL + b"](" + text("0") + b"e."
WIDE: Final = GB  # numbers that a tensor of 64 bytes claims


def doubling(levels: int) -> bytes:
    """A tuple of the same tuple twice, and so on: its hash takes 2 ** levels steps that nothing interrupts."""
    return b")" + b"2\x86" * levels


def two_formats() -> bytes:
    zeros = called(name("builtins.bytearray"), number(GB))
    return older(PROTOCOL + b"](" + zeros * 9 + b"e.") + newer(weight(tensor(storage())))


def packed_zeros() -> bytes:
    """The same in the archive, with a name that is not spelled out after a line's end."""
    call = text("builtins") + text("bytearray") + b"\x93" + pair(number(GB)) + b"R"
    return newer(b"\x80\x04](" + call * 9 + b"e.")


def converted(zipped: bool) -> bytes:
    """A stretched tensor that a rebuild function would write out, as double precision."""
    stretched = tensor(storage(old=not zipped), (WIDE,), (0,))
    call = called(
        name("torch._utils._rebuild_device_tensor_from_cpu_tensor"),
        stretched,
        name("torch.float64"),
        text("cpu"),
        b"\x89",
    )
    return newer(weight(call)) if zipped else older(weight(call), KEYS, struct.pack("<q", 16) + bytes(64))


def shadowed() -> bytes:
    """A tensor with attributes in the place of its methods."""
    kept = torch.nn.Parameter(torch.ones(16))
    for method in ("numel", "clone", "element_size", "is_floating_point"):
        setattr(kept, method, 5)
    return saved({"conv1.weight": kept})


def wrapper() -> bytes:
    arguments = (name("torch.Tensor"), name("torch.float32"), pair(number(WIDE)), pair(number(1)), b"K\x00")
    rest = (b"N", called(name("torch.device"), text("cpu")), b"\x89")
    return newer(weight(called(name("torch._utils._rebuild_wrapper_subclass"), *arguments, *rest)))


def sparse() -> bytes:
    """Two entries of a tensor that has 1e12."""
    layout = called(name("torch.serialization._get_layout"), text("torch.sparse_coo"))
    indices = tensor(storage(kind="torch.LongStorage", key="1"), (1, 2), (2, 1))
    data = pair(indices, tensor(storage(), (2,)), pair(number(10**12)), b"\x88")
    return newer(
        weight(called(name("torch._utils._rebuild_sparse_tensor"), layout, data)), {"0": bytes(64), "1": bytes(16)}
    )


def small_float() -> bytes:
    kind = name("torch.float4_e2m1fn_x2")
    stored = storage(64, "torch.storage.UntypedStorage")
    arguments = (stored, b"K\x00", pair(number(16)), pair(number(1)), b"\x89", b"}", kind)
    return newer(weight(called(name("torch._utils._rebuild_tensor_v3"), *arguments)))


def same_items_in_many(times: int, items: int) -> bytes:
    """The same long list of pairs, given to many dictionaries."""
    pairs = b"](" + (pair(text("a"), b"N")) * items + b"eq\x01"
    return PROTOCOL + b"](" + pairs + (name("collections.OrderedDict") + b"h\x01\x85R") * times + b"e."


def same_hash(items: int) -> bytes:
    """Numbers as keys that all have the same hash, so that each is compared with all before it."""
    prime = 2**61 - 1
    keys = b"".join(b"\x8a\x0b" + (index * prime).to_bytes(11, "little") + b"N" for index in range(items))
    return PROTOCOL + b"}(" + keys + b"u."


DICTIONARIES: Final = PROTOCOL + b"](" + b"}" * 30_000_000 + b"e."
SETS: Final = b"\x80\x04](" + b"\x8f" * 8_000_000 + b"e."
FILES: Final[dict[str, tuple[Callable[[], bytes], str]]] = {
    "a ZIP to one, a pickle to the other": (two_formats, r"refers to builtins\.bytearray"),
    "zeros, packed": (packed_zeros, r"refers to builtins\.bytearray"),
    "converted": (lambda: converted(zipped=True), "in a special form"),
    "converted, old form": (lambda: converted(zipped=False), "in a special form"),
    "stretched, old form": (
        lambda: older(weight(tensor(storage(old=True), (WIDE,), (0,))), KEYS, struct.pack("<q", 16) + bytes(64)),
        "conv1.weight is larger than the file itself",
    ),
    "a storage larger than the file, old form": (
        lambda: older(weight(tensor(storage(WIDE, old=True), (WIDE,))), KEYS, struct.pack("<q", WIDE) + bytes(64)),
        "Not all of its numbers are there",
    ),
    "a storage of two kinds, old form": (
        lambda: older(
            PROTOCOL + b"](" + storage(16, old=True) + storage(16, "torch.ByteStorage", old=True) + b"e.",
            KEYS,
            struct.pack("<q", 16) + bytes(64),
        ),
        "are said to be of two kinds",
    ),
    "sets": (lambda: newer(SETS[:8_000_000]), "contains far more beside its tensors"),
    "sets, old form": (lambda: older(SETS), "contains far more beside its tensors"),
    "dictionaries, old form": (lambda: older(DICTIONARIES), "contains far more beside its tensors"),
    "a text larger than the file": (lambda: older(b"\x80\x02X\xff\xff\xff\x7fabc"), "not in PyTorch's format"),
    "a key that doubles itself": (lambda: newer(PROTOCOL + b"}" + doubling(60) + b"Ns."), "holds no weights"),
    "a key that doubles itself, old form": (
        lambda: older(PROTOCOL + b"}(" + doubling(60) + b"Nu."), "holds no weights"
    ),
    "a name that doubles itself": (
        lambda: newer(b"\x80\x04" + text("os") + doubling(60) + b"\x93."), "not in PyTorch's format"
    ),
    "a sparse tensor of 1e12 entries": (sparse, "in a sparse form"),
    "float4": (small_float, "as float4_e2m1fn_x2, which cannot be trained from"),
    "float8": (
        lambda: saved({"conv1.weight": torch.ones(16).to(torch.float8_e4m3fn)}),
        "as float8_e4m3fn, which cannot be trained from",
    ),
    "complex": (lambda: saved({"conv1.weight": torch.ones(16) * 1j}), "as complex64, which cannot be trained from"),
    "nested": (
        lambda: newer(weight(called(name("torch._utils._rebuild_nested_tensor"), tensor(storage()), b"N", b"N", b"N"))),
        "in a special form",
    ),
    "a wrapper": (wrapper, "in a special form"),
    "no numbers": (lambda: saved({"conv1.weight": torch.empty(10, device="meta")}), "without its numbers"),
    "zeros": (lambda: bytes(200_000), "it has only zeros"),
    "zeros in the archive": (lambda: newer(bytes(1000)), "not in PyTorch's format"),
    "two records of one name": (lambda: _twice(weight(tensor(storage()))), "two records of the same name"),
    "a tensor before its storage": (
        lambda: newer(weight(tensor(storage(), (16,), (2,)))), "only a part of conv1.weight is in it"
    ),
    "a negative stride": (lambda: newer(weight(tensor(storage(), (16,), (-1,)))), "not in PyTorch's format"),
    "a storage that is not there": (
        lambda: newer(weight(tensor(storage(key="7")))), "only a part of conv1.weight is in it"
    ),
    "the same items in many dictionaries": (
        lambda: newer(same_items_in_many(30_000, 50_000)), "contains far more beside its tensors"
    ),
    "keys of the same hash": (lambda: newer(same_hash(300_000)), "holds no weights"),
    "a number of a million digits": (
        lambda: newer(PROTOCOL + b"]\x8b" + struct.pack("<i", 2_000_000) + b"\x7f" * 2_000_000 + b"a."),
        "holds no weights",
    ),
    "a list of records before the file": (lambda: _displaced(weight(tensor(storage()))), "is damaged or cut off"),
    "an extension": (lambda: newer(PROTOCOL + b"\x82\x01."), "not in PyTorch's format"),
    "no stack": (lambda: newer(PROTOCOL + b"\x87."), "not in PyTorch's format"),
}  # fmt: skip
"""Each with what its sentence says."""


def _twice(content: bytes) -> bytes:
    buffer = io.BytesIO(newer(content))
    with zipfile.ZipFile(buffer, "a") as file, _quiet():
        file.writestr("archive/data.pkl", PROTOCOL + b"}.")
    return buffer.getvalue()


def _displaced(content: bytes) -> bytes:
    """The end of the archive says that its list of records is longer than all before it."""
    archive = bytearray(newer(content))
    archive[-10:-6] = struct.pack("<I", len(archive))
    return bytes(archive)


def _quiet() -> Any:
    import warnings

    return warnings.catch_warnings(action="ignore")


def with_hole(path: Path, size: int, start: bytes, end: bytes = b"") -> None:
    """Write a file of that size of which only its ends are on the disk."""
    with path.open("wb") as file:
        file.write(start)
        file.seek(size - len(end))
        file.write(end)
        file.truncate(size)
