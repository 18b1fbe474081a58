"""A few validation pictures of a run."""

from pathlib import Path

import pytest

from resnet_studio.core.basics.errors import DatasetGoneError, StudioError
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.examples import validation_examples
from resnet_studio.core.runs.run import create_run


def test_examples_are_validation_pictures_of_each_class_in_turn(tmp_path: Path, copied_colours: Path) -> None:
    dataset = scan(copied_colours)
    run = create_run(tmp_path / "runs", TrainConfig.build(depth=20), dataset)
    validation = {dataset.absolute(picture): dataset.classes[picture.label] for picture in dataset.part("validation")}
    found = validation_examples(run, 4)
    assert found.items() <= validation.items()
    assert list(found.values())[:3] == ["blue", "green", "red"]
    gone = next(iter(found))
    gone.unlink()
    assert validation_examples(run, 100).keys() == validation.keys() - {gone}


def test_run_without_a_record_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(StudioError):
        validation_examples(tmp_path)


def test_examples_of_a_dataset_whose_folder_is_gone_are_an_error_that_names_it(
    tmp_path: Path, copied_colours: Path
) -> None:
    run = create_run(tmp_path / "runs", TrainConfig.build(depth=20), scan(copied_colours))
    copied_colours.rename(tmp_path / "elsewhere")
    with pytest.raises(DatasetGoneError, match=str(copied_colours)):
        validation_examples(run)
