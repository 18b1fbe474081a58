"""The words of the window that not everyone knows, in a sentence or two each. Settings have their own texts."""

from resnet_studio.core.basics.message import Message, message
from resnet_studio.core.runs.settings import SETTINGS

_SETTINGS = ("epochs", "batch_size", "learning_rate", "augment")
_OTHERS = (
    (message("Class"), message("What a picture shows: the name of the folder that it is in.")),
    (
        message("Validation"),
        message("Checking with pictures that are set aside: the network never learns from them, as with new ones."),
    ),
    (message("Loss"), message("How far the network's answers are from the right ones. Training makes it smaller.")),
    (
        message("Top-1 accuracy"),
        message("The share of pictures whose most probable class is the right one."),
    ),
    (
        message("Best"),
        message("The epoch with the highest accuracy in validation. The model that you use is that of this epoch."),
    ),
    (
        message("Likely"),
        message(
            "Of a count in Use, as in 19 bees (likely 19 to 25): the model's number, and where the true one is in 95 "
            "of 100 such counts. It allows for the mistakes that the model made on held-back pictures."
        ),
    ),
    (message("Weights"), message("The numbers that a network consists of. Training changes them.")),
    (
        message("Pretrained"),
        message("With weights from other pictures, such as the million of ImageNet. Few of your own are then enough."),
    ),
    (
        message("Frozen"),
        message("Not changed by training: such layers keep what they know, and training is faster."),
    ),
    (
        message("Head"),
        message("The last layer, which gives each class its probability. It always learns."),
    ),
)


def terms() -> list[tuple[Message, Message]]:
    """Each term and what it means."""
    rows = {row.name: row for row in SETTINGS}
    of_settings = [(rows[name].label, rows[name].tip) for name in _SETTINGS]
    return [*_OTHERS, *of_settings]
