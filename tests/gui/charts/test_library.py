"""pyqtgraph without CUDA."""

import subprocess
import sys
from pathlib import Path

CODE = """
import sys
sys.path.insert(0, sys.argv[1])
from resnet_studio.gui.charts.library import pg
print("loaded" in sys.modules, pg.PlotCurveItem.__name__)
import cuda.bindings.runtime
print("loaded" in sys.modules)
"""


def test_pyqtgraph_is_imported_without_cuda_and_others_can_import_it(tmp_path: Path) -> None:
    bindings = tmp_path / "cuda" / "bindings"
    bindings.mkdir(parents=True)
    (tmp_path / "loaded.py").touch()
    (bindings / "runtime.py").write_text("import loaded\n")
    for folder in (bindings, bindings.parent):
        (folder / "__init__.py").touch()
    command = [sys.executable, "-c", CODE, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.stdout == "False PlotCurveItem\nTrue\n", done.stderr
