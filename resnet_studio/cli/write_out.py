"""`resnet-studio write-out`: a dataset as it was left in the window, as a folder for each class."""

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from resnet_studio.cli.interrupts import Interrupts
from resnet_studio.cli.opened import files_shown, open_dataset
from resnet_studio.core.basics.errors import ConfigError
from resnet_studio.core.basics.files import is_dir
from resnet_studio.core.basics.message import message, plural, show, tr, trn
from resnet_studio.core.dataset.catalogue import Reading
from resnet_studio.core.protocol.event_json import json_line
from resnet_studio.core.runs import written_out
from resnet_studio.core.runs.sorted_folders import Way
from resnet_studio.core.runs.written_out import WritingOut

_TO = "--to"


def write_out(folders: Sequence[Path], out: Path, way: Way, runs: Path, *, reading: Reading, json: bool) -> int:
    """Write a dataset out as folders, and return the exit code: 1 where a picture could not be written.

    An interrupt puts everything back.

    Raises:
        ConfigError: there is something in `out`.
        StudioError: the dataset cannot be used, or pictures would be lost there, or read twice.
        OSError: the folder cannot be written.
    """
    _require_empty(out)
    dataset = open_dataset(folders, 0, runs, reading, quiet=json, any_split=True)
    out = out.absolute()
    interrupts = Interrupts()
    writing = WritingOut(dataset, out, way, runs)
    with files_shown(quiet=json) as show_count:

        def stopped() -> object:
            if show_count is not None:
                show_count(writing.done)
            return interrupts.should_stop()

        writing.write(stopped)
    if interrupts.code:
        left = writing.undo().left
        for folder, _, _ in os.walk(out, topdown=False):
            with suppress(OSError):  # there is something in it
                Path(folder).rmdir()
        print(_put_back(len(left)), file=sys.stderr)
        return interrupts.code
    _say(writing, json=json)
    return 1 if writing.failed else 0


def _require_empty(out: Path) -> None:
    if is_dir(out) and not any(out.iterdir()):
        return
    if os.path.lexists(out):
        raise ConfigError(_TO, str(out), message("a folder that is empty, or that does not exist yet"))


def _put_back(left: int) -> str:
    if not left:
        return tr("Interrupted: what was written is put back.")
    return trn(
        "Interrupted: what was written is put back, but for {count} picture.",
        "Interrupted: what was written is put back, but for {count} pictures.",
        left,
    )


def _say(writing: WritingOut, *, json: bool) -> None:
    dataset, written = writing.dataset, len(writing.placed)
    if json:
        record = {
            "folder": str(writing.folder), "written": written, "failed": writing.failed, "copied": writing.copied,
            "problem": str(writing.problem) if writing.failed else None,
            "unlabelled": len(dataset.unlabelled), "left_out": len(dataset.left_out),
        }  # fmt: skip
        print(json_line(record), flush=True)
        return
    print(show(written_out.written(writing.way, written, str(writing.folder))))
    for sentence in written_out.about(writing):
        print(show(sentence), file=sys.stderr)
    if unlabelled := len(dataset.unlabelled):
        sentence = plural(
            "{count} picture has no class yet, and was not written.",
            "{count} pictures have no class yet, and were not written.",
            unlabelled,
        )
        print(show(sentence), file=sys.stderr)
