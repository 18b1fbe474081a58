"""How well features of layer3 and of layer4 tell classes apart: the table of the probe in docs/study.md."""

from pathlib import Path

import numpy as np
from bench_study import (
    Floats,
    drawn,
    features_of,
    lacking_for_study,
    of_imagenet,
    parts_of,
    ridge,
    sources,
    standard_width,
)
from measure import Figure, Options, Outcome
from numpy.typing import NDArray

from resnet_studio.engine.inputs.frozen import FrozenPart
from resnet_studio.engine.inputs.loader import Loader
from resnet_studio.engine.inputs.pictures import PictureSource
from resnet_studio.engine.inputs.view import View
from resnet_studio.engine.machine.devices import choose
from resnet_studio.engine.network.resnet import ResNet


def main(options: Options) -> Outcome:
    """Errors of a head in closed form, left out one by one, on standardised features of either stage."""
    title = "Probe: what layer3 and layer4 tell apart, from ImageNet weights, 224 px"
    if why := lacking_for_study(options):
        return Outcome(title, missing=why)
    network, figures = of_imagenet(options), list[Figure]()
    for name, folder, pictures, *_ in sources():
        labels = np.array([label for _, label in pictures], np.int64)
        stages = {
            "layer4": features_of(network, folder, pictures, View(224, small=False)),
            "layer3": _features_of_layer3(network, folder, pictures),
        }
        for part, per_class, rare in parts_of(name):
            chosen = [drawn(labels, per_class, rare, seed)[0] for seed in range(options.rounds)]
            errors = {of: tuple(_error(x[some], labels[some]) for some in chosen) for of, x in stages.items()}
            figures += [Figure(f"{part}, error by {of}", values, "%") for of, values in errors.items()]
    return Outcome(
        title, f"ResNet-{network.architecture.depth}; of the pictures to learn from, left out one by one", figures
    )


def _features_of_layer3(network: ResNet, folder: Path, pictures: list[tuple[str, int]]) -> Floats:
    compute, source = choose(), PictureSource(folder, [name for name, _ in pictures], View(224, small=False))
    names = network.architecture.unit_names
    part = FrozenPart(network, sum(not name.startswith("layer4") for name in names), source.shape, compute)
    with Loader(compute.device) as loader:
        return np.concatenate(
            [
                network.pooled(part(source.to_input(batch.inputs, compute.device)).float()).cpu().numpy()
                for batch in loader.batches(source, range(len(source)), 16, failed={}.__setitem__)
            ]
        )


def _error(features: Floats, labels: NDArray[np.int64]) -> float:
    answers = ridge(features / standard_width(features), labels, features)[1].argmax(1)
    return 100 * float((answers != labels).mean())
