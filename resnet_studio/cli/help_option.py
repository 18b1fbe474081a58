"""Commands whose `--help` stands in the list of options without a value, and whose own line is whole in the list."""

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

    def get_short_help_str(self, limit: int = 45) -> str:  # noqa: ARG002 - the list wraps what is longer
        """What the list of commands says of it, without the dots at which it would be cut off."""
        return super().get_short_help_str(limit=1000)


class Group(_PlainHelp, TyperGroup):
    """All subcommands together."""
