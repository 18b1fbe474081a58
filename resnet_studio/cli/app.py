"""The subcommands and their options. What they do lies beside this file; nothing heavy is imported for `--help`."""

import io
import os
import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

import resnet_studio
from resnet_studio.core.basics.errors import StudioError, describe_os_error
from resnet_studio.core.basics.message import show
from resnet_studio.core.basics.safe_text import printable

DONE, FAILED, BAD_INPUT = 0, 1, 2

app = typer.Typer(
    name="resnet-studio",
    help="Teach a ResNet your pictures. Without a subcommand: resnet-studio \\[FOLDER] opens the window.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
)

Optimizer = Literal["adamw", "sgd"]
Schedule = Literal["one-cycle", "constant"]
Augment = Literal["none", "light", "strong"]
ClassWeights = Literal["none", "balanced"]
Precision = Literal["auto", "float32", "bfloat16", "float16"]

RunsOption = Annotated[Path | None, typer.Option("--runs", metavar="DIR", help="Folder of runs.")]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON object a line on standard output.")]
NameOption = Annotated[str | None, typer.Option(help="Name of the run's folder.")]
DeviceOption = Annotated[str | None, typer.Option(help="auto, cpu, cuda, cuda:1, mps …")]
RunArgument = Annotated[str, typer.Argument(metavar="RUN", help="A run's folder, or its name in the folder of runs.")]


def run(words: list[str]) -> int:
    """Run the command line and return its exit code: 0 done, 1 failed, 2 bad usage or input."""
    _prepare_streams()
    try:
        code = app(words, standalone_mode=False)
        sys.stdout.flush()
    except StudioError as error:
        print(printable(show(error.message)), file=sys.stderr)
        return BAD_INPUT
    except BrokenPipeError:  # whoever read our output has gone, as `head` does: nobody is left to be told
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except OSError as error:
        print(printable(show(describe_os_error(error))), file=sys.stderr)
        return FAILED
    except typer.Exit as leave:
        return leave.exit_code
    except typer.Abort:
        return 130
    except Exception as error:
        if hasattr(error, "show") and hasattr(error, "exit_code"):  # a usage error of the option parser
            error.show()
            return int(error.exit_code)
        raise
    return int(code or DONE)


