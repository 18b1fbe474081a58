"""The list of GPU packs, and which one fits a card."""

import json
from pathlib import Path

import pytest

from resnet_studio.core.installation import gpu_manifest, gpu_state
from resnet_studio.core.installation.gpu_manifest import GpuPack, GpuPackError, pack_for_this
from resnet_studio.core.installation.gpu_state import packs_folder, usable
from resnet_studio.core.installation.graphics_card import Card

NEWEST = GpuPack("newest", "2.13.0", "3.11", "linux-x86_64", "CUDA 13.0", "580", "7.5", 5_000_000_000, ())
OLDER = GpuPack("older", "2.13.0", "3.11", "linux-x86_64", "CUDA 12.6", "525", "5.0", 5_000_000_000, ())


@pytest.mark.parametrize(
    ("card", "fitting"),
    [
        (Card("RTX 4070", "580.65", (8, 9)), NEWEST),
        (Card("RTX 4070", "530.1", (8, 9)), OLDER),
        (Card("GTX 1080", "580.65", (6, 1)), OLDER),
        (Card("a card of which an old driver says less", "580.65"), NEWEST),
        (Card("GT 710", "470.1", (3, 5)), NEWEST),
        (None, NEWEST),
    ],
)
def test_pack_is_the_first_that_fits_the_card(
    card: Card | None, fitting: GpuPack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gpu_manifest, "packs_for_this", lambda: [NEWEST, OLDER])
    assert pack_for_this(card) == fitting


def test_obstacle_says_what_to_do() -> None:
    assert not NEWEST.obstacle(Card("RTX 4070", "580.65", (8, 9)))
    assert "compute capability 7.5 or newer, and GTX 1080 has 6.1." in str(
        NEWEST.obstacle(Card("GTX 1080", "", (6, 1)))
    )
    assert str(NEWEST.obstacle(Card("", ""))).endswith("First install NVIDIA's newest driver.")
    assert str(NEWEST.obstacle(None)) == "This computer has no NVIDIA graphics card."


@pytest.mark.parametrize(
    "record",
    ["{}", '{"packs": [{}]}', '{"packs": 3}', '{"packs": [{"name": "../up"}]}'],
)
def test_damaged_list_of_packs_is_refused(record: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "packs.json").write_text(record)
    monkeypatch.setenv(gpu_manifest.VARIABLE, str(tmp_path / "packs.json"))
    with pytest.raises(GpuPackError, match="is damaged"):
        pack_for_this()
    assert usable() is None


def test_list_of_the_program_is_valid(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(gpu_manifest.VARIABLE, raising=False)
    pack_for_this()
    for item in json.loads(gpu_manifest.FILE.read_text(encoding="utf-8"))["packs"]:
        pack = gpu_manifest._pack(item)
        assert all(wheel.url.startswith("https://") and wheel.url.endswith(".whl") for wheel in pack.wheels)
        assert gpu_state.folder_of(pack).parent == packs_folder()
