"""`resnet-studio gpu-pack`: a build of torch for the graphics card, installed from the terminal."""

import sys
from pathlib import Path
from typing import Literal

from resnet_studio.cli.failures import DONE, FAILED
from resnet_studio.cli.interrupts import Interrupts
from resnet_studio.core.basics.message import show, tr
from resnet_studio.core.basics.safe_text import printable
from resnet_studio.core.installation import gpu_pack, graphics_card
from resnet_studio.core.installation.bundled import is_packaged
from resnet_studio.core.installation.gpu_manifest import GpuPack, pack_for_this
from resnet_studio.core.installation.gpu_state import folder_of, state_of

Action = Literal["install", "remove", "status"]


def change(action: Action, folder: Path | None) -> int:
    """Do what was asked, say how it went, and return the exit code.

    Raises:
        StudioError: the pack cannot be installed or removed.
    """
    if action == "remove":
        size = gpu_pack.remove()
        if is_packaged():
            print(tr("{size:size} are free again. Training uses the processor.", size=size))
        else:  # another PyTorch computes
            print(tr("{size:size} are free again.", size=size))
        return DONE
    if not is_packaged():
        print(
            tr(
                "GPU packs are for ResNet Studio from a package. This one uses PyTorch of its Python environment: "
                "install a build for your graphics card there, see {address}.",
                address="https://pytorch.org/get-started/locally/",  # not a text
            )
        )
        return FAILED
    card = graphics_card.nvidia()
    pack = pack_for_this(card)
    if pack is None:
        print(tr("There is no GPU pack for this system and this version of ResNet Studio."))
        return FAILED
    print(show(graphics_card.describe(card)))
    if action == "status":
        return _status(pack)
    if why := pack.obstacle(card):
        print(tr("The GPU pack would be of no use on this computer."))
        print(show(why))
        return FAILED
    return _install(pack, folder)


def _status(pack: GpuPack) -> int:
    state = state_of(pack)
    if state is None:
        print(tr("The GPU pack is not installed. It takes {size:size} to download.", size=pack.size))
        if size := gpu_pack.size_on_disk():
            print(tr("Other GPU packs and downloads take {size:size}.", size=size))
        return FAILED
    place = printable(str(folder_of(pack)))
    if state.problem:
        print(tr("The GPU pack in {folder} is not used: {problem}", folder=place, problem=state.problem))
        return FAILED
    print(tr("The GPU pack in {folder} is used; it was tested on {device}.", folder=place, device=state.device))
    return DONE


def _install(pack: GpuPack, folder: Path | None) -> int:
    interrupts = Interrupts()
    phase = None
    for progress in gpu_pack.install(pack, folder.absolute() if folder else None, lambda: bool(interrupts.code)):
        shown = show(progress.phase.label)
        share = f" {100 * progress.done // progress.total} %" if progress.total else ""
        if sys.stderr.isatty():
            print(f"\r{shown}{share}   ", end="", file=sys.stderr, flush=True)  # not a text
        elif phase is not progress.phase:
            print(shown, file=sys.stderr, flush=True)
        phase = progress.phase
    if sys.stderr.isatty():
        print(file=sys.stderr)
    state = state_of(pack)
    if interrupts.code and (state is None or state.problem):
        print(tr("Not installed yet. The next installation goes on where this one stopped."))
        return interrupts.code
    return _status(pack)
