"""The program's readers of untrusted files, each as a function of a path: a tuple for what was read, or a sentence."""

import hashlib
import json
import os
import re
import shutil
import tempfile
import threading
import zlib
from collections.abc import Callable
from pathlib import Path

LARGEST_GROWTH = 2**30  # bytes of memory that one input may take
TRAP_GROWTH = 2**26  # and a trap: little, so that a slow computer does not take long to fill it, as in a hang
Read = Callable[[Path], object]


def picture_reader() -> Read:
    from resnet_studio.core.basics.errors import DecodeError
    from resnet_studio.core.pictures.decode import decode, thumbnail

    def read(path: Path) -> object:
        read_so = (lambda: decode(path, smallest_side=256)) if path.stat().st_size % 2 else lambda: thumbnail(path, 96)
        try:
            return read_so().shape
        except DecodeError as error:
            return str(error)

    return read


def weights_reader() -> Read:
    import torch

    from resnet_studio.core.basics.errors import WeightsError
    from resnet_studio.engine.network.resnet import build
    from resnet_studio.engine.weights import copies
    from resnet_studio.engine.weights.load import load_weights
    from resnet_studio.engine.weights.tensor_file import read_checkpoint
    from tests.engine.weights.in_this_process import InThisProcess

    # What is tested is our reader, which has to keep within bounds without those of its process as well.
    copies.LimitedProcess = InThisProcess
    copies._keep = lambda *_: None
    torch.set_num_threads(1)
    network = build(20, 3)

    def read(path: Path) -> object:
        try:
            if path.suffix == ".pt":
                return (type(read_checkpoint(path)),)
            return (load_weights(network, path),)
        except WeightsError as error:
            return str(error)

    return read


def codec_reader() -> Read:
    """Lines of events, as the terminal, the log and other programs read them."""
    from resnet_studio.core.basics.message import show
    from resnet_studio.core.protocol.event_json import from_json, to_json
    from resnet_studio.core.protocol.events import EventError, Notice, RunFailed
    from resnet_studio.core.runs.history import RunHistory

    def read(path: Path) -> object:
        history, events = RunHistory(), 0
        for line in path.read_bytes().splitlines():
            try:
                event = from_json(line.decode("utf-8", "replace"))
            except EventError as error:
                show(error.message)
                continue
            if isinstance(event, Notice | RunFailed):
                show(event.text if isinstance(event, Notice) else event.error)
            assert from_json(to_json(event)) is not None, "an event that was read cannot be written"
            history.apply(event)
            events += 1
        return (events,) if events else f"{path.name} holds no events"

    return read


# Files of a run, each in a run whose other files are whole


def run_reader(file: str, corpus: Path, place: Path) -> Read:
    """`corpus` is a folder beside `run`, the whole run."""
    run = place / "the run"
    shutil.rmtree(run, ignore_errors=True)
    shutil.copytree(corpus.parent / "run", run)
    read_so, sign = {
        "events.jsonl": (_events, None),
        "config.json": (_config, None),
        "dataset.json": (_dataset, None),
        "model.json": (_model, None),
        "state.json": (_checkpoint(run), _signed_state),
        "last.safetensors": (_checkpoint(run), _signed_last),
        "best.safetensors": (_best(run), _signed_best),
    }[file]
    whole = (run / file).read_bytes()

    def read(path: Path) -> object:
        from resnet_studio.core.basics.errors import DatasetGoneError, StudioError

        content = path.read_bytes()
        if file.endswith(".safetensors"):  # the input is a header alone, so that what changes is not among the weights
            content += whole[8 + int.from_bytes(whole[:8], "little") :]
        # Most damage ends at a checksum: of every second input it is right, as a person can make it who passes runs on.
        if sign and zlib.crc32(path.read_bytes()) % 2:
            content = sign(run, content)
        (run / file).write_bytes(content)
        try:
            return (read_so(run),)
        except DatasetGoneError as error:  # the damage made it another folder, which is what is named
            return (error.path,)
        except StudioError as error:
            return str(error).replace(file, path.name).replace(run.name, path.name)  # named in either way

    return read


def _events(run: Path) -> object:
    from resnet_studio.core.runs.run_log import is_finished, read_history
    from resnet_studio.core.runs.summary import summarise

    is_finished(run)
    return summarise(run), read_history(run)


def _config(run: Path) -> object:
    from resnet_studio.core.runs.run import read_config_and_meta
    from resnet_studio.core.runs.settings import details
    from resnet_studio.core.runs.summary import summarise

    summarise(run)
    config, _ = read_config_and_meta(run)
    return details(config), config.architecture


