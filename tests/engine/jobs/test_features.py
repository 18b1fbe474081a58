"""Features of a folder's pictures, for sorting."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from safetensors.torch import save_file

from resnet_studio.core.protocol.events import Progress
from resnet_studio.core.protocol.jobs.features import DescribePictures, PicturesDescribed
from resnet_studio.core.protocol.jobs.weights import WeightsOnDisk
from resnet_studio.core.runs.features import PictureFeatures
from resnet_studio.engine.jobs import features
from resnet_studio.engine.network.resnet import build
from resnet_studio.engine.run_job import run_job


@pytest.fixture(autouse=True)
def no_weights(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(features, "cached_weights", lambda: WeightsOnDisk((), ""))


@pytest.fixture
def heap(colours: Path, tmp_path: Path) -> Path:
    """The colours without their folders, and a file that is not a picture."""
    folder = tmp_path / "heap"
    folder.mkdir()
    for file in colours.glob("*/*.png"):
        shutil.copy2(file, folder)
    (folder / "broken.png").write_bytes(b"not a picture")
    return folder


def described(folder: Path, weights: str = "") -> tuple[PicturesDescribed, PictureFeatures, list[Progress]]:
    events = list(run_job(DescribePictures(str(folder), weights=weights), lambda: None))
    done = next(event for event in events if isinstance(event, PicturesDescribed))
    return done, PictureFeatures.read(Path(done.file)), [event for event in events if isinstance(event, Progress)]


def test_without_weights_colours_are_compared_and_like_colours_are_near(heap: Path) -> None:
    done, found, _ = described(heap)
    assert done.depth == 0
    paths = [name.split(" ", 2)[2] for name in found.paths]
    assert set(paths) == {file.name for file in heap.iterdir()} - {"broken.png"}
    red, other_red, blue = (found.values[paths.index(f"{name}.png")] for name in ("red 1", "red 2", "blue 1"))
    assert np.linalg.norm(red - other_red) < np.linalg.norm(red - blue)


def test_only_new_and_changed_pictures_are_described_again(heap: Path) -> None:
    _, first, _ = described(heap)
    shutil.copyfile(heap / "red 1.png", heap / "new.png")
    (heap / "broken.png").unlink()
    _, again, progress = described(heap)
    assert progress[0].done == len(first.paths)
    assert set(first.paths) < set(again.paths)
    assert len(again.paths) == len(first.paths) + 1


def test_file_is_written_only_where_something_is_new_or_gone(heap: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[int] = []
    real = features._keep
    monkeypatch.setattr(features, "_keep", lambda file, rows: (written.append(len(rows)), real(file, rows)))
    described(heap)
    described(heap)
    assert written == [36]
    (heap / "red 1.png").unlink()
    described(heap)
    assert written == [36, 35]


def test_deep_pictures_are_described_again_where_new_ones_change_their_scale(tmp_path: Path) -> None:
    folder, random = tmp_path / "deep", np.random.default_rng(1)
    folder.mkdir()

    def save(name: str, most: int) -> None:
        Image.fromarray(random.integers(0, most, (16, 16)).astype(np.uint16)).save(folder / name)

    for number in range(6):
        save(f"{number}.png", 4096)
    described(folder)
    save("new.png", 65536)
    _, found, progress = described(folder)
    assert progress[0].done == 0
    assert len(found.paths) == 7


def test_damaged_file_of_features_is_computed_again(heap: Path) -> None:
    done, first, _ = described(heap)
    Path(done.file).write_bytes(b"damaged")
    assert described(heap)[1].paths == first.paths


def test_network_with_imagenet_weights_is_used_where_it_is_on_this_computer(
    heap: Path, imagenet_weights: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class File:
        path = imagenet_weights

    monkeypatch.setattr(features, "cached_weights", lambda: WeightsOnDisk((18, 50), ""))
    monkeypatch.setattr(features, "imagenet_file", lambda _: File)
    for file in sorted(heap.glob("*.png"))[4:]:
        file.unlink()
    done, found, _ = described(heap)
    assert done.depth == 18
    assert found.values.shape[1] == 512


def test_file_of_weights_is_used_where_imagenet_weights_are_not_on_this_computer(heap: Path, tmp_path: Path) -> None:
    weights = tmp_path / "mine.safetensors"
    save_file(build(18, 2).state_dict(), weights)
    for file in sorted(heap.glob("*.png"))[4:]:
        file.unlink()
    by_colours, _, _ = described(heap)
    done, found, _ = described(heap, str(weights))
    assert (done.depth, done.weights, done.file != by_colours.file) == (18, str(weights), True)
    assert found.values.shape[1] == 512
    weights.write_bytes(b"damaged")
    assert described(heap, str(weights))[0].depth == 0
    assert described(heap, str(tmp_path / "gone.pth"))[0].depth == 0
