"""Where weights come from, in a few words."""

from pathlib import PurePath

from resnet_studio.core.basics.message import Message, literal, message
from resnet_studio.core.runs.checkpoints import BEST


def weights_text(file: str) -> Message:
    """A file of weights by its name, but that of a run, which is called the same in every run, by the run's."""
    path = PurePath(file.replace("\\", "/"))
    if path.name == BEST and path.parent.name:
        return message("the best model of {run:name}", run=path.parent.name)
    return literal(path.name)
