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
        message("Precision"),
        message("Of the pictures that the model takes for a class, the share that is of it."),
    ),
    (
        message("Recall"),
        message("Of the pictures of a class, the share that the model finds."),
    ),
    (
        message("F1"),
        message("Precision and recall in one figure, their harmonic mean: it is low where one of them is."),
    ),
    (
        message("95 % interval"),
        message(
            "Where the true value most likely is: 95 of 100 such intervals hold it. More pictures make it narrower."
        ),
    ),
    (
        message("Confusion matrix"),
        message("How many pictures of each class, a row, the model takes for each class, a column."),
    ),
    (
        message("Calibration"),
        message("How well probabilities say what they mean: of answers given with 80 %, 80 of 100 should be right."),
    ),
    (
        message("Temperature"),
        message("A number by which logits are divided so that probabilities are better calibrated. No answer changes."),
    ),
    (
        message("Threshold"),
        message("The probability below which an answer counts as not sure."),
    ),
    (
        message("Best"),
        message(
            "The epoch with the lowest loss in validation, or with the highest accuracy, as the run's settings say. "
            "The model that you use is that of this epoch."
        ),
    ),
    (
        message("Likely"),
        message(
            "Of a count in Use, as in 19 bees (likely 19 to 25): the model's number, and where the true one is in 95 "
            "of 100 such counts. It allows for the mistakes that the model made on held-back pictures."
        ),
    ),
    (
        message("Checkpoint"),
        message("What is saved of a run so that it can go on from there, also after a crash."),
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
