"""One process of the kills: it imports everything once, and has each job done by a copy of itself that may be killed.

    python killed.py

On standard input a line of JSON for each job, on standard output a line for its end. A job is `resnet-studio resume`,
as a person would type it, or one of the functions below.
"""

import contextlib
import json
import os
import signal
import sys
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file

from resnet_studio.cli import app, commands, train  # noqa: F401 - imported once, for all copies
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.protocol.jobs.evaluate import Evaluate
from resnet_studio.core.runs.calibration import CALIBRATION
from resnet_studio.core.runs.checkpoints import BEST, LAST
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.run import create_run
from resnet_studio.core.runs.run_log import EventLog, read_history
from resnet_studio.core.runs.summary import summarise
from resnet_studio.engine.answers.model import load_model
from resnet_studio.engine.jobs import train as job  # noqa: F401
from resnet_studio.engine.run_job import import_usual_jobs, run_job
from resnet_studio.engine.training import pace, saver
from resnet_studio.engine.training.checkpoint import read_last
from resnet_studio.engine.training.micro_batch import MicroBatch
from resnet_studio.engine.weights.checked_file import read_checked

Wanted = dict[str, Any]


# Killing itself exactly at a call


class Trap:
    """Counts calls that change the disk, and sends the process its signals at one of them."""

    def __init__(self, wanted: Wanted) -> None:
        self._moment, self._number, self._after = wanted["moment"], wanted["number"], wanted["after"]
        self._signals = [signal.Signals[name] for name in wanted["signals"]]
        self.seen: Counter[str] = Counter()

    def set(self) -> None:
        """Replace the calls."""
        for module, name in ((os, "replace"), (os, "fsync"), (os, "unlink")):
            setattr(module, name, self._watched(name, getattr(module, name)))
        appended = EventLog.append

        def append(log: EventLog, event: Any) -> None:
            now = self._is_now("append")
            if now and not self._after:
                if self._signals == [signal.SIGKILL]:  # half a line, as a kill within a write leaves it
                    log._file.write('{"event": "Epoch')
                    log._file.flush()
                self._signal()
            appended(log, event)
            if now and self._after:
                self._signal()

        EventLog.append = append  # type: ignore[method-assign]

    def _watched(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def watched(*arguments: Any, **named: Any) -> Any:
            now = self._is_now(name)
            if now and not self._after:
                self._signal()
            done = call(*arguments, **named)
            if now and self._after:
                self._signal()
            return done

        return watched

    def _is_now(self, name: str) -> bool:
        self.seen[name] += 1
        return self._moment == name and self.seen[name] == self._number

    def _signal(self) -> None:
        for number in self._signals:
            os.kill(os.getpid(), number)


# Jobs, each in a copy of the process


def resume(wanted: Wanted) -> int:
    """Train or resume a run to its end, unless it is killed; returns the exit code of the command."""
    pace.BATCH_EVENTS_A_SECOND = 1_000_000
    saver.CHECKPOINTS_SHARE = wanted["saving"]
    saver.SECONDS_BETWEEN_CHECKPOINTS = wanted["between"]
    if wanted["pieces"] > 1:
        made = MicroBatch.__init__

        def cut(micro_batch: MicroBatch, *sizes: int) -> None:
            made(micro_batch, *sizes)
            micro_batch.pieces = wanted["pieces"]

        MicroBatch.__init__ = cut  # type: ignore[method-assign]
    trap = Trap(wanted)
    trap.set()
    try:
        return app.run(["resume", wanted["run"], "--json"])
    finally:
        Path(wanted["seen"]).write_text(json.dumps(trap.seen), "utf-8")


def create(wanted: Wanted) -> Path:
    """Make a run's folder; returns it."""
    return create_run(Path(wanted["runs"]), TrainConfig.build(**wanted["settings"]), scan(Path(wanted["pictures"])))


def check(wanted: Wanted) -> bool:
    """After a kill: whether the run is finished. What it claims to have is there and whole."""
    run = Path(wanted["run"])
    summary, history = summarise(run), read_history(run)
    assert summary.problem is None, summary.problem
    read_last(run)
    if summary.best_epoch:
        assert load_model(run, "cpu").problem is None
        kept = json.loads(read_checked(run / BEST).notes["epoch"])
        assert kept["val_top1"] >= summary.best_val_top1, f"{summary.best_epoch} is claimed, {kept['epoch']} is kept"
    if wanted["ending"]:
        assert history.ended is not None, "a run that was asked to pause has no ending"
    return str(summary.state) == "finished"


def compare(wanted: Wanted) -> bool:
    """Whether a run ended as the undisturbed one did, bit for bit, and left nothing else behind."""
    whole, killed = Path(wanted["whole"]), Path(wanted["run"])
    for file in (LAST, BEST):
        one, other = load_file(whole / file), load_file(killed / file)
        assert one.keys() == other.keys(), file
        different = [name for name in one if not torch.equal(one[name], other[name])]
        assert not different, f"{file}: {different[:5]} differ"
    ends = [[(end.epoch, end.train_loss, end.val_loss) for end in read_history(run).epochs] for run in (whole, killed)]
    assert ends[0] == ends[1], f"epochs differ: {ends}"
    if not (killed / CALIBRATION).exists():  # asked to end when only the figures were missing: they can be asked for
        list(run_job(Evaluate(str(killed))))
    left = {path.name for path in killed.iterdir()} ^ {path.name for path in whole.iterdir()}
    assert not left, f"files differ: {left}"
    return True


JOBS: dict[str, Callable[[Wanted], Any]] = {"create": create, "check": check, "compare": compare}


def copied(wanted: Wanted, output: Path) -> None:
    """What the copy does: it never returns."""
    with output.open("ab") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    os.environ.update(wanted.get("environment", {}))
    code = 70
    try:
        if wanted["job"] == "resume":
            code = resume(wanted)
        else:
            Path(wanted["answer"]).write_text(json.dumps(JOBS[wanted["job"]](wanted), default=str), "utf-8")
            code = 0
    except KeyboardInterrupt:  # before the copy has come to its job
        code = 130
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def kill_later(process: int, wanted: Wanted, ended: threading.Event) -> None:
    """Send the signals after the chosen time; no event marks such a moment."""
    if ended.wait(wanted["seconds"]):
        return
    for name in wanted["signals"]:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.Signals[name])


def main() -> None:
    torch.set_num_threads(1)
    import_usual_jobs()
    for line in sys.stdin:
        wanted = json.loads(line)
        began = time.monotonic()
        process = os.fork()
        if not process:
            copied(wanted, Path(wanted["output"]))
        ended = threading.Event()
        killer = None
        if wanted.get("moment") == "random":
            killer = threading.Thread(target=kill_later, args=(process, wanted, ended))
            killer.start()
        status = os.waitid(os.P_PID, process, os.WEXITED | os.WNOWAIT)  # it keeps its number until the killer is done
        ended.set()
        if killer:
            killer.join()
        os.waitpid(process, 0)
        code = status.si_status if status.si_code == os.CLD_EXITED else -status.si_status
        print(json.dumps({"code": code, "seconds": time.monotonic() - began}), flush=True)


if __name__ == "__main__":
    main()
