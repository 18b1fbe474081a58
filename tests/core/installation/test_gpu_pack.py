"""Installing a GPU pack from small wheels, from a server on loopback or from a folder."""

import hashlib
import json
import shutil
import stat
import sys
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from resnet_studio.core.basics.errors import StudioError
from resnet_studio.core.basics.message import message
from resnet_studio.core.installation import gpu_manifest, gpu_pack, gpu_state, torch_folder
from resnet_studio.core.installation.gpu_manifest import GpuPack, GpuPackError, pack_for_this
from resnet_studio.core.installation.gpu_pack import PackPhase, downloads_folder, install, remove
from resnet_studio.core.installation.gpu_state import folder_of, packs_folder, state_of, usable
from resnet_studio.core.installation.torch_marker import system
from resnet_studio.core.transfer.download import MAX_RECONNECTS
from tests.file_server import FileServer

MakePack = Callable[..., GpuPack]
NAME = "torch-2.13.0+cu130-cp311.whl"


class Usage(NamedTuple):
    free: int


def make_wheel(file: Path, extra: dict[str, str] | None = None) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("torch/__init__.py", "__version__ = '2.13.0+cu130'\n")
        made.writestr("torch/version.py", "cuda: Optional[str] = '13.0'\n")
        made.writestr("torch/include/large.h", "left out")
        made.writestr("torch-2.13.0.data/purelib/functorch/__init__.py", "")
        made.writestr("torch-2.13.0.data/scripts/torchrun", "left out")
        made.writestr("torch-2.13.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: torch\nVersion: 2.13.0+cu130\n")
        made.writestr("torch/weights.bin", bytes(range(256)) * 4000, zipfile.ZIP_STORED)
        for name, text in (extra or {}).items():
            made.writestr(name, text)


