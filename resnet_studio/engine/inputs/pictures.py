"""Picture files as a source: decoding, kept pixels, the view, and what the network is given of it."""

import json
import os
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import PIL
import torch
from numpy.random import Generator
from numpy.typing import NDArray
from torch import Tensor

from resnet_studio.core.archives.again import restore_unpacked
from resnet_studio.core.basics.errors import DecodeError
from resnet_studio.core.basics.files import file_identity, is_dir
from resnet_studio.core.dataset.catalogue import Picture
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.network.architecture import SMALL_DEPTHS
from resnet_studio.core.pictures.decode import Pixels
from resnet_studio.core.pictures.limits import takes_long
from resnet_studio.core.pictures.value_scale import UNKNOWN_SCALE, ValueScale
from resnet_studio.core.runs.augmentation import UNCHANGED, Augmentation
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.engine.inputs.changed_values import functional
from resnet_studio.engine.inputs.feed import Whole
from resnet_studio.engine.inputs.normalise import MEAN, STD, normalise
from resnet_studio.engine.inputs.pixels import PixelCache
from resnet_studio.engine.inputs.reading import read_picture
from resnet_studio.engine.inputs.view import View


class PictureSource:
    """Picture files with their labels, seen through one view.

    They may be 60,000, so nothing here is an object per picture but its name.

    Attributes:
        root: the folder that `names` are relative to; "" where they are absolute.
        names: of the files.
        labels: int64 `[N]`.
        view: from decoded pixels to the square that the network sees.
        kept: where the cache holds decoded pixels, int64 `[N, 4]`: the place that it gave; zeros for none.
    """

    def __init__(
        self,
        root: Path | str,
        names: Sequence[str],
        view: View,
        labels: NDArray[np.int64] | None = None,
        *,
        cache: PixelCache | None = None,
        mean: Sequence[float] = MEAN,
        std: Sequence[float] = STD,
        scale: ValueScale = UNKNOWN_SCALE,
    ) -> None:
        """`labels` are zeros where they are not known; `mean`, `std` and `scale` are those of the training."""
        restore_unpacked(Path(root))
        self.root, self.names, self.view = str(root), names, view
        self.labels = np.zeros(len(names), np.int64) if labels is None else labels
        self.kept = np.zeros((len(names), 4), np.int64)
        self._cache, self._mean, self._std = cache, tuple(mean), tuple(std)
        self._scale = scale

    def __len__(self) -> int:
        return len(self.names)

    @property
    def shape(self) -> tuple[int, ...]:
        """`(3, image_size, image_size)`."""
        return (3, self.view.image_size, self.view.image_size)

    @property
    def is_random(self) -> bool:
        """Whether the view augments."""
        return self.view.changes.is_random

    @property
    def facts(self) -> dict[str, Any]:
        """See `Source`."""
        view = self.view
        return {
            "kind": "pictures",
            "pillow": PIL.__version__,
            "image_size": view.image_size,
            "small": view.small,
            "changes": asdict(view.changes),
            "scale": self._scale.to_record(),
            "normalisation": json.dumps([self._mean, self._std]),
        }

    def name(self, index: int) -> str:
        """Path of the file relative to the root."""
        return self.names[index]

    def path(self, index: int) -> Path:
        """Where the file is."""
        return Path(self.root, self.names[index])

    def identity(self, index: int) -> bytes:
        """Path of the file, its size and the time of its last change."""
        return file_identity(self.path(index)).encode(errors="surrogatepass")

    def is_reachable(self, error: DecodeError) -> bool:
        """Whether the dataset's folder answers: a drive that was pulled out leaves no folder, or one that fails.

        A folder inside a class may have been deleted on purpose; the folders in the root are the classes.
        """
        try:
            with os.scandir(error.path.parent) as entries:
                next(entries, None)
        except (FileNotFoundError, NotADirectoryError):
            root = Path(self.root)
            if not error.path.is_relative_to(root):  # it was added from elsewhere
                return True
            return is_dir(root / error.path.relative_to(root).parts[0])
        except OSError:
            return False
        return True

    def load(self, index: int, random: Generator, *, again: bool = True) -> Pixels:
        """The view of a picture, uint8 `[image_size, image_size, 3]`; see `Source`."""
        place = self.kept[index]
        if self._cache is not None and place[1]:
            known = self._cache.read(place)
            if known is not None:
                return self.view(known, random)
            self.kept[index] = 0
        pixels = read_picture(self.path(index), self.view.smallest_side, self._scale)
        if self._cache is not None and again:
            kept = self._cache.add(pixels)
            if kept is not None:
                self.kept[index] = kept
        return self.view(pixels, random)

    def late(self, index: int, seconds: int) -> DecodeError:
        """See `Source`."""
        return DecodeError(self.path(index), takes_long(seconds))

    def collate(self, items: Sequence[Pixels]) -> Tensor:
        """uint8 `[B, 3, H, W]`, channels last in memory."""
        # Stacked as [B, H, W, 3] and seen as [B, 3, H, W]: channels last without a copy.
        return torch.from_numpy(np.stack(items)).permute(0, 3, 1, 2)

    def to_input(self, batch: Tensor, device: torch.device) -> Tensor:
        """Normalised pixels, float32 `[B, 3, H, W]` on `device`."""
        return normalise(batch, device, self._mean, self._std)


def training_and_validation(
    config: TrainConfig, dataset: Dataset, cache: PixelCache | None = None
) -> tuple[PictureSource, PictureSource]:
    """The two parts of a dataset that a training uses, the first seen as the settings augment it."""
    if config.augmentation.computes_values:
        functional()  # not in the threads that load pictures, whose time is measured
    train = _source(config, dataset, dataset.part("train"), config.augmentation, cache)
    return train, _source(config, dataset, dataset.part("validation"), UNCHANGED, cache)


def all_folds(config: TrainConfig, dataset: Dataset, cache: PixelCache | None = None) -> Whole | None:
    """The pictures of all folds, where a dataset is one fold of several; else None."""
    if not dataset.split.fold:
        return None
    pictures = [one for one in dataset.pictures if one.part != "test"]
    train, validation = (
        np.array([place for place, one in enumerate(pictures) if one.part == part], np.int64)
        for part in ("train", "validation")
    )
    changed = _source(config, dataset, pictures, config.augmentation, cache)
    unchanged = _source(config, dataset, pictures, UNCHANGED, cache) if changed.is_random else changed
    return Whole(changed, unchanged, train, validation)


def _source(
    config: TrainConfig,
    dataset: Dataset,
    pictures: Sequence[Picture],
    changes: Augmentation,
    cache: PixelCache | None,
) -> PictureSource:
    return PictureSource(
        dataset.root,
        [picture.path for picture in pictures],
        View(config.image_size, config.depth in SMALL_DEPTHS, changes),
        np.array([picture.label for picture in pictures], np.int64),
        cache=cache,
        scale=dataset.scale,
    )
