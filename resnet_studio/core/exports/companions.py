"""The short programs that are handed over with an exported file: which there are, and copying them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from resnet_studio.core.basics.message import Message, message
from resnet_studio.core.exports.formats import ONNX, Format

SOURCES: Final = Path(__file__).with_name("programs")
"""Of the programs, a folder for each language."""
_SUFFIX: Final = ".txt"
"""Of a program's source here, so that it is not taken for a module of this program."""
_READ_RECIPE: Final = ("javascript", "web")
"""Programs with a module that reads the recipe from the ONNX file."""
_NEEDED: Final = {
    "onnx": ("onnxruntime",), "openvino": ("openvino",), "torchscript": ("torch",), "pt2": ("torch",),
    "safetensors": ("torch", "safetensors"), "keras": ("keras", "torch"), "litert": ("ai-edge-litert",),
    "coreml": ("coremltools",),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Companion:
    """One program, in a folder of its own.

    Attributes:
        folder: its name in that of the export.
        language: as people know it.
        how: how it is run.
        state: whether it was run when the file was checked, or is tested or untried.
    """

    folder: str
    language: str
    how: str
    state: Message


_RUN = message("It ran when this file was checked.")
_UNRUN = message("It was not run, because its runtime is not available here.")
_TESTED = message("ResNet Studio's tests run it; it was not run with this file.")
_COMPILED = message("ResNet Studio's tests compile and run it; it was not run with this file.")
_IN_PART = message(
    "Program.cs was compiled and run with pixels of 20 pictures; Picture.cs, which reads pictures, is untried."
)

_FOR_ONNX: Final = (
    Companion("javascript", "JavaScript (Node)", "npm install && node classify.mjs PICTURE", _TESTED),  # not a text
    Companion("web", "JavaScript (web page)", "npm install && node make_page.mjs", _TESTED),  # not a text
    Companion("csharp", "C#", "dotnet run -- PICTURE", _IN_PART),  # not a text
    Companion("cpp", "C++", "cmake -B build && cmake --build build && build/classify PICTURE", _COMPILED),  # not a text
)


def companions(form: Format) -> tuple[Companion, ...]:
    """The programs for a format."""
    python = Companion(
        "python",
        "Python",
        "pip install -r requirements.txt && python classify.py PICTURE",  # not a text
        _RUN if form.checkable else _UNRUN,
    )
    return (python, *(_FOR_ONNX if form.key == ONNX else ()))


def write_companions(form: Format, folder: Path) -> None:
    """Copy the programs for a format into the folder of its export.

    Raises:
        OSError: they cannot be written.
    """
    for companion in companions(form):
        target, source = folder / companion.folder, SOURCES / companion.folder
        target.mkdir()
        if companion.folder != "python":
            for file in sorted(source.iterdir()):
                _copy(file, target / file.name.removesuffix(_SUFFIX))
            if companion.folder in _READ_RECIPE:
                _copy(SOURCES / "shared" / "recipe.mjs.txt", target / "recipe.mjs")
            continue
        _copy(source / "picture.py.txt", target / "picture.py")
        _copy(source / "classify.py.txt", target / "classify.py")
        _copy(source / f"model_{form.key}.py.txt", target / "model.py")
        if form.key == "safetensors":
            _copy(source / "network.py.txt", target / "network.py")
        needed = (*_NEEDED[form.key], "numpy", "pillow")
        (target / "requirements.txt").write_text("\n".join(needed) + "\n", encoding="utf-8")


def _copy(source: Path, target: Path) -> None:
    target.write_text(source.read_text(encoding="utf-8"), encoding="utf-8", newline="\n")
