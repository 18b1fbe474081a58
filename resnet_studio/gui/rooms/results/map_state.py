"""What there is to show of the maps of a run's pictures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from resnet_studio.core.basics.message import show, tr
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.runs.answered import Answered
from resnet_studio.core.runs.picture_map import PictureMap
from resnet_studio.gui.rooms.results import words


@dataclass(frozen=True)
class MapState:
    """What the card shows.

    Attributes:
        dataset: whose pictures are on the maps.
        maps: by method.
        of: how many pictures there are.
        answered: the answers that are known; they say what is right.
        busy, problem: what is being done or waited for, or why there is no map; empty where there is neither.
        gone: whether the problem is that the folder of the pictures is gone.
    """

    dataset: Dataset | None = None
    maps: Mapping[str, PictureMap] = field(default_factory=dict)
    of: int = 0
    answered: Answered | None = None
    busy: str = ""
    problem: str = ""
    gone: bool = False

    def sentence(self, points: int) -> str:
        """What is being done or went wrong, what a map is, or of how many pictures it is; it has so many points."""
        if self.busy or self.problem:
            return self.busy or self.problem
        if not self.maps:
            return show(words.ABOUT_MAP)
        if points < self.of:
            return tr("{shown} of {total} pictures, always the same ones.", shown=points, total=self.of)
        return ""
