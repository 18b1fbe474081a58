"""Which part of a dataset a folder holds, as its name says: "train", "Testing", "seg_train", "val2017", "test_set"."""

import re
from collections.abc import Iterable
from typing import Literal

from resnet_studio.core.dataset.catalogue import Part

_Role = Literal["train", "validation", "test", "evaluation"]

_ROLES: dict[str, _Role] = {
    **dict.fromkeys(("train", "training", "trn"), "train"),
    **dict.fromkeys(("val", "vali", "valid", "validation", "validate", "validating"), "validation"),
    **dict.fromkeys(("dev", "devel", "development"), "validation"),
    **dict.fromkeys(("test", "testing", "tst"), "test"),
    **dict.fromkeys(("eval", "evaluation", "evaluate", "evaluating"), "evaluation"),
}
# Words that say nothing about what is in a folder.
_FILLERS = frozenset(
    {"images", "img", "imgs", "pics", "pictures", "photos", "files", "samples", "examples", "crops", "cropped"}
    | {"set", "sets", "data", "dataset", "datasets", "split", "part", "folder", "dir", "seg", "cls"}
    | {"resized", "raw", "small", "full", "final", "labeled", "labelled"}
)
_FOR_EVALUATION: tuple[Part, ...] = ("validation", "test")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_WORD = re.compile(r"[^\W\d_]+")


def recognise(names: Iterable[str]) -> dict[str, Part]:
    """The parts that the names of folders beside each other say, by name; other names are not in it.

    A name says a part if it is a word for it, in any case, alone or with words that add nothing ("test_set",
    "trainData", "val2017"), or with the same other words as a folder of another part ("dogs-train" beside "dogs-val").
    An evaluation folder is for validation, or for testing where another folder is for validation.
    """
    said = {name: read for name in names if (read := _read(name))}
    roles_with: dict[tuple[str, ...], set[_Role]] = {}
    for role, others in said.values():
        roles_with.setdefault(others, set()).add(role)
    roles = {name: role for name, (role, others) in said.items() if not others or len(roles_with[others]) > 1}
    taken = frozenset(roles.values())
    evaluation = next((part for part in _FOR_EVALUATION if part not in taken), None)
    found: dict[str, Part] = {}
    for name, role in roles.items():
        part = evaluation if role == "evaluation" else role
        if part is not None:
            found[name] = part
    return found


def part_of(name: str) -> Part | None:
    """The part that a folder's name says by itself."""
    return recognise([name]).get(name)


def says_more(name: str) -> bool:
    """Whether a folder's name has other words beside the one for a part, such as "shoe" in "training shoe"."""
    read = _read(name)
    return read is not None and bool(read[1])


def _read(name: str) -> tuple[_Role, tuple[str, ...]] | None:
    """What a name says, and its words that are neither that nor a filler; None unless one word of it says a part."""
    roles: list[_Role] = []
    others: list[str] = []
    for word in _WORD.findall(_HUMP.sub(" ", name).casefold()):
        role = _role(word)
        if role:
            roles.append(role)
        elif word not in _FILLERS:
            others.append(word)
    return (roles[0], tuple(others)) if len(roles) == 1 else None


def _role(word: str) -> _Role | None:
    """The role that a word says, also where a filler is joined to it: "trainset", "valdata"."""
    if word in _ROLES:
        return _ROLES[word]
    for start, role in _ROLES.items():
        if word.startswith(start) and word[len(start) :] in _FILLERS:
            return role
    return None
