"""An engine that never starts, and a collector of every text that a window shows."""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractListModel,
    QCoreApplication,
    QEvent,
    QModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QDoubleSpinBox,
    QLabel,
    QLineEdit,
    QMenu,
    QSpinBox,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from resnet_studio.core.protocol.commands import Job
from resnet_studio.core.protocol.events import Event
from resnet_studio.core.protocol.jobs.predict import Predict
from resnet_studio.gui.engine.status import EngineState, EngineStatus
from resnet_studio.gui.engine.worker import EngineWorker
from resnet_studio.gui.shell import geometry
from resnet_studio.gui.shell.translation import translate_qt
from resnet_studio.gui.shell.window import StudioWindow
from resnet_studio.gui.theme import fonts
from resnet_studio.gui.theme.manager import install
from tests.gui.new_window import make_ready, new_window

fonts.FOR_INTERFACES = ()  # the system's own everywhere: the same with and without Inter, and mostly the widest

_MOST_ROWS = 40
_ROLES = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)


class SilentWorker(EngineWorker):
    """Records what it is asked to do, and reports what the test wants.

    Attributes:
        submitted: jobs by number.
        asked: the paths of the predictions among them, in order.
        stopped: numbers of the jobs that were asked to stop.
    """

    def __init__(self) -> None:
        super().__init__()
        self.submitted: dict[int, Job] = {}
        self.asked: list[list[Path]] = []
        self.stopped: list[int] = []

    def submit(self, job: Job) -> int:
        number = len(self.submitted) + 1
        self.submitted[number] = job
        if isinstance(job, Predict):
            self.asked.append([Path(path) for path in job.paths])
        return number

    def stop(self, number: int, *, pause: bool = False) -> None:  # noqa: ARG002 (the worker's signature)
        self.stopped.append(number)

    def report(self, state: EngineState) -> None:
        self.status_changed.emit(EngineStatus(state))

    def tell(self, *events: Event, job: int = 0) -> None:
        """Send events of a job, by default the newest."""
        number = job or len(self.submitted)
        for event in events:
            self.event_arrived.emit(number, event)


@pytest.fixture(autouse=True)
def application(qapp: QApplication) -> QApplication:
    """Fonts and pixmaps need an application; a test that uses them may be the first of a process."""
    make_ready(qapp)
    return qapp


