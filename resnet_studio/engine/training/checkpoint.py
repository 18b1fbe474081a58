"""A run's models on the disk: the best weights, and the checkpoint from which it is resumed.

A checkpoint is `last.safetensors` and `state.json`, which names it by its checksum and is written last: it is the
commit point. The checkpoint before is kept beside it, and is used where the newest is damaged.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from torch import Tensor, nn

from resnet_studio.core.basics import files
from resnet_studio.core.basics.errors import RunError, RunGoneError, WeightsError
from resnet_studio.core.basics.message import Message, literal, message
from resnet_studio.core.protocol.commands import ShouldStop, never
from resnet_studio.core.protocol.events import EpochEnd
from resnet_studio.core.runs.checkpoints import (
    BEST,
    LAST,
    LAST_BEFORE,
    OLDER_BEST,
    OLDER_LAST,
    STATE,
    STATE_BEFORE,
)
from resnet_studio.core.runs.settings import PRECISION, named
from resnet_studio.engine.training.fields import epoch_record
from resnet_studio.engine.training.older_checkpoint import older_parts
from resnet_studio.engine.weights.checked_file import checksum_in, read_checked, write_checked
from resnet_studio.engine.weights.run_weights import MODEL_PREFIX
from resnet_studio.engine.weights.tensor_file import read_checkpoint

FORMAT = 1
LARGEST_STATE = 100_000_000  # bytes of `state.json`: the names of a million pictures that could not be read
_MOST_NAMES = 3_000_000
_NEW = ".last.tmp"  # deleted with other temporary files of a killed process
_SPARE = 16_000_000  # bytes: BatchNorm's statistics, and the header
_MOMENTS = "optimizer."


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What was read; nothing in it has been compared with the run's settings yet.

    Attributes:
        model: a state dict.
        moments: the optimiser's tensors, as `Optimizer.moments` names them.
        scaler, progress: plain values.
        numbered: whether `moments` are named by the number of their parameter, as earlier versions wrote them.
        problem: why this is not the newest checkpoint, or None where it is.
        files: where it was found: the state and the tensors.
    """

    model: dict[str, Tensor]
    moments: dict[str, Tensor]
    scaler: object
    progress: object
    numbered: bool = False
    problem: Message | None = None
    files: tuple[str, str] = (STATE, LAST)

    def precision(self, chosen: str) -> str:
        """The precision that it was computed in: "auto" might mean another one on this computer."""
        known = self.progress.get("precision") if isinstance(self.progress, dict) else None
        return known if chosen == "auto" and isinstance(known, str) and known in PRECISION.values else chosen

    def lanes(self, chosen: int) -> int:
        """How many lanes it was computed in: "automatic" might mean another number on this computer."""
        known = self.progress.get("lanes", 1) if isinstance(self.progress, dict) else None
        return known if not chosen and type(known) is int and named("lanes").accepts(known) else chosen


def copied(network: nn.Module, known: Mapping[str, Tensor] | None = None) -> dict[str, Tensor]:
    """A copy of the state dict as it is now, on the CPU: what `save_best` takes. Copies in `known` are used again."""
    known = known or {}
    state = network.state_dict()
    return {
        name: known[name] if name in known else tensor.detach().to("cpu", copy=True).contiguous()
        for name, tensor in state.items()
    }


def save_best(run: Path, state: Mapping[str, Tensor], epoch: EpochEnd) -> None:
    """Write `best.safetensors`: a state dict in torchvision's names, in float32, and the figures of its epoch.

    Raises:
        RunError: it cannot be written; the file before stays.
    """
    notes = {"epoch": json.dumps(epoch_record(epoch))}
    try:
        write_checked(run / BEST, state, notes)
        (run / OLDER_BEST).unlink(missing_ok=True)
    except (OSError, WeightsError) as error:
        raise _not_written(run / BEST, error) from error


def save_last(
    run: Path,
    network: nn.Module,
    moments: Mapping[str, Tensor],
    scaler: Mapping[str, Any],
    progress: Mapping[str, Any],
) -> None:
    """Write `last.safetensors` and `state.json`: all that it takes to resume. The checkpoint before is kept.

    At each instant one state and the tensors that it names are complete: tensors are only moved aside after their
    state was, and the new state is written when its tensors have their name.

    Raises:
        RunError: it cannot be written; the checkpoint before stays.
    """
    tensors = {MODEL_PREFIX + name: tensor for name, tensor in network.state_dict().items()}
    tensors |= {_MOMENTS + name: tensor for name, tensor in moments.items()}
    new = run / _NEW
    try:
        checksum = write_checked(new, tensors)
        state = {"format": FORMAT, "last": checksum, "scaler": dict(scaler), "progress": dict(progress)}
        if files.is_file(run / STATE):
            files.write_text(run / STATE_BEFORE, _text(run / STATE))
        if files.is_file(run / LAST):
            files.replace(run / LAST, run / LAST_BEFORE)
        files.replace(new, run / LAST)
        files.write_text(run / STATE, _signed(state))
        (run / OLDER_LAST).unlink(missing_ok=True)
    except (OSError, WeightsError) as error:
        raise _not_written(run / LAST, error) from error
    finally:
        new.unlink(missing_ok=True)


