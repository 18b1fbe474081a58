"""The subcommands that use a run's model on pictures, or say how good it is."""

from pathlib import Path
from typing import Annotated

import typer

from resnet_studio.cli.options import argument, option
from resnet_studio.cli.parameters import (
    AnswerFile,
    ColumnNames,
    DeviceName,
    Json,
    Mirrored,
    Pictures,
    PictureSeconds,
    Run,
    Runs,
    SortInto,
    SureFrom,
    Watched,
)
from resnet_studio.core.basics.message import message, tr


def predict(
    run: Run,
    pictures: Annotated[
        list[Path] | None, argument(message("Pictures, or folders of pictures."), metavar="PICTURE")
    ] = None,
    output: AnswerFile = None,
    overwrite: Annotated[bool, option(message("Replace the file if it exists."), "--overwrite")] = False,
    threshold: SureFrom = None,
    sort_into: SortInto = None,
    move: Annotated[bool, option(message("With --sort-into: move pictures instead."), "--move")] = False,
    watch: Watched = None,
    mirrored: Mirrored = False,
    device: DeviceName = None,
    runs: Runs = None,
    json: Json = False,
    picture_seconds: PictureSeconds = None,  # noqa: ARG001
) -> int:
    """Predict the classes of pictures."""
    from resnet_studio.cli.answers import Where
    from resnet_studio.cli.predict import Asked
    from resnet_studio.cli.predict import predict as work

    if not pictures and watch is None:
        raise typer.BadParameter(tr("Which pictures? Give pictures or folders, or a folder with --watch."))
    if pictures and watch is not None:
        raise typer.BadParameter(tr("Give pictures, or a folder with --watch, not both."))
    if move and sort_into is None:
        raise typer.BadParameter(tr("--move belongs to --sort-into, which sorts pictures into folders."))
    asked = Asked(tuple(pictures or ()), watch, threshold, device or "auto", overwrite, mirrored)
    return work(run, asked, Where(json, output, sort_into, move), runs=runs)


def evaluate(
    run: Run,
    folder: Annotated[
        Path | None,
        argument(
            message(
                "A folder with a subfolder per class, or a table of files and classes. Where it has a test or "
                "validation part, that part is measured. Without it, what the run itself held back: its test part, "
                "else its validation part."
            )
        ),
    ] = None,
    column: ColumnNames = None,
    pictures: Pictures = None,
    mirrored: Mirrored = False,
    device: DeviceName = None,
    runs: Runs = None,
    json: Json = False,
    picture_seconds: PictureSeconds = None,  # noqa: ARG001
) -> int:
    """Evaluate a run's best model on what it held back, or on a folder of pictures."""
    from resnet_studio.cli.columns import reading_of
    from resnet_studio.cli.evaluate import evaluate as work
    from resnet_studio.cli.moved import follow_pictures

    follow_pictures(run, pictures, runs)
    reading = reading_of(folder, None, column or ())
    return work(run, folder, device=device or "auto", runs=runs, json=json, reading=reading, mirrored=mirrored)


def compare(
    run: Run,
    other: Annotated[str, argument(message("The run to compare it with."), metavar="RUN")],
    pictures: Pictures = None,
    runs: Runs = None,
    json: Json = False,
) -> int:
    """Say whether one run's model is better than another's."""
    from resnet_studio.cli.compare import compare as work
    from resnet_studio.cli.moved import follow_pictures

    follow_pictures(run, pictures, runs)
    return work(run, other, runs=runs, json=json)


def explain(
    run: Run,
    pictures: Annotated[list[Path], argument(message("Pictures, or folders of pictures."), metavar="PICTURE")],
    output: Annotated[
        Path, option(message("Folder for the pictures with a map over them."), "--output", metavar="DIR")
    ],
    stage: Annotated[str, option(message("Whose output is looked at: stem, layer1 … By default the last stage."))] = "",
    of: Annotated[str, option(message("For which class. By default the most probable one."), "--class")] = "",
    device: DeviceName = None,
    runs: Runs = None,
    json: Json = False,
    picture_seconds: PictureSeconds = None,  # noqa: ARG001
) -> int:
    """Show where pictures speak for a class."""
    from resnet_studio.cli.explain import explain as work

    return work(run, pictures, output, stage=stage, of=of, device=device or "auto", runs=runs, json=json)


def suspects(
    run: Run,
    pictures: Pictures = None,
    device: DeviceName = None,
    runs: Runs = None,
    json: Json = False,
    picture_seconds: PictureSeconds = None,  # noqa: ARG001
) -> int:
    """List labels of a run's dataset that may be wrong."""
    from resnet_studio.cli.moved import follow_pictures
    from resnet_studio.cli.suspects import suspects as work

    follow_pictures(run, pictures, runs)
    return work(run, device=device or "auto", runs=runs, json=json)


def report(
    run: Run,
    output: Annotated[
        Path | None,
        option(message("The HTML file. By default it is here, with the run's name."), "--output", metavar="FILE"),
    ] = None,
    overwrite: Annotated[bool, option(message("Replace the file if it exists."), "--overwrite")] = False,
    pictures: Pictures = None,
    device: DeviceName = None,
    runs: Runs = None,
    json: Json = False,
    picture_seconds: PictureSeconds = None,  # noqa: ARG001
) -> int:
    """Write the report of a run."""
    from resnet_studio.cli.moved import follow_pictures
    from resnet_studio.cli.write_report import report as work

    follow_pictures(run, pictures, runs)
    return work(run, output, overwrite=overwrite, device=device or "auto", runs=runs, json=json)
