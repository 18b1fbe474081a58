"""The menus Open, Settings and Help, the keyboard shortcuts, and the system notification when a run has ended."""

import sys
from functools import partial

from PySide6.QtCore import QObject, QPoint, QSettings, Signal
from PySide6.QtGui import QAction, QActionGroup, QContextMenuEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QMainWindow, QMenu, QSystemTrayIcon

import resnet_studio
from resnet_studio.core.archives import known as archives
from resnet_studio.core.basics import safe_text
from resnet_studio.core.basics.message import message, show, tr
from resnet_studio.core.protocol.events import RunFailed
from resnet_studio.core.runs.history import RunHistory
from resnet_studio.core.tables import columns as tables
from resnet_studio.gui.shell import preferences
from resnet_studio.gui.shell.desktop_action import DesktopAction
from resnet_studio.gui.shell.gpu_action import GpuPackAction
from resnet_studio.gui.shell.rail import Rail
from resnet_studio.gui.shell.terms import terms
from resnet_studio.gui.widgets import boxes, file_dialogs
from resnet_studio.gui.widgets.keys import KeysDialog
from resnet_studio.gui.widgets.text import plain_tip
from resnet_studio.gui.work.names import place_of
from resnet_studio.gui.work.opening import Opening

SCHEMES = (("", message("As the system")), ("light", message("Light")), ("dark", message("Dark")))
MOST_RECENT = 8
_TERMS_WIDTH = 480  # px
KEYS = (
    (message("Ctrl+O"), message("Choose a folder of pictures")),
    (message("Ctrl+1 … Ctrl+6"), message("Data, Model, Train, Results, Use, Runs")),
    (message("Ctrl+Return"), message("Start training")),
    (message("Ctrl+."), message("Stop training")),
    (message("Left, Right"), message("Move the frozen boundary on the map")),
    (message("Space"), message("Freeze or unfreeze the stage in focus")),
    (message("Ctrl+F"), message("Find a picture by its file name, in Data, or a run")),
    (message("Ctrl+Z"), message("Take back the last change of the dataset, in Data")),
    (message("Ctrl+Shift+Z"), message("Make it again, in Data")),
    (message("Enter, Esc"), message("Show the picture in focus larger, and close it")),
    (message("Delete, M, K"), message("Leave a large picture out, change it, or keep what was found of it, in Data")),
    (message("Shift, Ctrl, Ctrl+A"), message("Select pictures, with clicks or arrow keys, and all, in Data")),
    (message("Ctrl+Space"), message("Select the picture in focus too, or no longer, in Data")),
    (message("Delete, Ctrl+C"), message("Leave out what is selected, and copy its paths, in Data")),
    (message("Z, plus, minus, I"), message("Each pixel of a large picture, nearer, further, and its details")),
    (message("Ctrl+V"), message("Ask about the pictures on the clipboard, in Use; add them to the class, in Data")),
    (message("1 … 9, 0, N"), message("Label pictures, mark them as not sure, or make a class, when sorting in Data")),
    (message("."), message("Go to the next picture without a class, when sorting in Data")),
    (message("Enter"), message("See what is proposed, and accept what shows, when sorting in Data")),
    (message("N, plus, minus"), message("Next pair of confused classes, and the matrix larger or smaller, in Results")),
    (message("F2, Delete"), message("Rename the class in focus, leave it out or take it back, in Data")),
    (message("F2, Delete"), message("Rename the run in focus, or delete those that are chosen")),
    (message("Up, Down"), message("Choose run A, in Runs")),
    (message("Space, Ctrl+click"), message("Add run B, or take it away; Space keeps A as B for the next A")),
    (message("X, Esc"), message("Swap A and B, and choose only A")),
    (message("Menu, Shift+F10"), message("Open the menu of what is in focus")),
    (message("F5"), message("Read the folder again, in Data, or the list of runs")),
    (message("F1"), message("This list")),
)


