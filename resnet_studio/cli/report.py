"""How a training looks in a terminal: a progress bar, a line an epoch, and where the run lies."""

import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from resnet_studio.core.basics import formatting, safe_text
from resnet_studio.core.basics.message import show
from resnet_studio.core.protocol import events as ev
from resnet_studio.core.protocol.progress import phase_text
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.history import RunHistory

PARTS = "{task.description}", "{task.percentage:>3.0f} %", "{task.fields[speed]}"


def show_training(events: Iterable[ev.Event], config: TrainConfig, history: RunHistory) -> ev.Event | None:
    """Show the events of a training as they come, after those in `history`, and return the last one."""
    console = Console()
    event: ev.Event | None = None
    columns = (TextColumn(PARTS[0]), BarColumn(), TextColumn(PARTS[1]), TextColumn(PARTS[2]), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("Preparing", total=None, speed="")
        begun = False
        for event in events:
            begun = begun or isinstance(event, ev.RunStarted)
            history.apply(event)
            _show(event, history, config, bar, task)
    _show_end(console, history, begun)
    return event


def _show(event: ev.Event, history: RunHistory, config: TrainConfig, bar: Progress, task: TaskID) -> None:
    console = bar.console
    match event:
        case ev.RunStarted():
            network = f"ResNet-{config.depth}, {formatting.parameters(event.trainable)} of "
            network += f"{formatting.parameters(event.parameters)} parameters learn"
            console.print(f"{network} · {event.train:,} pictures, {event.validation:,} for validation", soft_wrap=True)
            console.print(
                escape(f"{event.device}, {event.precision} · {safe_text.printable(event.run)}"),
                style="dim",
                soft_wrap=True,
            )
        case ev.Progress():
            bar.update(
                task, description=show(phase_text(event)), total=event.total or None, completed=event.done, speed=""
            )
        case ev.BatchEnd():
            speed = f"loss {event.loss:.3f}  {event.images_per_second:.0f} images/s"
            description = f"Epoch {event.epoch} of {config.epochs}"
            bar.update(task, description=description, total=event.steps, completed=event.step, speed=speed)
        case ev.RunResumed(step=step):
            console.print(f"Going on from step {step:,}")
        case ev.EpochEnd():
            best = "  best" if history.best is event else ""
            console.print(
                f"Epoch {event.epoch:>3}  train loss {event.train_loss:.4f}  validation loss {event.val_loss:.4f}  "
                f"top-1 {formatting.percent(event.val_top1):>7}  {formatting.duration(event.seconds)}{best}"
            )
        case ev.Notice(text=text, path=path):
            # Two classes may have a picture of the same name.
            where = f"{Path(path).parent.name}/" if event.kind is ev.NoticeKind.PICTURE else ""
            console.print(escape(safe_text.printable(where) + show(text)), style="yellow", soft_wrap=True)
        case _:
            pass


def _show_end(console: Console, history: RunHistory, begun: bool) -> None:
    match history.ended:
        case ev.RunFailed(error=error, run=run):
            console.print(escape(show(error)), style="bold red", soft_wrap=True)
            if history.resumable and begun:  # else it is refused for a reason that resuming again does not change
                _print_way_on(console, run)
        case ev.RunFinished(run=run) | ev.RunStopped(run=run) | ev.RunPaused(run=run):
            run = safe_text.printable(run)
            if history.best:
                best = f"{formatting.percent(history.best.val_top1)} on validation, epoch {history.best.epoch}"
                console.print(f"[bold]Best: {best}[/bold]")
            else:
                console.print("Ended before the first epoch was complete: there is no model to use yet.")
            console.print(escape(f"The run lies in {run}"), soft_wrap=True)
            if isinstance(history.ended, ev.RunPaused):
                _print_way_on(console, run)
            if history.best:
                console.print(escape(f'Try it: {_program()} predict "{run}" PICTURE'), style="dim", soft_wrap=True)
        case None:
            pass


def _print_way_on(console: Console, run: str) -> None:
    console.print(escape(f'Go on with it: {_program()} resume "{safe_text.printable(run)}"'), soft_wrap=True)


def _program() -> str:
    """How this program is called from here: its name where the shell finds it, else the whole path."""
    name = "resnet-studio"
    if shutil.which(name):
        return name
    beside = Path(sys.executable).with_name(name)
    return f'"{beside}"' if beside.exists() else f'"{sys.executable}" -m resnet_studio'
