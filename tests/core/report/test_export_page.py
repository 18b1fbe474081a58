"""The page of an export's report."""

from dataclasses import replace
from typing import Any

import pytest

from resnet_studio.core.basics.message import NOTHING
from resnet_studio.core.exports.checked import Checked
from resnet_studio.core.exports.formats import FORMATS
from resnet_studio.core.exports.record import ExportRecord
from resnet_studio.core.report.export_page import export_page
from resnet_studio.core.runs.threshold import Threshold, unfit_text
from tests.core.report.parsed_page import parsed

HOSTILE = "<script>alert(1)</script>"
RECIPE: dict[str, Any] = {
    "program": "ResNet Studio 1", "model": "ResNet-18", "classes": ["ants", HOSTILE], "temperature": 1.25,
    "threshold": 0.8, "input": "uint8", "output": "float32", "deep": {"integers": [0, 4095], "floats": None},
    "preprocessing": {"side": 224, "crop": 0.875, "mean": [0.5] * 3, "std": [0.2] * 3},
}  # fmt: skip
CHECKED = Checked("float32", 153, 153, 2.2e-6, "ants/1.jpg", 20.5, 11.25, 2, "onnxruntime 1.32.0", 153)
RECORD = ExportRecord(
    FORMATS["onnx"], "float32", "my run", f"ants {HOSTILE}", "2026-11-26T18:00:00+00:00", 44_700_000, RECIPE, CHECKED
)


def test_page_has_the_figures_and_the_recipe() -> None:
    text = export_page(RECORD)
    for said in ("153 of 153 pictures", "onnxruntime 1.32.0", "45 MB", "1.25", "80.0 %", "the central 0.875", "4095"):
        assert said in text, said
    parsed(text)


def test_names_are_text() -> None:
    assert HOSTILE not in export_page(RECORD)
    assert "&lt;script&gt;" in export_page(RECORD)


def test_file_that_could_not_be_checked_says_why() -> None:
    form = FORMATS["coreml"]
    text = export_page(replace(RECORD, form=form, checked=None, unchecked=form.uncheckable))
    assert "runs on a Mac only" in text
    assert "The file says what ResNet Studio says" not in text


@pytest.mark.usefixtures("pseudo")
def test_page_is_translated(untranslated: Any) -> None:
    assert "The check" not in export_page(replace(RECORD, unchecked=NOTHING))


def test_core_ml_file_that_was_checked_on_a_mac_is_not_said_to_be_unchecked() -> None:
    assert "runs on a Mac only" not in export_page(replace(RECORD, form=FORMATS["coreml"]))


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("onnx", "Cropping, resizing, normalisation and class names are in the file."),
        ("keras", "Normalisation and class names are in the file. Pictures are cropped and resized outside"),
        ("safetensors", "Pictures are cropped, resized and normalised outside of it"),
    ],
)
def test_page_says_which_steps_are_in_the_file(key: str, said: str) -> None:
    assert said in export_page(replace(RECORD, form=FORMATS[key]))


def test_threshold_for_another_temperature_is_said_to_be_left_out() -> None:
    unfit = unfit_text(Threshold(0.9, 0.8, "test", 2.0), 1.25)
    text = export_page(replace(RECORD, recipe=RECIPE | {"threshold": None}, unfit=unfit))
    assert "Keep it again in Results." in text
    assert "not chosen" not in text
