"""The texts of a job's phases."""

from resnet_studio.core.basics import formatting
from resnet_studio.core.basics.message import Message, message, plural
from resnet_studio.core.protocol.events import Phase, Progress

_PHASES = {
    Phase.PREPARING: message("Preparing"),
    Phase.VALIDATING: message("Validating"),
    Phase.PREDICTING: message("Predicting"),
    Phase.EVALUATING: message("Evaluating"),
    Phase.EXPLAINING: message("Explaining"),
    Phase.ARRANGING: message("Arranging pictures that look alike beside each other"),
    Phase.CHECKING: message("Checking"),
    Phase.ALIKE: message("Looking for copies and near-duplicates"),
    Phase.JUDGING: message("Judging labels"),
    Phase.DOWNLOADING: message("Downloading ImageNet weights"),
    Phase.EXPORTING: message("Exporting the model"),
    Phase.COMPARING: message("Comparing the file with ResNet Studio"),
}


def phase_text(progress: Progress) -> Message:
    """What is being done: "Downloading ImageNet weights", "Preparing view 2 of 4"."""
    if progress.views:
        return message("Preparing view {view} of {views}", view=progress.view, views=progress.views)
    return _PHASES[progress.phase]


def percent_text(progress: Progress) -> Message:
    """The phase in few words: "Validating, 40 %"; only the phase where its extent is unknown."""
    if not progress.total:
        return phase_text(progress)
    percent = 100 * progress.done // progress.total
    return message("{phase}, {percent} %", phase=phase_text(progress), percent=percent)


def progress_text(progress: Progress) -> Message:
    """The phase with its figures: "Downloading ImageNet weights, 12 of 45 MB", "Preparing 397 pictures, 40 %"."""
    phase = phase_text(progress)
    if progress.phase is Phase.DOWNLOADING:
        return _download_text(phase, progress)
    if progress.phase is Phase.JUDGING:
        return percent_text(progress)  # it counts heads, not pictures
    if not progress.total:
        return plural("{phase}, {count} picture", "{phase}, {count} pictures", progress.done, phase=phase)
    if progress.phase is Phase.PREPARING:
        if progress.views:
            return percent_text(progress)
        percent = 100 * progress.done // progress.total
        return plural(
            "Preparing {count} picture, {percent} %",
            "Preparing {count} pictures, {percent} %",
            progress.total,
            percent=percent,
        )
    return plural(
        "{phase}, {done} of {count} picture",
        "{phase}, {done} of {count} pictures",
        progress.total,
        phase=phase,
        done=progress.done,
    )


def _download_text(phase: Message, progress: Progress) -> Message:
    if not progress.total:
        return message("{phase}, {done:size}", phase=phase, done=progress.done)
    # Both in the unit of the total: "0.4 of 1.2 GB" is read faster than "400 MB of 1.2 GB".
    total = formatting.size(progress.total)
    unit = {"GB": 1e9, "MB": 1e6, "KB": 1e3, "B": 1.0}[total.rsplit(" ", 1)[1]]
    done = progress.done / unit
    shown = round(done, 1) if progress.total < 9.95 * unit else round(done)
    return message("{phase}, {done} of {total:size}", phase=phase, done=shown, total=progress.total)
