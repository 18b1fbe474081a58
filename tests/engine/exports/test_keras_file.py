"""The graph for Keras computes what the network computes."""

import json
import zipfile
from pathlib import Path

import numpy as np
import pytest
import torch

from resnet_studio.core.exports.formats import FORMATS
from resnet_studio.engine.exports.keras_file import write_keras
from resnet_studio.engine.exports.recipe import FILE, recipe_of
from resnet_studio.engine.inputs.normalise import normalise
from tests.engine.exports.models import NETWORKS, random_model


@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # of Keras, about PyTorch's tensors
@pytest.mark.parametrize(("depth", "shortcuts"), NETWORKS)
def test_keras_file_gives_the_probabilities_of_the_network(
    depth: int, shortcuts: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KERAS_BACKEND", "torch")
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "home"))
    keras = pytest.importorskip("keras")
    model = random_model(depth, shortcuts, blocks=2)
    file = tmp_path / "model.keras"
    write_keras(model, recipe_of(tmp_path, model, 1.5, FORMATS["keras"]), file)
    side = model.info.image_size
    pixels = np.random.default_rng(0).integers(0, 256, (2, side, side, 3), np.uint8)
    loaded = keras.saving.load_model(file, compile=False, safe_mode=True)
    said = keras.ops.convert_to_numpy(loaded(pixels, training=False))
    seen = normalise(torch.from_numpy(pixels).permute(0, 3, 1, 2), torch.device("cpu"))
    with torch.inference_mode():
        own = (model.network(seen) / 1.5).softmax(1).numpy()
    assert said == pytest.approx(own, abs=1e-4)
    with zipfile.ZipFile(file) as packed:
        assert json.loads(packed.read(FILE))["classes"] == ["a", "b", "c"]
