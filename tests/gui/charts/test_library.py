"""pyqtgraph in steps, without CUDA."""

import subprocess
import sys
from pathlib import Path

import pytest

from resnet_studio.gui.charts import importing

CODE = """
import sys
sys.path.insert(0, sys.argv[1])
from resnet_studio.gui.charts.importing import in_steps
def imported():
    return sum(name.startswith("pyqtgraph.") for name in sys.modules)
steps, counts = in_steps(), [0]
for _ in range(int(sys.argv[2])):
    if next(steps, 0) is None:
        counts.append(imported())
steps.close()
from resnet_studio.gui.charts.library import pg
counts.append(imported())
print(max(after - before for before, after in zip(counts, counts[1:])) < counts[-1] / 2)
print("loaded" in sys.modules, pg.PlotCurveItem.__name__, pg.functions.getConfigOption("foreground"))
import cuda.bindings.runtime
print("loaded" in sys.modules)
"""


@pytest.mark.parametrize(("steps", "in_pieces"), [(9999, True), (1, False)], ids=["to the end", "given up"])
def test_pyqtgraph_is_imported_in_steps_without_cuda_and_others_can_import_it(
    tmp_path: Path, steps: int, in_pieces: bool
) -> None:
    bindings = tmp_path / "cuda" / "bindings"
    bindings.mkdir(parents=True)
    (tmp_path / "loaded.py").touch()
    (bindings / "runtime.py").write_text("import loaded\n")
    for folder in (bindings, bindings.parent):
        (folder / "__init__.py").touch()
    command = [sys.executable, "-c", CODE, str(tmp_path), str(steps)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.stdout == f"{in_pieces}\nFalse PlotCurveItem d\nTrue\n", done.stderr


def test_library_that_is_absent_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    assert len(list(importing._libraries(["a_library_of_another_system", "colorsys"]))) == 2
    assert "colorsys" in sys.modules
