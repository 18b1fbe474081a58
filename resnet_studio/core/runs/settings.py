"""The table of settings: one row each. The checks of `TrainConfig`, the options of `resnet-studio train`, the form in
the Train room, the details in the Runs room and `docs/settings.md` follow from it.

To add a setting: a row here, a field in `TrainConfig`, and the code that uses it.
"""

from dataclasses import dataclass

from resnet_studio.core.basics.message import Message, message, plural
from resnet_studio.core.dataset.split import LARGEST_SEED
from resnet_studio.core.runs.augmentation import CUSTOM, DOCUMENTS, LIGHT, MICROSCOPY, NONE, PHOTOGRAPHS, STRONG
from resnet_studio.core.runs.augmentation_settings import CONTROL_SETTINGS
from resnet_studio.core.runs.config_protocol import Config
from resnet_studio.core.runs.setting_kinds import (
    Choice,
    Depth,
    Device,
    Entry,
    Layers,
    Number,
    Setting,
    Switch,
    Weights,
    Whole,
)
from resnet_studio.core.runs.without_effect import no_decay, no_lanes, no_top, no_views, not_one_epoch


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the form.

    Attributes:
        id: what rows name it by.
        title: of its fold; empty for the settings that are always visible.
        leading: name of the setting whose value the closed fold shows.
    """

    id: str
    title: Message
    leading: str = ""


SECTIONS = (
    Section("main", Message("")),
    Section("augmentation", message("Augmentation in detail")),
    Section("optimizer", message("Optimiser"), "optimizer"),
    Section("schedule", message("Schedule"), "schedule"),
    Section("class weights", message("Class weights"), "class_weights"),
    Section("early stopping", message("Early stopping"), "early_stopping"),
    Section("more", message("More")),
)


def _times_as_fast(value: float) -> Message:
    """How fast the head learns: "8 × as fast", "same speed"."""
    return message("same speed") if value == 1 else message("{value:exact} × as fast", value=value)


BY_LOSS, BY_TOP1 = "loss", "top1"
_OFF = message("off")

# Rows that other code refers to.
LEARNING_RATE = Number(
    name="learning_rate", label=message("Learning rate"), section="main", smallest=1e-8, largest=10.0,
    help=message("How large each correction is."),
        advice=message("Too large and training falls apart, too small and it hardly moves."),
)  # fmt: skip
PRECISION = Choice(
    name="precision", label=message("Precision"), section="more", default="auto", in_details=False,
    options=(
        ("auto", message("automatic")),
        ("float32", Message("float32")),
        ("bfloat16", Message("bfloat16")),
        ("float16", Message("float16")),
    ),
    help=message("How exactly numbers are kept."),
        advice=message("The 16-bit kinds are faster where the device supports them."),
)  # fmt: skip

SETTINGS: tuple[Setting, ...] = (
    Depth(
        name="depth", label=message("Network"), default=18,
        help=message("Number of weighted layers of the ResNet."),
        advice=message("Deeper networks see finer differences and take longer."),
    ),
    Switch(
        name="shortcuts", label=message("Residual shortcuts"), default=True, neutral=True,
        help=message(
            "Adds the input of each block to its output, as ResNets do; without them it is a plain network."
        ),
    ),
    Weights(
        name="weights", label=message("Weights"), metavar="imagenet|scratch|FILE",
        help=message("What the network starts from: published ImageNet weights, random numbers, or a file."),
    ),
    Entry(
        name="weights_entry", label=message("Entry of the file"), metavar="NAME", default="", neutral="",
        help=message("Which network of a file of weights that holds several, such as ema or teacher."),
    ),
    Layers(
        name="frozen", label=message("Frozen"), option="freeze-only", metavar="NAMES",
        help=message("Freezes exactly these stages or blocks, such as layer1,layer3.0."),
        advice=message("The head always trains."),
    ),
    Whole(
        name="epochs", label=message("Epochs"), section="main", smallest=1, largest=10_000,
        help=message("How often the network sees every training picture."),
        advice=message("More can help, and takes longer."),
    ),
    Whole(
        name="batch_size", label=message("Batch size"), section="main", default=32, smallest=2, largest=4096,
        range=lambda low, high: message(
            "a whole number from {low} to {high}, because BatchNorm needs at least two pictures", low=low, high=high
        ),
        help=message("Pictures that the network looks at before each small correction."),
        advice=message("More is faster and steadier, but needs more memory."),
    ),
    Whole(
        name="image_size", label=message("Image size"), section="main", smallest=32, largest=512,
        range=lambda low, high: message("a whole number of pixels from {low} to {high}", low=low, high=high),
        edit_label=message("Image size, px"), written=lambda value: message("{value} px", value=value),
        help=message("Side of the square that every picture is scaled to, in pixels."),
        advice=message("Larger shows finer detail and takes longer: twice the side is four times the work."),
    ),
    LEARNING_RATE,
    Choice(
        name="augment", label=message("Augmentation"), section="main",
        older=(LIGHT,),
        options=(
            (NONE, message("none")),
            (PHOTOGRAPHS, message("photographs")),
            (DOCUMENTS, message("documents")),
            (MICROSCOPY, message("microscopy")),
            (STRONG, message("strong")),
            (CUSTOM, message("custom")),
        ),
        help=message("Random changes to training pictures that suit what they show: mirrored, cropped, other light."),
        advice=message(
            "Validation stays as it is. Documents are not mirrored; microscopy, also for aerial pictures, turns them."
        ),
    ),
    *CONTROL_SETTINGS,
    Choice(
        name="optimizer", label=message("Optimiser"), section="optimizer", short_label=message("Method"),
        options=(("adamw", Message("AdamW")), ("muon", Message("Muon")), ("sgd", Message("SGD"))),
        help=message("How corrections are made."),
        advice=message(
            "AdamW suits weights that were trained before; Muon learns small networks from scratch better, so "
            "that half the epochs are as accurate; SGD is the classic of the ResNet papers and needs a larger rate."
        ),
    ),
    Number(
        name="weight_decay", label=message("Weight decay"), section="optimizer", smallest=0.0, largest=1.0,
        help=message("Pulls the weights towards zero, which keeps the network from learning pictures by heart."),
    ),
    Choice(
        name="schedule", label=message("Schedule"), section="schedule", short_label=message("Shape"),
        default="one-cycle", options=(("one-cycle", message("one-cycle")), ("constant", message("constant"))),
        help=message(
            "How the learning rate changes: one-cycle rises at first and then falls almost to zero, constant stays."
        ),
    ),
    Number(
        name="top_first", label=message("Top layers first"), section="schedule", default=0.0,
        smallest=0.0, largest=0.9, neutral=0.0, off=_OFF, idle=no_top, unused=not_one_epoch,
        help=message(
            "For this share of the epochs only the last stage and the head learn, then all that is not frozen; 0 is "
            "off."
        ),
        advice=message(
            "0.67 with 6 epochs took half the time of 8: as accurate on photographs of 2 classes, 4 points less on "
            "those of 20."
        ),
    ),
    Choice(
        name="class_weights", label=message("Class weights"), section="class weights",
        short_label=message("Weighting"), default="none", neutral="none",
        options=(("none", _OFF), ("balanced", message("balanced")), ("sampling", message("sampling"))),
        help=message("Lets rare classes count as much as frequent ones while learning."),
        advice=message(
            "Balanced weighs mistakes with their pictures more. Sampling shows their pictures several times an epoch, "
            "and fewer of the others. Validation is not changed."
        ),
    ),
    Whole(
        name="early_stopping", label=message("Early stopping"), section="early stopping",
        short_label=message("After epochs"), default=0, smallest=0, largest=1000, neutral=0, off=_OFF,
        range=lambda low, high: message("a whole number of epochs from {low} (off) to {high}", low=low, high=high),
        written=lambda count: plural("{count} epoch", "{count} epochs", count),
        help=message("Ends training when validation has not become better for this many epochs; 0 is off."),
    ),
    Choice(
        name="best_by", label=message("Best epoch"), section="early stopping", neutral=BY_TOP1,
        options=((BY_LOSS, message("lowest loss")), (BY_TOP1, message("highest accuracy"))),
        help=message("Which epoch is kept: that of the lowest loss on validation, or of the highest accuracy."),
        advice=message("Of few pictures, the loss says more: it also counts how sure right answers were."),
    ),
    Whole(
        name="views", label=message("Prepared views"), section="more", smallest=1, largest=1000,
        idle=no_views,
        help=message(
            "How many augmented views of each picture are prepared where the network is frozen from the stem on."
        ),
        advice=message("Epochs use them in turn. More take longer at first, and help where pictures are few."),
    ),
    Number(
        name="label_smoothing", label=message("Label smoothing"), section="more", default=0.0,
        smallest=0.0, largest=0.9, neutral=0.0, off=_OFF,
        help=message("Asks the network to be a little less sure, which helps with wrong labels; 0 is off."),
        advice=message("0.1 is usual."),
    ),
    Number(
        name="head_multiplier", label=message("Head"), section="more", smallest=0.01, largest=1000.0, neutral=1.0,
        edit_label=message("Head, × as fast"), written=_times_as_fast,
        help=message("The head learns this many times as fast as the layers below it."),
        advice=message("It starts from random weights, and they are trained already."),
    ),
    Number(
        name="layer_decay", label=message("Layer decay"), section="more", smallest=0.01, largest=1.0, neutral=1.0,
        off=message("same rate for all"), idle=no_decay,
        written=lambda value: message("{value:exact} × per stage", value=value),
        help=message(
            "Each stage below the last one that learns, and the stem, has this share of the learning rate of the next "
            "one above it that learns; 1 is the same rate for all."
        ),
        advice=message("The lower a layer is, the less it has to change for new pictures."),
    ),
    Whole(
        name="lanes", label=message("Lanes"), section="more", default=0, smallest=0, largest=16, neutral=0,
        off=message("automatic"), edit_label=message("Lanes, 0: automatic"), idle=no_lanes,
        range=lambda low, high: message("a whole number from {low} (automatic) to {high}", low=low, high=high),
        help=message(
            "Into how many shares a batch is cut that are computed side by side on the processor; 0 chooses."
        ),
        advice=message(
            "Training is faster so beside other programs. The number decides the last digits of the result."
        ),
    ),
    Whole(
        name="seed", label=message("Seed"), section="more", default=0, smallest=0, largest=LARGEST_SEED,
        written=lambda value: Message("{value:plain}", {"value": value}),
        help=message("Starts the random numbers: the same seed and settings repeat a run."),
    ),
    Device(
        name="device", label=message("Device"), section="more", default="auto", in_details=False,
        metavar="auto|cpu|cuda|cuda:1|mps|xpu",
        options=(
            ("auto", message("automatic")),
            ("cpu", Message("CPU")),
            ("cuda", Message("CUDA")),
            ("mps", message("Apple GPU")),
        ),
        help=message("What computes; automatic takes the graphics card if there is one."),
    ),
    PRECISION,
)  # fmt: skip

_BY_NAME = {setting.name: setting for setting in SETTINGS}


def named(name: str) -> Setting:
    """The row of a field of `TrainConfig`; KeyError where there is none."""
    return _BY_NAME[name]


def in_section(section: Section) -> tuple[Setting, ...]:
    """The rows of a section of the form, in its order."""
    return tuple(setting for setting in SETTINGS if setting.section == section.id)


def details(config: Config) -> list[tuple[Message, Message]]:
    """The settings that shape a result as pairs of label and value, without those that are off or have no effect."""
    return [
        (setting.label, setting.text(config))
        for setting in SETTINGS
        if setting.in_details
        and setting.applies(config)
        and setting.listed(config)
        and getattr(config, setting.name) != setting.neutral
    ]
