"""`resnet-studio explain`: where pictures speak for a class, as pictures with a map over them."""

import sys
from pathlib import Path

from PIL import Image

from resnet_studio.cli.find_run import find_run
from resnet_studio.cli.interrupts import Interrupts
from resnet_studio.cli.jobs import events_of
from resnet_studio.core.basics.errors import StudioError, describe_os_error
from resnet_studio.core.basics.files import atomic_write, file_name, free_name
from resnet_studio.core.basics.message import show, tr
from resnet_studio.core.basics.safe_text import printable
from resnet_studio.core.pictures.decode import decode
from resnet_studio.core.pictures.heat_map import central_square, overlay
from resnet_studio.core.protocol.event_json import json_line
from resnet_studio.core.protocol.jobs.explain import Explain, Explained
from resnet_studio.core.protocol.jobs.predict import PredictionFailed
from resnet_studio.core.runs.run import ModelInfo

SMALLEST_SIDE = 448
"""Pixels that the shorter side of an overlay has at least, where the picture has them."""


def explain(
    run: str, files: list[Path], output: Path, *, stage: str, of: str, device: str, runs: Path | None, json: bool
) -> int:
    """Write an overlay for each picture; 1 if any could not be read or written."""
    folder = find_run(run, runs)
    command = Explain(str(folder), tuple(map(str, files)), stage, of, device)
    interrupts = Interrupts()
    failed = False
    for event in events_of(command, interrupts, quiet=json):
        match event:
            case PredictionFailed():
                failed = True
                print(printable(f"{event.path}: {show(event.error)}"), file=sys.stderr)
            case Explained():
                failed = not _written(event, ModelInfo.read(folder), output, json=json) or failed
            case _:
                pass
    return interrupts.code or int(failed)


def _written(event: Explained, info: ModelInfo, output: Path, *, json: bool) -> bool:
    """Write the overlay and print where it is; False, with the reason on standard error, if that is not possible."""
    try:
        pixels = decode(Path(event.path), smallest_side=SMALLEST_SIDE, scale=info.scale)
        output.mkdir(parents=True, exist_ok=True)
        file = free_name(output, file_name(Path(event.path).stem), ".png")
        with atomic_write(file) as temporary:
            Image.fromarray(overlay(central_square(pixels, event.share), event.values())).save(temporary, "PNG")
    except StudioError as error:
        print(printable(show(error.message)), file=sys.stderr)
        return False
    except OSError as error:
        print(printable(show(describe_os_error(error))), file=sys.stderr)
        return False
    if json:
        print(json_line(_record(event, file)), flush=True)
    else:
        probability = event.probability
        print(printable(tr("{file}: {name:name}, {probability:percent}", file=str(file), name=event.of,
                           probability=probability)))  # fmt: skip
    return True


def _record(event: Explained, file: Path) -> dict[str, object]:
    """A picture for `--json`; scripts rely on these keys."""
    return {
        "path": event.path,
        "class": event.of,
        "probability": event.probability,
        "stage": event.stage,
        "overlay": str(file),
        "contributions": event.contributions,
    }
