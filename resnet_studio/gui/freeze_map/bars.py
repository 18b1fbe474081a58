"""Shares of the parameters and of the computing that are frozen: two bars in the patterns of the freeze map."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from resnet_studio.core.basics import formatting
from resnet_studio.core.basics.message import tr
from resnet_studio.core.network.architecture import HEAD, Architecture, frozen_units
from resnet_studio.gui.freeze_map.describe import macs
from resnet_studio.gui.theme.tokens import DARK, MEDIUM, REGULAR, SECONDARY
from resnet_studio.gui.widgets.figures import Share, SplitBar
from resnet_studio.gui.widgets.text import Label

_HEIGHT = 20
_ON_WARM = DARK.on_accent  # the trainable segments are equally bright in both themes: dark text on both


class ShareBars(QWidget):
    """The rows Parameters and Computing (multiply-accumulate operations for one picture), stage by stage."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(0)
        grid.setVerticalSpacing(6)
        grid.setColumnMinimumWidth(0, 100)
        grid.setColumnMinimumWidth(2, 86)
        grid.setColumnStretch(1, 1)
        self.parameters, self.computing = SplitBar(_HEIGHT), SplitBar(_HEIGHT)
        self.parameters_total, self.computing_total = (Label("", SECONDARY, REGULAR, "text2") for _ in range(2))
        rows = (
            (
                tr("Parameters"),
                self.parameters,
                self.parameters_total,
                tr("Numbers in the network, with a head for your classes: more classes need more"),
            ),
            (tr("Computing"), self.computing, self.computing_total, tr("Multiply-adds for one picture")),
        )
        for row, (name, bar, total, tip) in enumerate(rows):
            label = Label(name, SECONDARY, MEDIUM)
            for widget in (label, total):
                widget.setToolTip(tip)
            total.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(label, row, 0)
            grid.addWidget(bar, row, 1)
            grid.addWidget(total, row, 2)

    def show_network(self, network: Architecture, image_size: int, classes: int, frozen: tuple[str, ...]) -> None:
        """Show the shares of a network with its frozen names; without ``classes`` the head is left out."""
        units = frozen_units(network, frozen)
        total = network.total_parameters(classes)
        self.parameters_total.setText(formatting.parameters(total))
        self.parameters.set_shares(
            list(_shares(network, units, lambda name: network.parameters(name, classes),
                         lambda value: formatting.parameters(value)))
        )  # fmt: skip
        work = network.total_macs(image_size, classes)
        self.computing_total.setText(macs(work))
        self.computing.set_shares(
            list(_shares(network, units, lambda name: network.macs(name, image_size, classes),
                         lambda value: formatting.percent(value / work)))
        )  # fmt: skip


def _shares(
    network: Architecture, units: frozenset[str], value_of: Callable[[str], int], text_of: Callable[[int], str]
) -> Iterator[Share]:
    """One share for each stage, or for each series of equally frozen blocks in it; the head last."""
    for stage in (*network.stage_names, HEAD):
        members = [unit.name for unit in network.units(stage)] or [HEAD]
        runs: list[tuple[bool, int]] = []
        for name in members:
            frozen, value = name in units, value_of(name)
            if runs and runs[-1][0] == frozen:
                runs[-1] = (frozen, runs[-1][1] + value)
            else:
                runs.append((frozen, value))
        for frozen, value in runs:
            yield _share(stage, value, text_of(value), frozen)


def _share(stage: str, value: int, text: str, frozen: bool) -> Share:
    label = f"{stage} {text}"
    tip = tr("{share}, frozen", share=label) if frozen else tr("{share}, trains", share=label)
    if frozen:
        return Share(value, "ice", label, line="ice_line", hatch="ice_line", text="ice_text", tip=tip)
    return Share(value, "warm_slab", label, line="warm_line", text=_ON_WARM, tip=tip)
