"""A yardstick for the window's start: PySide6, pyqtgraph and one empty window, ended after its first paint."""

import sys

import pyqtgraph  # noqa: F401  its import is part of what is measured
from plain_window import main

if __name__ == "__main__":
    sys.exit(main())
