"""The subcommands. What each does is in a module of its own, imported when the command runs: `--help` stays fast."""

# Long: one function for each subcommand, with the help of its options.
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

import resnet_studio
from resnet_studio.cli.help_option import Command, Group
from resnet_studio.cli.options import argument, chosen_settings, option, with_help
from resnet_studio.core.basics.message import Message, message, show, tr
from resnet_studio.core.pictures import limits

Runs = Annotated[Path | None, option(message("Folder of runs."), "--runs", metavar="DIR")]
Json = Annotated[bool, option(message("Print one JSON object per line on standard output."), "--json")]
Name = Annotated[str | None, option(message("Name of the run's folder."), metavar="NAME")]
DeviceName = Annotated[str | None, option(message("What computes: auto, cpu, cuda, cuda:1, mps …"), metavar="DEVICE")]
Run = Annotated[str, argument(message("A run's folder, or its name in the folder of runs."), metavar="RUN")]
Sample = Annotated[bool, option(message("Use the bundled sample, handwritten digits."), "--sample")]
Config = Annotated[
    Path | None, option(message("Repeat that run; other options replace its settings."), metavar="RUN/config.json")
]
AllowChanged = Annotated[
    bool, option(message("With --config: train even if pictures have changed since."), "--allow-changed")
]
FoldersAre = Annotated[
    Literal["parts", "classes"] | None,
    option(
        message("What the folders in the folder are, where their names do not say: parts of one dataset, or classes."),
        "--folders-are",
    ),
]
PictureSeconds = Annotated[
    int | None,
    option(
        message("Leave a picture out if decoding it takes longer than so many seconds. 10 by default."),
        "--picture-seconds",
        metavar="SECONDS",
        min=1,
        max=limits.LONGEST,
        callback=limits.use_seconds,
    ),
]
"""Its callback does what is to be done: it belongs to the process, and not to a run."""
TRAINING_FOLDER = message(
    "A folder with a subfolder per class. Where it has no validation part, --seed decides which pictures are set "
    "aside for validation."
)


