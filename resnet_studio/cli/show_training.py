"""Training in a terminal: a progress bar, a line per epoch, and where the run is at the end."""

import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from resnet_studio.cli.checked import unreadable_in
from resnet_studio.cli.failures import with_hint
from resnet_studio.core.basics import formatting, safe_text
from resnet_studio.core.basics.language import current
from resnet_studio.core.basics.message import show, tr, trn
from resnet_studio.core.basics.shares import interval_text
from resnet_studio.core.protocol import events as ev
from resnet_studio.core.protocol.device import device_text
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
        task = bar.add_task(tr("Preparing"), total=None, speed="")
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
            network = tr(
                "{network}, {trainable:parameters} of {total:parameters} parameters train",
                network=f"ResNet-{config.depth}", trainable=event.trainable, total=event.parameters,
            )  # fmt: skip
            lost = unreadable_in(Path(event.run))
            pictures = trn(
                "{count} picture to learn from, {validation} for validation",
                "{count} pictures to learn from, {validation} for validation",
                event.train - lost["train"], validation=event.validation - lost["validation"],
            )  # fmt: skip
            console.print(escape(f"{network} · {pictures}"), soft_wrap=True)
            device = show(device_text(event.device, event.cores))
            console.print(
                escape(f"{device}, {event.precision} · {safe_text.printable(event.run)}"), style="dim", soft_wrap=True
            )
        case ev.Progress():
            bar.update(
                task, description=show(phase_text(event)), total=event.total or None, completed=event.done, speed=""
            )
        case ev.BatchEnd():
            loss = tr("loss {loss}", loss=current().number(event.loss, 3))
            speed = f"{loss}  {tr('{speed:count} pictures/s', speed=round(event.pictures_per_second))}"
            description = tr("Epoch {epoch} of {epochs}", epoch=event.epoch, epochs=config.epochs)
            bar.update(task, description=description, total=event.steps, completed=event.step, speed=speed)
        case ev.RunResumed(step=step):
            console.print(tr("Resumed at step {step}", step=step))
        case ev.EpochEnd():
            console.print(_epoch_line(event, best=history.best is event))
        case ev.Notice(text=text, path=path):
            # Two classes may have a picture of the same name.
            where = f"{Path(path).parent.name}/" if event.kind is ev.NoticeKind.PICTURE else ""
            console.print(escape(safe_text.printable(where) + show(text)), style="yellow", soft_wrap=True)
        case _:
            pass


def _epoch_line(end: ev.EpochEnd, *, best: bool) -> str:
    """The results of one epoch, in columns."""
    number = current().number
    line = tr(
        "Epoch {epoch:plain}  train loss {train:plain}  validation loss {validation:plain}  top-1 {top1:plain}  {time}",
        epoch=f"{end.epoch:>3}",
        train=number(end.train_loss, 4),
        validation=number(end.val_loss, 4),
        top1=f"{formatting.percent(end.val_top1):>7}",
        time=formatting.duration(end.seconds),
    )
    return f"{line}  {tr('best')}" if best else line


def _show_end(console: Console, history: RunHistory, begun: bool) -> None:
    match history.ended:
        case ev.RunFailed(error=error, run=run, kind=kind):
            console.print(escape(show(with_hint(error, kind))), style="bold red", soft_wrap=True)  # not a text
            if history.resumable and begun:  # else it is refused for a reason that resuming again does not change
                _print_resume_command(console, run)
        case ev.RunFinished(run=run) | ev.RunStopped(run=run) | ev.RunPaused(run=run):
            run = safe_text.printable(run)
            if history.best:
                best, number = history.best, history.validated
                text = trn(
                    "Best: {top1:percent} on {count} validation picture ({interval}), epoch {epoch}",
                    "Best: {top1:percent} on {count} validation pictures ({interval}), epoch {epoch}",
                    number, top1=best.val_top1, epoch=best.epoch, interval=interval_text(best.val_top1, number),
                )  # fmt: skip
                console.print(escape(text), style="bold")
            else:
                console.print(tr("Ended before the first epoch was complete: there is no model to use yet."))
            console.print(escape(tr("The run is in {folder}", folder=run)), soft_wrap=True)
            if isinstance(history.ended, ev.RunPaused):
                _print_resume_command(console, run)
            if history.best:
                command = f'{_program()} predict "{run}"'
                console.print(escape(tr("Try it: {command} PICTURE", command=command)), style="dim", soft_wrap=True)
        case None:
            pass


def _print_resume_command(console: Console, run: str) -> None:
    command = f'{_program()} resume "{safe_text.printable(run)}"'
    console.print(escape(tr("Resume it: {command}", command=command)), soft_wrap=True)


def _program() -> str:
    """The command that starts this program: its name if the shell finds it, else the whole path."""
    name = "resnet-studio"
    if shutil.which(name):
        return name
    beside = Path(sys.executable).with_name(name)
    return f'"{beside}"' if beside.exists() else f'"{sys.executable}" -m resnet_studio'
