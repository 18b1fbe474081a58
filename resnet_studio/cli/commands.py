"""The subcommands of the command line, a row each.

What each does is in a module of its own, imported when the command runs: `--help` stays fast.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Literal

import typer

import resnet_studio
from resnet_studio.cli.export_commands import export, export_tensorboard
from resnet_studio.cli.help_option import Command, Group
from resnet_studio.cli.model_commands import compare, evaluate, explain, predict, report, suspects
from resnet_studio.cli.options import argument, option, with_help
from resnet_studio.cli.parameters import ColumnNames, FoldersAre, Json, PictureSeconds, Runs, Sample
from resnet_studio.cli.training_commands import continue_run, crossvalidate, resume, train
from resnet_studio.core.basics.message import Message, message, show, tr


def make_app() -> typer.Typer:
    """The command line with its help in the language in use."""
    app = typer.Typer(
        name="resnet-studio",
        cls=Group,
        help=tr("Teach a ResNet your pictures. Without a subcommand, resnet-studio FOLDER opens the window."),
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,  # its boxes leave help 19 columns of a terminal's 80
        context_settings={"max_content_width": 110},
        pretty_exceptions_enable=False,
    )
    app.callback()(with_help(_main))
    for name, (command, help_) in COMMANDS.items():
        app.command(name, cls=Command, help=show(help_))(with_help(command))
    return app


def _show_version(wanted: bool) -> None:
    if wanted:
        print(f"resnet-studio {resnet_studio.__version__}")
        raise typer.Exit


def _main(
    version: Annotated[
        bool, option(message("Show the version and exit."), "--version", callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    pass


def open_window(
    folder: Annotated[Path | None, argument(message("A folder of pictures to open, or a run."))] = None,
    sample: Sample = False,
) -> int:
    """Open the window on a folder, a run, the sample, or nothing."""
    from resnet_studio.core.dataset.sample import sample_dataset
    from resnet_studio.gui.start import run_window

    return run_window(sample_dataset() if sample else folder)


FoldersAsLeft = Annotated[
    list[Path],
    argument(
        message(
            "A folder with a subfolder per class, or a table of files and classes, as it was left in the window. "
            "Several folders are one dataset."
        ),
        metavar="FOLDER…",
    ),
]


def check(
    folders: FoldersAsLeft,
    folders_are: FoldersAre = None,
    column: ColumnNames = None,
    limit: Annotated[
        list[str] | None,
        option(
            message("Another limit of a finding, such as alike=0.95 or blur=0.7. May be repeated."),
            "--limit",
            metavar="NAME=NUMBER",
        ),
    ] = None,
    runs: Runs = None,
    json: Json = False,
    picture_seconds: PictureSeconds = None,  # noqa: ARG001
) -> int:
    """Find what is wrong with the pictures of a folder."""
    from resnet_studio.cli.check import check as work
    from resnet_studio.cli.columns import reading_of

    reading = reading_of(folders[0] if len(folders) == 1 else None, folders_are, column or ())
    return work(folders, reading=reading, limits=limit or (), json=json, runs=runs)


def write_out(
    folders: FoldersAsLeft,
    to: Annotated[Path, option(message("Where to: a new or empty folder."), "--to", metavar="DIR")],
    how: Annotated[
        Literal["copy", "link", "move"],
        option(message("How: as copies, as hard links, which take no room, or by moving the files."), "--how"),
    ] = "copy",
    folders_are: FoldersAre = None,
    column: ColumnNames = None,
    runs: Runs = None,
    json: Json = False,
) -> int:
    """Write a dataset out as folders."""
    from resnet_studio.cli.columns import reading_of
    from resnet_studio.cli.write_out import write_out as work
    from resnet_studio.core.basics import places

    reading = reading_of(folders[0] if len(folders) == 1 else None, folders_are, column or ())
    return work(folders, to, how, runs or places.runs_folder(), reading=reading, json=json)


def list_runs(runs: Runs = None, json: Json = False) -> int:
    """List the runs."""
    from resnet_studio.cli.runs import list_all

    return list_all(runs, json=json)


def desktop(
    remove: Annotated[bool, option(message("Remove the entry instead."), "--remove")] = False,
) -> int:
    """Add the program to the menu of applications, or remove it."""
    from resnet_studio.cli.desktop import desktop_entry

    return desktop_entry(remove=remove)


def gpu_pack(
    action: Annotated[Literal["install", "remove", "status"], argument(message("What to do."))],
    folder: Annotated[
        Path | None, argument(message("To install without a network: a folder with the files of the GPU pack."))
    ] = None,
) -> int:
    """Install PyTorch for an NVIDIA graphics card, remove it, or say what there is."""
    from resnet_studio.cli.gpu_pack import change

    return change(action, folder)


COMMANDS: dict[str, tuple[Callable[..., int], Message]] = {
    "open": (open_window, message("Open the window.")),
    "train": (train, message("Train a ResNet on a folder of pictures.")),
    "crossvalidate": (
        crossvalidate,
        message("Measure how well a small dataset can be learned: a run for each of its folds."),
    ),
    "resume": (resume, message("Resume a run that was paused, stopped or interrupted.")),
    "continue": (continue_run, message("Train a finished run's best model further, in a new run.")),
    "predict": (
        predict,
        message("Predict the classes of pictures. Prints a table in a terminal, JSON lines elsewhere."),
    ),
    "evaluate": (evaluate, message("Measure a run's best model on what it held back, or on a folder of pictures.")),
    "check": (
        check,
        message("Find faults, near-duplicates, leaks and shortcuts in a folder of pictures. No file is changed."),
    ),
    "write-out": (
        write_out,
        message("Write a dataset, as it was left in the window, out as a folder for each class, with its split."),
    ),
    "compare": (compare, message("Say whether a run's model is better than another's on the same pictures.")),
    "explain": (explain, message("Show where pictures speak for a class: Grad-CAM, written as pictures.")),
    "suspects": (suspects, message("List labels of a run's dataset that may be wrong, the most suspect first.")),
    "report": (report, message("Write all that there is to say of a run into one HTML file, to print or pass on.")),
    "export": (
        export,
        message("Export a run's model to a file for other programs, with preprocessing and class names inside."),
    ),
    "export-tensorboard": (export_tensorboard, message("Write the curves of a run as event files for TensorBoard.")),
    "runs": (list_runs, message("List the runs, newest first.")),
    "desktop": (
        desktop,
        message("Add ResNet Studio to the menu of applications, with its icon and Open with. For this user only."),
    ),
    "gpu-pack": (
        gpu_pack,
        message("Install PyTorch for an NVIDIA graphics card, or remove it."),
    ),
}