def _prepare_streams() -> None:
    """No name of a file may end the program because the terminal lacks a letter; what is piped is UTF-8, as JSON is."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="backslashreplace")


def _version(wanted: bool) -> None:
    if wanted:
        print(f"resnet-studio {resnet_studio.__version__}")
        raise typer.Exit


@app.callback()
def _main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    pass


@app.command("open")
def open_window(
    folder: Annotated[Path | None, typer.Argument(help="A folder of pictures to open.")] = None,
    sample: Annotated[bool, typer.Option("--sample", help="Open the handwritten digits.")] = False,
) -> int:
    """Open the window."""
    from resnet_studio.core.dataset.sample import sample_dataset
    from resnet_studio.gui.app import open_window as show

    return show(sample_dataset() if sample else folder)


@app.command()
def train(
    folder: Annotated[Path | None, typer.Argument(help="A folder with a subfolder per class.")] = None,
    sample: Annotated[bool, typer.Option("--sample", help="Train on the handwritten digits.")] = False,
    depth: Annotated[int | None, typer.Option(help="18, 34, 50, 101, 152; small images 20, 32, 44, 56, 110.")] = None,
    weights: Annotated[str | None, typer.Option(metavar="imagenet|scratch|FILE", help="What to start from.")] = None,
    freeze: Annotated[str | None, typer.Option(metavar="STAGE", help="none, stem, layer1 …: freeze up to it.")] = None,
    freeze_only: Annotated[str | None, typer.Option(metavar="NAMES", help="Exactly these: layer1,layer3.0")] = None,
    shortcuts: Annotated[bool | None, typer.Option(help="Without them it is a plain network.")] = None,
    epochs: Annotated[int | None, typer.Option(help="Passes over the training pictures.")] = None,
    batch_size: Annotated[int | None, typer.Option(help="Pictures an optimiser step.")] = None,
    image_size: Annotated[int | None, typer.Option(help="Pixels, 32 to 512.")] = None,
    learning_rate: Annotated[float | None, typer.Option(help="Peak learning rate of the backbone.")] = None,
    head_multiplier: Annotated[float | None, typer.Option(help="The head learns this many times faster.")] = None,
    optimizer: Annotated[Optimizer | None, typer.Option()] = None,
    schedule: Annotated[Schedule | None, typer.Option()] = None,
    weight_decay: Annotated[float | None, typer.Option()] = None,
    label_smoothing: Annotated[float | None, typer.Option()] = None,
    augment: Annotated[Augment | None, typer.Option(help="Random changes to training pictures.")] = None,
    views: Annotated[int | None, typer.Option(help="Changed views a picture that a frozen part prepares.")] = None,
    class_weights: Annotated[ClassWeights | None, typer.Option(help="balanced weighs rare classes up.")] = None,
    early_stopping: Annotated[int | None, typer.Option(help="Epochs without progress, 0 is off.")] = None,
    seed: Annotated[int | None, typer.Option(help="Of weights, order, changes and split.")] = None,
    device: DeviceOption = None,
    precision: Annotated[Precision | None, typer.Option()] = None,
    config: Annotated[
        Path | None, typer.Option(metavar="RUN/config.json", help="Repeat that run; other options replace settings.")
    ] = None,
    allow_changed: Annotated[
        bool, typer.Option("--allow-changed", help="With --config: train even if pictures have changed since.")
    ] = False,
    runs: RunsOption = None,
    name: NameOption = None,
    json: JsonOption = False,
) -> int:
    """Train a ResNet on a folder of pictures."""
    from resnet_studio.cli.train import Place, repeat
    from resnet_studio.cli.train import train as work

    if freeze_only is not None and freeze is not None:
        raise typer.BadParameter("--freeze and --freeze-only cannot both be given.")
    chosen = {
        "depth": depth,
        "weights": weights,
        "freeze": freeze,
        "frozen": None
        if freeze_only is None
        else tuple(part.strip() for part in freeze_only.split(",") if part.strip()),
        "shortcuts": shortcuts,
        "epochs": epochs,
        "batch_size": batch_size,
        "image_size": image_size,
        "learning_rate": learning_rate,
        "head_multiplier": head_multiplier,
        "optimizer": optimizer,
        "schedule": schedule,
        "weight_decay": weight_decay,
        "label_smoothing": label_smoothing,
        "augment": augment,
        "views": views,
        "class_weights": class_weights,
        "early_stopping": early_stopping,
        "seed": seed,
        "device": device,
        "precision": precision,
    }
    place = Place(runs=runs, name=name, json=json)
    if config is not None:
        if folder is not None or sample:
            raise typer.BadParameter("--config says which pictures: give no folder and no --sample with it.")
        return repeat(config, chosen, place, allow_changed=allow_changed)
    if allow_changed:
        raise typer.BadParameter("--allow-changed belongs to --config, which compares pictures with a run's.")
    if sample and folder is not None:
        raise typer.BadParameter("Give a folder or --sample, not both.")
    if folder is None and not sample:
        raise typer.BadParameter("Which pictures? Give a folder, or --sample for the handwritten digits.")
    return work(folder, chosen, place)


@app.command()
def resume(run: RunArgument, runs: RunsOption = None, json: JsonOption = False) -> int:
    """Go on with a run that was paused, stopped or cut off."""
    from resnet_studio.cli.train import resume as work

    return work(run, runs=runs, json=json)


@app.command("continue")
def continue_run(
    run: RunArgument,
    epochs: Annotated[int | None, typer.Option(help="By default as many as that run's settings say.")] = None,
    learning_rate: Annotated[float | None, typer.Option(help="By default a third of that run's.")] = None,
    name: NameOption = None,
    runs: RunsOption = None,
    json: JsonOption = False,
) -> int:
    """Train a finished run's best model further, in a new run."""
    from resnet_studio.cli.train import Place, go_further

    return go_further(run, Place(runs=runs, name=name, json=json), epochs=epochs, learning_rate=learning_rate)


@app.command()
def predict(
    run: RunArgument,
    images: Annotated[list[Path], typer.Argument(metavar="IMAGE…", help="Pictures, or folders of pictures.")],
    device: DeviceOption = None,
    runs: RunsOption = None,
    json: JsonOption = False,
) -> int:
    """Say what is on pictures. Prints a table in a terminal, JSON lines elsewhere."""
    from resnet_studio.cli.predict import predict as work

    return work(run, images, device=device or "auto", runs=runs, json=json)


@app.command()
def evaluate(
    run: RunArgument,
    folder: Annotated[Path, typer.Argument(help="A folder with a subfolder per class.")],
    device: DeviceOption = None,
    runs: RunsOption = None,
    json: JsonOption = False,
) -> int:
    """Measure a run's best model on a folder of pictures."""
    from resnet_studio.cli.predict import evaluate as work

    return work(run, folder, device=device or "auto", runs=runs, json=json)


@app.command()
def runs(runs: RunsOption = None, json: JsonOption = False) -> int:
    """List the runs, newest first."""
    from resnet_studio.cli.runs import list_all

    return list_all(runs, json=json)
