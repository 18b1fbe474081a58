"""The dialog about the GPU pack, and the ways to it."""

import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics.message import message
from resnet_studio.core.installation import gpu_pack, gpu_state, graphics_card
from resnet_studio.core.installation.gpu_manifest import GpuPack, GpuPackError
from resnet_studio.core.installation.gpu_pack import PackPhase, PackProgress
from resnet_studio.core.installation.gpu_state import GpuState, folder_of
from resnet_studio.core.installation.graphics_card import Card
from resnet_studio.gui.engine.worker import EngineWorker
from resnet_studio.gui.shell import gpu_action
from resnet_studio.gui.shell.gpu_action import GpuPackAction
from resnet_studio.gui.shell.gpu_pack import GpuPackDialog
from resnet_studio.gui.shell.window import StudioWindow

PACK = GpuPack("a-pack", "2.13.0", "3.11", "linux-x86_64", "CUDA 13.0", "580", "7.5", 7_000_000_000, ())


@pytest.fixture
def go() -> threading.Event:
    """The installation waits in its middle until this is set."""
    return threading.Event()


@pytest.fixture(autouse=True)
def installed(go: threading.Event, monkeypatch: pytest.MonkeyPatch) -> list[Path | None]:
    """The folders from which packs were installed; only their state is written."""
    sources: list[Path | None] = []

    def install(pack: GpuPack, source: Path | None, stale: Callable[[], bool]) -> Iterator[PackProgress]:
        sources.append(source)
        yield PackProgress(PackPhase.DOWNLOADING, 500_000_000, 2_000_000_000)
        while not go.wait(0.02) and not stale():
            pass
        if stale():
            return
        folder_of(pack).mkdir(parents=True)
        gpu_state.write_state(folder_of(pack), GpuState("A card"))

    monkeypatch.setattr(gpu_pack, "install", install)
    monkeypatch.setattr(graphics_card, "nvidia", lambda: Card("NVIDIA X", "580.65"))
    return sources


@pytest.fixture
def dialog(window: StudioWindow) -> GpuPackDialog:
    dialog = GpuPackDialog(PACK, window)
    dialog.show()
    return dialog


@pytest.mark.parametrize("card", [None, Card("NVIDIA X", "390.1")])
def test_pack_that_would_be_of_no_use_cannot_be_installed(dialog: GpuPackDialog, card: Card | None) -> None:
    dialog._background.cancel("card")
    dialog._set_card(card)
    assert not dialog.install.isEnabled()
    assert dialog.install.toolTip() == dialog.detail.text()
    dialog._set_card(Card("NVIDIA X", "580.65"))
    assert dialog.install.isEnabled()


def test_problem_is_shown_whole(dialog: GpuPackDialog, qtbot: QtBot) -> None:
    before = dialog.height()
    dialog._fail(GpuPackError(message("torch.whl could not be downloaded: there is no network connection. " * 3)))
    layout = dialog.layout()
    assert layout is not None
    assert dialog.height() >= layout.totalHeightForWidth(dialog.width())
    assert dialog.height() > before


def test_pack_is_installed_with_progress_and_removed(dialog: GpuPackDialog, go: threading.Event, qtbot: QtBot) -> None:
    assert dialog.headline.text() == "The GPU pack makes training on an NVIDIA graphics card possible."
    assert "7.0 GB on the disk" in dialog.detail.text()
    assert not dialog.remove.isVisible()
    dialog.install.click()
    qtbot.waitUntil(lambda: dialog.step.text() == "Downloading: 500 MB of 2.0 GB")
    assert dialog.bar.value() == 0.25
    assert not dialog.install.isVisible()
    assert dialog.cancel.isVisible()
    with qtbot.waitSignal(dialog.changed):
        go.set()
    assert dialog.headline.text() == "The GPU pack is installed: PyTorch 2.13.0 with CUDA 13.0."
    assert not dialog.cancel.isVisible()
    with qtbot.waitSignal(dialog.changed):
        dialog.remove.click()
    assert dialog.install.isVisible()


