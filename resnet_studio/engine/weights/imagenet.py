"""The ImageNet weights that torchvision publishes: where they are, and downloading them."""

import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import torch

from resnet_studio.core.basics.errors import ConfigError
from resnet_studio.core.basics.files import atomic_write
from resnet_studio.core.basics.message import message
from resnet_studio.core.installation.bundled import bundled
from resnet_studio.core.network.architecture import PHOTO_DEPTHS
from resnet_studio.core.network.published import PUBLISHED
from resnet_studio.core.protocol.commands import ShouldStop, stopping
from resnet_studio.core.protocol.events import Phase, Progress
from resnet_studio.core.protocol.jobs.weights import WeightsOnDisk
from resnet_studio.core.transfer.download import download, has_sha256

_SERVER = "https://download.pytorch.org/models/"


@dataclass(frozen=True, slots=True)
class ImageNetFile:
    """The published weights of one depth.

    Attributes:
        url: their address.
        sha256: of the file, hexadecimal.
        path: of the file, in torch's cache or among those that a package brings.
    """

    url: str
    sha256: str
    path: Path

    @property
    def file_name(self) -> str:
        """Name of the file, such as "resnet18-f37072fd.pth"."""
        return self.path.name

    @property
    def cached(self) -> bool:
        """Whether it has been downloaded, by this or any other program that uses torchvision."""
        return self.path.is_file()


def imagenet_file(depth: int) -> ImageNetFile:
    """The ``IMAGENET1K_V1`` weights of a depth, at the address that torchvision lists.

    Raises:
        ConfigError: torchvision does not publish any for this depth.
    """
    if depth not in PHOTO_DEPTHS:
        allowed = message(
            "scratch or a file at depth {depth:plain}: ImageNet weights exist for the depths {depths:plain}",
            depth=depth,
            depths=", ".join(map(str, PHOTO_DEPTHS)),
        )
        raise ConfigError("weights", "imagenet", allowed)
    name = PUBLISHED[depth].file_name
    return ImageNetFile(_SERVER + name, PUBLISHED[depth].sha256, bundled("weights", name) or _cache() / name)


def _cache() -> Path:
    """The folder of such files that programs with torch share."""
    return Path(torch.hub.get_dir()) / "checkpoints"


def fetch_imagenet(depth: int, should_stop: ShouldStop) -> Iterator[Progress]:
    """Download the published weights of `depth`, unless a file with the right hash is on this computer.

    Raises:
        DownloadError: they cannot be downloaded.
    """
    file = imagenet_file(depth)
    for done, total in download(file.url, file.path, file.sha256, should_stop=stopping(should_stop)):
        yield Progress(Phase.DOWNLOADING, done, total or 0)


def keep_published(chosen: Path) -> bool:
    """Keep a copy of a file that a person chose, if it is a published one that was not downloaded.

    So all datasets can start from it, also without a network connection. Where it cannot be written, nothing is kept.

    Returns:
        Whether it is kept now, and was not before.
    """
    with suppress(OSError):
        size = chosen.stat().st_size
        for depth, published in PUBLISHED.items():
            file = imagenet_file(depth)
            if published.file_size == size and not has_sha256(file.path, file.sha256):
                return _keep(chosen, file)
    return False


def _keep(chosen: Path, file: ImageNetFile) -> bool:
    kept = False

    def checked() -> Path | None:
        nonlocal kept
        kept = has_sha256(copy, file.sha256)
        return file.path if kept else None

    file.path.parent.mkdir(parents=True, exist_ok=True)
    with atomic_write(file.path, checked) as copy:
        shutil.copyfile(chosen, copy)
    return kept


def cached_weights() -> WeightsOnDisk:
    """The depths whose ImageNet weights are on this computer, and the folder of these files."""
    files = {depth: imagenet_file(depth) for depth in PHOTO_DEPTHS}
    cached = tuple(depth for depth, file in files.items() if file.cached)
    return WeightsOnDisk(cached, str(_cache()))
