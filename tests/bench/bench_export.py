"""How long a person waits for a checked ONNX file."""

import tempfile
from pathlib import Path

from generated import generate
from measure import HYMENOPTERA, Figure, Options, Outcome, script


def main(options: Options) -> Outcome:
    """The first export of a process imports what writes and checks ONNX; the second is warm."""
    with tempfile.TemporaryDirectory(prefix="resnet studio ") as folder:
        photographs = HYMENOPTERA.is_dir()
        root = HYMENOPTERA if photographs else generate(Path(folder), 765)
        runs = [script("exporting.py", folder=str(root), times=2) for _ in range(options.rounds)]
    return Outcome(
        "Export of ResNet-18 to ONNX",
        f"with its check on {runs[0]['pictures']} {'photographs' if photographs else 'pictures of 40 px'}, CPU, 224 px",
        [
            Figure("first export", tuple(run["seconds"][0] for run in runs), "s"),
            Figure("second export", tuple(run["seconds"][1] for run in runs), "s", at_most=15.0),
        ],
    )
