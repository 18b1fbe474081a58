"""The subcommands that train: `train`, `resume`, `continue`."""

from pathlib import Path
from typing import Annotated, Any

import typer

from resnet_studio.cli.options import argument, chosen_settings, option
from resnet_studio.cli.parameters import (
    AllowChanged,
    ColumnNames,
    Config,
    FoldersAre,
    Json,
    KeepTogether,
    Name,
    Pictures,
    PictureSeconds,
    Run,
    Runs,
    Sample,
    SplitSeed,
    TestShare,
    ValidationShare,
)
from resnet_studio.core.basics.message import message, tr
from resnet_studio.core.dataset.folds import LEAST, MOST

TRAINING_FOLDER = message(
    "A folder with a subfolder per class, or a table (.csv, .tsv, .jsonl) with a file and a class in each row. Several "
    "folders are the classes, or the parts, of one dataset. Where there is no validation part, --seed decides which "
    "pictures are set aside for validation."
)


def train(
    folders: Annotated[list[Path] | None, argument(TRAINING_FOLDER, metavar="FOLDER…")] = None,
    sample: Sample = False,
    config: Config = None,
    allow_changed: AllowChanged = False,
    pictures: Pictures = None,
    folders_are: FoldersAre = None,
    column: ColumnNames = None,
    validation_share: ValidationShare = None,
    test_share: TestShare = None,
    split_seed: SplitSeed = None,
    keep_together: KeepTogether = None,
    runs: Runs = None,
    name: Name = None,
    json: Json = False,
    picture_seconds: PictureSeconds = None,  # noqa: ARG001
    **settings: Any,
) -> int:
    """Train on a folder or on the sample, or repeat a run."""
    from resnet_studio.cli.columns import reading_of
    from resnet_studio.cli.division import Division
    from resnet_studio.cli.train import Place, repeat
    from resnet_studio.cli.train import train as work

    division = Division(validation=validation_share, test=test_share, seed=split_seed, together=keep_together)
    chosen, place = chosen_settings(settings), Place(runs=runs, name=name, json=json)
    if config is not None:
        _require_none(bool(folders) or sample, division != Division(), bool(column), folders_are is not None)
        return repeat(config, chosen, place, allow_changed=allow_changed, pictures=pictures)
    if pictures is not None:
        raise typer.BadParameter(tr("--pictures belongs to --config, which trains on a run's pictures."))
    if allow_changed:
        raise typer.BadParameter(tr("--allow-changed belongs to --config, which compares pictures with a run's."))
    if sample and folders:
        raise typer.BadParameter(tr("Give a folder or --sample, not both."))
    if not folders and not sample:
        raise typer.BadParameter(tr("Which pictures? Give a folder, or --sample for the handwritten digits."))
    reading = reading_of(folders[0] if folders and len(folders) == 1 else None, folders_are, column or ())
    return work(folders or [], chosen, place, reading=reading, division=division)


def _require_none(folders: bool, division: bool, column: bool, layout: bool) -> None:
    """Refuse what `--config` says already.

    Raises:
        typer.BadParameter: one of these was given with it.
    """
    if folders:
        raise typer.BadParameter(tr("--config says which pictures: give no folder and no --sample with it."))
    if division:
        raise typer.BadParameter(
            tr("--config says how pictures are divided: give no shares, --split-seed or --keep-together with it.")
        )
    if column:
        raise typer.BadParameter(tr("--config says what the columns are: give no --column with it."))
    if layout:
        raise typer.BadParameter(tr("--config says what the folders are: give no --folders-are with it."))


def crossvalidate(
    folders: Annotated[
        list[Path],
        argument(
            message(
                "A folder with a subfolder per class, or a table of files and classes; a test part stays out. Several "
                "folders are one dataset."
            ),
            metavar="FOLDER…",
        ),
    ],
    folds: Annotated[
        int,
        option(message("How many: each is set aside once, while a run learns from the others."), min=LEAST, max=MOST),
    ] = 5,
    folders_are: FoldersAre = None,
    column: ColumnNames = None,
    test_share: TestShare = None,
    split_seed: SplitSeed = None,
    keep_together: KeepTogether = None,
    runs: Runs = None,
    name: Annotated[str | None, option(message("Name of the runs, and their tag."), metavar="NAME")] = None,
    json: Json = False,
    picture_seconds: PictureSeconds = None,  # noqa: ARG001
    **settings: Any,
) -> int:
    """Train a run for each fold of a small dataset, and say how good they are together."""
    from resnet_studio.cli.columns import reading_of
    from resnet_studio.cli.crossvalidate import crossvalidate as work
    from resnet_studio.cli.division import Division
    from resnet_studio.cli.train import Place

    chosen = chosen_settings(settings)
    reading = reading_of(folders[0] if len(folders) == 1 else None, folders_are, column or ())
    place = Place(runs=runs, name=name, json=json)
    division = Division(test=test_share, seed=split_seed, together=keep_together)
    return work(folders, folds, chosen, place, reading=reading, division=division)


def resume(
    run: Run,
    pictures: Pictures = None,
    runs: Runs = None,
    json: Json = False,
    picture_seconds: PictureSeconds = None,  # noqa: ARG001
) -> int:
    """Resume a run that was paused, stopped or interrupted."""
    from resnet_studio.cli.moved import follow_pictures
    from resnet_studio.cli.train import resume as work

    follow_pictures(run, pictures, runs)
    return work(run, runs=runs, json=json)


def continue_run(
    run: Run,
    epochs: Annotated[int | None, option(message("By default as many as that run's settings say."))] = None,
    learning_rate: Annotated[float | None, option(message("By default a third of that run's."))] = None,
    pictures: Pictures = None,
    name: Name = None,
    runs: Runs = None,
    json: Json = False,
    picture_seconds: PictureSeconds = None,  # noqa: ARG001
) -> int:
    """Train the best model of a finished run further, in a new run."""
    from resnet_studio.cli.moved import follow_pictures
    from resnet_studio.cli.train import Place
    from resnet_studio.cli.train import continue_run as work

    follow_pictures(run, pictures, runs)
    return work(run, Place(runs=runs, name=name, json=json), epochs=epochs, learning_rate=learning_rate)
