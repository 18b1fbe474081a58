"""The run that a person names in the terminal, by its folder or by its name."""

from pathlib import Path

from resnet_studio.core.basics import places
from resnet_studio.core.basics.errors import RunError
from resnet_studio.core.basics.files import is_file
from resnet_studio.core.basics.message import message
from resnet_studio.core.runs.run import CONFIG, newest_first

_MOST_NAMES = 3


def find_run(run: str, runs: Path | None) -> Path:
    """The folder of a run given by its path or by its name in the folder of runs.

    Raises:
        RunError: there is no such run.
    """
    runs = runs or places.runs_folder()
    for folder in (Path(run), runs / run):
        if is_file(folder / CONFIG):
            return folder
    if names := _with_name(Path(run).name, runs):
        raise RunError(
            message(
                "There is no run at {run}. With that in their name, the newest first: {names:commas}.",
                run=run, names=names,
            )
        )  # fmt: skip
    raise RunError(message("There is no run at {run}. 'resnet-studio runs' lists the runs there are.", run=run))


def _with_name(part: str, runs: Path) -> tuple[str, ...]:
    """Names of a few runs that have this in them, whatever its case, the newest first."""
    names = (folder.name for _, folder in newest_first(runs))
    return tuple(name for name in names if part and part.casefold() in name.casefold())[:_MOST_NAMES]