@pytest.fixture(autouse=True)
def usual_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The virtual screen of tests is small; the window is to have its usual size all the same."""
    monkeypatch.setattr(geometry, "available", lambda _: QSize(1920, 1080))


@pytest.fixture
def silent_worker(qtbot: QtBot) -> SilentWorker:
    return SilentWorker()


class Collector:
    """Texts that windows show in the pseudo-locale, each with where, and those that are clipped.

    Attributes:
        data: words that need no translation.
        texts: where, and the text.
        clipped: descriptions of texts that do not fit.
    """

    def __init__(
        self, monkeypatch: pytest.MonkeyPatch, untranslated: Callable[[str, Collection[str]], list[str]]
    ) -> None:
        self.data: frozenset[str] = frozenset()
        self._untranslated = untranslated
        self.texts: dict[tuple[str, str], None] = {}
        self.clipped: dict[str, None] = {}
        self._painting = False
        self._intercept(monkeypatch)

    def check(self) -> None:
        """Fail with every text that is not translated or does not fit."""
        untranslated = [f"{where}: {text!r}" for where, text in self.texts if self._untranslated(text, self.data)]
        assert self.texts
        faults = [*(f"not translated: {text}" for text in untranslated), *(f"clipped: {text}" for text in self.clipped)]
        assert not faults, "\n".join(faults)

    def collect(self, top: QWidget) -> None:
        """Add the texts of a window, and look for clipped ones."""
        for _ in range(2):  # what has just come is laid out first, and what contains it then
            QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        self._add(f"{_name(top)}.windowTitle", top.windowTitle())
        for widget in (top, *top.findChildren(QWidget)):
            if widget.isVisible():
                self._collect_widget(widget)
        self._painting = True
        top.grab()
        self._painting = False

    def _add(self, where: str, text: str) -> None:
        if text:
            self.texts[where, text] = None

    def _collect_widget(self, widget: QWidget) -> None:
        where = _name(widget)
        self._add(f"{where}.toolTip", widget.toolTip())
        self._add(f"{where}.accessibleName", widget.accessibleName())
        self._add(f"{where}.accessibleDescription", widget.accessibleDescription())
        own = [text for text in _own_texts(widget) if text]
        for text in own:
            self._add(where, text)
        for action in widget.actions():
            self._add(f"{where}.action", action.text().replace("&", ""))
        if isinstance(widget, QAbstractItemView) and widget.model() is not None:
            self._collect_model(where, widget.model())
        if own and not _fits(widget):
            self.clipped[f"{where}: {own[0]!r} has {widget.width()} px"] = None

    def _collect_model(self, where: str, model: QAbstractItemModel) -> None:
        rows = model.rowCount(QModelIndex())
        columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount(QModelIndex())
        for column in range(columns):
            header = model.headerData(column, Qt.Orientation.Horizontal)
            self._add(f"{where}.header", header if isinstance(header, str) and columns > 1 else "")
            for row in range(min(rows, _MOST_ROWS)):
                for role in _ROLES:
                    text = model.data(model.index(row, column, QModelIndex()), role)
                    self._add(f"{where}.cell", text if isinstance(text, str) else "")

    def _intercept(self, monkeypatch: pytest.MonkeyPatch) -> None:
        original = QPainter.drawText

        def draw_text(painter: QPainter, *arguments: Any) -> Any:
            if self._painting:
                self._painted(painter, arguments)
            return original(painter, *arguments)

        monkeypatch.setattr(QPainter, "drawText", draw_text)

    def _painted(self, painter: QPainter, arguments: tuple[Any, ...]) -> None:
        device = painter.device()
        where = (_name(device) if isinstance(device, QWidget) else "") + ".painted"
        wraps = any("TextWordWrap" in repr(argument) for argument in arguments[1:])
        for text in (argument for argument in arguments if isinstance(argument, str)):
            self._add(where, text)
            width = getattr(arguments[0], "width", None)
            needed = painter.fontMetrics().horizontalAdvance(text)
            if width is not None and not wraps and needed > width() + 2:
                self.clipped[f"{where}: {text!r} needs {needed} px and has {width():.0f}"] = None


def _name(widget: QWidget) -> str:
    parents = [widget]
    while (above := parents[-1].parentWidget()) is not None and len(parents) < 3:
        parents.append(above)
    return "/".join(type(one).__name__ for one in reversed(parents))


def _own_texts(widget: QWidget) -> list[str]:
    match widget:
        case QLabel():
            return [widget.text()]
        case QAbstractButton():
            return [widget.text().replace("&", "")]
        case QComboBox():
            return [widget.itemText(row) for row in range(widget.count())]
        case QLineEdit():
            return [widget.placeholderText()]
        case QSpinBox() | QDoubleSpinBox():
            return [widget.prefix(), widget.suffix(), widget.specialValueText()]
        case QMenu():
            return [widget.title()]
    return []


def _fits(widget: QWidget) -> bool:
    """Whether a label or button is large enough for its text, and inside its window."""
    if isinstance(widget, QLabel):
        if widget.wordWrap():
            return widget.heightForWidth(widget.width()) <= widget.height() + 1 and _inside(widget)
        return widget.minimumSizeHint().width() <= widget.width() + 1 and _inside(widget)
    if isinstance(widget, QToolButton) and widget.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonIconOnly:
        return _inside(widget)
    if isinstance(widget, QAbstractButton | QComboBox):
        return widget.minimumSizeHint().width() <= widget.width() + 1 and _inside(widget)
    return True


def _inside(widget: QWidget) -> bool:
    """Whether a widget is within its window horizontally, and vertically unless it can be scrolled to."""
    rect, above = QRect(QPoint(0, 0), widget.size()), widget
    while not above.isWindow():
        rect.translate(above.pos())
        above = above.parentWidget()
        if rect.left() < -1 or rect.right() > above.width() + 1:
            return False
        if isinstance(above.parentWidget(), QAbstractScrollArea):
            return True  # it can be scrolled to
        if rect.top() < -1 or rect.bottom() > above.height() + 1:
            return False
    return True


# Names of files and classes in the tests, keys, units, and what is never translated.
NAMES = frozenset(
    re.findall(
        r"\w+",
        "three cölours blue green red png jpg jpeg gif pth pt th tar ckpt bin safetensors csv stem layer head ResNet "
        "ImageNet resnet CIFAR AdamW SGD float bfloat CPU CUDA GPU MPS cosine first cut off digits studio home runs "
        "resume KB MB GB KMAC MMAC GMAC MAC px relu Studio PNG SHA Up Down Left Right Space Return Enter Esc Delete "
        "Ctrl Shift Alt Del Apache",
    )
)


@pytest.fixture
def collector(monkeypatch: pytest.MonkeyPatch, untranslated: Any, colours: Path, studio_home: Path) -> Collector:
    """Collects the texts of windows; names in the tests and the folders of this test are data."""
    made, folders = Collector(monkeypatch, untranslated), (colours, studio_home, Path.home(), Path(sys.prefix))
    digests = (hashlib.sha256(file.read_bytes()).hexdigest() for file in colours.rglob("*.png"))
    made.data = NAMES.union(*(re.findall(r"[^\W\d_]+", str(one)) for one in (*folders, *digests)))
    return made


@pytest.fixture
def make_pseudo_window(
    qtbot: QtBot, qapp: QApplication, monkeypatch: pytest.MonkeyPatch, pseudo: None
) -> Iterator[Callable[[], StudioWindow]]:
    """Opens the window in the pseudo-locale, with an engine that never starts."""
    monkeypatch.setattr(EngineWorker, "start", lambda _: None)
    install(qapp)
    translator = translate_qt(qapp)
    assert translator is not None
    made: list[StudioWindow] = []

    def make() -> StudioWindow:
        made.append(new_window(qtbot))
        return made[-1]

    yield make
    for window in made:
        window.leave()
        window.deleteLater()
    qapp.removeTranslator(translator)


@pytest.fixture
def pseudo_window(make_pseudo_window: Callable[[], StudioWindow]) -> StudioWindow:
    """The window in the pseudo-locale."""
    return make_pseudo_window()
