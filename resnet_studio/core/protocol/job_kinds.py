"""The table of all kinds of jobs: one file of commands and events each, found and imported by its name.

A job of the command class declared in `core/protocol/jobs/<kind>.py` is done by `run` in `engine/jobs/<kind>.py`.
"""

from types import ModuleType
from typing import TypeVar

from resnet_studio.core.protocol import events
from resnet_studio.core.protocol.commands import Job
from resnet_studio.core.protocol.events import Event
from resnet_studio.core.protocol.jobs import (
    check,
    compare,
    count,
    evaluate,
    explain,
    export,
    features,
    install_runtime,
    map_pictures,
    predict,
    suspects,
    tensorboard,
    train,
    views,
    weights,
)

T = TypeVar("T")

_KINDS = (
    train,
    predict,
    count,
    evaluate,
    weights,
    suspects,
    explain,
    compare,
    map_pictures,
    tensorboard,
    check,
    export,
    install_runtime,
    features,
    views,
)


def _declared(module: ModuleType, base: type[T]) -> list[type[T]]:
    """The subclasses of `base` that a module itself declares."""
    classes = [value for value in vars(module).values() if isinstance(value, type) and issubclass(value, base)]
    return [kind for kind in classes if kind.__module__ == module.__name__ and kind is not base]


JOBS: dict[type[Job], str] = {
    command: module.__name__.rpartition(".")[2] for module in _KINDS for command in _declared(module, Job)
}
"""Commands, and the module in `engine/jobs` that does each."""

EVENTS: dict[str, type[Event]] = {
    event.__name__: event for module in (events, *_KINDS) for event in _declared(module, Event)
}
"""Every event by its name; the JSON codec knows these and no others."""
