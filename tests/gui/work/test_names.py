"""A dataset has one name, wherever the window says it."""

from dataclasses import replace
from pathlib import Path

from resnet_studio.core.dataset.catalogue import Catalogue
from resnet_studio.core.dataset.dataset import apply
from resnet_studio.core.runs.summary import summarise
from resnet_studio.gui.work.names import name_of, trained_on, with_fold


def test_dataset_is_named_after_its_folder() -> None:
    assert name_of(apply(Catalogue(Path("/data/ants"), (), ()))) == "ants"


def test_dataset_of_some_folders_names_them() -> None:
    assert name_of(apply(Catalogue(Path("/data/pets"), (), (), chosen=("cats", "dogs")))) == "cats and dogs in pets"


def test_run_names_the_folders_that_it_was_trained_on(tmp_path: Path) -> None:
    run = replace(summarise(tmp_path), dataset="pets", chosen=("cats", "dogs"))
    assert trained_on(run) == "cats and dogs in pets"


def test_run_of_a_fold_is_named_with_it() -> None:
    assert with_fold("ants", "2/5") == "ants (fold 2 of 5)"
    assert with_fold("ants", "") == "ants"
