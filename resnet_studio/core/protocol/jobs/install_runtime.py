"""Installing what a format of exported models needs."""

from dataclasses import dataclass
from typing import ClassVar

from resnet_studio.core.basics.message import Message
from resnet_studio.core.protocol.commands import Job
from resnet_studio.core.protocol.events import Event


@dataclass(frozen=True, slots=True)
class InstallRuntime(Job):
    """Install what is missing to write and check a format of `core/exports/formats.py`."""

    format: str

    ends_tidily: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class InstallStep(Event):
    """What is being done now, in words."""

    what: Message


@dataclass(frozen=True, slots=True)
class RuntimeInstalled(Event):
    """The format can be written from now on."""

    format: str
