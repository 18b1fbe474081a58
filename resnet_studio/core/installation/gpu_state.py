"""Where GPU packs are on this computer, and whether one may be used: it passed its test, and has not failed since."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from resnet_studio.core.basics import files, places
from resnet_studio.core.basics.errors import StudioError
from resnet_studio.core.basics.message import NOTHING, Message
from resnet_studio.core.installation.gpu_manifest import GpuPack, GpuPackError, packs_for_this

STATE = "gpu-pack.json"


@dataclass(frozen=True, slots=True)
class GpuState:
    """What is known of an installed pack.

    Attributes:
        device: the card on which it passed its test.
        problem: why it is no longer used; empty while it is.
    """

    device: str
    problem: Message = NOTHING


def packs_folder() -> Path:
    """The folder of all packs and their downloads."""
    return places.data_folder() / "GPU packs"  # not a text


def folder_of(pack: GpuPack) -> Path:
    """The folder of torch that a pack is unpacked to."""
    return packs_folder() / pack.name


def pack_folders() -> list[Path]:
    """The folders of packs that are installed, of whatever version."""
    return sorted(state.parent for state in packs_folder().glob(f"[!.]*/{STATE}"))


def state_of(pack: GpuPack) -> GpuState | None:
    """The state of a pack; None where it is not installed."""
    try:
        record = files.read_json(folder_of(pack) / STATE, GpuPackError)
        problem = Message.from_record(record["problem"]) if record.get("problem") else NOTHING
        return GpuState(str(record["device"]), problem)
    except (StudioError, KeyError, ValueError):
        return None


def write_state(folder: Path, state: GpuState) -> None:
    """Write the state of the pack in a folder. Raises OSError."""
    problem = state.problem.to_record() if state.problem else None
    files.write_json(folder / STATE, {"device": state.device, "problem": problem})


def usable() -> Path | None:
    """The folder of the pack to compute with, or None."""
    with suppress(StudioError):
        for pack in packs_for_this():
            if (state := state_of(pack)) is not None and not state.problem:
                return folder_of(pack)
    return None


def note_failure(folder: Path, problem: Message) -> bool:
    """Use the pack in a folder no more; False if that folder is not one of a pack."""
    if folder.parent != packs_folder():
        return False
    with suppress(StudioError, OSError):
        pack = next((pack for pack in packs_for_this() if folder_of(pack) == folder), None)
        old = state_of(pack) if pack else None
        write_state(folder, GpuState(old.device if old else "", problem))
    return True
