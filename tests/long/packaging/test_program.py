"""The packaged program in its folder: it runs from anywhere, and says what is wrong with its folder of torch."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from contextlib import suppress
from pathlib import Path

import pytest

import resnet_studio

ROOT = Path(__file__).resolve().parents[3]
BUILT = ROOT / "build" / "package" / "program" / "resnet-studio"
pytestmark = [
    pytest.mark.long,
    pytest.mark.timeout(900),
    pytest.mark.skipif(not (BUILT / "torch").is_dir(), reason="there is no program: make package comes first"),
]


def smoke(program: Path, picture: Path, *begin: str | Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """The program's test of itself, its command after the words that are to begin it."""
    return subprocess.run(
        [*begin, program / "resnet-studio", "--smoke", picture],
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"} | variables,
        capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """The program in a folder with a difficult name; files are shared with the built one."""
    folder = tmp_path / "Programme für Bilder 画像" / "ResNet Studio 2"
    shutil.copytree(BUILT, folder, symlinks=True, copy_function=os.link)
    return folder


def test_program_runs_from_a_folder_with_spaces_and_unicode(program: Path, tmp_path: Path) -> None:
    done = smoke(program, tmp_path / "window.png")
    assert done.returncode == 0, done.stdout + done.stderr


def test_appdir_tests_itself(tmp_path: Path) -> None:
    appdir = next((ROOT / "dist").glob(f"resnet-studio-{resnet_studio.__version__}-*.AppDir"), None)
    if appdir is None:
        pytest.skip("there is no AppDir in dist/: make package comes first")
    done = subprocess.run(
        [appdir / "AppRun", "--smoke", tmp_path / "window.png"],
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


HEAVY = ("torch", "onnx", "scipy", "sklearn", "google")


@pytest.mark.skipif(sys.platform != "linux", reason="Linux says which files a process has mapped")
def test_window_loads_no_library_of_the_engine(tmp_path: Path) -> None:
    """While it trains and predicts; libraries that its process has mapped are looked at."""
    command = [BUILT / "resnet-studio", "--smoke", tmp_path / "window.png"]
    variables = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    mapped: set[Path] = set()
    with subprocess.Popen(command, env=variables, stdout=subprocess.DEVNULL, text=True) as window:
        while window.poll() is None:
            with suppress(OSError):
                lines = Path(f"/proc/{window.pid}/maps").read_text(encoding="utf-8").splitlines()
                mapped |= {Path(line.partition("/")[2]) for line in lines if ".so" in line}
            with suppress(subprocess.TimeoutExpired):
                window.wait(0.2)
    assert window.returncode == 0
    inside = BUILT.relative_to("/")
    ours = {path.relative_to(inside) for path in mapped if path.is_relative_to(inside)}
    assert any("Qt6Widgets" in path.name for path in ours)
    assert not [path for path in ours if path.parts[0] == "torch" or path.parts[1].startswith(HEAVY)]


def test_exports_to_onnx_and_checks_pictures(tmp_path: Path) -> None:
    """The exported file is loaded in a process of its own, which is this program once more."""
    variables = os.environ | {"RESNET_STUDIO_HOME": str(tmp_path), "LC_ALL": "C.UTF-8"}

    def done(*words: str | Path) -> str:
        command = [BUILT / "resnet-studio", *words]
        found = subprocess.run(command, env=variables, capture_output=True, text=True, timeout=300, check=False)
        assert found.returncode == 0, found.stdout + found.stderr
        return found.stdout

    done("train", "--sample", "--epochs", "1")
    (run,) = (tmp_path / "runs").iterdir()
    exported = done("export", run, "--format", "onnx", "--output", tmp_path / "as ONNX ü")
    assert (tmp_path / "as ONNX ü" / "model.onnx").is_file()
    assert "onnxruntime" in exported
    (sample,) = (file.parents[1] for file in sorted((tmp_path / "data").rglob("3/*.png"))[:1])
    assert done("check", sample)


def test_missing_folder_of_torch_is_a_sentence(program: Path, tmp_path: Path) -> None:
    shutil.rmtree(program / "torch")
    done = smoke(program, tmp_path / "window.png")
    assert done.returncode == 1
    assert f"PyTorch, which does the computing, is missing: it should be in {program / 'torch'}." in done.stdout


def test_damaged_folder_of_torch_is_a_sentence(program: Path, tmp_path: Path) -> None:
    (program / "torch" / "torch" / "lib" / "libtorch_cpu.so").unlink()
    done = smoke(program, tmp_path / "window.png")
    assert done.returncode == 1
    assert f"PyTorch in {program / 'torch'} is damaged: it has " in done.stdout


def test_folder_of_another_torch_is_a_sentence(program: Path, tmp_path: Path) -> None:
    marker = program / "torch" / "torch-folder.json"
    record = json.loads(marker.read_text(encoding="utf-8"))
    marker.unlink()  # the built program has the same file
    marker.write_text(json.dumps(record | {"torch": "1.0"}), encoding="utf-8")
    done = smoke(program, tmp_path / "window.png")
    assert done.returncode == 1
    assert "holds PyTorch 1.0 for Python" in done.stdout
    assert f"was built for PyTorch {record['torch']}" in done.stdout


ENGINES_LIBRARIES = """
import os, sys
sys.modules.pop("torch")
sys.path[0] = os.environ["REAL"]
import scipy.optimize, scipy.stats, sklearn.linear_model, torch
from torchvision.transforms.v2 import functional
print(functional.horizontal_flip(torch.arange(4.0).reshape(1, 2, 2)).tolist(), flush=True)
if file := os.environ["ONNX"]:
    import onnxruntime
    torch.onnx.export(torch.nn.Linear(2, 3), (torch.ones(1, 2),), file, dynamo=True, verbose=False)
    session = onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"])
    answers = session.run(None, {session.get_inputs()[0].name: torch.ones(1, 2).numpy()})
    print("from ONNX:", answers[0].shape, flush=True)
os._exit(0)
"""


def test_engine_can_import_all_that_it_needs(tmp_path: Path) -> None:
    """A stand-in for torch is imported in the program, and there imports the real one and all else.

    A model is exported to ONNX where the program depends on what that takes.
    """
    needs = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    exports = any(need.startswith("onnxscript") for need in needs)
    (tmp_path / "torch").mkdir()
    (tmp_path / "torch" / "__init__.py").write_text(ENGINES_LIBRARIES, encoding="utf-8")
    done = subprocess.run(
        [BUILT / "resnet-studio", "train", "--sample", "--epochs", "1"], capture_output=True, text=True, timeout=300,
        env=os.environ | {
            "RESNET_STUDIO_TORCH": str(tmp_path), "REAL": str(BUILT / "torch"),
            "ONNX": str(tmp_path / "model.onnx") if exports else "",
        }, check=False,
    )  # fmt: skip
    assert "[[[1.0, 0.0], [3.0, 2.0]]]" in done.stdout, done.stdout + done.stderr
    assert not exports or "from ONNX: (1, 3)" in done.stdout, done.stdout + done.stderr


WRONG_CALL = """
import builtins, os, sys
from resnet_studio.gui import quick_qt
quick_qt.load()
print("before:", "shibokensupport.signature.parser" in sys.modules, builtins.__import__.__name__, flush=True)
from PySide6.QtCore import QTimer
try:
    QTimer().setInterval("soon")
except TypeError as error:
    print(error, flush=True)
os._exit(0)
"""


def test_wrong_call_of_qt_is_explained_by_what_was_not_loaded_before(tmp_path: Path) -> None:
    (tmp_path / "torch").mkdir()
    (tmp_path / "torch" / "__init__.py").write_text(WRONG_CALL, encoding="utf-8")
    done = subprocess.run(
        [BUILT / "resnet-studio", "train", "--sample", "--epochs", "1"], capture_output=True, text=True, timeout=300,
        env=os.environ | {"RESNET_STUDIO_TORCH": str(tmp_path)}, check=False,
    )  # fmt: skip
    assert "before: False" in done.stdout, done.stdout + done.stderr
    assert "feature" not in done.stdout
    assert "setInterval" in done.stdout
    assert "Supported signatures" in done.stdout


def test_another_version_from_source_runs_beside_it(tmp_path: Path) -> None:
    """Both train in their windows at once, with the same home, and each sees the run of the other."""
    source = tmp_path / "source"
    shutil.copytree(ROOT / "resnet_studio", source / "resnet_studio", ignore=shutil.ignore_patterns("__pycache__"))
    version = source / "resnet_studio" / "__init__.py"
    version.write_text(re.sub('__version__ = ".*"', '__version__ = "0.0.9"', version.read_text(encoding="utf-8")))
    shared = os.environ | {"RESNET_STUDIO_HOME": str(tmp_path / "home"), "QT_QPA_PLATFORM": "offscreen"}
    commands = {
        "installed": ([str(BUILT / "resnet-studio")], shared),
        "source": ([sys.executable, "-m", "resnet_studio"], shared | {"PYTHONPATH": str(source)}),
    }
    windows = [
        subprocess.Popen([*command, "--smoke", str(tmp_path / f"{name}.png")], env=variables, stdout=subprocess.PIPE)
        for name, (command, variables) in commands.items()
    ]
    for window in windows:
        output, _ = window.communicate(timeout=600)
        assert window.returncode == 0, output.decode()
    for command, variables in commands.values():
        listed = subprocess.run(
            [*command, "runs", "--json"], env=variables, capture_output=True, text=True, timeout=120, check=False
        )
        assert listed.returncode == 0, listed.stderr
        assert len(listed.stdout.splitlines()) == 2, listed.stdout
