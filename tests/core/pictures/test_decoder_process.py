"""What a decoder's process leaves behind, and what it imports."""

import os
import subprocess
import sys
import textwrap
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from tests.core.pictures.test_decoder import picture

ROOT = Path(__file__).resolve().parents[3]


def test_process_imports_neither_torch_nor_qt() -> None:
    code = (
        "import sys; from resnet_studio.core.pictures import decoder_process as p; import ctypes; "
        "assert 'numpy' not in sys.modules; p.prepare((ctypes.c_ubyte * 9)(), 9); print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert {"numpy", "PIL"} <= loaded
    assert not loaded & {"torch", "PySide6", "shiboken6", "sklearn", "rich", "typer"}


def shared_memory() -> set[str]:
    return {entry.name for entry in Path("/dev/shm").iterdir()} if Path("/dev/shm").is_dir() else set()


@pytest.mark.parametrize("name", ["wait", "hold", "loop"])
def test_nothing_is_left_when_the_program_is_killed_while_it_decodes(name: str, tmp_path: Path) -> None:
    """Also where the decoder holds the interpreter's lock, so that nothing in it can look for its parent."""
    path, before = picture(tmp_path / f"{name}.png"), shared_memory()
    program = tmp_path / "program.py"
    program.write_text(
        textwrap.dedent("""
            import os, signal, sys, threading
            from pathlib import Path
            from resnet_studio.core.pictures.decoder import Decoder
            from tests.core.pictures import decoder_hooks

            if __name__ == "__main__":
                decoder, path = Decoder(seconds=1, also=decoder_hooks.prepare), Path(sys.argv[1])
                decoder.start()
                threading.Thread(target=decoder.thumbnail, args=(path, 40), daemon=True).start()
                while not decoder_hooks.times_seen(path):
                    pass
                print(*decoder.pids(), flush=True)
                os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
        """),
        encoding="utf-8",
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[3])}
    command = [sys.executable, program, path]
    done = subprocess.run(command, stdout=subprocess.PIPE, env=environment, timeout=60, check=False)
    (pid,) = map(int, done.stdout.split())
    with suppress(psutil.NoSuchProcess):
        psutil.Process(pid).wait(20)
    assert shared_memory() <= before