def test_installation_can_be_cancelled(dialog: GpuPackDialog, qtbot: QtBot) -> None:
    dialog.install.click()
    qtbot.waitUntil(lambda: dialog.step.text() != "")
    dialog.cancel.click()
    assert dialog.install.isVisible()
    assert not dialog.bar.isVisible()
    assert not folder_of(PACK).exists()


def test_failure_is_a_sentence(dialog: GpuPackDialog, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> Iterator[PackProgress]:
        raise GpuPackError(message("It does not work."))
        yield

    monkeypatch.setattr(gpu_pack, "install", fail)
    dialog.install.click()
    qtbot.waitUntil(dialog.problem.isVisible)
    assert dialog.problem.sentence() == "It does not work."
    assert dialog.install.isVisible()


def test_pack_that_failed_later_says_why_and_can_be_installed_again(dialog: GpuPackDialog) -> None:
    folder_of(PACK).mkdir(parents=True)
    gpu_state.write_state(folder_of(PACK), GpuState("A card", message("It is damaged.")))
    dialog.refresh()
    assert dialog.detail.text() == "It is not used: It is damaged."
    assert dialog.install.isVisible()
    assert dialog.remove.isVisible()


@pytest.mark.parametrize(
    ("card", "said"),
    [
        (None, "This computer has no NVIDIA graphics card."),
        (Card("NVIDIA X", "470.1"), "It needs the driver 580 or newer, and this computer has 470.1."),
        (
            Card("NVIDIA GeForce GTX 1080", "580.65", (6, 1)),
            "It needs a graphics card with compute capability 7.5 or newer, and NVIDIA GeForce GTX 1080 has 6.1.",
        ),
    ],
)
def test_card_that_cannot_use_it_is_said_before_the_download(
    card: Card | None, said: str, dialog: GpuPackDialog, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(graphics_card, "nvidia", lambda: card)
    dialog.refresh()
    qtbot.waitUntil(lambda: dialog.detail.text().startswith(said))


def test_menu_offers_the_pack_only_in_a_package_on_a_computer_with_a_card(
    window: StudioWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not window.menus.gpu.isVisible()
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(gpu_action, "pack_for_this", lambda _=None: PACK)
    offered = GpuPackAction(window)
    qtbot.waitUntil(offered.isVisible)
    assert offered.offered
    monkeypatch.setattr(gpu_action, "pack_for_this", lambda _=None: None)
    assert not GpuPackAction(window).offered, "no pack for this system: no button that does nothing"
    monkeypatch.setattr(gpu_action, "pack_for_this", lambda _=None: PACK)
    monkeypatch.setattr(graphics_card, "nvidia", lambda: None)
    action = GpuPackAction(window)
    qtbot.waitUntil(lambda: not action._background.busy("card"))
    assert not action.isVisible()


def test_notice_of_an_unused_card_leads_to_the_pack_and_its_engine(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    renewed: list[EngineWorker] = []
    monkeypatch.setattr(EngineWorker, "renew", lambda worker: renewed.append(worker))
    window: StudioWindow = request.getfixturevalue("window")
    monkeypatch.setattr(gpu_action, "pack_for_this", lambda _: PACK)
    window.train_room.notice.pack_wanted.emit()
    (dialog,) = window.findChildren(GpuPackDialog)
    assert dialog.isVisible()
    dialog.changed.emit()
    assert renewed == [window.worker]


def test_pack_in_use_is_not_removed(window: StudioWindow, qtbot: QtBot) -> None:
    folder_of(PACK).mkdir(parents=True)
    gpu_state.write_state(folder_of(PACK), GpuState("A card"))
    used = [True]
    dialog = GpuPackDialog(PACK, window, lambda: used[0])
    dialog.show()
    dialog.remove.click()
    assert dialog.problem.sentence().startswith("The GPU pack may be in use.")
    assert folder_of(PACK).exists()
    used[0] = False
    with qtbot.waitSignal(dialog.changed):
        dialog.remove.click()
    assert not folder_of(PACK).exists()
