"""What is proposed for a training in the terminal, and said."""

from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from resnet_studio.cli.check import check
from resnet_studio.cli.proposed import proposed
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.runs.settings import SETTINGS


@pytest.fixture
def digits(tmp_path: Path) -> Dataset:
    """Two classes with the names of digits, one with four times the pictures of the other."""
    for name, count in (("0", 8), ("1", 2)):
        for part, some in (("train", count), ("val", 1)):
            folder = tmp_path / part / name
            folder.mkdir(parents=True)
            for number in range(some):
                Image.new("L", (4, 4)).save(folder / f"{number}.png")
    return scan(tmp_path)


def chosen(**settings: Any) -> dict[str, Any]:
    return dict.fromkeys([setting.name for setting in SETTINGS]) | {"freeze": None} | settings


def test_proposals_are_said_with_their_reasons(digits: Dataset, capsys: pytest.CaptureFixture[str]) -> None:
    config = proposed(digits, chosen(freeze="layer3"), quiet=False)
    assert config.augment == "documents"
    assert capsys.readouterr().err.splitlines() == [
        "Augmentation: documents, because the classes are named like digits or letters.",
        "Epochs: 40, because an epoch has few steps; more than 40 are never proposed.",
        "0 has 4 times as many training pictures as 1. --class-weights lets rare classes count as much.",
    ]


def test_classes_are_compared_without_pictures_that_a_check_could_not_read(
    digits: Dataset, capsys: pytest.CaptureFixture[str]
) -> None:
    (digits.root / "train" / "0" / "0.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    assert check([digits.root], reading="names", limits=(), json=True) == 0
    capsys.readouterr()
    proposed(scan(digits.root), chosen(), quiet=False)
    assert "0 has 3.5 times as many training pictures as 1." in capsys.readouterr().err


def test_layers_that_learn_are_said_with_the_reason(digits: Dataset, capsys: pytest.CaptureFixture[str]) -> None:
    proposed(digits, chosen(class_weights="none"), quiet=False)
    assert capsys.readouterr().err.splitlines() == [
        "Frozen: all but the head, because with fewer than 300 pictures to learn from, more layers can lose more than "
        "they gain.",
        "Epochs: 100, because fewer than 100 steps leave pictures half learned.",
        "Best epoch: lowest loss, because with few pictures, the loss says more than accuracy.",
    ]


def test_lower_rate_of_layer3_is_said_where_thousands_learn(
    digits: Dataset, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in "01":
        folder = digits.root / "train" / name
        picture = (folder / "0.png").read_bytes()
        for number in range(750):
            (folder / f"more {number}.png").write_bytes(picture)
    more = scan(digits.root)
    reason = "because with 1,500 pictures or more to learn from, learning layer3 too, at 0.3 of the rate of layer4"
    proposed(more, chosen(augment="none"), quiet=False)
    assert capsys.readouterr().err.startswith(f"Frozen: up to layer2, {reason}")
    proposed(more, chosen(augment="none", freeze="layer2"), quiet=False)
    assert capsys.readouterr().err.startswith(f"Layer decay: 0.3 × per stage, {reason}")
    proposed(more, chosen(augment="none", freeze="layer2", layer_decay=1.0), quiet=False)
    assert capsys.readouterr().err == ""


def test_small_network_from_scratch_is_said_to_learn_by_muon(
    digits: Dataset, capsys: pytest.CaptureFixture[str]
) -> None:
    proposed(digits, chosen(depth=20, augment="none", class_weights="none"), quiet=False)
    reason = "because it makes small networks from scratch more accurate than AdamW."
    assert capsys.readouterr().err == f"Optimiser: Muon, {reason}\n"
    proposed(digits, chosen(depth=20, augment="none", class_weights="none", optimizer="muon"), quiet=False)
    assert capsys.readouterr().err == ""


def test_pictures_without_a_class_are_counted(
    digits: Dataset, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [f"train/0/{number}.png,{'ab'[number % 2] if number < 6 else ''}" for number in range(8)]
    (tmp_path / "any.csv").write_text("\n".join(["file,label", *lines]), encoding="utf-8")
    proposed(scan(tmp_path / "any.csv"), chosen(augment="none", freeze="layer4", epochs=3, best_by="loss"), quiet=False)
    assert capsys.readouterr().err == "2 pictures have no class, and are not used.\n"


@pytest.mark.parametrize("freeze", ["layer3", "layer4"], ids=["some layers", "head alone"])
def test_no_preset_is_said_to_be_proposed_where_single_changes_are_chosen(
    digits: Dataset, capsys: pytest.CaptureFixture[str], freeze: str
) -> None:
    assert proposed(digits, chosen(freeze=freeze, rotation=10.0), quiet=False).augment == "custom"
    assert "Augmentation" not in capsys.readouterr().err


def test_chosen_setting_without_effect_is_said(digits: Dataset, capsys: pytest.CaptureFixture[str]) -> None:
    wanted = chosen(weights="scratch", top_first=0.5, views=3, augment="none", class_weights="none", layer_decay=1.0)
    proposed(digits, wanted, quiet=False)
    assert capsys.readouterr().err.splitlines() == [
        "Top layers first: No effect from scratch: all layers learn at once.",
        "Prepared views: No effect while the stem learns: each epoch makes new views.",
    ]


def test_what_was_chosen_stays_and_nothing_is_said(digits: Dataset, capsys: pytest.CaptureFixture[str]) -> None:
    wanted = chosen(freeze="layer3", epochs=3, augment="strong", class_weights="sampling")
    assert proposed(digits, wanted, quiet=False).augment == "strong"
    assert proposed(digits, chosen(), quiet=True).augment == "none"
    assert capsys.readouterr().err == ""
