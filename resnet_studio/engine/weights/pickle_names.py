"""The names that a pickle of a state dict may refer to, and what stands for each; nothing is ever imported by name."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

ITEM_SIZES: Final = {
    "float64": 8, "float32": 4, "float16": 2, "bfloat16": 2,
    "int64": 8, "int32": 4, "int16": 2, "int8": 1, "uint8": 1, "bool": 1,
}  # fmt: skip
"""Bytes of one number, by torch's name of its dtype, for those that can be read."""

OTHER_SIZES: Final = {
    "complex64": 8, "complex128": 16, "complex32": 4, "uint16": 2, "uint32": 4, "uint64": 8,
    "quint8": 1, "qint8": 1, "qint32": 4, "quint4x2": 1, "quint2x4": 1, "float4_e2m1fn_x2": 1, "float8_e4m3fn": 1,
    "float8_e5m2": 1, "float8_e4m3fnuz": 1, "float8_e5m2fnuz": 1, "float8_e8m0fnu": 1,
}  # fmt: skip
"""The same for those that cannot, so that what follows them in a file is found."""

_STORAGES: Final = {
    "DoubleStorage": "float64", "FloatStorage": "float32", "HalfStorage": "float16", "BFloat16Storage": "bfloat16",
    "LongStorage": "int64", "IntStorage": "int32", "ShortStorage": "int16", "CharStorage": "int8",
    "ByteStorage": "uint8", "BoolStorage": "bool", "ComplexFloatStorage": "complex64",
    "ComplexDoubleStorage": "complex128", "QUInt8Storage": "quint8", "QInt8Storage": "qint8",
    "QInt32Storage": "qint32", "QUInt4x2Storage": "quint4x2", "QUInt2x4Storage": "quint2x4", "UntypedStorage": "",
}  # fmt: skip
_MODULES_OF_STORAGES: Final = ("torch", "torch.storage", "torch.cuda")
_LIGHTNING: Final = ("pytorch_lightning", "lightning", "lightning_fabric", "lightning_utilities")
_MOST_DIMENSIONS: Final = 16


class Unfit(Enum):
    """A tensor that cannot be handed over, and why."""

    SPARSE = auto()
    QUANTISED = auto()
    EMPTY = auto()
    SPECIAL = auto()


class Known(Enum):
    """What the name of a function or class stands for."""

    MAPPING = auto()  # a class of dictionaries
    TENSOR = auto()  # makes a tensor of a storage
    TENSOR_V3 = auto()  # the same, with a dtype
    SAME = auto()  # returns its first argument, as far as that matters here
    APPLIED = auto()  # applies another function to arguments
    INERT = auto()  # harmless, and of no use; also the value that it makes


@dataclass(frozen=True, slots=True)
class StorageKind:
    """A class of storages, by the dtype of its numbers; empty where they are only bytes."""

    dtype: str


@dataclass(frozen=True, slots=True)
class Dtype:
    """A dtype, by torch's name."""

    name: str


@dataclass(frozen=True, slots=True)
class Storage:
    """Numbers in a file, by their key, from number `start` on."""

    key: str
    dtype: str
    start: int = 0


@dataclass(frozen=True, slots=True)
class PlainTensor:
    """Where the numbers of a tensor are; offset and strides count numbers."""

    storage: Storage
    dtype: str
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]


Name = Known | Unfit | StorageKind | Dtype

