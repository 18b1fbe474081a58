"""Weights with their description load in timm, and in the network that is handed over with them."""

import runpy
from pathlib import Path

import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load_file

from resnet_studio.core.exports.companions import SOURCES
from resnet_studio.core.exports.formats import FLOAT16, FLOAT32, FORMATS
from resnet_studio.core.protocol.jobs.export import Export, Exported
from resnet_studio.engine.exports.recipe import recipe_of
from resnet_studio.engine.exports.torch_files import timm_name, write_safetensors
from resnet_studio.engine.run_job import run_job
from tests.engine.exports.models import NETWORKS, random_model


@pytest.mark.parametrize(("depth", "shortcuts"), NETWORKS)
def test_network_of_the_program_is_the_same_network(depth: int, shortcuts: bool, tmp_path: Path) -> None:
    model = random_model(depth, shortcuts)
    recipe = recipe_of(tmp_path, model, None, FORMATS["safetensors"])
    write_safetensors(model, recipe, FLOAT32, tmp_path / "model.safetensors")
    made = runpy.run_path(str(SOURCES / "python" / "network.py.txt"))["ResNet"](**recipe["network"], classes=3)
    made.load_state_dict(load_file(tmp_path / "model.safetensors"))
    pictures = torch.randn(2, 3, model.info.image_size, model.info.image_size)
    with torch.inference_mode():
        torch.testing.assert_close(made.eval()(pictures), model.network(pictures))


def test_folder_loads_in_timm(tmp_path: Path) -> None:
    timm = pytest.importorskip("timm")
    model = random_model(18, True)
    write_safetensors(
        model, recipe_of(tmp_path, model, None, FORMATS["safetensors"]), FLOAT32, tmp_path / "model.safetensors"
    )
    loaded = timm.create_model(f"local-dir:{tmp_path}", pretrained=True).eval()
    pictures = torch.randn(2, 3, 64, 64)
    with torch.inference_mode():
        torch.testing.assert_close(loaded(pictures), model.network(pictures))
    assert loaded.pretrained_cfg["label_names"] == ["a", "b", "c"]
    assert loaded.pretrained_cfg["crop_pct"] == 0.875


def test_half_precision_halves_the_file_and_keeps_the_recipe(tmp_path: Path) -> None:
    model = random_model(20, True)
    recipe = recipe_of(tmp_path, model, 2.0, FORMATS["safetensors"])
    sizes = []
    for precision in (FLOAT32, FLOAT16):
        write_safetensors(model, recipe, precision, tmp_path / "model.safetensors")
        sizes.append((tmp_path / "model.safetensors").stat().st_size)
    assert sizes[1] < 0.6 * sizes[0]
    with safe_open(tmp_path / "model.safetensors", "pt") as file:
        assert '"temperature": 2.0' in file.metadata()["resnet_studio"]


def test_timm_is_named_only_where_it_has_the_network() -> None:
    assert [timm_name(random_model(*one)) for one in NETWORKS] == ["resnet18", "resnet50", "", "", ""]


@pytest.mark.parametrize("form", ["torchscript", "pt2", "safetensors"])
def test_formats_of_torch_say_what_the_window_says(
    form: str, kept_run: Path, tmp_path: Path, same_process: None
) -> None:
    events = list(run_job(Export(str(kept_run), form, str(tmp_path / "out"))))
    found = [event for event in events if isinstance(event, Exported)]
    assert found, events[-1]
    assert found[0].agree == found[0].pictures == sum(found[0].parts)
    assert found[0].largest < 0.005
    assert (tmp_path / "out" / FORMATS[form].file).exists()
