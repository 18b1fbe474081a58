"""Commands whose `--help` stands in the list of options without a value, like every option that takes none."""

from typing import TYPE_CHECKING, Any

from typer.core import TyperCommand, TyperGroup

if TYPE_CHECKING:
    _Base = TyperCommand
else:
    _Base = object


class _PlainHelp(_Base):
    def get_help_option(self, ctx: Any) -> Any:
        """The option `--help`, behind which Typer would write `<bool>`."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.metavar = ""
        return option


class Command(_PlainHelp, TyperCommand):
    """One subcommand."""


class Group(_PlainHelp, TyperGroup):
    """All subcommands together."""
