"""The programs beside an exported file say of real pictures what the window says: in Python, Node, a browser, C++, C#.

`npm install` fetches onnxruntime-web and sharp; without npm, or a network, these tests are skipped. C++ needs CMake, a
compiler, libvips (Debian's `libvips-dev`), and headers of ONNX Runtime (`libonnxruntime-dev` from Debian 13 on, or the
folder that the environment variable `ONNXRUNTIME_HEADERS` names), which may be older than the library of the Python
package, against which it is linked. C# needs the .NET SDK.
"""

from __future__ import annotations

import base64
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import torch

from resnet_studio.core.basics.errors import Failure
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.installation import own_environment
from resnet_studio.core.protocol.events import JobFailed, JobFinished
from resnet_studio.core.protocol.jobs.export import Export, Exported
from resnet_studio.core.protocol.jobs.install_runtime import InstallRuntime
from resnet_studio.core.protocol.jobs.predict import Predict, Prediction
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.run import ModelInfo, create_run
from resnet_studio.engine.run_job import run_job

pytestmark = [pytest.mark.long, pytest.mark.timeout(1800)]

MOST = 0.005
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SAID = "SAID "


@pytest.fixture(scope="module")
def run(shared_data: Path, imagenet_weights: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ResNet-18 of two classes whose head is random, so that most of its answers are close."""
    config = TrainConfig.build(depth=18, device="cpu")
    folder = create_run(tmp_path_factory.mktemp("runs"), config, scan(shared_data / "hymenoptera"))
    state = torch.load(imagenet_weights, weights_only=True)
    torch.manual_seed(0)
    state |= {"fc.weight": torch.randn(2, 512) / 20, "fc.bias": torch.zeros(2)}
    torch.save(state, folder / "best.pt")
    ModelInfo(18, True, ("ants", "bees"), 224, (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)).write(folder)
    return folder


@pytest.fixture(scope="module")
def exported(run: Path) -> Path:
    folder = run.parent / "as ONNX ü"
    events = list(run_job(Export(str(run), "onnx", str(folder))))
    assert any(isinstance(event, Exported) for event in events), events[-1]
    return folder


@pytest.fixture(scope="module")
def pictures(shared_data: Path) -> list[Path]:
    """Twenty real photographs."""
    found = sorted((shared_data / "hymenoptera" / "val").glob("*/*.jpg"))
    return found[:: len(found) // 20][:20]


@pytest.fixture(scope="module")
def window(run: Path, pictures: list[Path]) -> list[list[float]]:
    """What the window says of them: probabilities in the order of the classes."""
    events = run_job(Predict(str(run), tuple(map(str, pictures)), "cpu"))
    return [list(event.probabilities) for event in events if isinstance(event, Prediction)]


@pytest.fixture(scope="module")
def with_packages(exported: Path) -> Callable[[str], Path]:
    """Installs what a program in JavaScript needs into its folder, and returns it."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        pytest.skip("Node and npm are not installed")

    def install(name: str) -> Path:
        folder = exported / name
        words = [npm, "install", "--no-audit", "--no-fund"]
        done = subprocess.run(words, cwd=folder, capture_output=True, text=True, timeout=900, check=False)
        if done.returncode:
            pytest.skip(f"npm cannot install: {done.stderr[-300:]}")
        return folder

    return install


def require_same(said: list[list[float]], window: list[list[float]]) -> None:
    assert len(said) == len(window) == 20
    for one, own in zip(said, window, strict=True):
        assert one.index(max(one)) == own.index(max(own))
        assert max(abs(a - b) for a, b in zip(one, own, strict=True)) <= MOST


def lines(done: subprocess.CompletedProcess[str]) -> list[list[float]]:
    assert done.returncode == 0, done.stderr
    return [list(json.loads(line)["probabilities"].values()) for line in done.stdout.splitlines()]


def test_python_program(exported: Path, pictures: list[Path], window: list[list[float]]) -> None:
    words = [sys.executable, str(exported / "python" / "classify.py"), "--json", *map(str, pictures)]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(words, capture_output=True, text=True, timeout=600, check=False, env=environment)
    require_same(lines(done), window)


def test_node_program(with_packages: Callable[[str], Path], pictures: list[Path], window: list[list[float]]) -> None:
    words = ["node", "classify.mjs", "--json", *map(str, pictures)]
    folder = with_packages("javascript")
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, timeout=600, check=False)
    require_same(lines(done), window)


@pytest.fixture(scope="module")
def onnxruntime_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Headers, and the library of the Python package, laid as the program's CMakeLists.txt wants them."""
    for needed in ("cmake", "pkg-config"):
        if shutil.which(needed) is None:
            pytest.skip(f"{needed} is not installed")
    if subprocess.run(["pkg-config", "--exists", "vips-cpp"], check=False).returncode:
        pytest.skip("libvips is not installed with its headers (Debian: libvips-dev)")
    places = (os.environ.get("ONNXRUNTIME_HEADERS", ""), "/usr/include/onnxruntime", "/usr/local/include/onnxruntime")
    headers = next((place for place in places if place and Path(place, "onnxruntime_cxx_api.h").exists()), None)
    if headers is None:
        pytest.skip("the headers of ONNX Runtime are not installed; ONNXRUNTIME_HEADERS may name their folder")
    folder = tmp_path_factory.mktemp("onnxruntime")
    (folder / "include").symlink_to(headers)
    (folder / "lib").mkdir()
    package = importlib.util.find_spec("onnxruntime")
    assert package is not None
    assert package.origin is not None
    (library,) = Path(package.origin).parent.glob("capi/libonnxruntime.so.*")
    for name in ("libonnxruntime.so", "libonnxruntime.so.1"):
        (folder / "lib" / name).symlink_to(library)
    return folder


