"""The rows of the table of settings for single random changes to training pictures."""

from resnet_studio.core.basics.message import message
from resnet_studio.core.runs.augmentation import CUSTOM
from resnet_studio.core.runs.config_protocol import Config
from resnet_studio.core.runs.setting_kinds import Choice, Number, Setting, Switch
from resnet_studio.core.runs.without_effect import head_alone

_OFF = message("off")
_SECTION = "augmentation"


def _by_hand(config: Config) -> bool:
    """A preset is said by its name alone."""
    return config.augment == CUSTOM


CONTROL_SETTINGS: tuple[Setting, ...] = (
    Number(
        name="smallest_crop", label=message("Smallest crop"), section=_SECTION, smallest=0.05, largest=1.0, step=0.05,
        neutral=1.0, off=_OFF, listed=_by_hand,
        help=message("Cuts a piece out of each picture, of at least this share of its area; 1 is off."),
    ),
    Number(
        name="shift", label=message("Shift"), section=_SECTION, smallest=0.0, largest=0.5, step=0.025, neutral=0.0,
        off=_OFF, listed=_by_hand,
        help=message("Moves each picture by up to this share of its side; 0 is off."),
    ),
    Choice(
        name="mirror", label=message("Mirror"), section=_SECTION, neutral="none", listed=_by_hand,
        options=(
            ("none", _OFF),
            ("sideways", message("sideways")),
            ("upside-down", message("upside down")),
            ("both", message("both ways")),
        ),
        help=message("Mirrors every other picture."),
        advice=message("Not for digits and text: a mirrored letter is another sign, or none."),
    ),
    Number(
        name="rotation", label=message("Turn"), edit_label=message("Turn, °"), section=_SECTION, smallest=0.0,
        largest=180.0, step=1.0, neutral=0.0, off=_OFF, listed=_by_hand,
        help=message("Turns each picture by up to this many degrees, either way; 0 is off."),
        written=lambda value: message("{value:exact}°", value=value),
    ),
    Switch(
        name="quarter_turns", label=message("Quarter turns"), section=_SECTION, neutral=False, listed=_by_hand,
        help=message("Turns pictures by 90°, 180° or 270°, where up and down mean nothing."),
    ),
    Number(
        name="brightness", label=message("Brightness"), section=_SECTION, smallest=0.0, largest=1.0, step=0.05,
        neutral=0.0, off=_OFF, listed=_by_hand,
        help=message("Makes each picture darker or brighter by up to this share; 0 is off."),
    ),
    Number(
        name="contrast", label=message("Contrast"), section=_SECTION, smallest=0.0, largest=1.0, step=0.05,
        neutral=0.0, off=_OFF, listed=_by_hand,
        help=message("Changes the contrast of each picture by up to this share; 0 is off."),
    ),
    Number(
        name="colour", label=message("Colour"), section=_SECTION, smallest=0.0, largest=1.0, step=0.05, neutral=0.0,
        off=_OFF, listed=_by_hand,
        help=message("Makes the colours of each picture paler or stronger by up to this share; 0 is off."),
    ),
    Number(
        name="blur", label=message("Blur"), edit_label=message("Blur, px"), section=_SECTION, smallest=0.0,
        largest=10.0, step=0.25, neutral=0.0, off=_OFF, listed=_by_hand,
        help=message("Blurs every other picture, by up to this many pixels; 0 is off."),
        written=lambda value: message("{value:exact} px", value=value),
    ),
    Number(
        name="erasing", label=message("Erasing"), section=_SECTION, smallest=0.0, largest=1.0, step=0.05, neutral=0.0,
        off=_OFF, listed=_by_hand,
        help=message("Erases a rectangle in this share of the pictures; 0 is off."),
        advice=message("The network learns not to depend on one spot."),
    ),
    Number(
        name="mixup", label=message("MixUp"), section=_SECTION, smallest=0.0, largest=4.0, step=0.1, neutral=0.0,
        off=_OFF, listed=_by_hand,
        help=message("Blends pictures in pairs, and asks for both classes in that proportion; 0 is off."),
        advice=message(
            "0.2 is usual. Training loss and accuracy are then of blended pictures. Where layers are frozen, what they "
            "make of the pictures is blended."
        ),
    ),
    Number(
        name="cutmix", label=message("CutMix"), section=_SECTION, smallest=0.0, largest=4.0, step=0.1, neutral=0.0,
        off=_OFF, listed=_by_hand, idle=head_alone,
        help=message("Puts a piece of one picture into another, and asks for both classes by their areas; 0 is off."),
        advice=message(
            "1 is usual. Training loss and accuracy are then of such pictures. Where only the head learns it has no "
            "effect, because the head does not see where things are."
        ),
    ),
)  # fmt: skip
