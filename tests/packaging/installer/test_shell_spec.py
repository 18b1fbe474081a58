"""The description of the packaged program: what it leaves out is not used by it."""

import ast
import sys
from pathlib import Path
from typing import Any

import pytest

from resnet_studio.core.basics import spawning
from resnet_studio.core.installation import torch_folder
from resnet_studio.gui import quick_qt

ROOT = Path(__file__).resolve().parents[3]
SPEC = ast.parse((ROOT / "packaging" / "installer" / "shell.spec").read_text(encoding="utf-8"))
FROM_THE_TORCH_FOLDER = {"torch", "torchvision"}


def assigned(name: str) -> Any:
    """The value of a name in the spec."""
    nodes = [node for node in SPEC.body if isinstance(node, ast.Assign)]
    return next(
        ast.literal_eval(node.value)
        for node in nodes
        if isinstance(node.targets[0], ast.Name) and node.targets[0].id == name
    )


def imported() -> set[str]:
    """The packages that any module of the program imports."""
    names = set()
    for file in (ROOT / "resnet_studio").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                names.add(node.module.partition(".")[0])
    return names


@pytest.mark.parametrize("name", ["OUTSIDE", "UNUSED", "UNUSED_STANDARD"])
def test_what_is_left_out_is_imported_by_no_module(name: str) -> None:
    assert imported() & set(assigned(name)) <= FROM_THE_TORCH_FOLDER


def test_standard_modules_that_are_left_out_exist() -> None:
    assert (
        set(assigned("UNUSED_STANDARD")) - {"test"} <= sys.stdlib_module_names
    )  # Python leaves "test" out of this list


def test_code_of_the_start_has_the_names_by_which_the_program_imports_it() -> None:
    (names,) = [
        ast.literal_eval(node.value)
        for node in SPEC.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "(CHILDREN, QT, SOURCES_OF_MODULES)"
    ]
    assert names == (spawning.HOOK, quick_qt.HOOK, torch_folder.HOOK)
