"""What the long tests share: how many processes they use, for how long, and with which seed.

Environment variables: `RESNET_STUDIO_TEST_PROCESSES` (the number of cores), `RESNET_STUDIO_TEST_MINUTES` (of each test,
10), and `RESNET_STUDIO_TEST_SEED` (another one at each call; it is printed, and given here it repeats the same inputs).
"""

import os
import secrets
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
PROCESSES: Final = int(os.environ.get("RESNET_STUDIO_TEST_PROCESSES", os.cpu_count() or 1))
MINUTES: Final = float(os.environ.get("RESNET_STUDIO_TEST_MINUTES", "10"))
SEED: Final = int(os.environ.get("RESNET_STUDIO_TEST_SEED", secrets.randbelow(2**31)))


def environment(home: Path) -> dict[str, str]:
    """For a process of a test: one thread, because the processes share the cores; `home` for its caches."""
    return os.environ | {
        "PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH")))),
        "RESNET_STUDIO_HOME": str(home),
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "PYTHONFAULTHANDLER": "1",
    }
