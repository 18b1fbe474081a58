"""Options of the command line: one for each setting, with help in the language in use."""

from collections.abc import Iterator
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from resnet_studio.cli import commands
from resnet_studio.cli.options import chosen_settings, setting_help
from resnet_studio.core.basics import language
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.settings import SETTINGS, named


@pytest.fixture
def pseudo() -> Iterator[None]:
    language.use("pseudo")
    yield
    language.use("en")


def subcommands() -> dict[str, Any]:
    group: Any = typer.main.get_command(commands.make_app())
    return {"": group, **group.commands}


def test_train_has_an_option_for_each_setting() -> None:
    options = {parameter.name: parameter.opts for parameter in subcommands()["train"].params}
    for setting in SETTINGS:
        assert setting.flag in options[setting.name]
    assert options["freeze"] == ["--freeze"]
    assert options["frozen"] == ["--freeze-only"]


def test_options_reach_the_command_as_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, Any] = {}

    def train(_folder: object, chosen: dict[str, Any], _place: object, **_: object) -> int:
        seen.update(chosen)
        return 0

    monkeypatch.setattr("resnet_studio.cli.train.train", train)
    words = "train . --depth 20 --weights w.pt --freeze-only layer1,layer3.0 --no-shortcuts --optimizer sgd --seed 3"
    assert commands.make_app()(words.split(), standalone_mode=False) == 0
    given = {name: value for name, value in seen.items() if value is not None}
    assert given == {
        "depth": 20, "weights": "w.pt", "frozen": ("layer1", "layer3.0"), "shortcuts": False, "optimizer": "sgd",
        "seed": 3,
    }  # fmt: skip
    assert TrainConfig.build(**seen).optimizer == "sgd"


def test_names_of_frozen_layers_are_split_at_commas() -> None:
    given: dict[str, Any] = dict.fromkeys(setting.name for setting in SETTINGS)
    assert chosen_settings({**given, "frozen": " layer1, ,layer2 "})["frozen"] == ("layer1", "layer2")
    assert chosen_settings(given)["frozen"] is None


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("epochs", "How often the network sees every training picture. From 1 to 10,000."),
        (
            "seed",
            "Starts the random numbers: the same seed and settings repeat a run. From 0 to 4,294,967,295. Default: 0.",
        ),
        ("optimizer", "How corrections are made."),
    ],
)
def test_help_of_an_option_gives_effect_range_and_fixed_default(name: str, text: str) -> None:
    assert str(setting_help(named(name))) == text


@pytest.mark.usefixtures("pseudo")
def test_every_help_text_of_the_command_line_is_translated() -> None:
    for name, command in subcommands().items():
        assert command.help.startswith("⟦"), name
        for parameter in command.params:
            assert parameter.help.startswith("⟦"), f"{name} {parameter.name}"


@pytest.mark.parametrize("name", ["", *commands.COMMANDS])
def test_help_prints_no_type_of_python_behind_a_flag(name: str) -> None:
    said = CliRunner().invoke(commands.make_app(), [*([name] if name else []), "--help"]).output
    assert "--help" in said
    assert "bool" not in said
