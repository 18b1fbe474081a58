"""The real window's steps after its first paint: prints a JSON line with the longest, and how long all of them took."""

import json
import time

from resnet_studio.core.basics import ahead  # noqa: F401
from resnet_studio.gui import quick_qt


def main() -> None:
    """Open the window and close it when all of it is there."""
    quick_qt.load()
    from resnet_studio.gui.app import end_process, open_window
    from resnet_studio.gui.shell import loading

    clock, processor = list[float](), list[float]()

    def timed(steps: loading.Steps) -> None:
        began, used = time.perf_counter(), time.thread_time()
        do_some(steps)
        clock.append(time.perf_counter() - began)
        processor.append(time.thread_time() - used)

    do_some, loading.Steps._do_some = loading.Steps._do_some, timed
    open_window(None, lambda window: window.leave())
    found = {"longest": max(clock), "longest_processor": max(processor), "all": sum(clock), "turns": len(clock)}
    print(json.dumps(found), flush=True)
    end_process(0)


if __name__ == "__main__":
    main()
