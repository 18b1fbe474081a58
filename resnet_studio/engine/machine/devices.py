"""Which processor computes and in which precision, through torch's generic accelerator interface."""

import os
import platform
from contextlib import AbstractContextManager
from dataclasses import dataclass

import torch

from resnet_studio.core.basics import formatting
from resnet_studio.core.basics.errors import ConfigError

_DTYPES = {"float32": torch.float32, "bfloat16": torch.bfloat16, "float16": torch.float16}


@dataclass(frozen=True, slots=True)
class Compute:
    """A device with the precision that the network computes in on it; weights stay float32."""

    device: torch.device
    dtype: torch.dtype

    @property
    def precision(self) -> str:
        """Name of `dtype` as in `TrainConfig.precision`."""
        return next(name for name, dtype in _DTYPES.items() if dtype == self.dtype)

    @property
    def description(self) -> str:
        """The device in a person's words: "CPU, 2 cores" or the accelerator's own name."""
        if self.device.type == "cpu":
            return f"CPU, {formatting.counted(cores(), 'core')}"
        if self.device.type == "cuda":
            return torch.cuda.get_device_name(self.device)
        return f"{self.device.type.upper()} ({platform.machine()})"

    @property
    def fuses_optimizers(self) -> bool:
        """Whether torch has optimisers of one kernel for this device (documentation of torch.optim, 2.6)."""
        return self.device.type in {"cpu", "cuda", "mps", "xpu"}

    def autocast(self) -> AbstractContextManager[None]:
        """The context in which the network runs; does nothing in float32."""
        return torch.autocast(self.device.type, self.dtype, enabled=self.dtype != torch.float32)

    def scaler(self) -> torch.amp.GradScaler:
        """Loss scaling for float16, whose small gradients vanish; does nothing otherwise (arXiv:1710.03740)."""
        return torch.amp.GradScaler(self.device.type, enabled=self.dtype == torch.float16)


def choose(device: str = "auto", precision: str = "auto") -> Compute:
    """The device and precision that settings ask for.

    Raises:
        ConfigError: this computer has no such device, or the device cannot compute in that precision.
    """
    chosen = _device(device)
    if precision == "auto":
        return Compute(chosen, _fastest(chosen))
    if precision == "float16" and chosen.type == "cpu":
        raise ConfigError("precision", precision, "auto, float32 or bfloat16 on the CPU")
    return Compute(chosen, _DTYPES[precision])


def cores() -> int:
    """Processor cores that this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def share_cores(small: bool) -> None:
    """Set how many threads compute on the CPU, for the networks of one family; OMP_NUM_THREADS overrides it.

    A small-image network's operations are so short that its threads mostly wait for each other. Leaving one core to
    everybody else costs it a third of its speed on two quiet cores (20 to 13.5 steps a second, ResNet-20, batches of
    32), and saves it where another program is busy, for a thread that is scheduled late delays all (8 steps a second
    instead of 0.3 to 2).
    """
    if "OMP_NUM_THREADS" not in os.environ:
        torch.set_num_threads(max(1, cores() - 1) if small else cores())


def _device(name: str) -> torch.device:
    accelerator = torch.accelerator.current_accelerator() if torch.accelerator.is_available() else None
    if name == "auto":
        return accelerator or torch.device("cpu")
    try:
        wanted = torch.device(name)
    except RuntimeError as error:
        raise ConfigError("device", name, "auto, cpu, cuda, cuda:1, mps …") from error
    if wanted.type == "cpu":
        return wanted
    if accelerator is None or accelerator.type != wanted.type:
        here = f"auto, cpu or {accelerator.type}" if accelerator else "auto or cpu"
        raise ConfigError("device", name, f"{here} on this computer")
    if (wanted.index or 0) >= torch.accelerator.device_count():
        raise ConfigError("device", name, f"one of the {torch.accelerator.device_count()} devices of this computer")
    return wanted


def _fastest(device: torch.device) -> torch.dtype:
    """Half precision where the hardware multiplies in it; elsewhere it would only be slower."""
    if device.type == "cuda":
        return torch.bfloat16 if torch.cuda.is_bf16_supported(including_emulation=False) else torch.float16
    if device.type == "cpu":
        capabilities: dict[str, object] = getattr(torch.cpu, "get_capabilities", dict)()
        fast = capabilities.get("avx512_bf16") or capabilities.get("amx_bf16")
        return torch.bfloat16 if fast else torch.float32
    return torch.float32
