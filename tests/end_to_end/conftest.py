"""The real weights, unpacked once."""

from pathlib import Path

import numpy as np
import pytest
import torch


@pytest.fixture(scope="session")
def resnet18_weights(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """ImageNet weights of ResNet-18 as the `.pth` file that a person would have."""
    file = tmp_path_factory.mktemp("weights") / "resnet18.pth"
    with np.load(shared_data / "weights" / "resnet18_imagenet.npz") as packed:
        whole = {name for name in packed.files if name.endswith("num_batches_tracked")}
        state = {
            name: torch.from_numpy(packed[name].astype(np.int64 if name in whole else np.float32))
            for name in packed.files
        }
    torch.save(state, file)
    return file
