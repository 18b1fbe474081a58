"""The edit by which a person leaves pictures for later, because it is not certain of which class they are."""

from dataclasses import dataclass, replace

from resnet_studio.core.basics.errors import ConfigError
from resnet_studio.core.basics.message import Message, message, plural
from resnet_studio.core.dataset.catalogue import Catalogue
from resnet_studio.core.dataset.contents import Contents


@dataclass(frozen=True, slots=True)
class SetAside:
    """Mark pictures as "not sure", or no longer: they are not proposed, and come last while pictures are sorted.

    Attributes:
        paths: of the pictures.
        aside: whether they are left for later.

    Raises:
        ConfigError: a value is of the wrong kind.
    """

    paths: tuple[str, ...]
    aside: bool = True

    def __post_init__(self) -> None:
        if not isinstance(self.paths, tuple) or not all(isinstance(path, str) for path in self.paths):
            raise ConfigError("paths", self.paths, message("a list of paths"))
        if not isinstance(self.aside, bool):
            raise ConfigError("aside", self.aside, message("true or false"))

    def change(self, contents: Contents, _catalogue: Catalogue) -> Contents:
        """The contents with the marks."""
        paths = frozenset(self.paths)
        return replace(contents, aside=contents.aside | paths if self.aside else contents.aside - paths)

    @property
    def label(self) -> Message:
        """What it does, in a few words."""
        if self.aside:
            return plural("Not sure about {count} picture", "Not sure about {count} pictures", len(self.paths))
        return plural("Look at {count} picture again", "Look at {count} pictures again", len(self.paths))
