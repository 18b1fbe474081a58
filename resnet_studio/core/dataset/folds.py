"""Dividing pictures into folds: each is set aside once, while a network learns from the others."""

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from resnet_studio.core.basics.errors import DatasetError
from resnet_studio.core.basics.message import message, plural
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.group_split import joined
from resnet_studio.core.dataset.grouped import split_by_groups
from resnet_studio.core.dataset.grouped_edit import GroupedSplit
from resnet_studio.core.dataset.picture_edits import PinPictures

LEAST, MOST = 2, 20


def folds(dataset: Dataset, count: int, seed: int, groups: Iterable[Sequence[str]] = ()) -> list[Dataset]:
    """The dataset once for each fold, which is its validation part then. The test part stays out of all of them.

    Each class is spread evenly over the folds, as far as the groups allow. The same seed gives the same folds. Pictures
    that are pinned to training or validation are set aside once like the others.

    Args:
        dataset: whose training and validation pictures are divided.
        count: of folds.
        seed: chooses among pictures.
        groups: paths of pictures that stay in one fold.

    Raises:
        DatasetError: there are fewer pictures and groups than folds, or a class has too few of them for a training
            without each fold.
    """
    if pinned := tuple(sorted(path for path, part in dataset.pinned.items() if part != "test")):
        dataset = dataset.with_edit(PinPictures(pinned, None))
    pictures = [one for one in dataset.pictures if one.part != "test"]
    label_of = {one.path: one.label for one in pictures}
    units = joined(groups, sorted(label_of))
    random.Random(seed).shuffle(units)
    of_class = [Counter[int]() for _ in range(count)]
    held: list[list[str]] = [[] for _ in range(count)]
    for unit in sorted(units, key=len, reverse=True):
        labels = Counter(label_of[path] for path in unit)

        def load(fold: int, labels: Counter[int] = labels) -> tuple[int, int, int]:
            return sum(of_class[fold][label] * times for label, times in labels.items()), len(held[fold]), fold

        chosen = min(range(count), key=load)
        of_class[chosen].update(labels)
        held[chosen].extend(unit)
    _require_enough(dataset, label_of, held, len(units))
    last = split_by_groups(dataset)
    test = tuple(one.path for one in (*dataset.pictures, *dataset.left_out) if one.part == "test")
    by, pattern = (last.by, last.pattern) if last else ("near_duplicates", "")
    aside = GroupedSplit(by, 1 / count, 0.0, seed, (), test, pattern=pattern)
    return [
        dataset.with_edit(replace(aside, validation=tuple(sorted(paths)), fold=f"{number}/{count}"))
        for number, paths in enumerate(held, 1)
    ]


def _require_enough(dataset: Dataset, label_of: dict[str, int], held: Sequence[Sequence[str]], units: int) -> None:
    if not all(held):
        raise DatasetError(
            dataset.root,
            plural(
                "there is only {count} picture or group that can be set aside; ask for fewer folds",
                "there are only {count} pictures or groups that can be set aside; ask for fewer folds",
                units,
            ),
        )
    totals = Counter(label_of.values())
    for paths in held:
        for label, count in Counter(label_of[path] for path in paths).items():
            if count == totals[label]:
                raise DatasetError(
                    dataset.root,
                    message(
                        "the class {name:name} has too few pictures to set some aside and learn from others",
                        name=dataset.classes[label],
                    ),
                )
