"""The weights of a run, from the files that it has."""

from pathlib import Path

from resnet_studio.core.basics.files import refuse_link
from resnet_studio.core.protocol.commands import ShouldStop, never
from resnet_studio.core.runs.checkpoints import BEST, LAST
from resnet_studio.engine.weights.checked_file import CheckedTensors, read_checked
from resnet_studio.engine.weights.state_dict import read_state_dict

MODEL_PREFIX = "model."
"""Of the network's tensors in `last.safetensors`, where the optimiser's are beside them."""
_SPARE = 16_000_000  # bytes beside the parameters: BatchNorm's statistics, and the header


def read_run_weights(file: Path, parameters: int, should_stop: ShouldStop = never) -> CheckedTensors:
    """Read `best.safetensors`, whose checksum is verified, or `best.pt` of an earlier version, which has none.

    `parameters` is how many its network has, so that a larger file is not read.

    Raises:
        OSError, WeightsError: it cannot be read, or is damaged.
        Halted: the job was asked to end.
    """
    if file.name == BEST:
        return read_checked(file, 4 * parameters + _SPARE)
    refuse_link(file)
    return CheckedTensors(read_state_dict(file, should_stop), {}, "")


def read_last_weights(run: Path, parameters: int) -> CheckedTensors:
    """Read the network in `last.safetensors`: the reserve of a best model that is damaged.

    Raises:
        OSError, WeightsError: it cannot be read, or is damaged.
    """
    found = read_checked(run / LAST, 3 * 4 * parameters + _SPARE)
    tensors = {name.removeprefix(MODEL_PREFIX): tensor for name, tensor in found.tensors.items()
               if name.startswith(MODEL_PREFIX)}  # fmt: skip
    return CheckedTensors(tensors, found.notes, found.checksum)
