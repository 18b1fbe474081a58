"""How long until the window takes a drop, against a bare script that shows an empty window."""

import sys
import tempfile

from measure import HERE, Figure, Options, Outcome, interleaved, ratios, seconds_of

OURS, BARE = "ResNet Studio, ready for a drop", "PySide6, pyqtgraph, an empty QMainWindow"


def main(options: Options) -> Outcome:
    """Both processes end right after their first paint, so a process's whole life is what is measured."""
    with tempfile.TemporaryDirectory(prefix="resnet studio ") as home:
        environment = {"RESNET_STUDIO_HOME": home, "RESNET_STUDIO_EXIT_WHEN_READY": "1"}
        taken = interleaved(
            {
                OURS: lambda _: seconds_of([sys.executable, "-m", "resnet_studio"], environment),
                BARE: lambda _: seconds_of([sys.executable, HERE / "bare_window.py"], environment),
            },
            3 * options.rounds + 1,
        )
    ours, bare = taken[OURS][1:], taken[BARE][1:]  # the first round fills the system's file cache
    return Outcome(
        "From start to a window that takes a drop",
        "whole life of a process that ends after its first paint",
        [
            Figure(OURS, ours, "s"),
            Figure(BARE, bare, "s"),
            Figure("ours / bare", ratios(ours, bare), at_most=1.5),
        ],
    )
