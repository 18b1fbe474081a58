"""Loading the best model of a run."""

import json
from pathlib import Path

import pytest

from resnet_studio.core.basics.errors import RunError
from resnet_studio.engine.answers.model import load_model


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


def test_run_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="no model to use"):
        load_model(tmp_path)
