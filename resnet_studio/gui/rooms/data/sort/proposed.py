"""Rows of proposals: pictures for which classes are proposed, and what a person says instead of some of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from resnet_studio.core.basics.formatting import percent
from resnet_studio.core.basics.message import tr
from resnet_studio.core.basics.safe_text import printable
from resnet_studio.core.dataset.propose import Proposals
from resnet_studio.gui.rooms.data.sort.keys import letters
from resnet_studio.gui.rooms.data.sort.look import Look
from resnet_studio.gui.rooms.data.sort.order import Known, in_turn


class Corrections:
    """What a person has corrected in the rows that show."""

    def __init__(self) -> None:
        self._own: Mapping[str, int] = {}  # the class that is proposed for each picture that shows
        self._letters: dict[str, str] = {}
        self._said: dict[str, int] = {}  # the class that a picture gets instead of the proposed one
        self._before: list[dict[str, int]] = []  # the same before each step that can be taken back
        self._classes = 0
        self._proposals: Proposals | None = None
        self._index: dict[str, int] = {}  # of a path in the proposals

    def clear(self) -> None:
        """Forget the rows."""
        self.begin({}, None, 0)

    def begin(self, own: Mapping[str, int], proposals: Proposals | None, classes: int) -> None:
        """Show pictures, for which these of so many classes are proposed; what was corrected of them stays."""
        if classes < self._classes:  # others may have moved up
            self._said, self._before = {}, []
        stays = {path for path, label in own.items() if label == self._own.get(path)}
        self._said, *self._before = (
            {path: label for path, label in said.items() if path in stays} for said in (self._said, *self._before)
        )
        self._own, self._classes = dict(own), classes
        self.name(tuple(own))
        if proposals is not self._proposals:
            self._proposals = proposals
            self._index = {path: place for place, path in enumerate(proposals.paths)} if proposals else {}

    def name(self, paths: Sequence[str]) -> None:
        """Give these pictures the letters that correct them."""
        self._letters = letters(paths)

    def letter(self, path: str) -> str:
        """The key that corrects a picture of the row; empty for those that are too many."""
        return self._letters.get(path, "")

    def among(self, paths: Iterable[str], label: int) -> list[str]:
        """Those of these pictures that were corrected, and are proposed for that class."""
        return [path for path in paths if path in self._said and self._own.get(path) == label]

    def proposed(self, path: str) -> int | None:
        """The class that is proposed for a picture that shows."""
        return self._own.get(path)

    def corrected(self) -> frozenset[str]:
        """The pictures that were corrected."""
        return frozenset(self._said)

    def number(self, paths: Iterable[str] | None = None) -> int:
        """How many were corrected, of these or of all."""
        return len(self._said) if paths is None else sum(path in self._said for path in paths)

    def turn(self, letter: str) -> bool:
        """Say of the picture with that letter that it is of the next class; whether there is one."""
        path = next((path for path, known in self._letters.items() if known == letter), None)
        if path is None or self._proposals is None:
            return False
        chances = dict(zip(self._proposals.known, self._proposals.chances[self._index[path]].tolist(), strict=True))
        self.set({path: in_turn(chances, self._said.get(path, self._own[path]), self._own[path])})
        return True

    def set(self, labels: Mapping[str, int]) -> None:
        """Say which classes pictures that show are of, in one step."""
        said = {path: label for path, label in {**self._said, **labels}.items() if label != self._own.get(path)}
        if said != self._said:
            self._before.append(self._said)
            self._said = said

    def settle(self) -> None:
        """Keep what was corrected; none of it is the last step any more."""
        self._before.clear()

    def can_take_back(self) -> bool:
        """Whether a step can be taken back of what shows."""
        return any(said != self._said for said in self._before)

    def take_back(self) -> bool:
        """Take the last step back; whether there was one."""
        while self._before:
            now, self._said = self._said, self._before.pop()
            if now != self._said:
                return True
        return False

    def said_of(self, paths: Iterable[str]) -> dict[str, int]:
        """The classes of those of these pictures that were corrected."""
        return {path: self._said[path] for path in paths if path in self._said}

    def decided(self, paths: Iterable[str]) -> list[tuple[int, list[str]]]:
        """The classes that these pictures get, without those for which none is proposed."""
        found: dict[int, list[str]] = {}
        for path in paths:
            if (label := self._said.get(path, self._proposal(path))) is not None:
                found.setdefault(label, []).append(path)
        return sorted(found.items())

    def _proposal(self, path: str) -> int | None:
        """The class that is proposed for a picture, whether it shows or not; None for none."""
        if path in self._own or self._proposals is None or path not in self._index:
            return self._own.get(path)
        return int(self._proposals.labels[self._index[path]])

    def look(self, path: str, known: Known, *, proposed: bool) -> Look:
        """What stands below a picture."""
        place, proposals, names = self._place(path, known), known.proposals, known.dataset.all_classes
        if path not in known.classless and (own := known.label_of.get(path)) is not None:
            return Look(printable(names[own]), label=own)
        if proposed and path in self._said:
            said = self._said[path]
            return Look(printable(names[said]), key=self._letters.get(path, ""), label=said, changed=True)
        if place is not None and proposals is not None:
            label = int(proposals.labels[place])
            certain = percent(float(proposals.certainty[place]))
            if proposed:
                return Look("", certain, self._letters.get(path, ""))
            return Look(tr("{name:plain}?", name=printable(names[label])), certain)
        return Look(printable(path.rpartition("/")[2]))

    def _place(self, path: str, known: Known) -> int | None:
        if known.proposals is not self._proposals:
            self._proposals = known.proposals
            self._index = {one: at for at, one in enumerate(known.proposals.paths)} if known.proposals else {}
        return self._index.get(path)
