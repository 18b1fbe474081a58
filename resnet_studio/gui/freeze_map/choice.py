"""What a click on the freeze map selects: stages and blocks in, the canonical tuple of frozen names out."""

from __future__ import annotations

from collections.abc import Iterable

from resnet_studio.core.network.architecture import Architecture, frozen_units, normalise_frozen


def boundary(network: Architecture, frozen: tuple[str, ...]) -> int | None:
    """Return how many stages are frozen, counted from the stem; None if they are not one series of whole stages.

    ``frozen`` is in canonical form (`normalise_frozen`).
    """
    count = len(frozen)
    return count if frozen == network.stage_names[:count] else None


def up_to(network: Architecture, count: int) -> tuple[str, ...]:
    """The first ``count`` stages, at most all of them: the head always trains."""
    return network.stage_names[: max(0, min(count, len(network.stage_names)))]


def toggled(network: Architecture, frozen: tuple[str, ...], names: Iterable[str]) -> tuple[str, ...]:
    """Freeze the stages or blocks ``names`` in addition; unfreeze them if all of them were frozen."""
    wanted = frozen_units(network, names)
    now = frozen_units(network, frozen)
    return normalise_frozen(network, now - wanted if wanted <= now else now | wanted)


def frozen_count(network: Architecture, name: str, units: frozenset[str]) -> tuple[int, int]:
    """Return how many units of a stage or block are frozen, and how many it has; (0, 0) for the head."""
    own = [unit.name for unit in network.units(name)]
    return sum(unit in units for unit in own), len(own)
