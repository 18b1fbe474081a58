"""A map of pictures in a file."""

from pathlib import Path

import numpy as np
import pytest

from resnet_studio.core.basics.errors import RunError
from resnet_studio.core.runs.picture_map import PictureMap


def test_map_is_read_as_it_was_written(tmp_path: Path) -> None:
    file = tmp_path / "results" / "map.npz"
    written = PictureMap(("a.png", "b/ü.png"), np.array([[0, 1], [0.5, -1]], np.float32))
    written.write(file)
    found = PictureMap.read(file)
    assert found.paths == written.paths
    assert (found.places == written.places).all()


@pytest.mark.parametrize("places", [np.zeros((2, 3)), np.zeros((1, 2)), np.full((2, 2), np.nan)])
def test_file_whose_arrays_do_not_fit_is_refused(tmp_path: Path, places: np.ndarray) -> None:
    file = tmp_path / "results" / "map.npz"
    PictureMap(("a.png", "b.png"), places.astype(np.float32)).write(file)
    with pytest.raises(RunError, match="do not fit together"):
        PictureMap.read(file)
