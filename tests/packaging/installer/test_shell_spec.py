"""The description of the packaged program: what it leaves out is not used by it."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
SPEC = ast.parse((ROOT / "packaging" / "installer" / "shell.spec").read_text(encoding="utf-8"))
FROM_THE_TORCH_FOLDER = {"torch", "torchvision"}


def listed(name: str) -> set[str]:
    """The names in a list of the spec."""
    assigned = [node for node in SPEC.body if isinstance(node, ast.Assign)]
    value = next(
        node.value for node in assigned if isinstance(node.targets[0], ast.Name) and node.targets[0].id == name
    )
    return set(ast.literal_eval(value))


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
    assert imported() & listed(name) <= FROM_THE_TORCH_FOLDER


def test_standard_modules_that_are_left_out_exist() -> None:
    assert listed("UNUSED_STANDARD") - {"test"} <= sys.stdlib_module_names  # Python leaves "test" out of this list
