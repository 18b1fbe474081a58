"""A run as ONNX: the file and its program say what the window says, and the smaller files nearly so."""

import json
import os
import runpy
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from resnet_studio.core.dataset.loose_pictures import pictures_in
from resnet_studio.core.exports.companions import SOURCES
from resnet_studio.core.exports.folder import PAGE, REPORT
from resnet_studio.core.protocol.events import Event, Phase, Progress
from resnet_studio.core.protocol.jobs.export import Export, Exported
from resnet_studio.core.protocol.jobs.predict import Predict, Prediction
from resnet_studio.engine.exports.onnx_file import to_float16, to_int8
from resnet_studio.engine.run_job import run_job


@pytest.fixture(scope="module")
def exported(kept_run: Path) -> tuple[Path, Exported, list[Event]]:
    """The run as ONNX: its folder, and what was reported."""
    folder = kept_run.parent / "colours as ONNX"
    events = list(run_job(Export(str(kept_run), "onnx", str(folder))))
    found = [event for event in events if isinstance(event, Exported)]
    assert found, events[-1]
    return folder, found[0], events


def odd_pictures(folder: Path) -> list[Path]:
    """Turned by EXIF, grey, with alpha, of a palette, in CMYK, of 16 bits, very long."""
    pixels = np.random.default_rng(0).integers(0, 256, (60, 90, 3), np.uint8)
    picture = Image.fromarray(pixels)
    exif = Image.Exif()
    exif[0x0112] = 6
    picture.save(folder / "turned.jpg", quality=95, exif=exif)
    picture.convert("L").save(folder / "grey.png")
    alpha = picture.convert("RGBA")
    alpha.putalpha(Image.fromarray(pixels[..., 0]))
    alpha.save(folder / "alpha.png")
    picture.quantize(16).save(folder / "palette.png")
    picture.convert("CMYK").save(folder / "cmyk.jpg", quality=95)
    Image.fromarray(pixels[..., 0].astype(np.uint16) * 200).save(folder / "deep.png")
    Image.fromarray(np.tile(pixels, (1, 20, 1))[:3]).save(folder / "long.png")
    picture.resize((700, 500)).save(folder / "large.jpg", quality=95)
    return sorted(folder.iterdir())


def predicted(run: Path, paths: list[Path]) -> dict[str, Prediction]:
    events = run_job(Predict(str(run), tuple(map(str, paths)), "cpu"))
    return {event.path: event for event in events if isinstance(event, Prediction)}


def test_exported_file_says_what_the_window_says(exported: tuple[Path, Exported, list[Event]]) -> None:
    folder, event, events = exported
    assert event.agree == event.pictures >= 16
    assert event.largest < 1e-4
    assert event.runtime.startswith("onnxruntime")
    assert event.one_thread > 0
    assert event.size == (folder / event.file).stat().st_size
    phases = [one.phase for one in events if isinstance(one, Progress)]
    assert [*dict.fromkeys(phases)] == [Phase.PREDICTING, Phase.EXPORTING, Phase.COMPARING]
    assert [one.name for one in folder.parent.iterdir() if one.name.startswith(".")] == []


def test_report_has_the_figures_of_the_check(exported: tuple[Path, Exported, list[Event]]) -> None:
    folder, event, _ = exported
    report = json.loads((folder / REPORT).read_text("utf-8"))
    assert report["check"]["passed"] is True
    assert report["check"]["largest"] == event.largest
    assert report["check"]["read_alike"] == event.pictures
    assert report["recipe"]["classes"] == ["blue", "green", "red"]
    assert (report["recipe"]["temperature"], report["recipe"]["threshold"]) == (1.5, 0.55)
    assert "my rün" in (folder / PAGE).read_text("utf-8")


def test_file_holds_classes_temperature_and_threshold(exported: tuple[Path, Exported, list[Event]]) -> None:
    onnx = pytest.importorskip("onnx")
    model = onnx.load(exported[0] / "model.onnx")
    held = {entry.key: entry.value for entry in model.metadata_props}
    assert json.loads(held["names"]) == ["blue", "green", "red"]
    assert json.loads(held["resnet_studio"])["threshold"] == 0.55
    shape = model.graph.input[0].type.tensor_type.shape.dim
    assert [one.dim_param or one.dim_value for one in shape] == ["height", "width", 3]


def test_python_program_prints_what_the_window_says(
    exported: tuple[Path, Exported, list[Event]], kept_run: Path, colours: Path, tmp_path: Path
) -> None:
    """Also of odd pictures; it runs in a process that knows nothing of this program."""
    pictures = [*pictures_in(colours)[:20], *odd_pictures(tmp_path)]
    done = run_program(exported[0], "--json", *map(str, pictures))
    said = {one["path"]: one for one in map(json.loads, done.stdout.splitlines())}
    for path, prediction in predicted(kept_run, pictures).items():
        own = dict(zip(prediction.classes, prediction.probabilities, strict=True))
        assert said[path]["probabilities"] == pytest.approx(own, abs=1e-4), path
        assert (said[path]["class"], said[path]["sure"]) == (prediction.ranked()[0][0], prediction.sure)
    assert len(said) == len(pictures)


