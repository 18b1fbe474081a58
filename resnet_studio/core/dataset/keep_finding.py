"""The edit by which a person keeps what a check has found as it is."""

from dataclasses import dataclass, replace

from resnet_studio.core.basics.message import Message, message
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
