"""The device and precision of computations, through torch's generic accelerator interface."""

import os
import platform
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

import torch

from resnet_studio.core.basics.errors import ConfigError
from resnet_studio.core.basics.message import message

_DTYPES = {"float32": torch.float32, "bfloat16": torch.bfloat16, "float16": torch.float16}

_AT_START = torch.get_num_threads()
LEAST_IN_LANE = 16
"""Items of a batch for which a lane is worth it."""


@dataclass(frozen=True, slots=True)
class Compute:
    """A device, and the precision of the network's computations on it; weights stay float32."""

    device: torch.device
    dtype: torch.dtype

    @property
    def precision(self) -> str:
        """Name of `dtype` as in `TrainConfig.precision`."""
        return next(name for name, dtype in _DTYPES.items() if dtype == self.dtype)

    @property
    def name(self) -> str:
        """Name of the device, the same in every language: "CPU", or the accelerator's own name."""
        if self.device.type == "cpu":
            return "CPU"
        if self.device.type == "cuda":
            return torch.cuda.get_device_name(self.device)
        return f"{self.device.type.upper()} ({platform.machine()})"

    @property
    def cores(self) -> int:
        """Processor cores that compute; 0 on an accelerator."""
        return cores() if self.device.type == "cpu" else 0

    @property
    def fuses_optimizers(self) -> bool:
        """Whether torch has fused optimisers for this device (documentation of torch.optim, 2.6)."""
        return self.device.type in {"cpu", "cuda", "mps", "xpu"}

    def autocast(self) -> AbstractContextManager[None]:
        """Context for the network's computations; does nothing in float32."""
        return torch.autocast(self.device.type, self.dtype, enabled=self.dtype != torch.float32)

    def scaler(self) -> torch.amp.GradScaler:
        """Loss scaling for float16, whose small gradients vanish (arXiv:1710.03740); otherwise does nothing."""
        return torch.amp.GradScaler(self.device.type, enabled=self.dtype == torch.float16)


def choose(device: str = "auto", precision: str = "auto") -> Compute:
    """The device and precision for the given settings.

    Raises:
        ConfigError: this computer does not have the device, or the device does not support the precision.
    """
    chosen = _device(device)
    if precision == "auto":
        return Compute(chosen, _fastest(chosen))
    if precision == "float16" and chosen.type == "cpu":
        raise ConfigError("precision", precision, message("auto, float32 or bfloat16 on the CPU"))
    return Compute(chosen, _DTYPES[precision])


def cores() -> int:
    """Processor cores that this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def lanes_for(batch_size: int) -> int:
    """How many shares of a batch the CPU computes side by side: at most one for each core, and none too small."""
    return max(1, min(_threads(), batch_size // LEAST_IN_LANE))


def share_cores(small: bool, lanes: int = 1) -> None:
    """Set the number of threads on the CPU that compute an operation; several lanes compute operations side by side.

    The operations of a `small` network are so short that its threads mostly wait for each other, so one core is left
    free: two threads are slower than one while another program is busy. OMP_NUM_THREADS says how many threads there
    are in all.
    """
    threads = _threads()
    if small and "OMP_NUM_THREADS" not in os.environ:
        threads -= 1
    threads = max(1, threads // lanes)
    if torch.get_num_threads() != threads:
        torch.set_num_threads(threads)


@contextmanager
def threads_restored() -> Iterator[None]:
    """Give later jobs the number of threads that this one found."""
    before = torch.get_num_threads()
    try:
        yield
    finally:
        if torch.get_num_threads() != before:
            torch.set_num_threads(before)


def _threads() -> int:
    """How many threads may compute together."""
    return _AT_START if "OMP_NUM_THREADS" in os.environ else cores()


def _device(name: str) -> torch.device:
    accelerator = torch.accelerator.current_accelerator() if torch.accelerator.is_available() else None
    if name == "auto":
        return accelerator or torch.device("cpu")
    try:
        wanted = torch.device(name)
    except RuntimeError as error:
        raise ConfigError("device", name, message("auto, cpu, cuda, cuda:1, mps …")) from error
    if wanted.type == "cpu":
        return wanted
    if accelerator is None or accelerator.type != wanted.type:
        if accelerator is None:
            raise ConfigError("device", name, message("auto or cpu on this computer"))
        allowed = message("auto, cpu or {device:plain} on this computer", device=accelerator.type)
        raise ConfigError("device", name, allowed)
    devices = torch.accelerator.device_count()
    if (wanted.index or 0) >= devices:
        allowed = message("a device number below {devices} on this computer", devices=devices)
        raise ConfigError("device", name, allowed)
    return wanted


def _fastest(device: torch.device) -> torch.dtype:
    """Half precision if the hardware multiplies in it; otherwise it would only be slower."""
    if device.type == "cuda":
        return torch.bfloat16 if torch.cuda.is_bf16_supported(including_emulation=False) else torch.float16
    if device.type == "cpu":
        capabilities: dict[str, object] = getattr(torch.cpu, "get_capabilities", dict)()
        fast = capabilities.get("avx512_bf16") or capabilities.get("amx_bf16")
        return torch.bfloat16 if fast else torch.float32
    return torch.float32
