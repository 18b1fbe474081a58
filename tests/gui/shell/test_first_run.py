"""The Use room while the first run of a person trains."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from resnet_studio.core.runs.run import ModelInfo
from resnet_studio.gui.shell.window import StudioWindow

Helper = Callable[..., Any]


def test_best_model_so_far_is_offered_while_a_first_run_trains(
    window: StudioWindow, colours: Path, start_run: Helper
) -> None:
    run = start_run(window, colours)
    window.go_to("use")
    window._tick()
    empty = window.use_room.best.empty
    assert empty.sentence().startswith("A run is training")
    assert empty.sentence().endswith("Its model can be used when it ends.")
    ModelInfo(20, True, ("blue", "green", "red"), 32, (0.5,) * 3, (0.5,) * 3).write(run.path)
    (run.path / "best.safetensors").write_bytes(b"weights")
    window._tick()
    assert empty.sentence().endswith("Its best model so far can be used now.")
    empty.button.click()
    assert window.use_room.run is not None
    assert window.use_room.run.path == run.path
