"""A dataset has one name, wherever the window says it."""

from pathlib import Path

from resnet_studio.core.dataset.catalogue import Catalogue
from resnet_studio.core.dataset.dataset import apply
from resnet_studio.gui.work.names import name_of


def test_dataset_is_named_after_its_folder() -> None:
    assert name_of(apply(Catalogue(Path("/data/ants"), (), ()))) == "ants"


def test_dataset_of_some_folders_names_them() -> None:
    assert name_of(apply(Catalogue(Path("/data/pets"), (), (), chosen=("cats", "dogs")))) == "cats and dogs in pets"
