"""What rail and status bar say follows the session."""

from pathlib import Path

from resnet_studio.core.dataset.scan import scan
from resnet_studio.gui.shell.window import StudioWindow


def test_rail_follows_dataset_and_draft(window: StudioWindow, colours: Path) -> None:
    states = {room: window.rail.state(room) for room in ("data", "model", "train", "use", "runs")}
    assert states == {
        "data": "no dataset yet", "model": "ResNet-18", "train": "not started", "use": "no model yet", "runs": "",
    }  # fmt: skip
    window.session.set_dataset(scan(colours))
    assert window.rail.state("data") == "36 pictures"
    window.session.draft.choose(depth=34)
    assert window.rail.state("model") == "ResNet-34"
    window.readouts.show_runs(2)
    assert window.rail.state("runs") == "2 runs"
