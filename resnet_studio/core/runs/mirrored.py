"""Whether pictures of a run may be mirrored: a mirrored digit is another sign, or none."""

from contextlib import suppress
from pathlib import Path

from resnet_studio.core.basics.errors import StudioError
from resnet_studio.core.basics.message import Message, message
from resnet_studio.core.dataset.subject import Subject, subject_of_names
from resnet_studio.core.runs.augmentation import DOCUMENTS
from resnet_studio.core.runs.run import read_config, read_dataset


def why_not_mirrored(run: Path) -> Message | None:
    """Why answers for mirrored pictures would say little, or None.

    A run that mirrors its training pictures allows it. Others do so unless they have learned documents, or a name of
    their dataset says that it is one of digits or text.
    """
    with suppress(StudioError):  # a run that lacks either says nothing
        config = read_config(run)
        if config.mirror in ("sideways", "both"):
            return None
        if config.augment == DOCUMENTS and config.architecture.family != "small":  # those have it by default
            return message("The pictures of {run} are documents, and are not mirrored.", run=run.name)
        shown = subject_of_names(read_dataset(run))
        if shown is not None and shown.subject is Subject.DOCUMENTS:
            return message("The pictures of {run} are not mirrored: {reason}.", run=run.name, reason=shown.reason)
    return None