def test_cpp_program(
    exported: Path, onnxruntime_folder: Path, pictures: list[Path], window: list[list[float]], shared_data: Path
) -> None:
    """Of 20 photographs; one that it would read otherwise is refused in words."""
    folder = exported / "cpp"
    for words in (["cmake", "-B", "build", f"-DONNXRUNTIME={onnxruntime_folder}"], ["cmake", "--build", "build"]):
        done = subprocess.run(words, cwd=folder, capture_output=True, text=True, timeout=600, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    words = [str(folder / "build" / "classify"), "--json"]
    done = subprocess.run([*words, *map(str, pictures)], cwd=folder, capture_output=True, text=True, check=False)
    require_same(lines(done), window)
    deep = shared_data / "odd_images" / "05_16bit_float" / "pngsuite_basn0g16.png"
    done = subprocess.run([*words, str(deep)], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert not done.stdout
    assert "it has more than 8 bits; use the Python program" in done.stderr


def test_csharp_program(exported: Path, pictures: list[Path], window: list[list[float]]) -> None:
    """Untried so far: where it was written, there was a .NET runtime and a compiler, but no ImageSharp."""
    if shutil.which("dotnet") is None:
        pytest.skip("the .NET SDK is not installed")
    folder = exported / "csharp"
    words = ["dotnet", "build", "--output", "built"]
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, timeout=900, check=False)
    if "NU1301" in done.stdout:
        pytest.skip("the packages of the program cannot be fetched")
    assert done.returncode == 0, done.stdout
    words = ["dotnet", "built/Classify.dll", "--json", *map(str, pictures)]
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, timeout=600, check=False)
    require_same(lines(done), window)


def test_litert_in_an_environment_of_its_own(run: Path, pictures: list[Path], window: list[list[float]]) -> None:
    """The environment takes minutes and a gigabyte; without a network the test is skipped."""
    *_, end = run_job(InstallRuntime("litert"))
    if isinstance(end, JobFailed) and end.kind is Failure.UNREACHABLE:
        pytest.skip(str(end.error))
    assert isinstance(end, JobFinished), end
    folder = run.parent / "as LiteRT ü"
    events = list(run_job(Export(str(run), "litert", str(folder))))
    (found,) = [event for event in events if isinstance(event, Exported)]
    assert found.agree == found.pictures >= 16
    assert found.largest <= MOST
    words = [own_environment.python_of("litert"), folder / "python" / "classify.py", "--json", *pictures]
    done = subprocess.run(words, capture_output=True, text=True, timeout=600, check=False)
    require_same(lines(done), window)


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Callable[[Path], Any]]:
    """Opens a page with every name leading nowhere, and returns what its script says in the console."""
    program = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if program is None:
        pytest.skip("Chromium is not installed")
    as_root = ("--no-sandbox",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()
    words = [
        program, "--headless", "--disable-gpu", "--no-first-run", "--enable-logging=stderr", "--v=0", *as_root,
        "--host-resolver-rules=MAP * ~NOTFOUND", "--proxy-server=http://127.0.0.1:9", "--remote-debugging-port=0",
        f"--user-data-dir={tmp_path / 'profile'}",
    ]  # fmt: skip
    started: list[subprocess.Popen[str]] = []

    def said(page: Path) -> Any:
        process = subprocess.Popen([*words, page.as_uri()], stderr=subprocess.PIPE, text=True, errors="replace")
        started.append(process)
        late = threading.Timer(900, process.kill)
        late.start()
        assert process.stderr is not None
        for line in process.stderr:
            if "CONSOLE" in line:
                late.cancel()
                assert SAID in line, line
                return json.loads(line.split(SAID, 1)[1].rsplit('", source:', 1)[0])
        raise AssertionError("the page said nothing")

    yield said
    for process in started:
        process.kill()
        process.communicate()


def test_page_in_a_browser_with_the_network_closed(
    with_packages: Callable[[str], Path], pictures: list[Path], window: list[list[float]],
    browser: Callable[[Path], Any],
) -> None:  # fmt: skip
    """The page as it is made, with a script that gives its own function the pictures in place of a person."""
    folder = with_packages("web")
    subprocess.run(["node", "make_page.mjs"], cwd=folder, check=True, timeout=600, capture_output=True)
    page = (folder / "classify.html").read_text("utf-8")
    for outside in ('src="http', "src='http", 'href="http'):
        assert outside not in page
    given = json.dumps([base64.b64encode(picture.read_bytes()).decode() for picture in pictures])
    script = f"""<script>(async () => {{
        const said = [];
        for (const one of {given}) {{
            const bytes = Uint8Array.from(atob(one), (letter) => letter.charCodeAt(0));
            said.push((await classify(new Blob([bytes]))).probabilities);
        }}
        console.log("{SAID}" + JSON.stringify(said));
    }})();</script></body>"""
    tested = folder / "tested.html"
    tested.write_text(page.replace("</body>", script), "utf-8")
    require_same(browser(tested), window)
