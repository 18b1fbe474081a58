"""Planted label noise: a tenth of the pictures is moved to the folder of another class, and must be found."""

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.protocol.jobs.suspects import FindSuspects, Suspect
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.run import create_run
from resnet_studio.engine.run_job import run_job

pytestmark = [pytest.mark.long, pytest.mark.timeout(1800)]


def planted(root: Path, share: float, seed: int) -> set[str]:
    """Move a share of the training and validation pictures to another class; returns where they are now."""
    dataset = scan(root)
    pictures = [picture for picture in dataset.pictures if picture.part != "test"]
    random = np.random.default_rng(seed)
    moved = set()
    for index in random.permutation(len(pictures))[: round(share * len(pictures))]:
        picture = pictures[index]
        shift = int(random.integers(1, len(dataset.classes)))
        other = dataset.classes[(picture.label + shift) % len(dataset.classes)]
        old = dataset.absolute(picture)
        new = old.parent.parent / other / f"moved {old.name}"
        old.rename(new)
        moved.add(new.relative_to(root).as_posix())
    return moved


@pytest.mark.parametrize(("name", "image_size", "least"), [("hymenoptera", 224, 0.75), ("cifar10_small", 128, 0.82)])
def test_planted_label_noise_is_found_among_as_many_suspects(
    name: str,
    image_size: int,
    least: float,
    shared_data: Path,
    imagenet_weights: Path,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    root = Path(shutil.copytree(shared_data / name, tmp_path / name))
    moved = planted(root, 0.1, seed=0)
    config = TrainConfig.build(depth=18, weights=str(imagenet_weights), image_size=image_size, device="cpu")
    run = create_run(tmp_path / "runs", config, scan(root))
    found = [event for event in run_job(FindSuspects(str(run), "cpu")) if isinstance(event, Suspect)]
    top = {event.path for event in found[: len(moved)]}
    share = len(top & moved) / len(moved)
    record_property("counts", f"{share:.1%} of {len(moved)} moved pictures of {name} among as many suspects")
    assert share >= least