def make_app() -> typer.Typer:
    """The command line with its help in the language in use."""
    app = typer.Typer(
        name="resnet-studio",
        cls=Group,
        help=tr("Teach a ResNet your pictures. Without a subcommand, resnet-studio FOLDER opens the window."),
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode="rich",
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


def train(
    folder: Annotated[Path | None, argument(TRAINING_FOLDER)] = None,
    sample: Sample = False,
    config: Config = None,
    allow_changed: AllowChanged = False,
    folders_are: FoldersAre = None,
    runs: Runs = None,
    name: Name = None,
    json: Json = False,
    picture_seconds: PictureSeconds = None,  # noqa: ARG001
    **settings: Any,
) -> int:
    """Train on a folder or on the sample, or repeat a run."""
    from resnet_studio.cli.train import Place, repeat
    from resnet_studio.cli.train import train as work

    chosen = chosen_settings(settings)
    if chosen["freeze"] is not None and chosen["frozen"] is not None:
        raise typer.BadParameter(tr("--freeze and --freeze-only cannot both be given."))
    place = Place(runs=runs, name=name, json=json)
    if config is not None:
        if folder is not None or sample:
            raise typer.BadParameter(tr("--config says which pictures: give no folder and no --sample with it."))
        if folders_are is not None:
            raise typer.BadParameter(tr("--config says what the folders are: give no --folders-are with it."))
        return repeat(config, chosen, place, allow_changed=allow_changed)
    if allow_changed:
        raise typer.BadParameter(tr("--allow-changed belongs to --config, which compares pictures with a run's."))
    if sample and folder is not None:
        raise typer.BadParameter(tr("Give a folder or --sample, not both."))
    if folder is None and not sample:
        raise typer.BadParameter(tr("Which pictures? Give a folder, or --sample for the handwritten digits."))
    return work(folder, chosen, place, reading=folders_are or "names")


def resume(
    run: Run,
    runs: Runs = None,
    json: Json = False,
    picture_seconds: PictureSeconds = None,  # noqa: ARG001
) -> int:
    """Resume a run that was paused, stopped or interrupted."""
    from resnet_studio.cli.train import resume as work

    return work(run, runs=runs, json=json)


def continue_run(
    run: Run,
    epochs: Annotated[int | None, option(message("By default as many as that run's settings say."))] = None,
    learning_rate: Annotated[float | None, option(message("By default a third of that run's."))] = None,
    name: Name = None,
    runs: Runs = None,
    json: Json = False,
    picture_seconds: PictureSeconds = None,  # noqa: ARG001
) -> int:
    """Train the best model of a finished run further, in a new run."""
    from resnet_studio.cli.train import Place
    from resnet_studio.cli.train import continue_run as work

    return work(run, Place(runs=runs, name=name, json=json), epochs=epochs, learning_rate=learning_rate)


def predict(
    run: Run,
    pictures: Annotated[
        list[Path] | None, argument(message("Pictures, or folders of pictures."), metavar="PICTURE")
    ] = None,
    output: Annotated[
        Path | None,
        option(
            message("Write the answers to this file: a table as .csv, or an object a line as .jsonl."),
            "--output",
            metavar="FILE",
        ),
    ] = None,
    overwrite: Annotated[bool, option(message("Replace the file if it exists."), "--overwrite")] = False,
    threshold: Annotated[
        float | None,
        option(
            message("Probability, 0 to 1, below which an answer is not sure. By default the one kept in Results."),
            min=0,
            max=1,
        ),
    ] = None,
    sort_into: Annotated[
        Path | None,
        option(message("Copy each picture into a folder of its class in this folder."), "--sort-into", metavar="DIR"),
    ] = None,
    move: Annotated[bool, option(message("With --sort-into: move pictures instead."), "--move")] = False,
    watch: Annotated[
        Path | None,
        option(
            message(
                "Answer the pictures in this folder as they arrive, each once, until Ctrl-C; also after a restart."
            ),
            "--watch",
            metavar="DIR",
        ),
    ] = None,
    device: DeviceName = None,
    runs: Runs = None,
    json: Json = False,
    picture_seconds: PictureSeconds = None,  # noqa: ARG001
) -> int:
    """Predict the classes of pictures."""
    # Long: an option a parameter.
    from resnet_studio.cli.answers import Where
    from resnet_studio.cli.predict import Asked
    from resnet_studio.cli.predict import predict as work

    if not pictures and watch is None:
        raise typer.BadParameter(tr("Which pictures? Give pictures or folders, or a folder with --watch."))
    if pictures and watch is not None:
        raise typer.BadParameter(tr("Give pictures, or a folder with --watch, not both."))
    if move and sort_into is None:
        raise typer.BadParameter(tr("--move belongs to --sort-into, which sorts pictures into folders."))
    asked = Asked(tuple(pictures or ()), watch, threshold, device or "auto", overwrite)
    return work(run, asked, Where(json, output, sort_into, move), runs=runs)


def evaluate(
    run: Run,
    folder: Annotated[
        Path | None,
        argument(
            message(
                "A folder with a subfolder per class. Where it has a test or validation part, that part is measured. "
                "Without a folder, what the run itself held back: its test part, else its validation part."
            )
        ),
    ] = None,
    device: DeviceName = None,
    runs: Runs = None,
    json: Json = False,
    picture_seconds: PictureSeconds = None,  # noqa: ARG001
) -> int:
    """Evaluate a run's best model on what it held back, or on a folder of pictures."""
    from resnet_studio.cli.evaluate import evaluate as work

    return work(run, folder, device=device or "auto", runs=runs, json=json)


def compare(
    run: Run,
    other: Annotated[str, argument(message("The run to compare it with."), metavar="RUN")],
    runs: Runs = None,
    json: Json = False,
) -> int:
    """Say whether one run's model is better than another's."""
    from resnet_studio.cli.compare import compare as work

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


def check(
    folder: Annotated[Path, argument(message("A folder with a subfolder per class."))],
    folders_are: FoldersAre = None,
    limit: Annotated[
        list[str] | None,
        option(
            message("Another limit of a finding, such as alike=0.95 or blur=0.7. May be repeated."),
            "--limit",
            metavar="NAME=NUMBER",
        ),
    ] = None,
    json: Json = False,
    picture_seconds: PictureSeconds = None,  # noqa: ARG001
) -> int:
    """Find what is wrong with the pictures of a folder."""
    from resnet_studio.cli.check import check as work

    return work(folder, reading=folders_are or "names", limits=limit or (), json=json)


def suspects(
    run: Run,
    device: DeviceName = None,
    runs: Runs = None,
    json: Json = False,
    picture_seconds: PictureSeconds = None,  # noqa: ARG001
) -> int:
    """List labels of a run's dataset that may be wrong."""
    from resnet_studio.cli.suspects import suspects as work

    return work(run, device=device or "auto", runs=runs, json=json)


def report(
    run: Run,
    output: Annotated[
        Path | None,
        option(message("The HTML file. By default it is here, with the run's name."), "--output", metavar="FILE"),
    ] = None,
    overwrite: Annotated[bool, option(message("Replace the file if it exists."), "--overwrite")] = False,
    device: DeviceName = None,
    runs: Runs = None,
    json: Json = False,
    picture_seconds: PictureSeconds = None,  # noqa: ARG001
) -> int:
    """Write the report of a run."""
    from resnet_studio.cli.write_report import report as work

    return work(run, output, overwrite=overwrite, device=device or "auto", runs=runs, json=json)


def export(
    run: Run,
    form: Annotated[
        str,
        option(
            message("onnx, torchscript, pt2, safetensors, openvino, keras or coreml."), "--format", metavar="FORMAT"
        ),
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
    runs: Runs = None,
    json: Json = False,
    picture_seconds: PictureSeconds = None,  # noqa: ARG001
) -> int:
    """Export a run's model to a file that other programs use."""
    from resnet_studio.cli.export import export as work

    return work(run, form, precision, output, overwrite=overwrite, runs=runs, json=json)


def export_tensorboard(
    run: Run,
    output: Annotated[Path, option(message("The folder for the event files."), "--output", metavar="DIR")],
    runs: Runs = None,
    json: Json = False,
) -> int:
    """Write the curves of a run for TensorBoard."""
    from resnet_studio.cli.tensorboard import export

    return export(run, output, runs=runs, json=json)


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
