"""Runs of other versions of the program."""

import json
from pathlib import Path

import pytest

import resnet_studio
from resnet_studio.core.basics.errors import DatasetError, RunError
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.run import ModelInfo, create_run, read_config, read_config_and_meta, read_dataset
from resnet_studio.core.runs.summary import summarise
from resnet_studio.core.runs.versions import NewerRunError, is_newer

SAID = "was made by ResNet Studio 7.2.0rc1, and this is {own}. Update ResNet Studio to open it."


@pytest.fixture
def run(tmp_path: Path, colours: Path) -> Path:
    run = create_run(tmp_path, TrainConfig.build(depth=20), scan(colours), name="a run")
    ModelInfo(20, True, ("a", "b"), 32, (0.5,) * 3, (0.5,) * 3).write(run)
    return run


def change(file: Path, **fields: object) -> None:
    file.write_text(json.dumps(json.loads(file.read_text()) | fields))


def test_run_says_which_version_made_it(run: Path) -> None:
    for name in ("config.json", "model.json"):
        assert json.loads((run / name).read_text())["program"] == resnet_studio.__version__
    assert read_config_and_meta(run)[1]["program"] == resnet_studio.__version__


@pytest.mark.parametrize("news", [{"format": 2}, {"a_new_setting": 1}, {"depth": 1001}])
def test_newer_run_with_unknown_settings_is_refused_with_its_version(run: Path, news: dict[str, object]) -> None:
    change(run / "config.json", program="7.2.0rc1", **news)
    with pytest.raises(NewerRunError) as caught:
        read_config(run)
    assert str(caught.value) == f"The run a run {SAID.format(own=resnet_studio.__version__)}"
    assert summarise(run).problem == caught.value.message


def test_newer_dataset_and_model_are_refused_with_the_version(run: Path) -> None:
    change(run / "config.json", program="7.2.0rc1")
    change(run / "dataset.json", edits=[{"kind": "a new kind of edit"}])
    change(run / "model.json", program="7.2.0rc1", depth=1001)
    for read in (read_dataset, ModelInfo.read):
        with pytest.raises(NewerRunError, match=r"7\.2\.0rc1"):
            read(run)


def test_newer_run_that_holds_nothing_unknown_opens(run: Path) -> None:
    change(run / "config.json", program="7.2.0rc1")
    change(run / "model.json", program="7.2.0rc1")
    assert read_config(run).depth == ModelInfo.read(run).depth == 20
    assert len(read_dataset(run).classes) == 3
    assert summarise(run).problem is None


def test_older_run_opens(run: Path) -> None:
    """It has no version in its model, and lacks the settings that came later."""
    record = json.loads((run / "config.json").read_text())
    kept = ("format", "created", "depth", "epochs", "learning_rate")
    (run / "config.json").write_text(json.dumps({name: record[name] for name in kept} | {"program": "0.0.9"}))
    model = json.loads((run / "model.json").read_text())
    del model["program"], model["scale"]
    (run / "model.json").write_text(json.dumps(model))
    assert read_config(run).learning_rate == record["learning_rate"]
    assert ModelInfo.read(run).depth == 20


def test_damaged_run_of_this_version_is_not_called_newer(run: Path) -> None:
    change(run / "config.json", depth=1001)
    change(run / "dataset.json", edits=3)
    with pytest.raises(RunError, match="damaged"):
        read_config(run)
    with pytest.raises(DatasetError, match="damaged"):
        read_dataset(run)


@pytest.mark.parametrize(
    ("version", "newer"),
    [("0.0.9", False), ("999", True), ("1000.1.0.dev3+local", True), ("", False), ("newest", False), (None, False),
     (3, False), ("9" * 400, True), (resnet_studio.__version__, False)],
)  # fmt: skip
def test_versions_are_compared_by_their_numbers(version: object, newer: bool) -> None:
    assert is_newer(version) == newer


def test_format_without_a_version_is_refused_too(run: Path) -> None:
    change(run / "config.json", program=None, format=2)
    with pytest.raises(NewerRunError, match="was made by a newer ResNet Studio than this"):
        read_config(run)
