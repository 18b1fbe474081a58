"""What the checks need of files, measured in the thread that asks."""

import traceback
from collections.abc import Sequence
from pathlib import Path

from resnet_studio.core.basics.errors import DecodeError, unexpected
from resnet_studio.core.checks.facts import AGAIN, Facts
from resnet_studio.engine.checking.sight import Sight, facts_of, sight
from resnet_studio.engine.inputs.reading import examine_picture, read_picture


def see(path: Path, size: int, mtime_ns: int) -> Sight | Facts:
    """What is seen of a file; its facts where it cannot be read."""
    try:
        return sight(path, size, mtime_ns, examine_picture, read_picture)
    except DecodeError as error:
        cause = error.__cause__
        out_of_reach = isinstance(cause, OSError) and cause.errno is not None
        return Facts(size, AGAIN if out_of_reach else mtime_ns, problem=error.problem)
    except MemoryError:
        raise
    except Exception as error:  # see `_mistake`
        return _mistake(size, error)


def all_facts(seen: Sequence[Sight | Facts]) -> list[Facts]:
    """The facts of files, in their order."""
    try:
        made = iter(facts_of([one for one in seen if isinstance(one, Sight)]))
        return [one if isinstance(one, Facts) else next(made) for one in seen]
    except MemoryError:
        raise
    except Exception as error:  # of one of them: which one is found one by one
        if len(seen) == 1:
            return [_mistake(seen[0].size, error)]
        return [facts for one in seen for facts in all_facts([one])]


def _mistake(size: int, error: Exception) -> Facts:
    """A mistake that one picture brings to light must not keep all others from being checked."""
    traceback.print_exc()  # for who reads what the engine prints: it is a mistake of the program
    return Facts(size, AGAIN, problem=unexpected(error))
