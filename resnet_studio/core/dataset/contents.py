"""What a dataset holds after some of its edits."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from resnet_studio.core.dataset.catalogue import Catalogue, Part, Picture
from resnet_studio.core.dataset.split import Split


@dataclass(frozen=True, slots=True)
class Contents:
    """What a dataset holds after some of its edits: pictures keep their paths and their order.

    Attributes:
        classes: names, also of classes without pictures; a picture's label is an index into them, or `UNLABELLED`.
        pictures: with the labels and parts that they have now, also those that are left out.
        split: where the validation part comes from.
        left_out: paths of pictures that are left out.
        out_with_class: those of them that were left out with their class.
        confirmed: paths of pictures whose label a person has confirmed, or chosen.
        pinned: the part that a person has chosen for single pictures, by path; no split changes it.
        undivided: paths of the pictures that had no class when the split was made, without those for testing.
        together: groups of paths that stay in one part, of which some pictures had no class when the split was made.
        aside: paths of pictures that are left for later while pictures are sorted.
        accepted: findings of checks that a person keeps as they are: its key, a space, and a picture or a class.
    """

    classes: tuple[str, ...]
    pictures: tuple[Picture, ...]
    split: Split
    left_out: frozenset[str] = frozenset()
    out_with_class: frozenset[str] = frozenset()
    confirmed: frozenset[str] = frozenset()
    pinned: Mapping[str, Part] = field(default_factory=dict)
    undivided: frozenset[str] = frozenset()
    together: tuple[tuple[str, ...], ...] = ()
    accepted: frozenset[str] = frozenset()
    aside: frozenset[str] = frozenset()

    def places(self, paths: Collection[str], catalogue: Catalogue) -> list[int]:
        """The places of the pictures with these paths, without a look at every picture.

        Those of the catalogue come first, at the places that they have there, then those that were added.
        """
        known = catalogue.places
        first = len(catalogue.pictures)
        added = [first + place for place, one in enumerate(self.pictures[first:]) if one.path in paths]
        return [known[path] for path in paths if path in known] + added