_UTILS: Final = "torch._utils"
_HARMLESS: Final = (
    "torch.Tensor", "torch.nn.parameter.Parameter", "torch.nn.Parameter", "torch.nn.parameter.Buffer", "torch.device",
    "torch.serialization._get_layout", "torch.strided",
    "torch.per_tensor_affine", "torch.per_channel_affine", "torch.per_channel_affine_float_qparams",
    "argparse.Namespace", "numpy.dtype", "numpy.core.multiarray.scalar", "numpy._core.multiarray.scalar",
    "numpy.core.multiarray._reconstruct", "numpy._core.multiarray._reconstruct", "numpy.ndarray", "_codecs.encode",
    "pathlib.PosixPath", "pathlib.WindowsPath", "pathlib._local.PosixPath", "pathlib._local.WindowsPath",
    "datetime.datetime", "datetime.timedelta", "datetime.date",
    *(
        f"{module}.{name}"
        for module in ("builtins", "__builtin__")
        for name in ("set", "frozenset", "slice", "complex", "list", "tuple", "dict", "int", "float", "str", "bool")
    ),
)  # fmt: skip
_NAMES: Final[dict[str, Name]] = {
    **dict.fromkeys(_HARMLESS, Known.INERT),
    "collections.OrderedDict": Known.MAPPING,
    "collections.defaultdict": Known.MAPPING,
    "collections.Counter": Known.MAPPING,
    f"{_UTILS}._rebuild_tensor": Known.TENSOR,
    f"{_UTILS}._rebuild_tensor_v2": Known.TENSOR,
    f"{_UTILS}._rebuild_tensor_v3": Known.TENSOR_V3,
    f"{_UTILS}._rebuild_parameter": Known.SAME,
    f"{_UTILS}._rebuild_parameter_with_state": Known.SAME,
    "torch.Size": Known.SAME,
    "torch._tensor._rebuild_from_type_v2": Known.APPLIED,
    f"{_UTILS}._rebuild_sparse_tensor": Unfit.SPARSE,
    f"{_UTILS}._rebuild_sparse_csr_tensor": Unfit.SPARSE,
    f"{_UTILS}._rebuild_qtensor": Unfit.QUANTISED,
    f"{_UTILS}._rebuild_meta_tensor_no_storage": Unfit.EMPTY,
    f"{_UTILS}._rebuild_nested_tensor": Unfit.SPECIAL,
    f"{_UTILS}._rebuild_wrapper_subclass": Unfit.SPECIAL,
    f"{_UTILS}._rebuild_device_tensor_from_numpy": Unfit.SPECIAL,
    f"{_UTILS}._rebuild_device_tensor_from_cpu_tensor": Unfit.SPECIAL,
    f"{_UTILS}._rebuild_xla_tensor": Unfit.SPECIAL,
}


class RefusedNameError(Exception):
    """A pickle refers to a name that is not one of these."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def known(module: str, name: str) -> Name:
    """What a name stands for.

    Raises:
        RefusedNameError: it is not one that a state dict needs.
    """
    full = f"{module}.{name}"
    if full in _NAMES:
        return _NAMES[full]
    if module in _MODULES_OF_STORAGES and name in _STORAGES:
        return StorageKind(_STORAGES[name])
    if module == "torch" and (name in ITEM_SIZES or name in OTHER_SIZES):
        return Dtype(name)
    # Lightning keeps hyper-parameters in a dictionary of its own, whose module has moved with its versions.
    if name == "AttributeDict" and module.partition(".")[0] in _LIGHTNING:
        return Known.MAPPING
    raise RefusedNameError(full)


def applied(function: object, arguments: tuple[object, ...]) -> object:
    """What a call would give, or stands for it; nothing is called. Dictionaries are made by `PickleValues`.

    Raises:
        ValueError: it cannot be called with these arguments.
    """
    match function, arguments:
        case Known.INERT, _:
            return Known.INERT
        case Known.TENSOR, (Storage(), _, _, _, _, _, dict() as marks, *_) if marks:
            return Unfit.SPECIAL  # conjugated or negative, which only complex tensors can be
        case Known.TENSOR, (Storage() as storage, offset, shape, strides, *_):
            return _tensor(storage, storage.dtype, offset, shape, strides)
        case Known.TENSOR_V3, (Storage() as storage, offset, shape, strides, _, _, Dtype(dtype), *_):
            return _tensor(storage, dtype, offset, shape, strides)
        case Known.SAME, (first, *_):
            return first
        case Known.APPLIED, (Known() | Unfit() as inner, _, tuple() as inner_arguments, *_) if inner is not function:
            return applied(inner, inner_arguments)
        case Unfit() as unfit, _:
            return unfit
    raise ValueError("it cannot be called so")


def stored(identity: object) -> Storage:
    """The storage that a persistent id of torch names, in either of its formats.

    Raises:
        ValueError: it does not name one.
    """
    match identity:
        case ("storage", StorageKind(dtype), str(key), _, _) | ("storage", StorageKind(dtype), str(key), _, _, None):
            return Storage(key, dtype)
        case ("storage", StorageKind(dtype), str(key), _, _, (_, start, _)):
            return Storage(key, dtype, _count(start))
    raise ValueError("it does not name a storage")


def _tensor(storage: Storage, dtype: str, offset: object, shape: object, strides: object) -> PlainTensor:
    lengths, steps = _counts(shape), _counts(strides)
    if len(lengths) != len(steps) or not dtype:
        raise ValueError("there is no such tensor")
    return PlainTensor(storage, dtype, _count(offset), lengths, steps)


def _counts(values: object) -> tuple[int, ...]:
    if not isinstance(values, Sequence) or len(values) > _MOST_DIMENSIONS:
        raise ValueError("these are not lengths")
    return tuple(_count(value) for value in values)


def _count(value: object) -> int:
    if type(value) is not int or not 0 <= value < 2**62:
        raise ValueError("this is not a count")
    return value
