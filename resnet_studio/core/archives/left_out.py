"""What was not unpacked of an archive, in sentences."""

from pathlib import Path

from resnet_studio.core.archives.unpack import Unpacked
from resnet_studio.core.basics.message import Message, plural


def notes_about(archive: Path, done: Unpacked) -> list[Message]:
    """Sentences about what was not unpacked."""
    return [_note(why, count, archive.name, done.examples[why]) for why, count in done.left_out.items()]


def _note(why: str, count: int, file: str, name: str) -> Message:
    """What was left out for one reason; `name` is that of one entry."""
    match why:
        case "link":
            return plural(
                "{count} link in {file} was left out: {name:name}.",
                "{count} links in {file} were left out, such as {name:name}.",
                count, file=file, name=name,
            )  # fmt: skip
        case "nested":
            return plural(
                "{count} archive in {file} was not unpacked: {name:name}.",
                "{count} archives in {file} were not unpacked, such as {name:name}.",
                count, file=file, name=name,
            )  # fmt: skip
        case "outside":
            return plural(
                "{count} file in {file} was left out: its name leads elsewhere or is too long, {name:name}.",
                "{count} files in {file} were left out: their names lead elsewhere or are too long, as {name:name}.",
                count, file=file, name=name,
            )  # fmt: skip
        case "twice":
            return plural(
                "{count} file is in {file} twice, and the first counts: {name:name}.",
                "{count} files are in {file} twice, and the first counts, such as {name:name}.",
                count, file=file, name=name,
            )  # fmt: skip
        case _:
            return plural(
                "{count} entry of {file} was left out, because it cannot be unpacked: {name:name}.",
                "{count} entries of {file} were left out, because they cannot be unpacked, such as {name:name}.",
                count, file=file, name=name,
            )  # fmt: skip
