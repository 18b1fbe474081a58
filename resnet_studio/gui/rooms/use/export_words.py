"""What the panel of exports says of what is missing, and of what is being done."""

from __future__ import annotations

from resnet_studio.core.basics.message import Message, joined, message
from resnet_studio.core.exports.formats import FORMATS, Format
from resnet_studio.gui.work.export import ExportControl, Kind
from resnet_studio.gui.work.runtime import RuntimeControl


def stage(control: ExportControl, runtime: RuntimeControl, kind: Kind) -> Message:
    """What is being done; with the name of what it is done for, where that is not `kind` of the run in use."""
    if control.exporting is None:
        if runtime.form == kind[0]:
            return runtime.stage()
        return message("{format} is being installed: {stage}", format=FORMATS[runtime.form].name, stage=runtime.stage())
    run, (form, precision) = control.exporting
    name = FORMATS[form].name
    if run != control.run:
        return message(
            "The model of {run} is being exported as {format}, {precision}: {stage}",
            run=run.name,
            format=name,
            precision=precision,
            stage=control.stage(),
        )
    if (form, precision) != kind:
        return message(
            "It is being exported as {format}, {precision}: {stage}",
            format=name,
            precision=precision,
            stage=control.stage(),
        )
    return control.stage()


def lacking(form: Format, why: Message, failed: Message) -> Message:
    """What is not installed, why an installation failed, and what to do."""
    lacks = message("{missing:commas} is not installed.", missing=form.missing)
    if failed:
        return joined(lacks, failed)
    if why:
        return joined(lacks, why)
    if form.environment:
        own = message(
            "It takes about {size:size} in an environment of its own, since it needs other versions of some packages.",
            size=1_000_000 * form.megabytes,
        )
        return joined(lacks, own)
    takes = message("It takes about {size:size}. Or install it with: {line}", size=1_000_000 * form.megabytes,
                    line=form.install_line)  # fmt: skip
    return joined(lacks, takes)
