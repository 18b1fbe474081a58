"""Qt for Python, imported with less: what it says of a wrong call, and what it does when others are imported."""

import subprocess
import sys
from pathlib import Path

import pytest

from resnet_studio.gui import quick_qt

CODE = """
import sys
from resnet_studio.core.basics import ahead
from resnet_studio.gui import quick_qt
quick_qt.load()
read = []
sys.addaudithook(lambda event, words: event == "open" and read.append(str(words[0])))
import an_example
from PySide6.QtWidgets import QApplication, QLabel
application = QApplication([])
try:
    QLabel().setIndent("wide")
except TypeError as error:
    print(error)
print(read.count(an_example.__file__))
"""


def test_wrong_call_is_explained_and_modules_that_are_imported_are_not_read_again(tmp_path: Path) -> None:
    (tmp_path / "an_example.py").write_text("VALUE = 1\n")
    sys_path = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); sys.dont_write_bytecode = True\n"
    done = subprocess.run(
        [sys.executable, "-c", sys_path + CODE], capture_output=True, text=True, timeout=120, check=False
    )
    lines = done.stdout.splitlines()
    assert "setIndent" in lines[0], done.stderr
    assert any("Supported signatures" in line for line in lines), done.stdout
    assert lines[-1] == "1", "it is read when it is compiled, and not once more"


def test_rest_is_imported_in_steps_and_may_be_absent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quick_qt, "_POSTPONED", ("a_module_of_another_version", "textwrap"))
    monkeypatch.delitem(sys.modules, "textwrap", raising=False)
    steps = quick_qt.rest()
    next(steps)
    assert "textwrap" not in sys.modules
    next(steps)
    assert "textwrap" in sys.modules
    assert list(steps) == []
