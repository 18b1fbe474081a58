"""Which networks a file of weights holds, without building one."""

from pathlib import Path

from resnet_studio.core.basics.errors import WeightsError
from resnet_studio.core.network.weights_files import NetworkInFile
from resnet_studio.core.protocol.commands import ShouldStop, never
from resnet_studio.engine.weights.fit import identify, spread_stem
from resnet_studio.engine.weights.state_dict import read_weights_file


def examine(path: Path, should_stop: ShouldStop = never) -> tuple[NetworkInFile, ...]:
    """The networks of ours in a file, averaged ones first.

    Raises:
        WeightsError: it cannot be read, or holds none of them.
        Halted: the job was asked to end.
    """
    file = read_weights_file(path, should_stop)
    found: list[NetworkInFile] = []
    problem: WeightsError | None = None
    for entry, state in file.networks.items():
        try:
            found.append(identify(file.name, spread_stem(state), entry))
        except WeightsError as error:
            problem = problem or error
    if problem is not None and not found:
        raise problem
    return tuple(found)
