"""Shares, seeds and what stays together, as options of `train` and `crossvalidate`."""

from collections import defaultdict
from pathlib import Path

import pytest
from PIL import Image

from resnet_studio.cli import crossvalidate as crossvalidate_module
from resnet_studio.cli import train as train_module
from resnet_studio.cli.app import run
from resnet_studio.cli.division import AS_IT_WAS, Division, divided
from resnet_studio.core.basics.errors import ConfigError
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.grouped import split_by_groups
from resnet_studio.core.dataset.picture_edits import LeaveOut
from resnet_studio.core.dataset.scan import scan


def sizes(dataset: Dataset) -> tuple[int, int, int]:
    return dataset.size("train"), dataset.size("validation"), dataset.size("test")


def test_shares_and_seed_are_those_of_the_command(
    colours: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    started: list[Dataset] = []
    monkeypatch.setattr(train_module, "_start", lambda _config, dataset, _place, **_: started.append(dataset) or 0)
    words = ["train", str(colours), "--runs", str(tmp_path / "runs")]
    assert run([*words, "--validation-share", "0.5", "--split-seed", "3"]) == 0
    assert run([*words, "--validation-share", "0.25", "--test-share", "0.25"]) == 0
    total = len(started[0].pictures)
    assert sizes(started[0]) == (total / 2, total / 2, 0)
    assert started[0].split.seed == 3
    assert started[1].size("test") == pytest.approx(total / 4, abs=3)
    assert started[1].size("validation") == pytest.approx(total / 4, abs=3)
    assert run([*words, "--validation-share", "20"]) == 2
    assert "--validation-share is 20.0, but must be a number above 0 and below 1" in capfd.readouterr().err
    assert run([*words, "--validation-share", "0.5", "--test-share", "0.5"]) == 2
    assert run(["train", "--config", str(tmp_path), "--test-share", "0.1"]) == 2
    assert "how pictures are divided" in capfd.readouterr().err


def test_crossvalidation_leaves_its_test_share_out_of_all_folds(
    colours: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[Dataset] = []
    monkeypatch.setattr(crossvalidate_module, "look_first", lambda _config, part, *_, **__: looked.append(part) or 130)
    words = ["crossvalidate", str(colours), "--runs", str(tmp_path), "--json", "--folds", "2", "--test-share", "0.2"]
    for seed in ("1", "1", "2"):
        assert run([*words, "--split-seed", seed]) == 130
    first, again, other = looked
    assert first.size("test") == pytest.approx(len(first.pictures) / 5, abs=3)
    assert again == first
    assert other.part("validation") != first.part("validation")


def test_what_was_not_said_stays_and_the_same_twice_changes_nothing(colours: Path) -> None:
    dataset = scan(colours)
    assert divided(dataset, AS_IT_WAS, 5) is dataset
    other = divided(dataset, Division(seed=7), 0)
    assert (other.split.seed, other.split.fraction) == (7, dataset.split.fraction)
    test = divided(other, Division(test=0.2), 7)
    assert test.split.fraction == dataset.split.fraction
    for how in (Division(seed=7), Division(test=0.2), Division(validation=dataset.split.fraction)):
        assert divided(test, how, 7) is test
    assert divided(other, Division(seed=7), 0) is other


@pytest.mark.parametrize("how", ["names", "folders"])
def test_word_keeps_together_what_the_window_does(how: str, copied_colours: Path) -> None:
    for folder in ("blue", "green", "red"):
        for number, picture in enumerate(sorted((copied_colours / folder).iterdir())):
            place = copied_colours / folder / f"{folder}{number % 6}"
            place.mkdir(exist_ok=True)
            picture.rename(place / f"{folder} patient{number % 6} {number}.png")
    dataset = divided(scan(copied_colours), Division(together=how, validation=0.3), 0)
    split = split_by_groups(dataset)
    assert split is not None
    assert split.by == how
    parts = defaultdict(set)
    for one in dataset.pictures:
        parts[one.path.rpartition("/")[0]].add(one.part)
    assert len(parts) == 18
    assert all(len(found) == 1 for found in parts.values())
    more = divided(dataset.with_edit(LeaveOut((dataset.pictures[0].path,))), Division(test=0.2), 0)
    again = split_by_groups(more)
    assert again is not None
    assert (again.by, again.fraction) == (how, 0.3)


@pytest.mark.parametrize(
    ("how", "why"),
    [("folders", "no class has a folder"), ("column", "no column of a table"), ("near-duplicates", "check"),
     ("patient", r"with \* for what differs"), ("patient*_", "not one of them begins so")],
)  # fmt: skip
def test_what_cannot_be_kept_together_is_refused_with_the_reason(
    how: str, why: str, colours: Path, studio_home: Path
) -> None:
    with pytest.raises(ConfigError, match=why):
        divided(scan(colours), Division(together=how), 0)


@pytest.mark.parametrize(
    ("how", "option"),
    [
        (Division(together="*_", test=0.01), "--test-share"),
        (Division(validation=0.01, test=0.01), "--validation-share"),
        (Division(together="*_", validation=0.01), "--keep-together"),
    ],
)
def test_shares_into_which_not_one_group_fits_are_refused_by_the_option_that_was_typed(
    tmp_path: Path, how: Division, option: str
) -> None:
    for number in range(30):
        file = tmp_path / "set" / ("cat", "dog")[number % 2] / f"{number % 3}_{number}.png"
        file.parent.mkdir(parents=True, exist_ok=True)
        Image.new("L", (8, 8), 8 * number).save(file)
    with pytest.raises(ConfigError) as refused:
        divided(scan(tmp_path / "set"), how, 0)
    assert refused.value.field == option


def test_pattern_of_an_earlier_split_that_fits_no_name_any_more_is_not_blamed_on_another_option(tmp_path: Path) -> None:
    for number in range(24):
        file = tmp_path / ("cat", "dog")[number % 2] / f"patient{number // 4}_{number}.png"
        file.parent.mkdir(parents=True, exist_ok=True)
        Image.new("L", (8, 8), 8 * number).save(file)
    before = divided(scan(tmp_path), Division(together="patient*_"), 0)
    for file in sorted(tmp_path.rglob("*.png")):
        file.rename(file.with_name(f"case{file.name.removeprefix('patient')}"))
    again = divided(scan(tmp_path).with_edits(before.edits), Division(validation=0.3), 0)
    assert sizes(again) == (16, 8, 0)
