"""The menus behind Open, Settings and Help, the keyboard shortcuts, and the notice that a run has ended."""

import os
import sys
from functools import partial
from pathlib import Path
from typing import cast

from PySide6.QtCore import QObject, QPoint, QSettings, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QApplication, QFileDialog, QMainWindow, QMenu, QMessageBox, QSystemTrayIcon

import resnet_studio
from resnet_studio.core.basics import formatting, safe_text
from resnet_studio.core.basics.message import show
from resnet_studio.core.protocol.events import RunFailed
from resnet_studio.core.runs.history import RunHistory
from resnet_studio.gui.shell.rail import Rail
from resnet_studio.gui.theme.manager import Scheme, theme
from resnet_studio.gui.widgets.keys import KeysDialog
from resnet_studio.gui.widgets.text import plain_tip
from resnet_studio.gui.work.opening import Opening

SCHEMES = (("", "As the system"), ("light", "Light"), ("dark", "Dark"))
MOST_RECENT = 8
KEYS = (
    ("Ctrl+O", "Choose a folder of pictures"),
    ("Ctrl+1 … Ctrl+5", "Data, Model, Train, Use, Runs"),
    ("Ctrl+Return", "Start training"),
    ("Ctrl+.", "Stop training"),
    ("Left, Right", "Move the frozen boundary on the map"),
    ("Space", "Freeze or thaw the stage in focus"),
    ("Ctrl+F", "Find a picture by its file name, in Data"),
    ("Enter, Esc", "Show the picture in focus larger, and close it"),
    ("Ctrl+V", "Ask about the pictures on the clipboard, in Use"),
    ("F2, Delete", "Rename or delete the run in focus"),
    ("F5", "Read the list of runs again"),
    ("F1", "This list"),
)


