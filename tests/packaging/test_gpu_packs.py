"""The list of GPU packs is made from a lock file."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "packaging" / "gpu_packs.py"


@pytest.fixture
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("gpu_packs", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_wheels_for_the_python_are_pinned_without_what_the_shell_has(script: ModuleType) -> None:
    def wheel(name: str, size: int) -> dict[str, object]:
        return {"url": f"https://files.example/{name}", "size": size, "hashes": {"sha256": name.ljust(64, "0")}}

    names = ("torch-2.13.0-cp310-cp310-x.whl", "torch-2.13.0-cp311-cp311-x.whl")
    lock = {
        "packages": [
            {"name": "sympy", "version": "1.14.0", "wheels": [wheel("sympy-1.14.0-py3-none-any.whl", 100)]},
            {"name": "numpy", "version": "2.4.0", "wheels": [wheel("numpy-2.4.0-cp311-cp311-x.whl", 100)]},
            {"name": "torch", "version": "2.13.0", "wheels": [wheel(name, 900) for name in names]},
        ]
    }
    made = script.pack(lock, "3.11", "linux-x86_64", "13.0", "580", "7.5")
    assert made["name"] == "torch-2.13.0-cuda-13.0-linux-x86_64-cp311"
    assert (made["torch"], made["unpacked"]) == ("2.13.0", 2500)
    assert (made["driver"], made["capability"]) == ("580", "7.5")
    assert [item["name"] for item in made["wheels"]] == ["sympy-1.14.0-py3-none-any.whl", names[1]]
    assert made["wheels"][1]["url"] == f"https://files.example/{names[1]}"


def test_pack_takes_the_place_of_its_like_and_the_newest_cuda_comes_first(script: ModuleType) -> None:
    def one(cuda: str, size: int) -> dict[str, object]:
        return {"python": "3.11", "system": "linux-x86_64", "computes_on": f"CUDA {cuda}", "size": size}

    known = [one("12.6", 1), one("13.0", 1)]
    assert script.merged(known, one("13.0", 2)) == [one("13.0", 2), one("12.6", 1)]
    assert script.merged(known, one("13.10", 2)) == [one("13.10", 2), one("13.0", 1), one("12.6", 1)]