@pytest.fixture(autouse=True)
def tested(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The folders that were tested, each in the place of a real test."""
    folders: list[Path] = []
    monkeypatch.setattr(gpu_pack, "self_test", lambda folder, _: folders.append(folder) or "A card")
    return folders


@pytest.fixture
def wheels(tmp_path: Path) -> Path:
    folder = tmp_path / "Rädchen"
    folder.mkdir()
    make_wheel(folder / NAME)
    return folder


@pytest.fixture
def make_pack(wheels: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, server: FileServer) -> MakePack:
    """Pins what is in the folder of wheels, which the server offers too."""

    def make(**changed: Any) -> GpuPack:
        data = (wheels / NAME).read_bytes()
        server.body = data
        wheel = {"name": NAME, "url": server.url, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        record = {
            "name": "torch-2.13.0-cuda-13.0", "torch": "2.13.0", "system": system(), "computes_on": "CUDA 13.0",
            "python": f"{sys.version_info.major}.{sys.version_info.minor}", "driver": "580", "capability": "7.5",
            "unpacked": 2_000_000,
            "wheels": [wheel | changed.pop("wheel", {})],
        }  # fmt: skip
        file = tmp_path / "gpu-packs.json"
        file.write_text(json.dumps({"packs": [record | {"python": "2.7"}, record | changed]}))
        monkeypatch.setenv(gpu_manifest.VARIABLE, str(file))
        pack = pack_for_this()
        assert pack is not None
        return pack

    return make


def files_below(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def refused(pack: GpuPack, source: Path | None = None) -> str:
    """Why a pack is not installed; afterwards nothing of it is there but what was downloaded."""
    with pytest.raises(StudioError) as caught:
        list(install(pack, source))
    assert usable() is None
    left = {path.name for path in packs_folder().iterdir()} if packs_folder().exists() else set()
    assert left <= {"downloads"}
    return str(caught.value)


def test_downloaded_pack_is_tested_and_then_used(make_pack: MakePack, tested: list[Path], server: FileServer) -> None:
    pack = make_pack()
    seen = [progress.phase for progress in install(pack)]
    assert list(dict.fromkeys(seen)) == [PackPhase.DOWNLOADING, PackPhase.UNPACKING, PackPhase.TESTING]
    folder = folder_of(pack)
    assert usable() == folder
    assert tested[0].parent == folder.parent, "it was tested beside its place"
    assert tested[0] != folder
    assert files_below(folder) == {
        "torch/__init__.py", "torch/version.py", "torch/weights.bin", "functorch/__init__.py",
        "torch-2.13.0.dist-info/METADATA", "torch-folder.json", "gpu-pack.json",
    }  # fmt: skip
    assert [path.name for path in packs_folder().iterdir()] == [pack.name], "downloads are gone"
    state = state_of(pack)
    assert state is not None
    assert (state.device, str(state.problem)) == ("A card", "")


def test_packaged_program_uses_the_pack_first(make_pack: MakePack, wheels: Path, packaged: Path) -> None:
    pack = make_pack()
    assert torch_folder.use() == packaged / "torch"
    list(install(pack, wheels))
    assert torch_folder.use() == folder_of(pack)
    assert sys.path[0] == str(folder_of(pack))
    assert sys.path.count(str(packaged / "torch")) == 0
    remove()
    assert torch_folder.use() == packaged / "torch"
    assert str(folder_of(pack)) not in sys.path


def test_pack_that_cannot_be_loaded_is_not_used_again(make_pack: MakePack, wheels: Path, packaged: Path) -> None:
    pack = make_pack()
    list(install(pack, wheels))
    (folder_of(pack) / "torch" / "weights.bin").unlink()
    said = str(torch_folder.explain(ImportError("libcudart is missing")))
    assert said.startswith(f"PyTorch in {folder_of(pack)} is damaged")
    assert said.endswith("The GPU pack is not used any more, and the processor computes instead.")
    assert torch_folder.use() == packaged / "torch"
    state = state_of(pack)
    assert state is not None
    assert "is damaged" in str(state.problem)


def test_pack_is_installed_from_a_folder_without_a_network(
    make_pack: MakePack, wheels: Path, server: FileServer
) -> None:
    pack = make_pack()
    seen = [progress.phase for progress in install(pack, wheels)]
    assert seen[0] is PackPhase.CHECKING
    assert usable() == folder_of(pack)
    assert server.requests == []
    assert (wheels / NAME).exists()


def test_interrupted_download_is_resumed(make_pack: MakePack, server: FileServer) -> None:
    pack = make_pack()
    server.cut_after = [200_000] * (MAX_RECONNECTS + 1)
    assert "The connection was cut" in refused(pack)
    part = downloads_folder() / f"{NAME}.part"
    assert part.stat().st_size == 200_000 * (MAX_RECONNECTS + 1)
    list(install(pack))
    assert server.sent("Range")[-1] == f"bytes={200_000 * (MAX_RECONNECTS + 1)}-"
    assert usable() == folder_of(pack)


def test_stopped_installation_goes_on_later(make_pack: MakePack) -> None:
    pack = make_pack()
    stopped = threading.Event()
    for progress in install(pack, should_stop=stopped.is_set):
        if progress.phase is PackPhase.UNPACKING:
            stopped.set()
    assert usable() is None
    assert (downloads_folder() / NAME).exists()
    list(install(pack))
    assert usable() == folder_of(pack)


def test_pack_whose_test_was_stopped_is_not_used(make_pack: MakePack, monkeypatch: pytest.MonkeyPatch) -> None:
    stopped = threading.Event()
    monkeypatch.setattr(gpu_pack, "self_test", lambda *_: stopped.set() or "A card")
    list(install(make_pack(), should_stop=stopped.is_set))
    assert usable() is None


def test_two_processes_do_not_install_or_remove_at_once(make_pack: MakePack, wheels: Path) -> None:
    pack = make_pack()
    work = install(pack, wheels)
    unpacking = next(progress for progress in work if progress.phase is PackPhase.UNPACKING)
    assert unpacking.total == pack.unpacked
    for other in (lambda: list(install(pack)), remove):
        with pytest.raises(GpuPackError, match="in another window or terminal"):
            other()
    list(work)
    assert usable() == folder_of(pack)


def test_packs_of_earlier_versions_are_deleted_or_stay_whole(
    make_pack: MakePack, wheels: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, rename = packs_folder() / "torch-2.12.0", Path.rename
    (old / "torch").mkdir(parents=True)
    gpu_state.write_state(old, gpu_state.GpuState("A card"))
    with monkeypatch.context() as used:  # by an engine on Windows
        used.setattr(Path, "rename", lambda one, to: rename(one, to / "gone" if one == old else to))
        list(install(make_pack(), wheels))
    assert sorted(path.name for path in old.iterdir()) == ["gpu-pack.json", "torch"]
    list(install(make_pack(), wheels))
    assert [path.name for path in packs_folder().iterdir()] == ["torch-2.13.0-cuda-13.0"]
    (old / "torch").mkdir(parents=True)
    gpu_state.write_state(old, gpu_state.GpuState("A card"))
    remove()
    assert list(packs_folder().iterdir()) == []


def test_wrong_hash_and_truncated_file_are_refused(make_pack: MakePack, wheels: Path, server: FileServer) -> None:
    assert "was not downloaded" in refused(make_pack(wheel={"sha256": "0" * 64}))
    assert not (downloads_folder() / NAME).exists()
    pack = make_pack()
    (wheels / NAME).write_bytes(server.body[:-100])
    assert "damaged or another file" in refused(pack, wheels)
    (wheels / NAME).unlink()
    assert refused(pack, wheels) == f"{NAME} is missing in {wheels}. It can be had from {server.url}."


@pytest.mark.parametrize(
    "name", ["../outside.py", "torch/../../outside.py", "/outside.py", "C:/outside.py", "torch\\..\\..\\outside.py"]
)
def test_file_that_leads_out_of_the_folder_is_refused(make_pack: MakePack, wheels: Path, name: str) -> None:
    make_wheel(wheels / NAME, {name: "print('gotcha')"})
    assert "leads out of its folder" in refused(make_pack(), wheels)
    assert not list(wheels.parent.rglob("outside.py"))


def test_link_in_a_wheel_is_refused(make_pack: MakePack, wheels: Path) -> None:
    link = zipfile.ZipInfo("torch/link")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(wheels / NAME, "a") as opened:
        opened.writestr(link, "/etc")
    assert "leads out of its folder" in refused(make_pack(), wheels)


def test_archive_that_unpacks_to_more_than_announced_is_refused(make_pack: MakePack, wheels: Path) -> None:
    assert "unpacks to more" in refused(make_pack(unpacked=500_000), wheels)


def test_archive_that_is_damaged_inside_is_refused(make_pack: MakePack, wheels: Path) -> None:
    data = bytearray((wheels / NAME).read_bytes())
    data[len(data) // 2] ^= 0xFF
    (wheels / NAME).write_bytes(data)
    assert "cannot be unpacked" in refused(make_pack(), wheels)


def test_full_disk_is_noticed_before_and_during_the_work(
    make_pack: MakePack, wheels: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = make_pack()
    with monkeypatch.context() as patched:
        patched.setattr(shutil, "disk_usage", lambda _: Usage(free=1_000_000))
        assert "only 1.0 MB are free" in refused(pack, wheels)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device", str(packs_folder() / "weights.bin"))

    monkeypatch.setattr("resnet_studio.core.installation.gpu_wheels._write", full)
    assert "No space left on device" in refused(pack, wheels)


def test_pack_that_fails_its_test_is_not_used(
    make_pack: MakePack, wheels: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> str:
        raise GpuPackError(message("It does not work."))

    monkeypatch.setattr(gpu_pack, "self_test", fail)
    assert refused(make_pack(), wheels) == "It does not work."


def test_pack_with_another_torch_is_refused(make_pack: MakePack, wheels: Path) -> None:
    assert "hold PyTorch 2.13.0+cu130, not 2.14.0" in refused(make_pack(torch="2.14.0"), wheels)


def test_installing_again_replaces_the_pack(make_pack: MakePack, wheels: Path) -> None:
    pack = make_pack()
    list(install(pack, wheels))
    (folder_of(pack) / "left over").touch()
    list(install(pack, wheels))
    assert usable() == folder_of(pack)
    assert not (folder_of(pack) / "left over").exists()


def test_removed_pack_leaves_nothing(make_pack: MakePack, wheels: Path) -> None:
    pack = make_pack()
    list(install(pack, wheels))
    downloads_folder().mkdir()
    (downloads_folder() / "half.part").write_bytes(b"x" * 1000)
    assert remove() > 1_000_000
    assert list(packs_folder().iterdir()) == []
    assert remove() == 0
