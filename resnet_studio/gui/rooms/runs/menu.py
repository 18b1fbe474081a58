"""The menu of the runs that are chosen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from resnet_studio.core.basics.message import tr, trn
from resnet_studio.core.runs.summary import RunSummary
from resnet_studio.gui.rooms.runs.words import trained_further
from resnet_studio.gui.theme.qt_icons import icon
from resnet_studio.gui.widgets.passing_menu import passing_menu
from resnet_studio.gui.widgets.text import plain_tip

Act = Callable[[], object]


@dataclass(frozen=True, slots=True)
class RunActions:
    """What can be done."""

    use: Act
    results: Act
    resume: Act
    further: Act
    swap: Act
    tag: Act
    note: Act
    rename: Act
    folder: Act
    tensorboard: Act
    delete: Act
    delete_failed: Act


@dataclass(frozen=True, slots=True)
class Obstacles:
    """Why something cannot be done with A now; empty where it can."""

    use: str = ""
    resume: str = ""
    further: str = ""
    change: str = ""


def run_menu(
    parent: QWidget, runs: Sequence[RunSummary], failed: int, why_not: Obstacles, actions: RunActions
) -> QMenu:
    """The menu of these runs, A first, deleted when it closes. `failed` is how many of the list have failed."""
    menu, one = passing_menu(parent), len(runs) == 1
    menu.setToolTipsVisible(True)
    words = tr("Show results") if one else tr("Show results of A")
    _limit(menu.addAction(icon("results", "text2"), words, actions.results), why_not.use)
    use = menu.addAction(icon("use", "text2"), tr("Use this model") if one else tr("Use model A"), actions.use)
    _limit(use, why_not.use)
    if one and not why_not.resume:
        menu.addAction(icon("play", "text2"), tr("Resume"), actions.resume)
    elif one:
        further = menu.addAction(icon("train", "text2"), tr("Train further"), actions.further)
        _limit(further, why_not.further, trained_further(runs[0]))
    if len(runs) > 1:
        menu.addAction(icon("swap", "text2"), tr("Swap A and B"), actions.swap)
    menu.addSeparator()
    menu.addAction(icon("tag", "text2"), tr("Tag…"), actions.tag)
    if one:
        menu.addAction(icon("file", "text2"), tr("Note…"), actions.note)
        _limit(menu.addAction(icon("pencil", "text2"), tr("Rename"), actions.rename), why_not.change)
        menu.addAction(icon("folder", "text2"), tr("Open folder"), actions.folder)
        menu.addAction(icon("save", "text2"), tr("Export for TensorBoard…"), actions.tensorboard)
    menu.addSeparator()
    words = tr("Delete…") if one else trn("Delete {count} run…", "Delete {count} runs…", len(runs))
    _limit(menu.addAction(icon("trash", "text2"), words, actions.delete), why_not.change if one else "")
    if failed:
        words = trn("Delete the failed run in the list…", "Delete the {count} failed runs in the list…", failed)
        menu.addAction(icon("trash", "text2"), words, actions.delete_failed)
    return menu


def _limit(action: QAction, why: str, offered: str = "") -> None:
    """Offer an action, or say why it cannot be done."""
    action.setEnabled(not why)
    action.setToolTip(plain_tip(why or offered))
