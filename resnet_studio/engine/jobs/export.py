"""Exporting a run's model: written, reloaded in its own runtime, compared with the window, and then handed over."""

from collections.abc import Generator
from datetime import datetime
from functools import partial
from importlib import metadata
from pathlib import Path

from resnet_studio.core.basics.errors import ExportError, Failure, RuntimeMissingError
from resnet_studio.core.basics.files import folder_size
from resnet_studio.core.basics.message import NOTHING, Message, joined, message
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.names import dataset_name
from resnet_studio.core.exports.checked import Checked
from resnet_studio.core.exports.companions import write_companions
from resnet_studio.core.exports.folder import PAGE, made_whole, require_free
from resnet_studio.core.exports.formats import FORMATS, INT8, Format
from resnet_studio.core.exports.record import ExportRecord
from resnet_studio.core.installation.bundled import is_packaged
from resnet_studio.core.installation.pip_install import obstacle
from resnet_studio.core.network.architecture import architecture
from resnet_studio.core.protocol.commands import ShouldStop, check_halt
from resnet_studio.core.protocol.events import Phase, Progress
from resnet_studio.core.protocol.jobs.export import Export, Exported
from resnet_studio.core.report.export_page import write_export_page
from resnet_studio.core.runs.run import read_dataset
from resnet_studio.core.runs.threshold import answers_identity, read_threshold, unfit_text
from resnet_studio.engine.answers.model import Model, load_model
from resnet_studio.engine.exports.check import Window, ask_window, check_file
from resnet_studio.engine.exports.model_card import write_model_card
from resnet_studio.engine.exports.recipe import Recipe, recipe_of
from resnet_studio.engine.exports.written import write_model
from resnet_studio.engine.jobs.predict import calibration_of
from resnet_studio.engine.run_job import Events

_SPARE = 64_000_000  # bytes beside the weights
_LIBRARIES = ("torch", "onnx", "onnxscript", "onnxruntime", "openvino", "keras", "coremltools", "pillow", "numpy")


def run(command: Export, should_stop: ShouldStop) -> Events:
    """Write a run's best model in a format.

    Yields:
        `Progress`, and `Exported` when the folder is there under its name.

    Raises:
        RunError: the run cannot be used.
        ExportError: a runtime is missing, the folder cannot be written, or the file does not say what the window says:
            nothing is written then.
    """
    check_halt(should_stop)
    form, precision = _chosen(command)
    output = Path(command.output).absolute()
    require_free(output, overwrite=command.overwrite)
    folder_of_run = Path(command.run)
    identity = answers_identity(folder_of_run)  # first, so that a change while the weights are read is noticed
    model = _model(folder_of_run, should_stop)
    temperature = calibration_of(folder_of_run, model).temperature
    dataset = read_dataset(folder_of_run)
    recipe = recipe_of(folder_of_run, model, temperature, form)
    window = None
    if form.checkable:
        window = yield from ask_window(model, dataset, temperature, should_stop)
    weights = 4 * architecture(model.info.depth).total_parameters(len(model.info.classes))
    with made_whole(output, overwrite=command.overwrite, needed=form.copies * weights + _SPARE) as folder:
        yield Progress(Phase.EXPORTING, 0, 0)
        write_model(form, precision, model, recipe, dataset, folder, partial(check_halt, should_stop))
        size = folder_size(folder)
        check_halt(should_stop)
        write_companions(form, folder)
        checked = yield from _checked(form, precision, model, window, folder, should_stop)
        if answers_identity(folder_of_run) != identity:
            raise ExportError(
                message(
                    "The run's model or its threshold changed while it was exported. Nothing was exported; export it "
                    "again."
                )
            )
        record = _record(form, precision, folder_of_run, dataset, size, recipe, checked)
        write_export_page(record, folder / PAGE)
        if form.key == "safetensors":
            write_model_card(folder_of_run, record, folder)
        record.write(folder)
    figures = checked or Checked(precision, 0, 0, 0.0)
    yield Exported(
        command.run, str(output), form.file, form.key, precision, size, figures.pictures, figures.agree,
        figures.largest, figures.one_thread, figures.all_threads, figures.threads, figures.runtime, record.unchecked,
        figures.read_alike, identity, figures.parts,
    )  # fmt: skip


def _chosen(command: Export) -> tuple[Format, str]:
    """The format and the precision that are asked for, if they can be had here."""
    form = FORMATS.get(command.format)
    if form is None:
        raise _setting(
            message(
                "There is no format {format:name}. There are: {formats:commas}.",
                format=command.format,
                formats=tuple(FORMATS),
            )
        )
    precision = command.precision or form.precisions[0]
    if precision not in form.precisions:
        raise _setting(
            message(
                "{format} cannot be written in {precision:name}, only in: {precisions:commas}.",
                format=form.name,
                precision=precision,
                precisions=form.precisions,
            )
        )
    if form.missing and is_packaged():
        lacks = message(
            "{format} needs {missing:commas}, which is not installed.", format=form.name, missing=form.missing
        )
        raise RuntimeMissingError(joined(lacks, obstacle()))
    if form.missing:
        raise RuntimeMissingError(
            message(
                "{format} needs {missing:commas}, which is not installed. Install it with: {line}",
                format=form.name,
                missing=form.missing,
                line=form.install_line,
            )
        )
    return form, precision


def _setting(text: Message) -> ExportError:
    error = ExportError(text)
    error.kind = Failure.SETTING
    return error


def _model(run: Path, should_stop: ShouldStop) -> Model:
    """The best model. The last weights are not exported in its place: the file would be another model's."""
    model = load_model(run, "cpu", should_stop)
    if model.problem:
        raise ExportError(joined(model.problem, message("A damaged model is not exported.")))
    return model


def _checked(
    form: Format, precision: str, model: Model, window: Window | None, folder: Path, should_stop: ShouldStop
) -> Generator[Progress, None, Checked | None]:
    """The check of the file, None where its runtime does not exist on this system.

    Raises:
        ExportError: the file does not say what the window says.
    """
    if window is None:
        return None
    checked = yield from check_file(form, folder, precision, model, window, should_stop)
    if not checked.passed:
        raise ExportError(
            joined(
                message("The exported file failed its check, and was not kept."),
                checked.sentence,
                checked.limit,
                message("Choose float16 or float32: they differ less.") if precision == INT8 else NOTHING,
            )
        )
    return checked


def _record(
    form: Format, precision: str, run: Path, dataset: Dataset, size: int, recipe: Recipe, checked: Checked | None
) -> ExportRecord:
    versions = {}
    for name in _LIBRARIES:
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    of = str(dataset_name(dataset.root.name, dataset.catalogue.chosen))
    unchecked = NOTHING if checked else form.uncheckable
    kept, temperature = read_threshold(run), recipe["temperature"]
    unfit = unfit_text(kept, temperature) if kept and kept.at(temperature) is None else NOTHING
    written = datetime.now().astimezone().isoformat(timespec="seconds")
    return ExportRecord(form, precision, run.name, of, written, size, recipe, checked, unchecked, versions, unfit)
