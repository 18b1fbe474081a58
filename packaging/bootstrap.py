"""Entry point of the Makefile: sets up what a `make` target needs, then runs it.

It needs only the standard library, and its syntax is old enough that an old Python can run it and report its age.
"""

import os
import subprocess
import sys

OLDEST = (3, 11)
NEWER_NAMES = ["python3.14", "python3.13", "python3.12", "python3.11", "python3", "python"]


def version_of(command: str) -> "tuple[str, tuple[int, ...]] | None":
    """Path and version (major, minor) of the Python that `command` starts, or None if it does not start Python."""
    report = "import sys; print(sys.executable); print(*sys.version_info[:2])"
    try:
        lines = subprocess.check_output([command, "-c", report], stderr=subprocess.DEVNULL).decode().splitlines()
        return lines[0], tuple(int(part) for part in lines[1].split())
    except (OSError, subprocess.CalledProcessError, ValueError, IndexError):
        return None


def newer_python() -> "str | None":
    """Path of a Python that is new enough, or None. A Python chosen with PYTHON=... is never replaced."""
    if os.environ.get("PYTHON"):
        return None
    for name in NEWER_NAMES:
        found = version_of(name)
        if found and found[1] >= OLDEST:
            return found[0]
    return None


def main() -> int:
    """Run the task in a Python that is new enough."""
    if sys.version_info[:2] >= OLDEST:
        from tasks import main as run_task

        return run_task(sys.argv[1:])
    better = newer_python()
    if better:
        return subprocess.call([better, *sys.argv])
    here = ".".join(str(part) for part in sys.version_info[:3])
    print(
        f"ResNet Studio needs Python 3.11 or newer; {sys.executable} is Python {here}.\n"
        "Install a newer one, or choose one that is installed: make run PYTHON=/path/to/python3.12",
        file=sys.stderr,
    )
    return 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
