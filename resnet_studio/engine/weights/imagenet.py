"""The ImageNet weights that torchvision publishes: where they are, and downloading them."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import torch

from resnet_studio.core.basics.errors import ConfigError
from resnet_studio.core.basics.message import message
from resnet_studio.core.installation.bundled import bundled
from resnet_studio.core.network.architecture import PHOTO_DEPTHS, PUBLISHED
from resnet_studio.core.protocol.commands import ShouldStop, stopping
from resnet_studio.core.protocol.events import Phase, Progress
from resnet_studio.core.protocol.jobs.weights import WeightsOnDisk
from resnet_studio.core.transfer.download import download

_SERVER = "https://download.pytorch.org/models/"


@dataclass(frozen=True, slots=True)
class ImageNetFile:
    """The published weights of one depth.

    Attributes:
        url: their address.
        sha256_prefix: the beginning of the file's SHA-256, which is part of its name.
        path: of the file, in torch's cache or among those that a package brings.
    """

    url: str
    sha256_prefix: str
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
    sha256_prefix = name.removesuffix(".pth").rsplit("-", 1)[-1]
    return ImageNetFile(_SERVER + name, sha256_prefix, bundled("weights", name) or _cache() / name)


def _cache() -> Path:
    """The folder of such files that programs with torch share."""
    return Path(torch.hub.get_dir()) / "checkpoints"


def fetch_imagenet(depth: int, should_stop: ShouldStop) -> Iterator[Progress]:
    """Download the published weights of `depth`, unless a file with the right hash is on this computer.

    Raises:
        DownloadError: they cannot be downloaded.
    """
    file = imagenet_file(depth)
    for done, total in download(file.url, file.path, file.sha256_prefix, should_stop=stopping(should_stop)):
        yield Progress(Phase.DOWNLOADING, done, total or 0)


def cached_weights() -> WeightsOnDisk:
    """The depths whose ImageNet weights are on this computer, and the folder of these files."""
    files = {depth: imagenet_file(depth) for depth in PHOTO_DEPTHS}
    cached = tuple(depth for depth, file in files.items() if file.cached)
    return WeightsOnDisk(cached, str(_cache()))
