"""Finding the residual networks in what a file of weights holds, whatever dictionaries and prefixes are around them."""

from collections.abc import Iterator
from itertools import islice

from torch import Tensor

from resnet_studio.core.network.weights_files import preferred_first

State = dict[str, Tensor]

ANCHOR = "layer1.0.conv1.weight"
"""Every ResNet has this convolution; what stands before its name is the prefix of all names of the network."""

_ANCHORS = (ANCHOR, f"{ANCHOR}_orig")  # the second where weights were pruned
_WRAPPERS = frozenset({"state_dict", "model_state_dict", "model_state", "module", "_orig_mod", "backbone", "encoder"})
_MAX_NESTING = 4
_MOST_NETWORKS = 50  # of an untrusted file


def find_networks(content: object) -> dict[str, State]:
    """All networks in a file's content, by name, averaged ones first; the names of their tensors have no prefix.

    A network is named by the keys that lead to it and the prefix of its tensors, without those that tell nothing,
    such as "teacher" or "model_ema". Tensors beside it that no network claims, such as a head, go with each of them.
    """
    found: dict[tuple[str, ...], State] = {}
    for keys, tensors in islice(_dictionaries(content, (), set()), _MOST_NETWORKS):
        prefixes = _prefixes(tensors)[:_MOST_NETWORKS]
        for prefix in prefixes:
            found[(*keys, *prefix.split(".")[:-1])] = _without_prefix(tensors, prefix, prefixes)
    names = _names(list(found))
    states = dict(zip(names, found.values(), strict=True))
    return {name: states[name] for name in preferred_first(names)}


def find_tensors(content: object) -> State:
    """The first named tensors in a file's content, for a file that holds no network; empty where there are none."""
    return next((tensors for _, tensors in _dictionaries(content, (), set())), {})


def _dictionaries(content: object, keys: tuple[str, ...], seen: set[int]) -> Iterator[tuple[tuple[str, ...], State]]:
    """Nested dictionaries with named tensors, each with the keys that lead to it; an optimiser's are left out.

    `seen` holds the ids of visited dictionaries, so that one with many references is visited once.
    """
    if not isinstance(content, dict) or len(keys) > _MAX_NESTING or id(content) in seen:
        return
    seen.add(id(content))
    tensors = {name: value for name, value in content.items() if isinstance(name, str) and isinstance(value, Tensor)}
    if any(tensor.ndim for tensor in tensors.values()):
        yield keys, tensors
    for key, value in content.items():
        if not (isinstance(key, str) and key.startswith("optim")):
            yield from _dictionaries(value, (*keys, key if isinstance(key, str) else "…"), seen)


def _prefixes(tensors: State) -> list[str]:
    """What stands before the names of each network among these tensors: "", "module." or several."""
    prefixes: dict[str, None] = {}
    for name in tensors:
        for anchor in _ANCHORS:
            if name == anchor or name.endswith(f".{anchor}"):
                prefixes[name.removesuffix(anchor)] = None
    return list(prefixes)


def _without_prefix(tensors: State, prefix: str, prefixes: list[str]) -> State:
    """One network's tensors without its prefix; those beside it lose what they share with the prefix."""
    parents = _parents(prefix)
    roots = [_root(other, parents) for other in prefixes if other != prefix]
    state: State = {}
    beside: State = {}
    for name, tensor in tensors.items():
        owner = max((start for start in (prefix, *roots) if name.startswith(start)), key=len, default=None)
        if owner == prefix:
            state[name.removeprefix(prefix)] = tensor
        elif owner is None:
            # A head beside the backbone: "model.backbone.conv1.weight" and "model.fc.weight".
            beside[next(name.removeprefix(parent) for parent in parents if name.startswith(parent))] = tensor
    return beside | state


def _root(prefix: str, parents: list[str]) -> str:
    """The part of another network's prefix that leaves the way to this one: "teacher." of "teacher.backbone."."""
    return next((parent for parent in reversed(_parents(prefix)) if parent not in parents), prefix)


def _parents(prefix: str) -> list[str]:
    """ "a.b." gives "a.b.", "a." and ""."""
    parts = prefix.split(".")[:-1]
    return [".".join(parts[:count]) + "." if count else "" for count in range(len(parts), -1, -1)]


def _names(paths: list[tuple[str, ...]]) -> list[str]:
    """Short names of networks, or full ones where short ones would be the same or empty."""
    if len(paths) == 1:
        return [""]
    short = [".".join(part for part in path if part not in _WRAPPERS) for path in paths]
    full = [".".join(path) or "." for path in paths]
    return short if all(short) and len(set(short)) == len(short) else full
