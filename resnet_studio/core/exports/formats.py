"""The formats that a model can be exported to: what each is for, what reads it, and what has to be installed."""

import importlib.util
import sys
from dataclasses import dataclass
from typing import Final

from resnet_studio.core.basics.message import Message, message
from resnet_studio.core.installation import own_environment

FLOAT32, FLOAT16, INT8 = "float32", "float16", "int8"
ONNX: Final = "onnx"
CROP, RESIZE, NORMALISE, SOFTMAX = "crop", "resize", "normalise", "softmax"
SEALED: Final = (CROP, RESIZE, NORMALISE, SOFTMAX)
FROM_SQUARE: Final = (NORMALISE, SOFTMAX)
PT2, CORE_ML = "PyTorch program (.pt2)", "Core ML"  # not a text: names


@dataclass(frozen=True, slots=True)
class Format:
    """One format.

    Attributes:
        key: its name in the terminal and in files.
        name: as people know it.
        line: what it is for, in one sentence.
        file: the name of the file in the folder of the export.
        precisions: in which it can be written; the first is the usual one.
        runtime: the package that reads it, as pip calls it.
        modules: what must be importable to write and check it.
        licence: of the runtime.
        inside: which steps between a picture and its probabilities are in the file; the others are done outside.
        extra: what pip installs it with, `resnet-studio[extra]`; empty where it is part of the installation.
        platform: the one system on which the runtime exists, as `sys.platform`; empty for all.
        note: what else a person should know; empty for most.
        uncheckable: why it cannot be checked where its runtime does not exist.
        megabytes: that an installation of what may be missing takes, about.
        environment: the name of a Python environment of its own, where the runtime needs one; empty for most.
        copies: of the weights in float32 that are on the disk at most while it is written; three where one format is
            converted to another.
    """

    key: str
    name: str
    line: Message
    file: str
    precisions: tuple[str, ...]
    runtime: str
    modules: tuple[str, ...]
    licence: str
    inside: tuple[str, ...] = SEALED
    extra: str = ""
    platform: str = ""
    note: Message = Message("")  # noqa: RUF009 (it cannot be changed)
    uncheckable: Message = Message("")  # noqa: RUF009 (as above)
    megabytes: int = 0
    environment: str = ""
    copies: int = 3

    @property
    def missing(self) -> tuple[str, ...]:
        """What is not installed of its `modules`; of one with an environment of its own, the runtime."""
        if self.environment:
            return () if own_environment.is_there(self.environment) else (self.runtime,)
        return tuple(name for name in self.modules if importlib.util.find_spec(name) is None)

    @property
    def install_line(self) -> str:
        """What a person types to install what is missing."""
        if self.environment:
            return f"resnet-studio export RUN --format {self.key} --install"  # not a text
        what = f'"resnet-studio[{self.extra}]"' if self.extra else " ".join(self.modules)
        return f"pip install {what}"  # not a text

    @property
    def inside_text(self) -> Message:
        """What is in the file, in words."""
        if self.inside == SEALED:
            return message("Cropping, resizing, normalisation and class names are in the file.")
        if self.inside == FROM_SQUARE:
            return message(
                "Normalisation and class names are in the file. Pictures are cropped and resized outside of it; its "
                "report and its programs say how."
            )
        return message(
            "The file has the weights. Pictures are cropped, resized and normalised outside of it, and its output "
            "becomes probabilities there; its report and its programs say how."
        )

    @property
    def checkable(self) -> bool:
        """Whether its runtime exists on this system."""
        return self.platform in ("", sys.platform)


_FORMATS = (
    Format(
        ONNX, "ONNX", message("For programs in any language, on servers, computers and phones, and in the browser."),
        "model.onnx", (FLOAT32, FLOAT16, INT8), "onnxruntime", ("onnx", "onnxscript", "onnxruntime"), "MIT",
        megabytes=124,
    ),
    Format(
        "torchscript", "TorchScript", message("For programs in C++ or Python that have PyTorch, also older versions."),
        "model.pt", (FLOAT32,), "torch", (), "BSD-3-Clause", copies=1,
        note=message("PyTorch has deprecated TorchScript. Choose .pt2 for anything new."),
    ),
    Format(
        "pt2", PT2, message("For programs in Python with PyTorch 2.6 or newer."),
        "model.pt2", (FLOAT32,), "torch", (), "BSD-3-Clause", copies=1,
    ),
    Format(
        "safetensors", "safetensors", message("The weights with their description, for timm and Hugging Face."),
        "model.safetensors", (FLOAT32, FLOAT16), "torch", (), "BSD-3-Clause", inside=(), copies=1,
    ),
    Format(
        "openvino", "OpenVINO", message("The fastest on Intel processors."),
        "model.xml", (FLOAT32, FLOAT16, INT8), "openvino", ("onnx", "onnxscript", "onnxruntime", "openvino"),
        "Apache-2.0", extra="openvino", megabytes=180,
    ),
    Format(
        "keras", "Keras", message("For Keras 3 on TensorFlow, JAX or PyTorch."),
        "model.keras", (FLOAT32,), "keras", ("keras",), "Apache-2.0", inside=FROM_SQUARE, extra="keras",
        megabytes=50,
    ),
    Format(
        "litert", "LiteRT", message("For apps on Android, and for small devices."),
        "model.tflite", (FLOAT32,), "litert-torch", (), "Apache-2.0", inside=FROM_SQUARE,
        environment="litert", megabytes=960,
    ),
    Format(
        "coreml", CORE_ML, message("For apps on iPhone, iPad and Mac."),
        "model.mlpackage", (FLOAT16, FLOAT32), "coremltools", ("coremltools",), "BSD-3-Clause", inside=FROM_SQUARE,
        extra="coreml", platform="darwin", megabytes=35,
        uncheckable=message("A Core ML model runs on a Mac only, so that it cannot be checked here."),
    ),
)  # fmt: skip

FORMATS: Final = {one.key: one for one in _FORMATS}
"""All formats by key, in the order in which they are offered."""
