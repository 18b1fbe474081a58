"""The report of an export as one HTML file: what is in the file, what its check found, and how it is used."""

import base64
import hashlib
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

from resnet_studio.core.basics.files import write_text
from resnet_studio.core.basics.language import current
from resnet_studio.core.basics.message import Message, literal, message
from resnet_studio.core.basics.safe_text import encodable
from resnet_studio.core.exports.checked import compared_of
from resnet_studio.core.exports.companions import companions
from resnet_studio.core.exports.record import ExportRecord
from resnet_studio.core.report.page import POLICY, TEMPLATES, environment, tag

Rows = list[tuple[Message, Message]]

WORDS: Final = SimpleNamespace(
    name=message("fact"),
    value=message("value"),
    check=message("The check"),
    contents=message("What is in the file"),
    classes=message("Classes"),
    programs=message("Programs"),
    language=message("language"),
    folder=message("folder"),
    how=message("how to run it, in its folder"),
    state=message("state"),
    passed=message("The file says what ResNet Studio says."),
    licence=message("Licence of the runtime"),
)


def write_export_page(record: ExportRecord, file: Path) -> None:
    """Write the page, in the language in use.

    Raises:
        OSError: it cannot be written.
    """
    write_text(file, encodable(export_page(record)))


def export_page(record: ExportRecord) -> str:
    """The page as text."""
    from markupsafe import Markup

    style = (TEMPLATES / "report.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode("ascii")
    return environment().get_template("export.html").render(
        t=WORDS,
        title=message("{dataset}: {model} as {format}", dataset=record.dataset, model=record.recipe["model"],
                      format=record.form.name),
        facts=[literal(record.run), literal(record.written), literal(record.recipe["program"])],
        check=_check(record),
        checked=record.checked is not None,
        unchecked=record.unchecked,
        note=record.form.note,
        contents=_contents(record),
        classes=record.recipe["classes"],
        programs=companions(record.form),
        language=tag(current().code),
        policy="; ".join(map(" ".join, POLICY.items())).format(digest=digest),
        style=Markup(style),
    )  # fmt: skip


def _check(record: ExportRecord) -> Rows:
    checked = record.checked
    if checked is None:
        return []
    speed = message("{time:figure} ms", time=checked.one_thread)
    everything = message("{time:figure} ms with {threads}", time=checked.all_threads, threads=checked.threads)
    return [
        (message("Reloaded in"), literal(checked.runtime)),
        (message("Same class"), message("{agree:count} of {pictures:count} pictures", agree=checked.agree,
                                        pictures=checked.pictures)),
        *([(message("Which pictures"), compared_of(checked.parts))] if checked.parts else []),
        (message("Largest difference of a probability"), message("{largest:figure}", largest=checked.largest)),
        (message("Picture with that difference"), literal(checked.worst or "–")),
        (message("What was asked for"), checked.limit),
        (message("Pictures that the Python program decodes to the same pixels"),
         message("{alike:count} of {pictures:count}", alike=checked.read_alike, pictures=checked.pictures)),
        (message("Pictures that cannot be read"), message("{count:count}", count=checked.unreadable)),
        (message("One picture on this computer, one thread"), speed),
        (message("One picture on this computer, all cores"), everything),
    ]  # fmt: skip


def _contents(record: ExportRecord) -> Rows:
    recipe: dict[str, Any] = record.recipe
    how, deep = recipe["preprocessing"], recipe["deep"]
    temperature, threshold = recipe["temperature"], recipe["threshold"]
    rows = [
        (message("File"), message("{file}, {size:size}", file=record.form.file, size=record.size)),
        (message("Numbers"), literal(record.precision)),
        (message("Steps in the file"), record.form.inside_text),
        (message("Input"), literal(recipe["input"])),
        (message("Output"), literal(recipe["output"])),
        (message("Crop"), message("the central {share:plain} of the shorter side", share=how["crop"])),
        (message("Size that the network sees"), message("{side:plain} x {side:plain}", side=how["side"])),
        (message("Mean and deviation of RGB in 0 to 1"), literal(f"{how['mean']}, {how['std']}")),
        (message("Temperature"), message("{value:plain}", value=temperature) if temperature else message("none")),
        (
            message("Not sure below"),
            record.unfit or (message("{value:percent}", value=threshold) if threshold else message("not chosen")),
        ),
        (WORDS.licence, literal(f"{record.form.runtime}: {record.form.licence}")),
    ]
    known = deep["integers"] or deep["floats"]
    if known:
        rows.append((message("Values of more than 8 bits that become black and white"), literal(str(known))))
    return rows
