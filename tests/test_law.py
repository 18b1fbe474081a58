"""The import law, checked by machine: what may import what, and that it also holds when the program runs."""

import ast
import subprocess
import sys
from pathlib import Path

import grimp
import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "resnet_studio"
TENSORS = ("torch", "torchvision", "sklearn")
WINDOWS = ("PySide6", "shiboken6", "pyqtgraph")
FRONT_ENDS = ("typer", "rich")

# Imports every module named on the command line in a process where some packages cannot be imported at all.
BLOCKED_IMPORT = """
import importlib, sys

class Blocked:
    def __init__(self, names):
        self.names = names
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] not in self.names:
            return None
        frame = sys._getframe(1)
        while "importlib" in frame.f_code.co_filename:
            frame = frame.f_back
        ours = frame.f_globals["__name__"].partition(".")[0] == "resnet_studio"
        # A library may do without, as scikit-learn does without rich.
        raise (AssertionError if ours else ModuleNotFoundError)(name + " is imported where the law forbids it")

sys.meta_path.insert(0, Blocked(set(sys.argv[1].split(","))))
for module in sys.argv[2:]:
    importlib.import_module(module)
print(len(sys.argv) - 2)
"""


def modules(package: str) -> list[str]:
    """Dotted names of all modules of a package, packages included."""
    names = []
    for file in sorted((PACKAGE / package).rglob("*.py")):
        parts = file.relative_to(PACKAGE.parent).with_suffix("").parts
        names.append(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
    return names


def import_without(blocked: tuple[str, ...], names: list[str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", BLOCKED_IMPORT, ",".join(blocked), *names]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


@pytest.mark.parametrize(
    ("package", "blocked"),
    [
        ("core", TENSORS + WINDOWS + FRONT_ENDS),
        ("engine", (*WINDOWS, *FRONT_ENDS, "torchvision")),  # only what needs it imports it, and then inside a function
        ("gui", TENSORS + FRONT_ENDS),
        ("cli", TENSORS + WINDOWS),
    ],
)
def test_package_imports_where_forbidden_libraries_are_blocked(package: str, blocked: tuple[str, ...]) -> None:
    names = modules(package)
    done = import_without(blocked, names)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split()[-1] == str(len(names))


def test_blocked_library_cannot_be_imported() -> None:
    """A mistake in the test above would otherwise let everything pass."""
    done = import_without(("json",), ["json"])
    assert done.returncode != 0
    assert "json is imported where the law forbids it" in done.stderr


def test_import_contracts_hold() -> None:
    """The contracts of import-linter, which see imports inside functions too."""
    code = "from importlinter.cli import lint_imports_command; lint_imports_command(['--no-cache'])"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=PACKAGE.parent, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


def cycles(graph: grimp.ImportGraph) -> list[set[str]]:
    """Groups of modules that import each other, directly or through others, within functions too."""
    reached = {module: graph.find_upstream_modules(module) for module in graph.modules}
    groups: list[set[str]] = []
    for module, upstream in reached.items():
        group = {module} | {other for other in upstream if module in reached[other]}
        if len(group) > 1 and group not in groups:
            groups.append(group)
    return groups


def test_no_modules_import_each_other() -> None:
    assert cycles(grimp.build_graph("resnet_studio", cache_dir=None)) == []


def test_import_cycle_is_found() -> None:
    graph = grimp.ImportGraph()
    for importer, imported in (("a", "b"), ("b", "c"), ("c", "a"), ("c", "d")):
        graph.add_import(importer=importer, imported=imported)
    assert cycles(graph) == [{"a", "b", "c"}]


def test_init_files_import_nothing() -> None:
    """Importing a package must cost nothing: neither Qt nor torch may come in with a neighbour."""
    for file in PACKAGE.rglob("__init__.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
        assert not imports, f"{file.relative_to(PACKAGE)} imports something"


def test_entry_point_imports_neither_front_end_nor_torch() -> None:
    """`python -m resnet_studio` decides first, so that the window never waits for the command line or torch."""
    code = "import sys, resnet_studio.__main__; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert not loaded & {*TENSORS, *WINDOWS, *FRONT_ENDS}
