"""The system is asked not to sleep during training: on Linux, over a private D-Bus message bus."""

import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.protocol.events import EpochEnd, RunFinished
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.run import create_run
from resnet_studio.engine.jobs.train import train
from resnet_studio.engine.machine import awake as awake_module


@pytest.fixture
def run(tmp_path: Path, colours: Path) -> Path:
    config = TrainConfig.build(depth=20, epochs=1, batch_size=8, device="cpu")
    return create_run(tmp_path / "runs", config, scan(colours))


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Records the requests to a session manager, which runs in a thread and grants everything."""
    if sys.platform != "linux" or not shutil.which("dbus-daemon"):
        pytest.skip("needs the message bus of Linux (dbus-daemon)")
    from jeepney import HeaderFields, MessageType, new_method_return
    from jeepney.bus_messages import message_bus
    from jeepney.io.blocking import open_dbus_connection

    calls: list[str] = []
    command = ["dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address=1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as bus:
        assert bus.stdout is not None
        address = bus.stdout.readline().strip()
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        monkeypatch.setenv("XDG_SESSION_DESKTOP", "gnome")
        connection = open_dbus_connection(address)
        connection.send_and_get_reply(message_bus.RequestName("org.gnome.SessionManager"))

        def serve() -> None:
            while True:
                try:
                    message = connection.receive()
                except (ConnectionError, OSError, ValueError):
                    return
                if message.header.message_type is MessageType.method_call:
                    name = message.header.fields[HeaderFields.member]
                    calls.append(name)
                    connection.send(new_method_return(message, "u", (7,)) if name == "Inhibit" else
                                    new_method_return(message))  # fmt: skip

        server = threading.Thread(target=serve)
        server.start()
        yield calls
        bus.terminate()
        server.join(10)
        connection.close()


def test_sleep_is_inhibited_during_training(run: Path, asked: list[str]) -> None:
    seen = [list(asked) for event in train(run) if isinstance(event, EpochEnd)]
    assert seen == [["Inhibit"]]
    assert asked == ["Inhibit", "Uninhibit"]


def test_closed_training_generator_allows_sleep(run: Path, asked: list[str]) -> None:
    events = train(run)
    next(events)
    assert asked == ["Inhibit"]
    events.close()  # type: ignore[attr-defined]
    assert asked == ["Inhibit", "Uninhibit"]


def test_run_survives_the_end_of_the_desktop_session(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Gone:
        def __enter__(self) -> None:
            pass

        def __exit__(self, *_: object) -> None:
            raise RuntimeError("Failed to deactivate: the bus is gone")

    monkeypatch.setattr(awake_module.keep, "running", lambda **_: Gone())
    assert isinstance(list(train(run))[-1], RunFinished)


def test_training_works_without_sleep_inhibition(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
    assert isinstance(list(train(run))[-1], RunFinished)
