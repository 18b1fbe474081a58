"""The best model of a run, loaded and ready to predict."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from resnet_studio.core.basics.errors import RunError, WeightsError
from resnet_studio.core.basics.message import Message, joined, literal, message, plural
from resnet_studio.core.network.architecture import SMALL_DEPTHS, architecture
from resnet_studio.core.protocol.commands import ShouldStop, never
from resnet_studio.core.runs.checkpoints import BEST, LAST, best_file
from resnet_studio.core.runs.mirrored import why_not_mirrored
from resnet_studio.core.runs.run import ModelInfo
from resnet_studio.core.runs.run_log import read_history
from resnet_studio.engine.inputs.pictures import PictureSource
from resnet_studio.engine.inputs.view import View
from resnet_studio.engine.machine.devices import Compute, choose, share_cores
from resnet_studio.engine.network.resnet import ResNet, build
from resnet_studio.engine.weights.digest import weights_digest
from resnet_studio.engine.weights.exact import require_exact
from resnet_studio.engine.weights.run_weights import read_last_weights, read_run_weights


@dataclass(frozen=True, slots=True)
class Model:
    """The best network of a run, on its device and in evaluation mode.

    Attributes:
        problem: why it is not the best but the last one, or None.
        mirrored: whether each picture is also looked at mirrored; its logits are the mean of both.
    """

    info: ModelInfo
    network: ResNet
    compute: Compute
    problem: Message | None = None
    mirrored: bool = False

    def source(
        self, names: Sequence[str], labels: NDArray[np.int64] | None = None, root: Path | str = ""
    ) -> PictureSource:
        """Picture files as the network was trained to see them; `names` are relative to `root`."""
        view = View(self.info.image_size, self.info.depth in SMALL_DEPTHS)
        return PictureSource(root, names, view, labels, mean=self.info.mean, std=self.info.std, scale=self.info.scale)

    @property
    def digest(self) -> str:
        """SHA-256 of the weights."""
        return weights_digest(self.network.state_dict().items())

    @torch.inference_mode()
    def logits(self, inputs: Tensor) -> Tensor:
        """Logits float32 `[B, K]` on the device, of what the source gives as the network's input."""
        with self.compute.autocast():
            logits: Tensor = self.network(inputs).float()
            if self.mirrored:
                logits = (logits + self.network(inputs.flip(-1)).float()) / 2
        return logits


def load_model(run: Path, device: str = "auto", should_stop: ShouldStop = never, *, mirrored: bool = False) -> Model:
    """Read `model.json` and `best.safetensors` of a run, or `best.pt` of an earlier version.

    It computes in float32, so that the program shows what any program computes from the same weights. Where the best
    weights are damaged or gone, the last ones of the run are its model, and `problem` says so.

    Raises:
        RunError: the run has no model yet, its files are missing or damaged, or its pictures must not be mirrored.
        ConfigError: this computer lacks the device.
        Halted: the job was asked to end.
    """
    if mirrored and (problem := why_not_mirrored(run)):
        raise RunError(problem)
    file = best_file(run)
    if file is None and read_history(run, outline=True).kept is None:
        raise RunError(
            message(
                "{run} has no {file}: there is no model to use before its first epoch is complete.",
                run=str(run),
                file=BEST,
            )
        )
    info = ModelInfo.read(run)
    compute = choose(device, "float32")
    share_cores(info.depth in SMALL_DEPTHS)
    network, problem = _best_or_last(run, info, file, should_stop)
    network.eval().to(compute.device).to(memory_format=torch.channels_last)  # as in training; twice as fast on a CPU
    return Model(info, network, compute, problem, mirrored)


def _best_or_last(
    run: Path, info: ModelInfo, best: Path | None, should_stop: ShouldStop
) -> tuple[ResNet, Message | None]:
    parameters = architecture(info.depth, shortcuts=info.shortcuts).total_parameters(len(info.classes))
    try:
        return _network(info, read_run_weights(best or run / BEST, parameters, should_stop).tensors), None
    except FileNotFoundError:
        problem = message("{file} is missing in {run}.", file=BEST, run=str(run))
    except WeightsError as error:
        problem = _damaged(best or run / BEST, error.message)
    except OSError as error:
        problem = _damaged(best or run / BEST, literal(error.strerror or str(error)))
    try:
        network = _network(info, read_last_weights(run, parameters).tensors)
    except (WeightsError, OSError):  # the run has nothing else: what is wrong with the best is what there is to say
        raise RunError(problem) from None
    used = message("The last weights of the run, from {file}, are used instead; they may be less accurate.", file=LAST)
    return network, joined(problem, used)


def _network(info: ModelInfo, state: dict[str, Tensor]) -> ResNet:
    head = state.get("fc.bias")
    if head is None or head.shape != (len(info.classes),):  # before a network of so many classes is made
        raise WeightsError(
            plural(
                "its head is not one of {count} class.", "its head is not one of {count} classes.", len(info.classes)
            )
        )
    network = build(info.depth, len(info.classes), shortcuts=info.shortcuts)
    require_exact(state, network.state_dict())
    network.load_state_dict(state)
    return network


def _damaged(file: Path, reason: Message) -> Message:
    return message(
        "{file} in {run} is damaged or belongs to another model: {reason}",
        file=file.name,
        run=str(file.parent),
        reason=reason,
    )
