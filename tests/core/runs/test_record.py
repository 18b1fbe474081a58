"""A record of a run whose folder is gone says so, not that a file is missing."""

from collections.abc import Callable
from pathlib import Path

import pytest

from resnet_studio.core.basics.errors import Failure, RunError, RunGoneError
from resnet_studio.core.runs.examples import validation_examples
from resnet_studio.core.runs.record import read_record
from resnet_studio.core.runs.run import ModelInfo, read_config, read_dataset


@pytest.mark.parametrize("read", [read_config, read_dataset, ModelInfo.read, validation_examples])
def test_run_whose_folder_is_gone_is_said_to_be_gone(read: Callable[[Path], object], tmp_path: Path) -> None:
    with pytest.raises(RunGoneError, match=r"The run's folder .*renamed one is no longer there"):
        read(tmp_path / "renamed one")


def test_file_that_is_missing_in_a_run_is_named(tmp_path: Path) -> None:
    with pytest.raises(RunError, match=r"config\.json is missing in") as raised:
        read_record(tmp_path, "config.json")
    assert raised.value.kind is Failure.RUN
