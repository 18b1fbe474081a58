"""Marks on pictures of which a check has found what would mislead results, or that others are alike."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from resnet_studio.core.basics.message import tr
from resnet_studio.core.checks.kinds import COPIES, MISLEADING, CheckKind


def sign_of(kind: CheckKind) -> tuple[str, str]:
    """The icon before a finding of that kind, and its tone."""
    tone = "wrong" if kind in MISLEADING else "text2"
    return ("copy" if kind in COPIES else "warning" if kind in MISLEADING else "info"), tone


@dataclass(frozen=True, slots=True)
class FoundMark:
    """An icon for the corner of a picture, and in words what was found of it."""

    icon: str
    words: str


def found_marks(findings: Mapping[str, tuple[str, Collection[str]]]) -> dict[str, FoundMark]:
    """The mark of each picture that has one, by its path; `findings` are titles and paths by the key of a finding."""
    icons: dict[str, str] = {}
    titles: dict[str, list[str]] = {}
    for key, (title, paths) in findings.items():
        kind = CheckKind(key.partition(":")[0])
        if kind in MISLEADING or kind in COPIES:
            icon = sign_of(kind)[0]
            for path in paths:
                titles.setdefault(path, []).append(title)
                icons[path] = "warning" if icons.get(path) == "warning" else icon
    return {path: FoundMark(icons[path], tr("Found: {what:commas}", what=tuple(said))) for path, said in titles.items()}
