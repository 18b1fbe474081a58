"""The subcommands that write a run for other programs."""

from pathlib import Path
from typing import Annotated

from resnet_studio.cli.options import option
from resnet_studio.cli.parameters import Json, Pictures, PictureSeconds, Run, Runs
from resnet_studio.core.basics.message import message
from resnet_studio.core.exports.formats import FORMATS


def export(
    run: Run,
    form: Annotated[
        str,
        option(message("One of {formats:commas}.", formats=tuple(FORMATS)), "--format", metavar="FORMAT"),
    ] = "onnx",
    precision: Annotated[
        str,
        option(
            message("Of the numbers in the file: float32, float16 or int8, where the format has it."),
            metavar="PRECISION",
        ),
    ] = "",
    output: Annotated[
        Path | None,
        option(
            message(
                "The folder for the file, its report and its programs. By default it is here, with the run's name."
            ),
            "--output",
            metavar="DIR",
        ),
    ] = None,
    overwrite: Annotated[bool, option(message("Replace an earlier export in that folder."), "--overwrite")] = False,
    install: Annotated[
        bool, option(message("Install what the format needs first, if it is missing."), "--install")
    ] = False,
    pictures: Pictures = None,
    runs: Runs = None,
    json: Json = False,
    picture_seconds: PictureSeconds = None,  # noqa: ARG001
) -> int:
    """Export a run's model to a file that other programs use."""
    from resnet_studio.cli.export import export as work
    from resnet_studio.cli.moved import follow_pictures

    follow_pictures(run, pictures, runs)
    return work(run, form, precision, output, overwrite=overwrite, install=install, runs=runs, json=json)


def export_tensorboard(
    run: Run,
    output: Annotated[Path, option(message("The folder for the event files."), "--output", metavar="DIR")],
    runs: Runs = None,
    json: Json = False,
) -> int:
    """Write the curves of a run for TensorBoard."""
    from resnet_studio.cli.tensorboard import export

    return export(run, output, runs=runs, json=json)
