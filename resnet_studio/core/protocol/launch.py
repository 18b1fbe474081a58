"""The first lines that run in the engine's process, before torch is imported.

`core` may not import the engine; this is the one stated exception, by name and inside the child.
"""

import importlib
import os
import signal
import sys
import traceback
from multiprocessing.connection import Connection

from resnet_studio.core.basics.message import message
from resnet_studio.core.installation import torch_folder
from resnet_studio.core.protocol.events import EngineFailed
from resnet_studio.core.protocol.inbox import Inbox, Numbered


def run_engine(commands: "Connection[object, Numbered]", events: "Connection[tuple[int, object], object]") -> None:
    """Target of the spawned process: read commands, import the engine, serve until the window is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in a terminal is for the window, which then ends us
    if sys.stdout is None:  # a windowed build has no streams, and libraries print warnings
        sys.stdout = sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
    inbox = Inbox(commands)
    try:
        torch_folder.use()
        serve = importlib.import_module("resnet_studio.engine.serve")
    except Exception as error:  # a library may raise anything while it is imported, and the window must learn of it
        problem = torch_folder.explain(error) or message(
            "The engine could not start: {problem}", problem=f"{type(error).__name__}: {error}"
        )
        events.send((0, EngineFailed(problem, traceback.format_exc())))
        raise SystemExit(1) from error
    serve.serve(inbox, events)
