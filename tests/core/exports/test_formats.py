"""The table of formats."""

from dataclasses import replace

import pytest

from resnet_studio.core.exports.formats import FORMATS, ONNX


def test_onnx_is_part_of_the_installation() -> None:
    assert FORMATS[ONNX].missing == ()
    assert FORMATS[ONNX].extra == ""


@pytest.mark.parametrize("key", FORMATS)
def test_each_format_says_what_it_is_for_and_under_which_licence(key: str) -> None:
    form = FORMATS[key]
    assert form.key == key
    assert form.line
    assert form.licence
    assert set(form.precisions) <= {"float32", "float16", "int8"}


def test_missing_runtime_is_named_with_the_line_that_installs_it() -> None:
    form = replace(FORMATS["openvino"], modules=("onnx", "no_such_module"))
    assert form.missing == ("no_such_module",)
    assert form.install_line == 'pip install "resnet-studio[openvino]"'


def test_format_that_is_converted_needs_room_for_more_than_one_copy_of_the_weights() -> None:
    copies = {key: form.copies for key, form in FORMATS.items()}
    assert {key for key, count in copies.items() if count == 1} == {"torchscript", "pt2", "safetensors"}
    assert copies[ONNX] == 3


def test_core_ml_says_that_it_cannot_be_checked_only_where_it_cannot(monkeypatch: pytest.MonkeyPatch) -> None:
    form = FORMATS["coreml"]
    assert not form.note
    assert form.uncheckable
    monkeypatch.setattr("sys.platform", form.platform)
    assert form.checkable
