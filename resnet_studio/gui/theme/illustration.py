"""Colours of the drawn example pictures: like photographs, they are the same in both themes."""

from typing import Final

# Ground and ink of each tile, as snapshots of one subject differ: light, colour and angle.
LEAVES: Final = (
    ("#dcebd5", "#3f7a3a", -20),
    ("#f3ead2", "#7c8a2e", 35),
    ("#cfe3e6", "#2f7d6b", 100),
    ("#efe0d8", "#a4582c", 160),
)
SHELLS: Final = (
    ("#d6e6f3", "#3a6ea5", 0),
    ("#f4e3e6", "#b0567a", 40),
    ("#e6e1f2", "#6b57a5", -35),
    ("#f6ecd0", "#b98422", 90),
)
LIGHT_VEINS: Final = "#ffffff"
