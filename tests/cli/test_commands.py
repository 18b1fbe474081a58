"""The subcommands."""

from resnet_studio.__main__ import COMMANDS as NAMES
from resnet_studio.cli import commands


def test_names_of_subcommands_match_those_of_the_program() -> None:
    assert tuple(commands.COMMANDS) == NAMES
