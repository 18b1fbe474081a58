"""A process with limits: replies, and each way of ending it, with its reason."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from resnet_studio.core.basics import limited_process
from resnet_studio.core.basics.limited_process import Death, LimitedProcess, ProcessDiedError
from tests.core.basics import limited_work

MB = 1_000_000
FOR_EVER = 100.0


@pytest.fixture
def process() -> Iterator[LimitedProcess]:
    with LimitedProcess(limited_work.work, 64 * MB) as process:
        yield process


def death(process: LimitedProcess, kind: str, value: object = None, seconds: float = FOR_EVER) -> ProcessDiedError:
    with pytest.raises(ProcessDiedError) as caught:
        process.ask((kind, value), seconds)
    assert not process.alive
    return caught.value


def test_requests_are_answered_one_after_the_other_within_the_limit(process: LimitedProcess) -> None:
    assert process.ask(("echo", b"one"), FOR_EVER) == b"one"
    assert process.ask(("take", 40 * MB), FOR_EVER) == b"40000000"
    assert process.ask(("echo", bytes(10 * MB)), FOR_EVER) == bytes(10 * MB)


def test_one_allocation_beyond_the_limit_is_a_death_by_memory(process: LimitedProcess) -> None:
    assert death(process, "take", 2_000 * MB).death is Death.MEMORY


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits memory itself")
def test_memory_that_grows_is_a_death_by_memory_that_the_system_causes(
    process: LimitedProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(LimitedProcess, "_used", lambda _: 0)
    assert death(process, "grow", 1000).death is Death.MEMORY


def test_memory_that_grows_is_a_death_by_memory_that_the_parent_causes(monkeypatch: pytest.MonkeyPatch) -> None:
    with LimitedProcess(limited_work.work, 2_000 * MB) as process:
        process.wait_ready()
        monkeypatch.setattr(process, "_allowed", process._used() + 64 * MB)
        assert death(process, "grow", 1000).death is Death.MEMORY


def test_reply_that_takes_too_long_is_a_death_by_time(process: LimitedProcess) -> None:
    process.wait_ready()
    started = time.monotonic()
    assert death(process, "loop", seconds=0.2).death is Death.TIME
    assert time.monotonic() - started < 20


@pytest.mark.parametrize("kind", ["wait", "loop", "hold"])
def test_stop_ends_the_process_at_once(kind: str, process: LimitedProcess) -> None:
    process.wait_ready()
    asked: list[float] = []

    def should_stop() -> bool:
        asked.append(time.monotonic())
        return len(asked) > 3

    with pytest.raises(ProcessDiedError) as caught:
        process.ask((kind, 60), FOR_EVER, should_stop)
    assert caught.value.death is Death.STOPPED
    assert time.monotonic() - asked[-1] < 20
    assert not process.alive


@pytest.mark.parametrize(("kind", "value", "exitcode"), [("exit", 7, 7), ("raise", "no", 1)])
def test_end_by_itself_is_a_crash_with_its_exit_code(
    kind: str, value: object, exitcode: int, process: LimitedProcess
) -> None:
    found = death(process, kind, value)
    assert (found.death, found.exitcode) == (Death.CRASH, exitcode)


def test_what_libraries_print_is_silenced_and_an_error_of_python_is_not(capfd: pytest.CaptureFixture[str]) -> None:
    with LimitedProcess(limited_work.work, 64 * MB, prepare=limited_process.silence_libraries) as process:
        assert process.ask(("print", b"strip 0 is cut off"), FOR_EVER) == b""
        death(process, "raise", "a mistake of ours")
    printed = capfd.readouterr().err
    assert "strip 0" not in printed
    assert "ValueError: a mistake of ours" in printed


def test_request_to_a_closed_process_is_a_crash(process: LimitedProcess) -> None:
    process.wait_ready()
    process.close()
    assert death(process, "echo", b"").death is Death.CRASH


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals")
def test_signal_is_a_crash_with_its_number(process: LimitedProcess) -> None:
    found = death(process, "signal", "SIGSEGV")
    assert (found.death, found.exitcode) == (Death.CRASH, -signal.SIGSEGV)


def test_interrupt_from_the_terminal_is_left_to_the_parent(process: LimitedProcess) -> None:
    if sys.platform == "win32":
        pytest.skip("Windows has no signals")
    process.wait_ready()
    os.kill(process.pid or 0, signal.SIGINT)
    assert process.ask(("echo", b"here"), FOR_EVER) == b"here"


def test_process_that_cannot_prepare_is_a_failed_start() -> None:
    with LimitedProcess(limited_work.work, MB, prepare=limited_work.fail) as process:
        found = death(process, "echo", b"")
        assert (found.death, found.exitcode) == (Death.START, 3)


def test_reply_that_is_too_large_is_a_crash(process: LimitedProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limited_process, "_LARGEST_REPLY", 1000)
    assert death(process, "echo", bytes(2000)).death is Death.CRASH


def test_process_ends_with_its_parent_whatever_it_does(tmp_path: Path) -> None:
    """Also where the parent may by itself be ended with its own, as the engine may be, and is killed."""
    program = tmp_path / "parent.py"
    program.write_text(
        textwrap.dedent("""
            import multiprocessing, os, signal, sys
            from resnet_studio.core.basics.limited_process import LimitedProcess
            from tests.core.basics import limited_work

            def engine():
                process = LimitedProcess(limited_work.work, 10**8)
                print(process.ask(("pid", None), 60).decode(), flush=True)
                process._pipe.send(("loop", None))
                os.kill(os.getpid(), signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)

            if __name__ == "__main__":
                process = multiprocessing.get_context("spawn").Process(target=engine, daemon=True)
                process.start()
                process.join()
        """),
        encoding="utf-8",
    )
    root = Path(__file__).resolve().parents[3]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    done = subprocess.run([sys.executable, program], stdout=subprocess.PIPE, env=environment, timeout=60, check=True)
    try:
        psutil.Process(int(done.stdout)).wait(10)
    except psutil.NoSuchProcess:
        return
