"""Imports that are done when something of the module is first used."""

import sys
import threading
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from resnet_studio.core.basics.postponed import Placeholder, absent, postponed

NAME, USER = "a_module_that_waits", "a_module_that_uses_it"


@pytest.fixture(autouse=True)
def modules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """A module that notes each of its imports, and one that imports it; the notes."""
    notes: list[str] = []
    monkeypatch.setattr(sys, "a_note", notes.append, raising=False)
    (tmp_path / f"{NAME}.py").write_text("import sys\nsys.a_note('imported')\nVALUE = 3\n")
    (tmp_path / f"{USER}.py").write_text(f"import {NAME}\n\ndef value():\n    return {NAME}.VALUE\n")
    monkeypatch.syspath_prepend(tmp_path)
    yield notes
    for name in (NAME, USER):
        sys.modules.pop(name, None)


def test_absent_module_is_missing_inside_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a_module_that_is_there.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    with absent("a_module_that_is_there"), pytest.raises(ImportError):
        import_module("a_module_that_is_there")
    there = import_module("a_module_that_is_there")
    with absent("a_module_that_is_there"):
        assert import_module("a_module_that_is_there") is there, "what is imported already stays"


def test_module_is_imported_when_it_is_used(modules: list[str]) -> None:
    with postponed(NAME):
        user = import_module(USER)
    assert modules == []
    assert NAME not in sys.modules
    assert user.value() == user.value() == 3
    assert modules == ["imported"]


def test_who_imports_it_later_has_the_module_itself(modules: list[str]) -> None:
    with postponed(NAME):
        user = import_module(USER)
    module = import_module(NAME)
    assert not isinstance(module, Placeholder)
    assert user.value() == 3
    assert sys.modules[NAME] is module
    assert modules == ["imported"]


def test_module_that_is_used_at_once_is_imported_at_once(modules: list[str]) -> None:
    with postponed(NAME):
        assert import_module(USER).value() == 3
        assert not isinstance(sys.modules[NAME], Placeholder)
        assert not isinstance(import_module(NAME), Placeholder)
    assert modules == ["imported"]


def test_module_that_is_there_stays(modules: list[str]) -> None:
    module = import_module(NAME)
    with postponed(NAME):
        assert import_module(NAME) is module
    assert sys.modules[NAME] is module


def test_unknown_name_of_it_is_an_error_of_its_own() -> None:
    with postponed(NAME):
        module = import_module(NAME)
    with pytest.raises(AttributeError, match=f"module '{NAME}' has no attribute 'gone'"):
        _ = module.gone


def test_threads_that_use_it_at_once_wait_for_one_import(modules: list[str]) -> None:
    with postponed(NAME):
        user = import_module(USER)
    together, found = threading.Barrier(4), list[int]()

    def use() -> None:
        together.wait()
        found.append(user.value())

    threads = [threading.Thread(target=use) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [3] * 4
    assert modules == ["imported"]
