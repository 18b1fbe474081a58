"""The values of a pickle, found from its opcodes. Nothing is unpickled: no name is imported, and nothing is called."""

import pickletools
from collections.abc import Callable
from typing import Any, BinaryIO, Final

from resnet_studio.engine.weights.pickle_names import Known, Storage, applied, known, stored

MOST_OPCODES: Final = 1_000_000  # the checkpoint of a ResNet-152 with its optimiser has 60,000
_MOST_BITS: Final = 128  # the number that begins torch's older format has 77


class TooManyError(Exception):
    """It has more opcodes than any state dict."""


class PickleValues:
    """Reads pickles one after the other from a stream.

    Values are None, numbers, texts, lists, tuples and dictionaries, and what `pickle_names` has for tensors; all others
    are `Known.INERT`. An opcode makes at most one object and moves each item once, so that memory and time follow
    from the number of opcodes, which is limited for all pickles of a stream together.

    Attributes:
        storages: those that were named so far.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._left = MOST_OPCODES
        self._stack: list[Any] = []
        self._below: list[list[Any]] = []  # one more for each mark
        self._memo: dict[int, Any] = {}
        self.storages: set[Storage] = set()

    def read(self) -> Any:
        """The next pickle's value; the stream is after it then.

        Raises:
            ValueError: it is not a pickle, or has opcodes that a state dict does not need.
            RefusedNameError: it refers to a name that a state dict does not need.
            TooManyError: it is too long.
        """
        self._stack, self._below, self._memo = [], [], {}
        try:
            for opcode, argument, _ in pickletools.genops(self._stream):
                self._count(1)
                if opcode.name == "STOP":
                    break
                if opcode.name in _PUSHED:
                    self._stack.append(_plain(argument))
                else:
                    _DONE[opcode.name](self, argument)
            return self._stack.pop()
        except (IndexError, KeyError) as error:
            raise ValueError("it is not such a pickle") from error

    def _count(self, done: int) -> None:
        self._left -= done
        if self._left < 0:
            raise TooManyError

    # Opcodes -------------------------------------------------------------------------------------------------------

    def _nothing(self, _: Any) -> None:
        pass

    def _true(self, _: Any) -> None:
        self._stack.append(True)

    def _false(self, _: Any) -> None:
        self._stack.append(False)

    def _empty_dictionary(self, _: Any) -> None:
        self._stack.append({})

    def _empty_list(self, _: Any) -> None:
        self._stack.append([])

    def _empty_tuple(self, _: Any) -> None:
        self._stack.append(())

    def _inert(self, _: Any) -> None:
        self._stack.append(Known.INERT)

    def _begin(self, _: Any) -> None:
        self._below.append(self._stack)
        self._stack = []

    def _items(self) -> list[Any]:
        """What was pushed since the last mark."""
        items, self._stack = self._stack, self._below.pop()
        return items

    def _leave_out(self, _: Any) -> None:
        self._items()

    def _inert_of_items(self, _: Any) -> None:
        self._items()
        self._stack.append(Known.INERT)

    def _list(self, _: Any) -> None:
        items = self._items()
        self._stack.append(items)

    def _tuple(self, _: Any) -> None:
        items = self._items()
        self._stack.append(tuple(items))

    def _short_tuple(self, count: int) -> None:
        items = [self._stack.pop() for _ in range(count)]
        self._stack.append(tuple(reversed(items)))

    def _dictionary(self, _: Any) -> None:
        items = self._items()
        self._stack.append({})
        self._put(items)

    def _put(self, items: list[Any]) -> None:
        """Add keys with their values to the dictionary on top; what is not a plain key is left out.

        The hash of a tuple of tuples can take for ever, and large numbers can be chosen to have the same.
        """
        target = self._stack[-1]
        for key, value in zip(items[::2], items[1::2], strict=True):
            if isinstance(target, dict) and (isinstance(key, str) or (isinstance(key, int) and abs(key) < 2**60)):
                target[key] = value

    def _set_item(self, _: Any) -> None:
        value, key = self._stack.pop(), self._stack.pop()
        self._put([key, value])

    def _set_items(self, _: Any) -> None:
        self._put(self._items())

    def _append(self, _: Any) -> None:
        value = self._stack.pop()
        self._extend([value])

    def _append_items(self, _: Any) -> None:
        self._extend(self._items())

    def _extend(self, items: list[Any]) -> None:
        target = self._stack[-1]
        if isinstance(target, list):
            target.extend(items)

    def _pop(self, _: Any) -> None:
        self._stack.pop()

    def _again(self, _: Any) -> None:
        self._stack.append(self._stack[-1])

    def _keep(self, number: int) -> None:
        self._memo[number] = self._stack[-1]

    def _keep_next(self, _: Any) -> None:
        self._keep(len(self._memo))

    def _kept(self, number: int) -> None:
        self._stack.append(self._memo[number])

    def _global(self, argument: str) -> None:
        module, _, name = argument.partition(" ")
        self._stack.append(known(module, name))

    def _global_of_stack(self, _: Any) -> None:
        name, module = self._stack.pop(), self._stack.pop()
        if not (isinstance(name, str) and isinstance(module, str)):
            raise ValueError("this is not a name")
        self._stack.append(known(module, name))

    def _call(self, _: Any) -> None:
        arguments, function = self._stack.pop(), self._stack.pop()
        if not isinstance(arguments, tuple):
            raise ValueError("the arguments of a call are not a tuple")
        self._stack.append(self._mapping(arguments) if function is Known.MAPPING else applied(function, arguments))

    def _mapping(self, arguments: tuple[Any, ...]) -> dict[Any, Any]:
        """A new dictionary; Python 2 wrote its items as a list of pairs."""
        pairs = arguments[0] if arguments and isinstance(arguments[0], list) else []
        self._count(len(pairs))  # the same list can be given to many
        named = (pair for pair in pairs if isinstance(pair, list | tuple) and len(pair) == 2)
        return {key: value for key, value in named if isinstance(key, str)}

    def _new(self, _: Any) -> None:
        self._stack.pop()
        kind = self._stack.pop()
        self._stack.append({} if kind is Known.MAPPING else applied(kind, ()))

    def _new_with_names(self, _: Any) -> None:
        self._stack.pop()
        self._new(None)

    def _attributes(self, _: Any) -> None:
        """Attributes of an object, which are of no use here."""
        self._stack.pop()
        self._stack.append(self._stack.pop())

    def _persistent(self, _: Any) -> None:
        found = stored(self._stack.pop())
        self.storages.add(found)
        self._stack.append(found)


def _plain(value: Any) -> Any:
    if isinstance(value, bytes) or (isinstance(value, int) and value.bit_length() > _MOST_BITS):
        return Known.INERT
    return value


_PUSHED: Final = {
    "NONE", "INT", "BININT", "BININT1", "BININT2", "LONG", "LONG1", "LONG4", "FLOAT", "BINFLOAT",
    "STRING", "BINSTRING", "SHORT_BINSTRING", "UNICODE", "BINUNICODE", "SHORT_BINUNICODE", "BINUNICODE8",
    "BINBYTES", "SHORT_BINBYTES", "BINBYTES8",
}  # fmt: skip
_Values = PickleValues
_DONE: Final[dict[str, Callable[[PickleValues, Any], None]]] = {
    "PROTO": _Values._nothing,
    "FRAME": _Values._nothing,
    "NEWTRUE": _Values._true,
    "NEWFALSE": _Values._false,
    "EMPTY_DICT": _Values._empty_dictionary,
    "EMPTY_LIST": _Values._empty_list,
    "EMPTY_TUPLE": _Values._empty_tuple,
    "EMPTY_SET": _Values._inert,
    "MARK": _Values._begin,
    "TUPLE": _Values._tuple,
    "TUPLE1": lambda values, _: values._short_tuple(1),
    "TUPLE2": lambda values, _: values._short_tuple(2),
    "TUPLE3": lambda values, _: values._short_tuple(3),
    "LIST": _Values._list,
    "DICT": _Values._dictionary,
    "FROZENSET": _Values._inert_of_items,
    "SETITEM": _Values._set_item,
    "SETITEMS": _Values._set_items,
    "APPEND": _Values._append,
    "APPENDS": _Values._append_items,
    "ADDITEMS": _Values._leave_out,
    "POP": _Values._pop,
    "POP_MARK": _Values._leave_out,
    "DUP": _Values._again,
    "PUT": _Values._keep,
    "BINPUT": _Values._keep,
    "LONG_BINPUT": _Values._keep,
    "MEMOIZE": _Values._keep_next,
    "GET": _Values._kept,
    "BINGET": _Values._kept,
    "LONG_BINGET": _Values._kept,
    "GLOBAL": _Values._global,
    "STACK_GLOBAL": _Values._global_of_stack,
    "REDUCE": _Values._call,
    "NEWOBJ": _Values._new,
    "NEWOBJ_EX": _Values._new_with_names,
    "BUILD": _Values._attributes,
    "BINPERSID": _Values._persistent,
}
