"""A temperature fitted on the validation part lowers the calibration error of the test part, on real pictures."""

from collections.abc import Callable
from pathlib import Path

import pytest

from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.figures_file import stored
from resnet_studio.core.runs.run import create_run
from resnet_studio.engine.jobs.train import train

pytestmark = [pytest.mark.long, pytest.mark.timeout(3000)]


def test_temperature_lowers_the_calibration_error_of_pictures_that_it_was_not_fitted_on(
    shared_data: Path, imagenet_weights: Path, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """cifar10_small only: on hymenoptera there is little to lower, and none is kept; decision 0045 has the figures."""
    for seed in (0, 1, 2):
        config = TrainConfig.build(
            depth=18,
            weights=str(imagenet_weights),
            image_size=64,
            freeze="layer4",
            device="cpu",
            seed=seed,
        )
        run = create_run(tmp_path / "runs", config, scan(shared_data / "cifar10_small", seed=seed), name=str(seed))
        list(train(run))
        found = stored(run, "test")
        assert found is not None
        plain, given = found.figures.ece, found.figures.tempered_ece
        assert plain.value is not None
        assert plain.interval is not None
        assert given.value is not None, str(given.reason)
        record_property("counts", f"seed {seed}: {plain.value:.3f} to {given.value:.3f} of {found.figures.pictures}")
        assert given.value < plain.interval[0], "by more than chance"
