"""The edits by which a person keeps what a check has found as it is."""

from dataclasses import dataclass, replace

from resnet_studio.core.basics.errors import ConfigError
from resnet_studio.core.basics.message import Message, message, plural
from resnet_studio.core.dataset.catalogue import Catalogue
from resnet_studio.core.dataset.contents import Contents
from resnet_studio.core.dataset.of_pictures import check_finding, check_paths


@dataclass(frozen=True, slots=True)
class KeepFinding:
    """Keep what a check has found as it is: it is not listed again for these pictures.

    Attributes:
        paths: of the pictures, or names of the classes that the finding is about.
        finding: its key, as `CheckFinding` has it.

    Raises:
        ConfigError: a value is of the wrong kind.
    """

    paths: tuple[str, ...]
    finding: str

    def __post_init__(self) -> None:
        check_paths(self.paths)
        check_finding(self.finding)

    def change(self, contents: Contents, _catalogue: Catalogue) -> Contents:
        """The contents with the finding accepted."""
        return replace(contents, accepted=contents.accepted | {f"{self.finding} {path}" for path in self.paths})

    @property
    def label(self) -> Message:
        """What it does, in a few words."""
        return message("Keep a finding as it is")


@dataclass(frozen=True, slots=True)
class KeepFindings:
    """Keep several findings as they are at once, as `KeepFinding` does with one.

    Attributes:
        paths: of the pictures, or names of classes, of all findings one after another.
        findings: the key of the finding of each.

    Raises:
        ConfigError: a value is of the wrong kind.
    """

    paths: tuple[str, ...]
    findings: tuple[str, ...]

    def __post_init__(self) -> None:
        check_paths(self.paths)
        if not isinstance(self.findings, tuple) or len(self.findings) != len(self.paths):
            raise ConfigError("findings", self.findings, message("one finding for each path"))
        for finding in self.findings:
            check_finding(finding)

    def change(self, contents: Contents, _catalogue: Catalogue) -> Contents:
        """The contents with the findings accepted."""
        kept = {f"{finding} {path}" for path, finding in zip(self.paths, self.findings, strict=True)}
        return replace(contents, accepted=contents.accepted | kept)

    def apart(self) -> tuple[KeepFinding, ...]:
        """The same as an edit for each finding."""
        paths: dict[str, list[str]] = {}
        for path, finding in zip(self.paths, self.findings, strict=True):
            paths.setdefault(finding, []).append(path)
        return tuple(KeepFinding(tuple(own), finding) for finding, own in paths.items())

    @property
    def label(self) -> Message:
        """What it does, in a few words."""
        number = len(set(self.findings))
        return plural("Keep {count} finding as it is", "Keep {count} findings as they are", number)