def test_python_program_refuses_what_is_not_a_picture(
    exported: tuple[Path, Exported, list[Event]], tmp_path: Path
) -> None:
    (tmp_path / "text.jpg").write_text("no picture", "utf-8")
    done = run_program(exported[0], str(tmp_path / "text.jpg"))
    assert done.returncode == 1
    assert "cannot be read as a picture" in done.stderr


def run_program(folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run(
        [sys.executable, str(folder / "python" / "classify.py"), *words],
        capture_output=True, text=True, encoding="utf-8", timeout=240, check=False, cwd=folder,
        env=environment | {"PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip


@pytest.fixture
def asked(exported: tuple[Path, Exported, list[Event]], colours: Path) -> Callable[[Path], NDArray[np.float32]]:
    """Asks an ONNX file about all pictures of the colours, as the program beside it does: `[N, K]`."""
    model = runpy.run_path(str(exported[0] / "python" / "model.py"))["Model"]
    return lambda file: np.array([*map(model(str(file)).probabilities, every_picture(colours))])


@pytest.fixture(scope="module")
def answers() -> Callable[[Path], Any]:
    """The program beside a file, asked about pixels."""
    model = runpy.run_path(str(SOURCES / "python" / "model_onnx.py.txt"))["Model"]
    return lambda file: model(str(file)).probabilities


def every_picture(colours: Path) -> list[NDArray[np.uint8]]:
    return [np.asarray(Image.open(path)) for path in pictures_in(colours)]


def test_half_precision_halves_the_file_and_keeps_the_answers(
    exported: tuple[Path, Exported, list[Event]], asked: Callable[[Path], NDArray[np.float32]], tmp_path: Path
) -> None:
    source, file = exported[0] / "model.onnx", tmp_path / "half.onnx"
    to_float16(source, file)
    assert file.stat().st_size < 0.65 * source.stat().st_size
    assert np.abs(asked(file) - asked(source)).max() < 0.03


def test_eight_bit_numbers_keep_the_classes_and_what_the_file_says_of_itself(
    exported: tuple[Path, Exported, list[Event]], colours: Path, asked: Callable[[Path], NDArray[np.float32]],
    tmp_path: Path,
) -> None:  # fmt: skip
    onnx = pytest.importorskip("onnx")
    source, file = exported[0] / "model.onnx", tmp_path / "eight.onnx"
    to_int8(source, file, every_picture(colours)[::2], lambda: None)
    assert file.stat().st_size < 0.6 * source.stat().st_size
    assert (asked(file).argmax(1) == asked(source).argmax(1)).mean() >= 0.98
    assert onnx.load(file).metadata_props == onnx.load(source).metadata_props


@pytest.mark.parametrize("seven_bits", [False, True])
def test_eight_bit_sums_of_bright_pictures_are_right_on_every_processor(
    tmp_path: Path, answers: Callable[[Path], Any], seven_bits: bool
) -> None:
    onnx = pytest.importorskip("onnx")
    model = onnx.parser.parse_model(
        """
        <ir_version: 10, opset_import: ["" : 20]>
        bright (uint8[12, 12, 3] INPUT) => (float[1, 4, 10, 10] probabilities) {
            values = Cast<to = 1>(INPUT)
            planes = Transpose<perm = [2, 0, 1]>(values)
            axes = Constant<value_ints = [0]>()
            batch = Unsqueeze(planes, axes)
            probabilities = Conv(batch, weights)
        }""".replace("INPUT", "image")
    )
    weights = np.linspace(0.8, 1, 4 * 27, dtype=np.float32).reshape(4, 3, 3, 3)
    model.graph.initializer.append(onnx.numpy_helper.from_array(weights, "weights"))
    onnx.helper.set_model_props(model, {"resnet_studio": "{}"})
    onnx.save(model, tmp_path / "float.onnx")
    bright = np.random.default_rng(0).integers(200, 256, (8, 12, 12, 3), np.uint8)
    to_int8(tmp_path / "float.onnx", tmp_path / "eight.onnx", [*bright], lambda: None, seven_bits=seven_bits)
    quantised = [
        onnx.numpy_helper.to_array(one)
        for one in onnx.load(tmp_path / "eight.onnx").graph.initializer
        if one.data_type in (onnx.TensorProto.INT8, onnx.TensorProto.UINT8) and len(one.dims) == 4
    ]
    assert len(quantised) == 1
    # Some processors add pairs of signed products in 16 bits: this one may not, so the numbers are looked at too.
    assert quantised[0].dtype == np.uint8 or np.abs(quantised[0].astype(int)).max() <= 64
    own, said = (answers(tmp_path / name)(bright[0]) for name in ("float.onnx", "eight.onnx"))
    assert np.abs(said - own).max() < 0.02 * np.abs(own).max()
