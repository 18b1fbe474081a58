"""Loading the best model of a run."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from resnet_studio.core.basics.errors import RunError
from resnet_studio.core.protocol.events import Notice
from resnet_studio.core.protocol.jobs.predict import Predict
from resnet_studio.engine.answers.model import load_model
from resnet_studio.engine.run_job import run_job


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("classes", []),
        ("classes", [1]),
        ("image_size", "32"),
        ("image_size", 10**9),
        ("std", [0.0, 1.0, 1.0]),
        ("depth", None),
    ],
)
def test_damaged_model_file_is_refused_naming_the_field(
    colours_run: Path, tmp_path: Path, field: str, value: object
) -> None:
    record = json.loads((colours_run / "model.json").read_text("utf-8"))
    (tmp_path / "model.json").write_text(json.dumps(record | {field: value}), "utf-8")
    (tmp_path / "best.safetensors").write_bytes(b"")
    with pytest.raises(RunError, match=f"model.json.*{field}"):
        load_model(tmp_path)


def test_damaged_weights_are_refused(colours_run: Path, tmp_path: Path) -> None:
    (tmp_path / "model.json").write_bytes((colours_run / "model.json").read_bytes())
    (tmp_path / "best.safetensors").write_bytes((colours_run / "best.safetensors").read_bytes()[:1000])
    with pytest.raises(RunError, match=r"best\.safetensors"):
        load_model(tmp_path)


@pytest.mark.parametrize("name", ["best.safetensors", "best.pt"])
def test_weights_that_are_a_link_are_refused(colours_run: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / "model.json").write_bytes((colours_run / "model.json").read_bytes())
    (tmp_path / name).symlink_to(colours_run / "best.safetensors")
    with pytest.raises(RunError, match=f"{name}.*it is a link"):
        load_model(tmp_path)


SPOILED: dict[str, Callable[[Path], object]] = {
    "damaged": lambda best: best.write_bytes(best.read_bytes()[:1000]),
    "missing": lambda best: best.unlink(),
}


@pytest.mark.parametrize("how", SPOILED)
def test_last_weights_take_the_place_of_the_best_with_a_sentence(colours_run: Path, tmp_path: Path, how: str) -> None:
    run = Path(shutil.copytree(colours_run, tmp_path / "run"))
    assert load_model(run).problem is None
    SPOILED[how](run / "best.safetensors")
    model = load_model(run)
    assert re.search(rf"best\.safetensors.*{how}.*last\.safetensors, are used instead", str(model.problem))
    last = load_file(run / "last.safetensors")
    state = model.network.state_dict()
    assert all(torch.equal(value, last[f"model.{name}"]) for name, value in state.items())
    (notice,) = [event for event in run_job(Predict(str(run), ())) if isinstance(event, Notice)]
    assert notice.text == model.problem
    (run / "last.safetensors").write_bytes(b"nothing")
    with pytest.raises(RunError, match=rf"best\.safetensors.*{how}"):
        load_model(run)


def test_run_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="no model to use"):
        load_model(tmp_path)
