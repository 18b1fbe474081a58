"""A development aid: every widget of the house in both themes, saved as PNGs to look at.

Run: ``python tests/gui/gallery.py FOLDER`` (with QT_QPA_PLATFORM=offscreen where there is no screen).
"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication, QButtonGroup, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from resnet_studio.core.runs.figures import Figure
from resnet_studio.gui.shell.rail import Rail
from resnet_studio.gui.shell.status_bar import StatusBar
from resnet_studio.gui.theme.icons import ICONS
from resnet_studio.gui.theme.manager import install
from resnet_studio.gui.widgets.badge import Badge
from resnet_studio.gui.widgets.button import Button, IconButton
from resnet_studio.gui.widgets.card import Card, Line, SelectableCard
from resnet_studio.gui.widgets.chips import ChipRow
from resnet_studio.gui.widgets.choice import RadioList, Segmented, one_tab_stop
from resnet_studio.gui.widgets.drop_zone import DropZone
from resnet_studio.gui.widgets.empty_state import EmptyState
from resnet_studio.gui.widgets.feedback import ErrorPanel, Icon, NoticeBar
from resnet_studio.gui.widgets.field_row import FieldRow
from resnet_studio.gui.widgets.fields import (
    CheckBox,
    ComboBox,
    Foldout,
    NumberBox,
    SearchField,
    Slider,
)
from resnet_studio.gui.widgets.figures import Bar, ProgressSegments, Share, SplitBar, StatBlock, paint_bar
from resnet_studio.gui.widgets.interval_axis import IntervalAxis
from resnet_studio.gui.widgets.paint import colour
from resnet_studio.gui.widgets.pictures import TileGrid, paint_picture
from resnet_studio.gui.widgets.room import RoomPage
from resnet_studio.gui.widgets.text import Label, heading


def row(*widgets: QWidget, stretch: bool = True) -> QHBoxLayout:
    layout = QHBoxLayout()
    layout.setSpacing(12)
    for widget in widgets:
        layout.addWidget(widget)
    if stretch:
        layout.addStretch(1)
    return layout


def tile_painter() -> object:
    picture = QImage(160, 120, QImage.Format.Format_RGB32)
    painter = QPainter(picture)
    for x in range(0, 160, 20):
        painter.fillRect(x, 0, 20, 120, QColor.fromHsv(x * 2, 120, 200))
    painter.end()

    def paint(painter: QPainter, rect: QRect, index: int) -> None:
        wrong = index % 5 == 2
        paint_picture(painter, rect, None if index % 11 == 10 else picture, wrong=wrong, selected=index == 3)
        words = QRect(rect.left(), rect.bottom() + 3, rect.width(), 16)
        from resnet_studio.gui.theme.fonts import font

        painter.setFont(font(11, 600 if wrong else 400))
        painter.setPen(colour("wrong" if wrong else "text"))
        painter.drawText(words, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, "ants")
        painter.setPen(colour("wrong" if wrong else "text2"))
        painter.drawText(words, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, "93.6 %")
        bar = QRectF(rect.left(), words.bottom() + 2, rect.width(), 3)
        paint_bar(painter, bar, 0.936, "wrong" if wrong else "text3")

    return paint


def depth_cards() -> tuple[QHBoxLayout, QButtonGroup]:
    layout = QHBoxLayout()
    layout.setSpacing(8)
    group = QButtonGroup()
    layout.setObjectName("cards")
    for depth, parameters, top1 in ((18, "11.7", "69.8"), (34, "21.8", "73.3"), (50, "25.6", "76.1")):
        card = SelectableCard(f"ResNet-{depth}")
        card.layout_.addWidget(Label(str(depth), 20, 600))
        card.layout_.addSpacing(4)
        card.layout_.addWidget(Label(f"{parameters} M parameters", 11, 400, "text2"))
        card.layout_.addWidget(Label("45 MB", 11, 400, "text2"))
        card.layout_.addLayout(row(Label(f"{top1} %", 11, 600), Label("top-1", 11, 400, "text2")))
        card.setChecked(depth == 18)
        group.addButton(card)
        layout.addWidget(card)
    one_tab_stop(group)
    return layout, group


def model_page() -> RoomPage:
    # Long: a sheet of samples, one widget after the other.
    page = RoomPage("Model", "How deep, from which weights, and how much of it learns")
    page.header.add_action(Button("Stop", "action", "stop"))
    page.header.add_action(Button("Go to Train", "main", icon_right="chevron-right"))
    depth = Segmented([("photos", "Photographs"), ("small", "Small pictures")], "Depth")
    top = row(heading("Depth"), depth, Label("as published, for the 1,000 classes of ImageNet", 12, 400, "text2"))
    top.addWidget(Button("Race them on my pictures", "link", "star"))
    left = QVBoxLayout()
    left.addLayout(top)
    cards, group = depth_cards()
    group.setParent(page)
    left.addLayout(cards)
    right = QVBoxLayout()
    right.addWidget(heading("Weights"))
    weights = RadioList(
        [("imagenet", "ImageNet", ""), ("scratch", "From scratch", "random start"), ("file", "A file…", ".pth .pt")]
    )
    weights.set_hint("imagenet", "on this computer", "check")
    card = Card(4)
    card.layout_.addWidget(weights)
    right.addWidget(card)
    both = QHBoxLayout()
    both.setSpacing(24)
    both.addLayout(left, 2)
    both.addLayout(right, 1)
    page.content.addLayout(both)
    panel = Card(16, 12)
    presets = Segmented(
        [("all", "everything"), ("l3", "from layer3"), ("l4", "layer4 and head", "star"), ("head", "head only")]
    )
    presets.set_current("l4")
    line = row(heading("Freeze map"))
    line.addWidget(Label("Train", 12, 400, "text2"))
    line.addWidget(presets)
    panel.layout_.addLayout(line)
    bars = SplitBar(20, 3)
    frozen = {"fill": "ice", "line": "ice_line", "hatch": "ice_line", "text": "ice_text"}
    bars.set_shares(
        [Share(0.2, label="stem", **frozen), Share(2.6, label="layer3 2.1 M", **frozen),
         Share(8.4, "warm_slab", "layer4 8.4 M", "warm_line", text="on_warm")]
    )  # fmt: skip
    panel.layout_.addLayout(row(Label("Parameters", 12, 500), bars, Label("11.2 M", 12, 400, "text2"), stretch=False))
    figures = row(*(StatBlock(caption, figure) for caption, figure in (("per epoch", "7 s"), ("memory", "0.9 GB"))))
    trainable = StatBlock("Trainable")
    trainable.set_figure("8.4 M", "of 11.2 M")
    figures.insertWidget(0, trainable)
    right_side = Qt.AlignmentFlag.AlignRight
    figures.addWidget(StatBlock("Validation accuracy, best epoch 4", "95.4 %", tone="validation", align=right_side))
    panel.layout_.addWidget(Line())
    panel.layout_.addLayout(figures)
    page.content.addWidget(panel)
    progress = ProgressSegments()
    progress.set_progress(12, 8.5)
    page.content.addWidget(progress)
    grid = TileGrid(tile_painter(), tile=96, caption=26)
    grid.set_count(60)
    page.content.addLayout(row(grid, settings_card(), stretch=False), 1)
    return page


def settings_card() -> Card:
    card = Card(14, 0)
    card.setFixedWidth(202)
    card.layout_.addWidget(heading("Settings"))
    card.layout_.addSpacing(6)
    card.layout_.addWidget(FieldRow("Epochs", "12"))
    card.layout_.addWidget(FieldRow("Batch size", control=NumberBox(32)))
    rate = FieldRow("Image size", control=NumberBox(224, unit="px"))
    card.layout_.addWidget(rate)
    choice = ComboBox(compact=True)
    choice.addItems(["light", "none", "strong"])
    card.layout_.addWidget(FieldRow("Augmentation", control=choice))
    card.layout_.addSpacing(8)
    fold = Foldout("Optimiser", "AdamW")
    fold.add(FieldRow("Weight decay", "0.01"))
    fold.set_open(True)
    card.layout_.addWidget(fold)
    card.layout_.addWidget(Foldout("Schedule", "one-cycle"))
    card.layout_.addWidget(Foldout("More"))
    card.layout_.addStretch(1)
    return card


def parts_page() -> RoomPage:
    # Long: a sheet of samples, one widget after the other.
    page = RoomPage("ants-bees", "~/Pictures/ants-bees  ·  397 pictures in 2 classes  ·  checked in 4 s")
    page.header.add_action(Button("Add pictures", "action", "plus"))
    page.header.add_action(Button("Choose a model", "main", icon_right="chevron-right"))
    error = ErrorPanel()
    error.show_error("The engine stopped while it trained. The run is kept up to epoch 8.", "Traceback…", retry=True)
    page.content.addWidget(error)
    for look in ("warning", "ok", "frozen"):
        notice = NoticeBar()
        notice.say("1 picture looks like a placeholder", "Left out. Nothing on disk was changed.", look=look,
                   action="Undo", dismissible=True)  # fmt: skip
        page.content.addWidget(notice)
    finding = ComboBox(bar=True)
    finding.addItems(["Any finding", "None"])
    parts = Segmented([("all", "All parts"), ("train", "Train"), ("validation", "Validation")])
    parts.set_available("validation", False, "There is none")
    page.content.addLayout(row(SearchField("Find by file name"), parts, finding, Icon("data", 14), Slider(0, 9, 5)))
    off = Button("Start", "main")
    off.set_available(False, "No dataset yet")
    checked = CheckBox("Shortcuts")
    checked.setChecked(True)
    page.content.addLayout(
        row(Button("Open the sample"), Button("Change split…", "small"), Button("Undo", "small", "undo"), off,
            IconButton("trash", "Delete"), checked, CheckBox("Plain"), Slider(0, 100, 60, filled=True))
    )  # fmt: skip
    tags = ChipRow("Tags", "All tags")
    tags.set_chips([("baseline", 4), ("report", 2), ("try again", 1)])
    tags.chips[1].setChecked(True)
    page.content.addLayout(row(Badge("A"), Badge("B"), Badge(""), tags))
    split = SplitBar()
    split.set_shares([Share(193, "#009e73"), Share(204, "#cc79a7")])
    page.content.addWidget(split)
    bar = Bar(0.95, "validation", 8)
    page.content.addWidget(bar)
    axis = IntervalAxis()
    axis.show_figure(Figure(0.958, 0.798, 0.993))
    page.content.addWidget(axis)
    zone = DropZone()
    inner = QVBoxLayout(zone)
    sentence = "Drop a folder here, or choose one. Each subfolder becomes a class."
    inner.addWidget(EmptyState(sentence, "Choose folder…", "folder"))
    page.content.addWidget(zone, 1)
    icons = QHBoxLayout()
    icons.setSpacing(4)
    for name in ICONS:
        icons.addWidget(Icon(name, 20))
    page.content.addLayout(icons)
    return page


def window(page: QWidget, width: int, height: int) -> QWidget:
    shell = QWidget()
    grid = QGridLayout(shell)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setSpacing(0)
    rail, status = Rail(), StatusBar()
    rail.fit(width)
    rail.set_current("model")
    for key, state in (("data", "397 pictures"), ("model", "ResNet-18"), ("train", "not started"), ("runs", "6 runs")):
        rail.set_state(key, state)
    status.set_engine("Training", "busy")
    status.set_device("CPU, 2 cores, bfloat16")
    status.set_memory("Memory 0.9 of 7.8 GB", 0.12)
    status.set_job("71 %, 24 s left", 0.71)
    grid.addWidget(rail, 0, 0)
    grid.addWidget(page, 0, 1)
    grid.addWidget(status, 1, 0, 1, 2)
    shell.resize(width, height)
    return shell


def main(folder: Path) -> None:
    app = QApplication([])
    theme = install(app)
    folder.mkdir(parents=True, exist_ok=True)
    shells = {"model": window(model_page(), 1280, 800), "parts": window(parts_page(), 1280, 800),
              "narrow": window(model_page(), 1024, 640)}  # fmt: skip
    for scheme in ("light", "dark"):
        theme.choose(scheme)
        for name, shell in shells.items():
            shell.show()
            app.processEvents()
            shell.grab().save(str(folder / f"{name}-{scheme}.png"))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
