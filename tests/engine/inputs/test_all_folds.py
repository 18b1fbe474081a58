"""What frozen layers make of pictures is computed once for all folds of a cross-validation."""

from pathlib import Path

import pytest
from torch import Tensor

from resnet_studio.core.dataset.folds import folds
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.protocol.events import EpochEnd
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.run import create_run
from resnet_studio.engine.inputs import inputs
from resnet_studio.engine.inputs.features import FeatureStores
from resnet_studio.engine.inputs.frozen import FrozenPart
from resnet_studio.engine.jobs.train import train


@pytest.mark.parametrize(("augment", "rows"), [("none", 36), ("light", 36 * 3)])
def test_all_folds_share_what_frozen_layers_compute(
    tmp_path: Path, resnet20_weights: Path, colours: Path, augment: str, rows: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    computed, compute = list[int](), FrozenPart.__call__

    def counting(self: FrozenPart, values: Tensor) -> Tensor:
        computed.append(len(values))
        return compute(self, values)

    monkeypatch.setattr(FrozenPart, "__call__", counting)
    monkeypatch.setattr(inputs, "STORES", FeatureStores())
    config = TrainConfig.build(
        depth=20, weights=str(resnet20_weights), freeze="layer2", epochs=2, views=2, batch_size=8, augment=augment
    )

    def losses(fold: int) -> list[float]:
        events = train(create_run(tmp_path / "runs", config, folds(scan(colours), 3, 0)[fold]))
        return [loss for end in events if isinstance(end, EpochEnd) for loss in (end.train_loss, end.val_loss)]

    kept = [losses(fold) for fold in range(3)]
    assert sum(computed) == rows
    for variable in ("RESNET_STUDIO_MEMORY_CACHE", "RESNET_STUDIO_DISK_CACHE"):
        monkeypatch.setenv(variable, "0")
    monkeypatch.setattr(inputs, "STORES", FeatureStores())
    assert losses(1) == pytest.approx(kept[1], rel=1e-4)
    assert sum(computed) == rows + 2 * 36
