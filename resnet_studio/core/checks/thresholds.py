"""From where on something is a finding. Where no source is named, figures are of 3,905 photographs of insects and of
101 kinds of objects (hymenoptera, Caltech-101), and of copies of them with planted faults."""

from dataclasses import dataclass, fields
from typing import Final

from resnet_studio.core.basics.errors import ConfigError
from resnet_studio.core.basics.json_text import is_number
from resnet_studio.core.basics.message import message
from resnet_studio.core.dataset.balance import MATTERS

LEAST_ALIKE: Final = 0.85
"""Correlation from which on pairs are kept; which of them count is chosen when they are read."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Limits that a person can change, each with the range in which it makes sense.

    Attributes:
        alike: correlation of two pictures, one of them shifted, cropped or turned a little, from which on they are
            near-duplicates. At 0.90, 99 % of the groups of planted ones were complete and no unrelated pair was found.
        tiny: pixels of the shorter side. A smaller one is enlarged more than twice for a network of 224 pixels.
        huge: megapixels. Decoding more takes a second in each epoch that does not keep it.
        blur, fine: of `Look`. A picture is blurred above a `blur` of `blur`, or of 0.45 and below a `fine` of `fine`:
            no photograph of 637 is among them; of 213 blurred over 6 pixels of 500, 94 % are, over 8, all but one.
        dark: grey value below which 99 % of the pixels are; the darkest of the photographs had 111.
        bright: grey value above which 95 % of the pixels are; all but two of the photographs had less than 205.
        uniform: standard deviation of the grey values; the least of the photographs was 11.
        aspect: longer side through shorter side; cleanvision takes 2.9.
        small_class: training pictures of a class.
        imbalance: how many times as many pictures the largest class has as the smallest: from where on Train offers
            class weights, so that neither is silent about what the other says.
        shortcut: share of the way from guessing to always right that file size, format, border or brightness alone go.
    """

    alike: float = 0.90
    tiny: float = 96.0
    huge: float = 40.0
    blur: float = 0.60
    fine: float = 0.14
    dark: float = 90.0
    bright: float = 210.0
    uniform: float = 3.0
    aspect: float = 3.0
    small_class: float = 20.0
    imbalance: float = MATTERS
    shortcut: float = 0.4

    def __post_init__(self) -> None:
        for field in fields(self):
            value, (least, most) = getattr(self, field.name), _RANGES.get(field.name, (0.0, 1e6))
            if not is_number(value) or not least <= value <= most:
                allowed = message("a number from {least} to {most}", least=least, most=most)
                raise ConfigError(field.name, value, allowed)


_RANGES = {
    "alike": (LEAST_ALIKE, 1.0),
    "blur": (0.0, 1.0),
    "fine": (0.0, 10.0),
    "dark": (0.0, 255.0),
    "bright": (0.0, 255.0),
    "uniform": (0.0, 255.0),
    "aspect": (1.0, 1e6),
    "shortcut": (0.0, 1.0),
}
USUAL = Thresholds()