def _dataset(run: Path) -> object:
    from resnet_studio.core.dataset import changes
    from resnet_studio.core.runs.run import read_dataset
    from resnet_studio.core.runs.summary import summarise

    summarise(run)
    dataset = read_dataset(run)
    if len(dataset.pictures) < 1000:
        changes.compare(dataset)
    return dataset.findings


def _model(run: Path) -> object:
    from resnet_studio.core.runs.run import ModelInfo

    return ModelInfo.read(run)


def _checkpoint(run: Path) -> Callable[[Path], object]:
    from resnet_studio.core.runs.run import checkpoint_size, read_config, read_dataset
    from resnet_studio.engine.training.checkpoint import read_last
    from resnet_studio.engine.training.setup import set_up
    from resnet_studio.engine.training.state import State

    config, dataset = read_config(run), read_dataset(run)
    setup, size = set_up(config, dataset), checkpoint_size(config, len(dataset.classes))

    def read(folder: Path) -> object:
        found = read_last(folder, size)
        if found is not None:
            State(folder, setup).restore(found)
        return found is not None

    return read


def _best(run: Path) -> Callable[[Path], object]:
    from resnet_studio.core.basics.errors import RunError
    from resnet_studio.core.runs.run import read_config, read_dataset
    from resnet_studio.engine.training.kept_best import kept_best
    from resnet_studio.engine.training.setup import set_up
    from resnet_studio.engine.training.state import State

    setup = set_up(read_config(run), read_dataset(run))

    def read(folder: Path) -> object:
        kept = kept_best(folder, setup.network, State(folder, setup).limits, None)
        if kept.problem:
            raise RunError(kept.problem)
        return kept

    return read


def _signed_state(_run: Path, content: bytes) -> bytes:
    try:
        record = json.loads(content)
        record.pop("checksum", None)
        checksum = hashlib.sha256(json.dumps(record, sort_keys=True).encode()).hexdigest()
        return json.dumps({"checksum": checksum, **record}).encode()
    except (ValueError, AttributeError, TypeError, RecursionError):
        return content


def _signed_best(_run: Path, content: bytes) -> bytes:
    return _signed_file(content)[0]


def _signed_last(run: Path, content: bytes) -> bytes:
    content, checksum = _signed_file(content)
    state = json.loads((run / "state.json").read_bytes())
    (run / "state.json").write_bytes(_signed_state(run, json.dumps(state | {"last": checksum}).encode()))
    return content


def _signed_file(content: bytes) -> tuple[bytes, str]:
    found = re.search(rb"[0-9a-f]{64}", content)
    if not found:
        return content, ""
    before, after = content[: found.start()], content[found.end() :]
    checksum = hashlib.sha256(before + b"0" * 64 + after).hexdigest()
    return before + checksum.encode() + after, checksum


def archive_reader() -> Read:
    """Archives, unpacked into a folder beside which nothing may appear, and in which only files and folders may."""
    from resnet_studio.core.archives.unpack import unpack
    from resnet_studio.core.basics.errors import DatasetError

    def read(path: Path) -> object:
        with tempfile.TemporaryDirectory() as place:
            target = Path(place) / "inside" / "target"
            target.mkdir(parents=True)
            try:
                outcome: object = (unpack(path, target, lambda: None).files,)
            except DatasetError as error:
                outcome = str(error)
            for one in Path(place).rglob("*"):
                assert one.is_relative_to(target) or target.is_relative_to(one), f"{one} is beside the folder"
                assert not one.is_symlink(), f"{one} is a link"
                assert one.is_file() or one.is_dir(), f"{one} is neither a file nor a folder"
            return outcome

    return read


def traps() -> Read:
    """A reader that does all that is watched for, by the number of the input; it proves the watch."""

    def read(path: Path) -> object:
        number = int(path.stem.split()[-1]) if path.stem.startswith("input") else -1
        if number == 3:
            os.abort()
        if number == 4:
            threading.Event().wait()
        if number == 5:
            return (len(b"\1" * (2 * TRAP_GROWTH)),)
        if number == 6:
            raise ZeroDivisionError
        return ("read",) if number % 2 else "a sentence that names no file"

    return read


RUN_FILES = (
    "events.jsonl", "config.json", "dataset.json", "model.json", "state.json", "last.safetensors", "best.safetensors",
)  # fmt: skip
PLAIN = {
    "pictures": picture_reader,
    "weights": weights_reader,
    "codec": codec_reader,
    "archives": archive_reader,
    "traps": traps,
}


def reader(kind: str, corpus: Path, place: Path) -> Read:
    """The reader of a kind: one of `PLAIN`, or the name of a file of a run."""
    return PLAIN[kind]() if kind in PLAIN else run_reader(kind, corpus, place)
