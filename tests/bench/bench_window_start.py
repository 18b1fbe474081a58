"""How long until the window takes a drop, against a bare script that shows an empty window."""

import sys
import tempfile
from pathlib import Path
from typing import Any

from measure import interleaved, result, seconds_of

HERE = Path(__file__).resolve().parent
OURS, BARE = "ResNet Studio, ready for a drop", "PySide6, pyqtgraph, an empty QMainWindow"
LIMIT = 1.5


def main(rounds: int = 9) -> dict[str, Any]:
    """Both processes end right after their first paint, so a process's whole life is what is measured."""
    with tempfile.TemporaryDirectory(prefix="resnet studio ") as home:
        environment = {"RESNET_STUDIO_HOME": home, "RESNET_STUDIO_EXIT_WHEN_READY": "1"}
        samples = interleaved(
            {
                OURS: lambda: seconds_of([sys.executable, "-m", "resnet_studio"], environment),
                BARE: lambda: seconds_of([sys.executable, HERE / "bare_window.py"], environment),
            },
            rounds,
        )
    return result("From start to a window that takes a drop", samples, reference=BARE, limit=LIMIT)