def read_last(run: Path, size: int | None = None, should_stop: ShouldStop = never) -> Checkpoint | None:
    """The newest checkpoint that is whole, or None if none is there.

    `size` is how many bytes its tensors have by the run's settings: a much larger file is not read.

    Raises:
        RunError: what is there is damaged.
    """
    earlier: Message | None = None
    damage: Message | None = None
    for name in (STATE, STATE_BEFORE):
        try:
            found = _read(run, name, None if size is None else size + _SPARE)
        except (RunError, WeightsError) as error:
            damage = damage or error.message
            earlier = earlier or error.message
        except OSError as error:
            damage = damage or _unreadable(error)
            earlier = earlier or damage
        else:
            if isinstance(found, Checkpoint):
                return replace(found, problem=earlier)
            earlier = earlier or message("{file} is missing.", file=found)
    if damage:
        raise _cannot_go_on(run, damage)
    return _read_older(run, should_stop) if files.is_file(run / OLDER_LAST) else None


def settle(run: Path, found: Checkpoint) -> None:
    """Give the checkpoint that the run goes on from the names of the newest, so that the next one moves it aside.

    A kill while one was written, or a damaged newest, leaves it under the names of the one before.

    Raises:
        RunError: the files cannot be renamed.
    """
    state, tensors = found.files
    try:
        if state == STATE_BEFORE:  # first the state: it names its tensors wherever they are
            files.replace(run / state, run / STATE)
        if tensors == LAST_BEFORE:
            files.replace(run / tensors, run / LAST)
    except OSError as error:
        raise _not_written(run / LAST, error) from error


def forget_last(run: Path) -> None:
    """Delete what is left of checkpoints, because the run begins again."""
    for name in (STATE_BEFORE, LAST_BEFORE, STATE, LAST):
        (run / name).unlink(missing_ok=True)


def forget_before(run: Path) -> None:
    """Delete the checkpoint before the last, because the run is finished and never goes on from it."""
    for name in (STATE_BEFORE, LAST_BEFORE):
        (run / name).unlink(missing_ok=True)


def lost(run: Path, step: int) -> Message:
    """Why a run has no checkpoint to go on from; `step` is that of the last one in its log, 0 where there was none."""
    if not step:
        return message("The run was cut off before its first checkpoint, so it begins again.")
    return message(
        "The run's checkpoint of step {step} is gone ({file} is missing in its folder), so it begins again.",
        step=step,
        file=LAST if files.is_file(run / STATE) else STATE,
    )


def does_not_fit(run: Path, reason: Message) -> RunError:
    """The error to raise when a checkpoint does not belong to the run's settings."""
    return RunError(
        message(
            "The checkpoint in {folder} ({file}) does not fit the run's settings: {reason}",
            file=OLDER_LAST if not files.is_file(run / STATE) else f"{STATE}, {LAST}",
            folder=str(run),
            reason=reason,
        )
    )


def _read(run: Path, name: str, most: int | None) -> Checkpoint | str:
    """The checkpoint of one state; the name of the file that is missing where there is none."""
    if not files.is_file(run / name):
        return name
    record = files.read_json(run / name, RunError, max_bytes=LARGEST_STATE, max_values=_MOST_NAMES)
    checksum = record.pop("checksum", None)
    if checksum != _checksum(record) or record.get("format") != FORMAT:
        raise RunError(message("{file} is damaged: its content does not match its checksum.", file=name))
    for file in (LAST, LAST_BEFORE):
        if files.is_file(run / file) and checksum_in(run / file) == record.get("last"):
            tensors = read_checked(run / file, most).tensors
            return Checkpoint(
                model=_beginning_with(MODEL_PREFIX, tensors),
                moments=_beginning_with(_MOMENTS, tensors),
                scaler=record.get("scaler"),
                progress=record.get("progress"),
                files=(name, file),
            )
    if files.is_file(run / LAST):
        raise RunError(message("{file} is damaged: it is not the file that {state} names.", file=LAST, state=name))
    return LAST


def _text(file: Path) -> str:
    with files.open_file(file) as opened:
        return opened.read().decode()


def _beginning_with(prefix: str, tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    return {name.removeprefix(prefix): tensor for name, tensor in tensors.items() if name.startswith(prefix)}


def _read_older(run: Path, should_stop: ShouldStop) -> Checkpoint:
    """The checkpoint of an earlier version.

    Raises:
        RunError: it cannot be read, or lacks a part.
    """
    try:
        files.refuse_link(run / OLDER_LAST)
        model, moments, scaler, progress = older_parts(read_checkpoint(run / OLDER_LAST, should_stop))
    except WeightsError as error:
        raise _cannot_go_on(run, error.message) from error
    except OSError as error:
        raise _cannot_go_on(run, _unreadable(error)) from error
    return Checkpoint(model, moments, scaler, progress, numbered=True)


def _signed(record: dict[str, Any]) -> str:
    """A record as JSON with its checksum. In ASCII, because names of files may not be valid in any encoding."""
    return json.dumps({"checksum": _checksum(record), **record}, indent=1, allow_nan=False) + "\n"


def _checksum(record: Mapping[str, Any]) -> str:
    """SHA-256 of a record, however it is laid out."""
    return hashlib.sha256(json.dumps(record, sort_keys=True).encode()).hexdigest()


def _cannot_go_on(run: Path, problem: Message) -> RunError:
    return RunError(message("The run in {folder} cannot go on: {problem}", folder=str(run), problem=problem))


def _unreadable(error: OSError) -> Message:
    reason = error.strerror or str(error)
    name = Path(error.filename).name if error.filename else STATE
    return message("{file} cannot be read: {reason}.", file=name, reason=reason)


def _not_written(path: Path, error: OSError | WeightsError) -> RunError:
    if not files.is_dir(path.parent):
        return RunGoneError(path.parent)
    reason = error.message if isinstance(error, WeightsError) else literal(error.strerror or str(error))
    return RunError(
        message(
            "{file} could not be written to {folder}: {reason}. What was saved there before is unchanged.",
            file=path.name,
            folder=str(path.parent),
            reason=reason,
        )
    )
