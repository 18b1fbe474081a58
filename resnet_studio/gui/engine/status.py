"""How the engine is, as the window shows it."""

from dataclasses import dataclass
from enum import StrEnum

from resnet_studio.core.basics.message import NOTHING, Message


class EngineState(StrEnum):
    """What the engine's process is doing."""

    STARTING = "starting"
    READY = "ready"
    BUSY = "busy"
    NOT_RESPONDING = "not responding"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class EngineStatus:
    """State of the engine and the machine that it runs on.

    Attributes:
        device, precision: empty until the engine is ready.
        memory, memory_total: bytes that the engine holds, and that the machine has.
        unused: why the computer's graphics card does not compute, where there is one.
        problem: why the engine could not start, with `details` to copy.
    """

    state: EngineState = EngineState.STARTING
    device: Message = NOTHING
    precision: str = ""
    memory: int = 0
    memory_total: int = 0
    unused: Message = NOTHING
    problem: Message = NOTHING
    details: str = ""
