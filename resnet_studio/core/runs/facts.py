"""What there is to say of a run beside its settings: where it comes from, and what it was trained on and with."""

from resnet_studio.core.basics.message import Message, literal, message, plural
from resnet_studio.core.dataset.names import dataset_name
from resnet_studio.core.protocol.device import device_text
from resnet_studio.core.protocol.events import NoticeKind
from resnet_studio.core.runs.history import RunHistory
from resnet_studio.core.runs.summary import RunSummary

Pairs = list[tuple[Message, Message]]
"""Labels and values."""


def origin(run: RunSummary) -> Pairs:
    """The dataset of a run, and the run that it continues."""
    pairs = [
        (message("Dataset"), dataset_name(run.dataset, run.chosen)),
        (message("Continues"), literal(run.parent)),
    ]
    return [(label, value) for label, value in pairs if value]


def measured(history: RunHistory) -> Pairs:
    """What a run was trained on and with, from its first event and its notices."""
    started = history.started
    if started is None:
        return []
    pictures = message("{train} train, {validation} validation", train=started.train, validation=started.validation)
    if unreadable := len({one.path for one in history.notices if one.kind is NoticeKind.PICTURE}):
        pictures = plural(
            "{pictures}; {count} of these cannot be read",
            "{pictures}; {count} of these cannot be read",
            unreadable,
            pictures=pictures,
        )
    parameters = message(
        "{total:parameters}, {trainable:parameters} trainable", total=started.parameters, trainable=started.trainable
    )
    device = device_text(started.device, started.cores)
    return [
        (message("Pictures"), pictures),
        (message("Classes"), Message("{classes:few}", {"classes": started.classes})),
        (message("Parameters"), parameters),
        (message("Device"), message("{device}, {precision}", device=device, precision=started.precision)),
    ]
