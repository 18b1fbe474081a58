"""Features in a file: what was written is read, and damage is refused."""

from pathlib import Path

import numpy as np
import pytest

from resnet_studio.core.basics.errors import RunError
from resnet_studio.core.runs.features import PictureFeatures

VALUES = np.arange(6, dtype=np.float32).reshape(2, 3)


def test_written_features_are_read(tmp_path: Path) -> None:
    file = tmp_path / "results" / "features-0.npz"
    PictureFeatures(("a/1.png", "b/ü.png"), VALUES).write(file)
    found = PictureFeatures.read(file)
    assert found.paths == ("a/1.png", "b/ü.png")
    assert (found.values == VALUES).all()


@pytest.mark.parametrize(
    ("paths", "values"), [(("a",), VALUES), (("a", "b"), np.where(VALUES == 3, np.nan, VALUES).astype(np.float32))]
)
def test_features_that_do_not_fit_or_are_not_finite_are_refused(
    tmp_path: Path, paths: tuple[str, ...], values: np.ndarray
) -> None:
    file = tmp_path / "features-0.npz"
    PictureFeatures(paths, values).write(file)
    with pytest.raises(RunError, match="damaged"):
        PictureFeatures.read(file)