class Menus(QObject):
    """Actions that belong to no room. The rail shows three of them at its bottom; macOS shows them in its menu bar.

    Signals: start_wanted, stop_wanted: the shortcuts for training were pressed.
    """

    start_wanted = Signal()
    stop_wanted = Signal()

    def __init__(self, window: QMainWindow, rail: Rail, opening: Opening, settings: QSettings) -> None:
        super().__init__(window)
        self._window, self._opening, self._settings = window, opening, settings
        self._tray: QSystemTrayIcon | None = None
        self._menus = {"open": self._open_menu(), "settings": self._settings_menu(), "help": self._help_menu()}
        rail.add_bottom("open", "Open", "folder")
        rail.add_bottom("settings", "Settings", "settings")
        rail.add_bottom("help", "Help", "help")
        if sys.platform == "darwin":
            for menu in self._menus.values():
                window.menuBar().addMenu(menu)
        self._shortcut("Ctrl+Return", self.start_wanted.emit)
        self._shortcut("Ctrl+.", self.stop_wanted.emit)
        if "RESNET_STUDIO_THEME" not in os.environ:  # what was said for this start alone comes first
            self._use_scheme(str(settings.value("theme", "")))

    def pop_up(self, key: str, rail: Rail) -> bool:
        """Show the menu of a bottom item beside the rail; False if `key` is a room."""
        menu = self._menus.get(key)
        if menu is None:
            return False
        item = rail.bottom_item(key)
        corner = item.mapToGlobal(QPoint(item.width() + 4, item.height()))
        menu.popup(corner - QPoint(0, menu.sizeHint().height()))
        return True

    def notify(self, sentence: str, history: RunHistory) -> None:
        """Tell, outside the window, that a run has ended."""
        QApplication.alert(self._window)
        if not QSystemTrayIcon.isSystemTrayAvailable():
            return
        if self._tray is None:
            self._tray = QSystemTrayIcon(self._window.windowIcon(), self)
            self._tray.messageClicked.connect(self._window.activateWindow)
        self._tray.show()
        best = f"Best {formatting.percent(history.best.val_top1)} on validation" if history.best else ""
        if isinstance(history.ended, RunFailed):
            best = show(history.ended.error)
        self._tray.showMessage(sentence, best, self._window.windowIcon())

    def forget_notice(self) -> None:
        """The window is in front again: the notice has done its work."""
        if self._tray is not None:
            self._tray.hide()

    # Menus -----------------------------------------------------------------------------------------------------

    def _open_menu(self) -> QMenu:
        menu = QMenu("Open", self._window)
        choose = menu.addAction("Choose folder…", self.choose_folder)
        choose.setShortcut(QKeySequence.StandardKey.Open)
        self._window.addAction(choose)
        menu.addAction("Handwritten digits (sample)", self._opening.open_sample)
        menu.addSeparator()
        recent = menu.addMenu("Recent")
        menu.aboutToShow.connect(lambda: self._fill_recent(recent))
        menu.addSeparator()
        leave = menu.addAction("Quit", self._window.close)
        leave.setShortcut(QKeySequence.StandardKey.Quit)
        self._window.addAction(leave)
        return menu

    def _fill_recent(self, menu: QMenu) -> None:
        menu.clear()
        known = [recent for recent in self._opening.recents() if recent.available][:MOST_RECENT]
        menu.setEnabled(bool(known))
        for recent in known:
            name = safe_text.elide_middle(safe_text.printable(str(recent.path)), 60)
            # "&" marks a shortcut in a menu; a folder's name has none
            action = menu.addAction(name.replace("&", "&&"), partial(self._opening.open, recent.path))
            action.setToolTip(plain_tip(name))  # or Qt makes one of the text

    def _settings_menu(self) -> QMenu:
        menu = QMenu("Settings", self._window)
        menu.addAction("Appearance").setEnabled(False)  # the heading: a section's own is not drawn under a style sheet
        group = QActionGroup(menu)
        current = str(self._settings.value("theme", ""))
        for scheme, name in SCHEMES:
            action = QAction(name, group, checkable=True, checked=scheme == current)
            action.triggered.connect(lambda _, scheme=scheme: self._choose_scheme(scheme))
            menu.addAction(action)
        return menu

    def _help_menu(self) -> QMenu:
        menu = QMenu("Help", self._window)
        keys = menu.addAction("Keyboard shortcuts", self._show_keys)
        keys.setShortcut(QKeySequence.StandardKey.HelpContents)
        self._window.addAction(keys)
        menu.addAction("About ResNet Studio", self._show_about)
        return menu

    def _shortcut(self, keys: str, slot: object) -> None:
        action = QAction(self._window)
        action.setShortcut(QKeySequence(keys))
        action.triggered.connect(slot)
        self._window.addAction(action)

    # What they do ----------------------------------------------------------------------------------------------

    def choose_folder(self) -> None:
        """Ask for a dataset's folder with the system's own dialog."""
        start = str(self._settings.value("folders/last", ""))
        chosen = QFileDialog.getExistingDirectory(self._window, "Choose the folder with your class folders", start)
        if chosen:
            self._settings.setValue("folders/last", str(Path(chosen).parent))
            self._opening.open(Path(chosen))

    def _choose_scheme(self, scheme: str) -> None:
        self._settings.setValue("theme", scheme)
        self._use_scheme(scheme)

    def _use_scheme(self, scheme: str) -> None:
        if scheme in {"light", "dark"}:
            theme().choose(cast(Scheme, scheme))
        elif self._settings.contains("theme"):
            theme().choose(None)

    def _show_keys(self) -> None:
        KeysDialog("Keyboard shortcuts", KEYS, self._window).show()

    def _show_about(self) -> None:
        self._tell(
            f"ResNet Studio {resnet_studio.__version__}",
            "Teach a ResNet your pictures, on your own computer. Nothing is uploaded.\nLicensed under Apache-2.0.",
        )

    def _tell(self, title: str, text: str) -> None:
        box = QMessageBox(QMessageBox.Icon.NoIcon, "ResNet Studio", title, parent=self._window)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setInformativeText(text)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setWindowModality(Qt.WindowModality.NonModal)  # it informs, and keeps nobody from working
        box.show()
