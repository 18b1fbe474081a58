"""A clean Debian in a folder, and the packages that `make package` left in dist/."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
PERSON = "person"


class CleanSystem:
    """A minimal Debian 12 in a folder, with a person who has a home and looks at a screen of ours."""

    def __init__(self, folder: Path, display: str) -> None:
        self.folder = folder
        self.home = folder / "home" / PERSON
        self._display = display

    def root(self, *words: str) -> str:
        """Run a command as root and return its output."""
        done = self._run([], words, capture=True)
        assert done.returncode == 0, done.stdout
        return done.stdout

    def person(self, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run a command as the person, in an environment like that of a new session."""
        return self._run(self._as_person(variables), words, capture=True)

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        """Start a program as the person."""
        return subprocess.Popen(self._command(self._as_person({}), words))

    def _as_person(self, variables: dict[str, str]) -> list[str]:
        values = {"HOME": f"/home/{PERSON}", "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "DISPLAY": self._display}
        pairs = [f"{name}={value}" for name, value in (values | variables).items()]
        return ["setpriv", f"--reuid={PERSON}", f"--regid={PERSON}", "--init-groups", "env", "-i", *pairs]

    def _command(self, prefix: list[str], words: tuple[str, ...]) -> list[str]:
        mounts = (
            'mount -t proc proc "$0/proc"; mount --rbind /dev "$0/dev"; '
            'mkdir -p "$0/tmp/.X11-unix"; mount --bind /tmp/.X11-unix "$0/tmp/.X11-unix"; '
            'chroot "$0" "$@"; exit $?'  # the shell stays, as the process with which all others end
        )
        inside = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-ec", mounts, str(self.folder)]
        return [*inside, *prefix, *words]

    def _run(self, prefix: list[str], words: tuple[str, ...], capture: bool) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self._command(prefix, words), check=False, text=True, timeout=600, env=os.environ | {"LC_ALL": "C"},
            stdout=subprocess.PIPE if capture else None, stderr=subprocess.STDOUT if capture else None,
        )  # fmt: skip


@pytest.fixture(scope="session")
def deb() -> Path:
    found = sorted((ROOT / "dist").glob("*.deb"))
    if not found:
        pytest.skip("there is no .deb in dist/: make package comes first")
    return found[-1]


@pytest.fixture(scope="session")
def display(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A screen."""
    if not shutil.which("Xvfb"):
        pytest.skip("needs Xvfb")
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1400x900x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL) as screen:
        os.close(writing)
        with os.fdopen(reading) as answer:
            number = answer.readline().strip()
        yield f":{number}"
        screen.terminate()


@pytest.fixture(scope="session")
def system(display: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[CleanSystem]:
    """A clean Debian 12. It is made once, and takes a minute."""
    if sys.platform != "linux" or os.geteuid() != 0 or not shutil.which("debootstrap"):
        pytest.skip("needs root and debootstrap")
    folder = tmp_path_factory.mktemp("debian")
    for path in (folder, *folder.parents[:2]):
        path.chmod(0o755)  # the person must reach it
    done = subprocess.run(
        ["debootstrap", "--variant=minbase", "bookworm", str(folder)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        pytest.skip(f"debootstrap made no system: {done.stdout[-300:]}")
    shutil.copy2("/etc/resolv.conf", folder / "etc" / "resolv.conf")
    (folder / "tmp").chmod(0o1777)
    made = CleanSystem(folder, display)
    made.root("useradd", "--create-home", PERSON)
    yield made
    shutil.rmtree(folder, ignore_errors=True)
