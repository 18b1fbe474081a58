"""What a click on the freeze map chooses: stages and blocks in, the canonical tuple of frozen names out."""

from __future__ import annotations

from collections.abc import Iterable

from resnet_studio.core.network.architecture import Architecture, frozen_units, normalise_frozen


def boundary(network: Architecture, frozen: tuple[str, ...]) -> int | None:
    """How many stages are frozen, counted from the stem; None unless they are one run of whole stages.

    ``frozen`` is in canonical form (`normalise_frozen`).
    """
    count = len(frozen)
    return count if frozen == network.stage_names[:count] else None


def up_to(network: Architecture, count: int) -> tuple[str, ...]:
    """The first ``count`` stages, at most all of them: the head always trains."""
    return network.stage_names[: max(0, min(count, len(network.stage_names)))]


def toggled(network: Architecture, frozen: tuple[str, ...], names: Iterable[str]) -> tuple[str, ...]:
    """Freeze the stages or blocks ``names`` beside the rest; thaw them if all of them were frozen."""
    wanted = frozen_units(network, names)
    now = frozen_units(network, frozen)
    return normalise_frozen(network, now - wanted if wanted <= now else now | wanted)


def still(network: Architecture, name: str, units: frozenset[str]) -> tuple[int, int]:
    """How many units of a stage or block are among the frozen ``units``, and how many it has; the head: (0, 0)."""
    own = [unit.name for unit in network.units(name)]
    return sum(unit in units for unit in own), len(own)
