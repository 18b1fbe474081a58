"""How the end of an engine's process is described."""

import signal

from resnet_studio.gui.engine.process import outcome


def test_exit_and_signal_have_different_texts() -> None:
    assert str(outcome(3)) == "it ended with exit code 3"
    assert "SIGSEGV" in str(outcome(-signal.SIGSEGV))
    assert "out of memory" in str(outcome(-getattr(signal, "SIGKILL", 9)))
