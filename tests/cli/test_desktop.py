"""`resnet-studio desktop`."""

from pathlib import Path

import pytest

from resnet_studio.cli import app
from resnet_studio.core.installation import desktop

Output = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    calls: list[str] = []
    monkeypatch.setattr(desktop, "why_not", lambda: None)
    monkeypatch.setattr(desktop, "add", lambda _: calls.append("add") or (Path("/share/one.desktop"),))
    monkeypatch.setattr(desktop, "remove", lambda: (calls.append("remove"), ())[1])
    return calls


def test_entry_is_added(calls: list[str], capfd: Output) -> None:
    assert app.run(["desktop"]) == 0
    assert calls == ["add"]
    assert capfd.readouterr().out == (
        "/share/one.desktop\nResNet Studio is in the menu of applications. In the file manager, Open with offers it "
        "for folders of pictures and for runs.\n"
    )


def test_entry_is_removed(calls: list[str], capfd: Output) -> None:
    assert app.run(["desktop", "--remove"]) == 0
    assert calls == ["remove"]
    assert capfd.readouterr().out == "There was no entry to remove.\n"


def test_reason_is_said_where_there_is_nothing_to_add(packaged_reason: None, calls: list[str], capfd: Output) -> None:
    assert app.run(["desktop"]) == 1
    assert calls == []
    assert capfd.readouterr().out == "It is a package.\n"


@pytest.fixture
def packaged_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    from resnet_studio.core.basics.message import message

    monkeypatch.setattr(desktop, "why_not", lambda: message("It is a package."))
