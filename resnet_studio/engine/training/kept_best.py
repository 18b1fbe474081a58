"""The best model in a run's folder when the run goes on: verified, and never replaced by a worse one."""

import json
from dataclasses import dataclass
from pathlib import Path

from torch import nn

from resnet_studio.core.basics.errors import RunError, WeightsError
from resnet_studio.core.basics.message import Message, literal, message
from resnet_studio.core.protocol.commands import ShouldStop, never
from resnet_studio.core.protocol.events import EpochEnd
from resnet_studio.core.runs.checkpoints import BEST, best_file
from resnet_studio.engine.training.fields import epoch_end
from resnet_studio.engine.training.position import Limits
from resnet_studio.engine.weights.exact import require_exact
from resnet_studio.engine.weights.run_weights import read_run_weights


@dataclass(frozen=True, slots=True)
class KeptBest:
    """What was found.

    Attributes:
        epoch: whose model it is, or None where there is none that can be used.
        problem: why there is none, or None where none was ever written.
    """

    epoch: EpochEnd | None
    problem: Message | None = None


def kept_best(
    run: Path, network: nn.Module, limits: Limits, known: EpochEnd | None, should_stop: ShouldStop = never
) -> KeptBest:
    """Read and verify the best model of a run.

    Args:
        run: the run's folder.
        network: what it has to fit.
        limits: of the epoch that the file names.
        known: the best epoch by checkpoint or log. The file's own word counts more: after a kill between two files it
            is one save ahead. Only files of earlier versions say nothing.
        should_stop: ends reading a file of an earlier version.

    Raises:
        Halted: the job was asked to end.
    """
    file = best_file(run)
    if file is None:
        return KeptBest(None, message("{file} is missing in the run's folder.", file=BEST) if known else None)
    try:
        expected = network.state_dict()
        parameters = sum(parameter.numel() for parameter in network.parameters())
        found = read_run_weights(file, parameters, should_stop)
        require_exact(found.tensors, expected)
        if file.name != BEST:
            return KeptBest(known)
        return KeptBest(epoch_end(json.loads(found.notes["epoch"]), "epoch", limits.epochs, limits.steps))
    except (RunError, WeightsError) as error:
        reason = error.message
    except OSError as error:
        reason = literal(error.strerror or str(error))
    except (KeyError, ValueError, RecursionError):
        reason = message("It does not say of which epoch it is.")
    return KeptBest(None, message("{file} cannot be used: {reason}", file=file.name, reason=reason))
