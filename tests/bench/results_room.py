"""A person's way through the Results room, and how long the window was blocked at most in each step."""

import os
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
from generated import generate
from looking import Late
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from waiting import wait_for

LEFT = Qt.MouseButton.LeftButton
EPOCHS = 12
KEYS = {"validation": "0" * 16, "test": "1" * 16}


def results(pictures: int, classes: int) -> dict[str, float]:
    """Milliseconds that the window was blocked at most, by action."""
    from resnet_studio.core.basics import places
    from resnet_studio.core.runs.summary import summarise
    from resnet_studio.gui.engine.worker import EngineWorker
    from resnet_studio.gui.shell.window import StudioWindow
    from resnet_studio.gui.theme.manager import install

    run = _run(places.cache_folder().parent, pictures, classes)
    EngineWorker.start = lambda *_: None  # type: ignore[method-assign]
    install(QApplication([]))
    window = StudioWindow()
    window.resize(1440, 900)
    window.show()
    there = list[bool]()
    window.complete.connect(lambda: there.append(True))
    window.finish_soon(None)  # in steps, as the program does it: they keep the garbage collector from what stays
    wait_for(lambda: there)
    _settle(1.0)

    def opened() -> bool:
        window.results.show(summarise(run))
        window.go_to("results")
        return True

    found = {"open": _worst([opened], until=lambda: window.failures.answers.known is not None, after=1.5)}
    found |= _worked(window, classes)
    window.close()
    return found


def _worked(window: Any, classes: int) -> dict[str, float]:
    room, fails, board = window.results_room, window.failures.fails, window.results_room.board
    bar = room.scroll_area.verticalScrollBar()
    random = np.random.default_rng(3)
    epochs = {
        epoch: np.column_stack([random.integers(0, classes, (900, 2)), random.integers(1, 9, 900)]).astype(np.int32)
        for epoch in range(1, EPOCHS + 1)
    }
    tabs = [
        *(lambda key=key: fails.order.button(key).click() for key in ("confident", "unsure", "name", "loss")),
        *(lambda one=one: one.click() for one in board.reliability.findChildren(type(fails.order.button("loss")))),
    ]
    slider, matrix = board.confusion.epochs.slider, board.confusion.matrix
    centre = matrix.rect().center()
    over = [
        *(lambda step=step: QTest.mouseMove(matrix, centre + QPoint(step, step // 2)) for step in range(-120, 120, 6)),
        *(lambda key=key: QTest.keyClick(matrix, key) for key in 15 * (Qt.Key.Key_N, Qt.Key.Key_Right)),
        *(lambda zoom=zoom: matrix.set_zoom(zoom) for zoom in (2, 4, 8, 4, 1)),
    ]
    found = {
        "parts": _worst(lambda part=part: window.results.choose_part(part) for part in 2 * ("test", "validation")),
    }
    board.confusion.epochs.show_epochs(epochs, 5)
    found |= {
        "tabs": _worst(tabs),
        "epochs": _worst(lambda value=value: slider.setValue(value) for value in (*range(EPOCHS), 4)),
        "matrix": _worst(over),
        "scroll": _worst(lambda place=place: bar.setValue(place) for place in range(0, bar.maximum(), 60)),
    }
    return found | _on_map(window, bar)


def _on_map(window: Any, bar: Any) -> dict[str, float]:
    from tests.made_failures import show_map

    view = window.failures.map.view
    found = {"map": _worst([lambda: show_map(window, lasso=False)], after=1.0)}
    bar.setValue(bar.maximum())
    _settle(0.5)
    middle = QPoint(view.width() // 2, view.height() // 2)

    def drag(way: Iterable[QPoint], modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> float:
        points = list(way)
        steps = [
            lambda: QTest.mousePress(view, LEFT, modifier, points[0]),
            *(lambda point=point: QTest.mouseMove(view, point) for point in points),
            lambda: QTest.mouseRelease(view, LEFT, modifier, points[-1]),
        ]
        return _worst(steps, after=0.5)

    found["pan"] = drag(middle + QPoint(step, step // 3) for step in range(0, 240, 4))
    around = (QPoint(int(120 * np.cos(a)), int(90 * np.sin(a))) for a in np.linspace(0, 6.2, 60))
    found["lasso"] = drag((middle + one for one in around), Qt.KeyboardModifier.ShiftModifier)
    found["closer"] = _worst(
        lambda key=key: QTest.keyClick(view, key) for key in 6 * (Qt.Key.Key_Plus,) + 6 * (Qt.Key.Key_Minus,)
    )
    return found


def _worst(steps: Iterable[Callable[[], object]], *, until: Callable[[], object] = bool, after: float = 0.2) -> float:
    """The longest time without a beat while steps are done, one at a time, and what follows them is painted."""
    late = Late()
    _settle(0.1)
    late.values.clear()
    for step in steps:
        step()
        _settle(0.02)
    if until is not bool:
        wait_for(until, look_ms=5)
    _settle(after)
    late.timer.stop()
    return 1000 * max(late.values)


def _settle(seconds: float) -> None:
    end = time.monotonic() + seconds
    wait_for(lambda: time.monotonic() > end, look_ms=5)


def _run(home: Path, pictures: int, classes: int) -> Path:
    """A run whose answers and figures are made up, on small pictures of many names."""
    from resnet_studio.core.dataset.scan import scan
    from resnet_studio.core.protocol.events import EpochEnd, RunFinished
    from resnet_studio.core.runs.config import TrainConfig
    from resnet_studio.core.runs.run import ModelInfo, create_run
    from resnet_studio.core.runs.run_log import EventLog
    from tests.made_figures import figures_of, many, write_results

    files = sorted(generate(home, 400).rglob("*.jpg"))
    root = home / "pictures"
    for label in range(classes):
        for part, count in (("train", 2), ("val", pictures // classes), ("test", 5)):
            folder = root / part / f"species {label:03}"
            folder.mkdir(parents=True)
            for number in range(count):
                os.link(files[(label + 7 * number) % len(files)], folder / f"{number:03}.jpg")
    dataset = scan(root)
    run = create_run(home / "runs", TrainConfig.build(depth=18, epochs=EPOCHS), dataset, name="one")
    ModelInfo(18, True, dataset.classes, 224, (0.5,) * 3, (0.5,) * 3).write(run)
    log = EventLog(run)
    for epoch in range(1, EPOCHS + 1):
        log.append(EpochEnd(epoch, epoch, 1.0, 1.0, 0.7 + (epoch == 5) / 10, 1.0))
    log.append(RunFinished(str(run), 5, 0.8))
    log.close()
    for part, key in KEYS.items():
        own: list[list[str]] = [[] for _ in dataset.classes]
        for one in dataset.part(part):
            own[one.label].append(one.path)
        counts = many(classes, len(own[0]))
        write_results(run, figures_of(counts, dataset.classes, part), key, own)
    return run
