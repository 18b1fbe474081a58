"""Writes `docs/settings.md` from the table of settings and the rules of their defaults."""

from __future__ import annotations

from pathlib import Path

from resnet_studio.core.basics.message import Message
from resnet_studio.core.network.architecture import PHOTO_DEPTHS, architecture
from resnet_studio.core.runs.defaults import (
    LEAST_STEPS,
    MANY,
    MOST_EPOCHS,
    RATE_BELOW,
    RATES,
    THOUSANDS,
    Learns,
    default_values,
)
from resnet_studio.core.runs.setting_kinds import Choice, Device, Setting, Switch
from resnet_studio.core.runs.settings import SECTIONS, SETTINGS

PAGE = Path(__file__).resolve().parents[1] / "docs" / "settings.md"
PHOTOGRAPHS, SMALL_PICTURES = architecture(18), architecture(20)

HEAD = """# Settings

All settings of a run. `make settings` writes this page from the table in `resnet_studio/core/runs/settings.py`;
a test fails where it is out of date.

"""

PUBLISHED = "depth " + ", ".join(map(str, PHOTO_DEPTHS))
DEFAULTS = f"""
## Defaults that follow from other settings

A setting whose default is "follows" gets one that suits the others (`resnet_studio/core/runs/defaults.py`):

- `weights`: ImageNet weights where they exist ({PUBLISHED}, with shortcuts), else from scratch.
- `frozen`: everything but the head; with {MANY:,} training pictures or more the last stage learns too, with
  {THOUSANDS:,} or more, in ResNet-18 and ResNet-34, the one below it as well; nothing from scratch.
- `layer_decay`: {RATE_BELOW} where just `layer3`, `layer4` and the head of these two learn from {THOUSANDS:,} training
  pictures or more, else 1.
- `optimizer`: Muon for small networks (depth 20, 32 …) from scratch, else AdamW.
- The others depend on what learns then, the image size on the network, and some on the optimiser:

"""


def page() -> str:
    """The whole page."""
    rows = [_row(*("Setting", "In config.json", "In the terminal", "Where in the window", "Allowed", "Default",
                   "Effect")), _row(*["---"] * 7), *map(_setting, SETTINGS)]  # fmt: skip
    return HEAD + "\n".join(rows) + "\n" + DEFAULTS + "\n".join(_default_rows()) + "\n"


def _setting(setting: Setting) -> str:
    place = next((section for section in SECTIONS if section.id == setting.section), None)
    where = "Model" if place is None else "Train" if not place.title else f"Train, under {place.title}"
    switched_off = isinstance(setting, Switch) and setting.default is True
    option = f"--no-{setting.flag[2:]}" if switched_off else setting.flag
    default = "follows" if setting.default is None else f"`{_json(setting.default)}`" if setting.default != "" else ""
    return _row(str(setting.label), f"`{setting.name}`", f"`{option}`", where, _allowed(setting), default,
                str(setting.tip))  # fmt: skip


def _allowed(setting: Setting) -> str:
    if isinstance(setting, Choice) and not isinstance(setting, Device | Switch):
        return ", ".join(f"`{value}`" for value in setting.values)
    return str(setting.allowed)


def _default_rows() -> list[str]:
    names = ("epochs", "learning_rate", "head_multiplier", "augment", "best_by")
    rows = [_row("What learns", "Optimiser", *(f"`{name}`" for name in names), "`weight_decay`")]
    rows.append(_row(*["---"] * (len(names) + 3)))
    for learns in Learns:
        for optimizer in RATES[learns]:
            values = default_values(PHOTOGRAPHS, learns, optimizer, 32, 0)
            rows.append(_row(learns, optimizer, *(_number(values[name]) for name in names),
                             _number(values["weight_decay"])))  # fmt: skip
    sizes = (
        default_values(network, Learns.NEW, "adamw", 32, 0)["image_size"] for network in (PHOTOGRAPHS, SMALL_PICTURES)
    )
    photo, small = sizes
    sides = f"`image_size` is {photo} for photographs, and {small} for small pictures (depth 20, 32 …)."
    few = (
        f"Few pictures get more `epochs`: as many as {LEAST_STEPS[Learns.HEAD]} optimiser steps take where the head "
        f"learns alone, {MOST_EPOCHS[Learns.HEAD]} at most, and {LEAST_STEPS[Learns.SOME]} steps, "
        f"{MOST_EPOCHS[Learns.SOME]} epochs at most, where some layers learn too."
    )
    return [*rows, "", sides, few, f"`views` are 8 with fewer than {MANY} training pictures, else 4."]


def _number(value: object) -> str:
    return str(Message("{value:exact}", {"value": value})) if isinstance(value, int | float) else str(value)


def _json(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