class Menus(QObject):
    """Actions that belong to the whole window. The rail shows three menus at its bottom; macOS has a menu bar too.

    Signals: start_wanted, stop_wanted: the shortcuts for training were pressed.
    """

    start_wanted = Signal()
    stop_wanted = Signal()

    def __init__(self, window: QMainWindow, opening: Opening, settings: QSettings, quit_action: QAction) -> None:
        super().__init__(window)
        self._window, self._opening, self._settings, self._quit = window, opening, settings, quit_action
        file_dialogs.remember_in(settings)
        self._tray: QSystemTrayIcon | None = None
        self._menus = {"open": self._open_menu(), "settings": self._settings_menu(), "help": self._help_menu()}
        if sys.platform == "darwin":
            for menu in self._menus.values():
                window.menuBar().addMenu(menu)
        self._shortcut("Ctrl+Return", self.start_wanted.emit)
        self._shortcut("Ctrl+.", self.stop_wanted.emit)
        if sys.platform != "win32":  # which has this key; many keyboards have no Menu key
            self._shortcut("Shift+F10", _ask_for_menu)

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
        """Notify the person through the system that a run has ended."""
        QApplication.alert(self._window)
        if not QSystemTrayIcon.isSystemTrayAvailable():
            return
        if self._tray is None:
            self._tray = QSystemTrayIcon(self._window.windowIcon(), self)
            self._tray.messageClicked.connect(self._window.activateWindow)
        self._tray.show()
        detail = ""
        if isinstance(history.ended, RunFailed):
            detail = show(history.ended.error)
        elif history.kept:
            detail = tr("Best {top1:percent} on validation", top1=history.kept.val_top1)
        self._tray.showMessage(sentence, detail, self._window.windowIcon())

    def hide_notification(self) -> None:
        """Remove the notification because the window is in front again."""
        if self._tray is not None:
            self._tray.hide()

    # Menus -----------------------------------------------------------------------------------------------------

    def _open_menu(self) -> QMenu:
        menu = QMenu(tr("Open"), self._window)
        choose = menu.addAction(tr("Choose folder…"), self.choose_folder)
        choose.setShortcut(QKeySequence.StandardKey.Open)
        self._window.addAction(choose)
        menu.addAction(tr("Choose table or archive…"), self.choose_file)
        menu.addAction(tr("Handwritten digits (sample)"), self._opening.open_sample)
        menu.addSeparator()
        recent = QMenu(tr("Recent"), menu)  # one that Qt makes can be lost to Python before Qt deletes it
        menu.addMenu(recent)
        menu.aboutToShow.connect(lambda: self._fill_recent(recent))
        menu.addSeparator()
        menu.addAction(self._quit)
        return menu

    def _fill_recent(self, menu: QMenu) -> None:
        menu.clear()
        known = [recent for recent in self._opening.recents() if recent.available][:MOST_RECENT]
        menu.setEnabled(bool(known))
        for recent in known:
            name = safe_text.elide_middle(place_of(recent.path, 60), 60)
            # "&" would mark a shortcut
            action = menu.addAction(name.replace("&", "&&"), partial(self._opening.open_recent, recent))
            action.setToolTip(plain_tip(name))  # the default is the text, which Qt may take for markup

    def _settings_menu(self) -> QMenu:
        menu = QMenu(tr("Settings"), self._window)
        menu.addAction(tr("Appearance")).setEnabled(False)  # a heading; addSection's is not drawn under a style sheet
        group = QActionGroup(menu)
        current = str(self._settings.value("theme", ""))
        for scheme, name in SCHEMES:
            action = QAction(show(name), group, checkable=True, checked=scheme == current)
            action.triggered.connect(lambda _, scheme=scheme: self._choose_scheme(scheme))
            menu.addAction(action)
        menu.addSeparator()
        self.gpu = GpuPackAction(self._window)
        menu.addAction(self.gpu)
        desktop = DesktopAction(self._window)
        menu.addAction(desktop)
        menu.aboutToShow.connect(desktop.refresh)
        return menu

    def _help_menu(self) -> QMenu:
        menu = QMenu(tr("Help"), self._window)
        keys = menu.addAction(tr("Keyboard shortcuts"), self._show_keys)
        keys.setShortcut(QKeySequence.StandardKey.HelpContents)
        self._window.addAction(keys)
        menu.addAction(tr("Glossary"), self._show_terms)
        menu.addAction(tr("About ResNet Studio"), self._show_about)
        return menu

    def _shortcut(self, keys: str, slot: object) -> None:
        action = QAction(self._window)
        action.setShortcut(QKeySequence(keys))
        action.triggered.connect(slot)
        self._window.addAction(action)

    # What they do ----------------------------------------------------------------------------------------------

    def choose_folder(self) -> None:
        """Ask for a dataset's folder with the system's own dialog, which opens where the last one was."""
        start, chosen = file_dialogs.Last("last"), self._opening.open
        file_dialogs.choose_folder(self._window, tr("Choose a folder of pictures"), start, chosen)

    def choose_file(self) -> None:
        """Ask for a table of files and classes, or an archive of pictures."""
        start, chosen = file_dialogs.Last("last"), self._opening.open
        endings = [*tables.ENDINGS, *archives.ENDINGS]
        known = tr("Tables and archives ({patterns:plain})", patterns=" ".join(f"*{ending}" for ending in endings))
        file_dialogs.choose_file(self._window, tr("Choose a table or an archive"), start, [known], chosen)

    def _choose_scheme(self, scheme: str) -> None:
        self._settings.setValue("theme", scheme)
        preferences.use_scheme(self._settings)

    def _show_keys(self) -> None:
        KeysDialog(tr("Keyboard shortcuts"), [(show(keys), show(what)) for keys, what in KEYS], self._window).show()

    def _show_terms(self) -> None:
        rows = [(show(term), show(meaning)) for term, meaning in terms()]
        KeysDialog(tr("Glossary"), rows, self._window, width=_TERMS_WIDTH).show()

    def _show_about(self) -> None:
        boxes.information(
            self._window,
            tr("{program} {version:plain}", program="ResNet Studio", version=resnet_studio.__version__),
            tr("Teach a ResNet your pictures, on your own computer. Nothing is uploaded.\nLicensed under Apache-2.0."),
        ).show()


def _ask_for_menu() -> None:
    """Do what the Menu key does."""
    if (holder := QApplication.focusWidget()) is not None:
        middle, reason = holder.rect().center(), QContextMenuEvent.Reason.Keyboard
        QApplication.sendEvent(holder, QContextMenuEvent(reason, middle, holder.mapToGlobal(middle)))
