"""Random changes to training pictures: the single controls, and the presets that set all of them."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Final

NONE, PHOTOGRAPHS, DOCUMENTS, MICROSCOPY, STRONG = "none", "photographs", "documents", "microscopy", "strong"
CUSTOM = "custom"
"""What `augment` is where the controls are those of no preset."""

LIGHT: Final = "light"
"""A value of earlier versions: it meant what "photographs" means for photographs, and "documents" for small pictures.
"""


@dataclass(frozen=True, slots=True)
class Augmentation:
    """What may be changed, and how far; as it is made, nothing.

    Attributes:
        smallest_crop: share of a picture's area that a random crop takes at least; 1 is the view of validation.
        shift: share of the side by which a picture is moved at most.
        mirror: "none", "sideways", "upside-down" or "both".
        rotation: degrees by which a picture is turned at most, either way.
        quarter_turns: whether it is also turned by 90°, 180° or 270°.
        brightness, contrast, colour: how far each factor may be from 1.
        blur: largest standard deviation of the blur that every other picture gets, in pixels of the network's square.
        erasing: share of the pictures in which a rectangle is erased.
        mixup, cutmix: strengths of mixing the pictures of a batch in pairs; 0 is off.
    """

    smallest_crop: float = 1.0
    shift: float = 0.0
    mirror: str = "none"
    rotation: float = 0.0
    quarter_turns: bool = False
    brightness: float = 0.0
    contrast: float = 0.0
    colour: float = 0.0
    blur: float = 0.0
    erasing: float = 0.0
    mixup: float = 0.0
    cutmix: float = 0.0

    @property
    def is_random(self) -> bool:
        """Whether a single picture looks different each time."""
        return bool(_of_pictures(self) != _of_pictures(UNCHANGED))

    @property
    def mixes(self) -> bool:
        """Whether the pictures of a batch are mixed in pairs."""
        return self.mixup > 0 or self.cutmix > 0

    @property
    def computes_values(self) -> bool:
        """Whether values of pixels are computed, and not only pixels moved."""
        return any((self.rotation, self.brightness, self.contrast, self.colour, self.blur, self.erasing))


UNCHANGED: Final = Augmentation()
CONTROLS: Final = tuple(field.name for field in fields(Augmentation))
"""Names of the controls, which are also those of the settings."""

_SMALL = {
    NONE: UNCHANGED,
    # By 4 of 32 pixels, as in section 4.2 of He et al. 2015; nothing says that a mirrored small picture is the same.
    DOCUMENTS: Augmentation(shift=0.125),
    PHOTOGRAPHS: Augmentation(shift=0.125, mirror="sideways"),
    MICROSCOPY: Augmentation(shift=0.125, mirror="both", quarter_turns=True),
    STRONG: Augmentation(shift=0.125, mirror="sideways", rotation=15.0, brightness=0.4, contrast=0.4, colour=0.4),
}
_LARGE = {
    NONE: UNCHANGED,
    PHOTOGRAPHS: Augmentation(smallest_crop=0.5, mirror="sideways"),
    DOCUMENTS: Augmentation(smallest_crop=0.8, rotation=5.0, brightness=0.2, contrast=0.2),
    MICROSCOPY: Augmentation(smallest_crop=0.5, mirror="both", quarter_turns=True),
    STRONG: Augmentation(smallest_crop=0.2, mirror="sideways", rotation=15.0, brightness=0.4, contrast=0.4, colour=0.4),
}


def preset(name: str, *, small: bool) -> Augmentation:
    """What a preset changes, for a network of small pictures or of photographs; "custom" begins with nothing."""
    return (_SMALL if small else _LARGE).get(_today(name, small=small), UNCHANGED)


def with_controls(values: Mapping[str, Any], *, small: bool) -> dict[str, Any]:
    """Settings with each control that was not chosen as the preset has it; "custom" where one is as no preset has it.

    Args:
        values: settings by name, `augment` among them.
        small: whether the network is one for small pictures.
    """
    name = _today(values["augment"], small=small)
    usual = asdict(preset(name, small=small))
    controls = {control: values.get(control, usual[control]) for control in CONTROLS}
    return {**values, **controls, "augment": name if controls == usual else CUSTOM}


def _today(name: str, *, small: bool) -> str:
    return name if name != LIGHT else DOCUMENTS if small else PHOTOGRAPHS


def _of_pictures(augmentation: Augmentation) -> tuple[object, ...]:
    return tuple(getattr(augmentation, name) for name in CONTROLS if name not in ("mixup", "cutmix"))
