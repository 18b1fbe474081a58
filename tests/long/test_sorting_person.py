"""A person sorts 398 photographs of ants and bees from a heap: how many keys are pressed until all are right."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from resnet_studio.core.protocol.jobs.weights import WeightsOnDisk
from resnet_studio.engine.jobs import features
from tests.gui.conftest import SilentWorker
from tests.gui.rooms.data.sort.person import Person

pytestmark = [pytest.mark.long, pytest.mark.timeout(1200)]

MOST_PRESSES = 60


def test_ants_and_bees_are_sorted_from_a_heap_with_fewer_than_60_key_presses(
    shared_data: Path,
    imagenet_weights: Path,
    tmp_path: Path,
    qtbot: QtBot,
    qapp: QApplication,
    monkeypatch: pytest.MonkeyPatch,
    record_property: Callable[[str, object], None],
) -> None:
    source = shared_data / "hymenoptera"
    if not source.is_dir():
        pytest.skip("the photographs of ants and bees are not on this machine")
    heap, right = tmp_path / "heap", dict[str, str]()
    heap.mkdir()
    for file in sorted(source.glob("*/*/*")):
        shutil.copy2(file, heap)
        right[file.name] = file.parent.name

    class File:
        path = imagenet_weights

    monkeypatch.setattr(features, "cached_weights", lambda: WeightsOnDisk((18,), ""))
    monkeypatch.setattr(features, "imagenet_file", lambda _: File)
    person = Person(qtbot, qapp, SilentWorker(), heap, right)
    person.describe()
    person.label(6)
    person.accept_all()
    print(json.dumps({"pictures": len(right), "key presses": person.presses}), flush=True)
    record_property("key presses", person.presses)
    assert person.wrong() == []
    assert person.presses < MOST_PRESSES
