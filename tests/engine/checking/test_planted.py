"""Faults and near-duplicates that were planted among photographs are found, and little else."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from resnet_studio.core.checks.find import Checked, check
from resnet_studio.core.checks.kinds import CheckKind
from resnet_studio.core.checks.store import read_measured
from resnet_studio.core.dataset.dataset import apply
from resnet_studio.core.dataset.scan import catalogue_of
from resnet_studio.core.protocol.events import JobFinished
from resnet_studio.core.protocol.jobs.check import CheckPictures
from resnet_studio.engine.run_job import run_job
from tests.planted_faults import COPIES, KINDS, photographs, plant

OF_ONE = {CheckKind(kind) for kind in KINDS} | {CheckKind.HUGE}


@pytest.fixture(scope="module")
def checked() -> Callable[[Path], Checked]:
    """The check of a folder, done by the engine's job."""

    def run(folder: Path) -> Checked:
        events = list(run_job(CheckPictures(str(folder))))
        assert isinstance(events[-1], JobFinished), events[-1]
        return check(apply(catalogue_of(folder, measure=True)), read_measured(folder))

    return run


@pytest.mark.long
def test_all_planted_faults_are_found_and_few_others(
    shared_data: Path, tmp_path: Path, checked: Callable[[Path], Checked]
) -> None:
    # Two sources, and 500 in all: Caltech's pictures have borders, drawings and plain grounds as well.
    files = [*photographs(shared_data / "hymenoptera", 250, 0), *photographs(shared_data / "caltech101_30", 250, 0)]
    files = files[::2] + files[1::2]  # faults are planted in both
    planted = plant(files, tmp_path / "pictures")
    assert sum(map(len, planted.values())) == 500
    found = {one.kind: set(one.pictures) for one in checked(tmp_path / "pictures").findings if one.kind in OF_ONE}
    missed = {kind: sorted(names - found.get(CheckKind(kind), set())) for kind, names in planted.items() if kind}
    assert not any(missed.values()), missed
    clean = planted[""]
    false = {path for paths in found.values() for path in paths} & clean
    assert len(false) <= 0.01 * len(clean), false


@pytest.mark.long
def test_groups_of_planted_copies_are_complete_and_unrelated_photographs_are_not_grouped(
    shared_data: Path, tmp_path: Path, checked: Callable[[Path], Checked]
) -> None:
    files = list(photographs(shared_data / "hymenoptera", 200, 1))
    for number, file in enumerate(files):
        folder = tmp_path / "ab"[number % 2]
        folder.mkdir(exist_ok=True)
        with Image.open(file) as picture:
            original = picture.convert("RGB")
        original.save(folder / f"{number:03} original.jpg", quality=95)
        for name, change in COPIES.items() if number < 100 else ():
            change(original).save(folder / f"{number:03} {name}.jpg", quality=90)
    groups = [{path.split("/")[1] for path in group} for group in checked(tmp_path).groups]
    wanted = [{f"{number:03} {name}.jpg" for name in ("original", *COPIES)} for number in range(100)]
    complete = sum(one in groups for one in wanted)
    assert complete >= 95
    unrelated = {f"{number:03} original.jpg" for number in range(100, 200)}
    assert not any(group & unrelated for group in groups)
    assert all(len({name[:3] for name in group}) == 1 for group in groups)


@pytest.mark.parametrize("of_each", [20, pytest.param(1000, marks=pytest.mark.long)], ids=["some", "all"])
def test_stray_placeholder_among_ants_and_bees_is_found(
    of_each: int, shared_data: Path, tmp_path: Path, checked: Callable[[Path], Checked]
) -> None:
    source = shared_data / "hymenoptera" / "train"
    for name in ("ants", "bees"):
        files = {*sorted((source / name).glob("*.jpg"))[:of_each], *(source / name).glob("*.gif")}
        (tmp_path / name).mkdir()
        for file in files:
            shutil.copyfile(file, tmp_path / name / file.name)
    found = {one.kind: one.pictures for one in checked(tmp_path).findings}
    assert found[CheckKind.PLACEHOLDER] == ("ants/imageNotFound.gif",)
    assert sum(len(paths) for kind, paths in found.items() if kind in OF_ONE) <= 4
    assert CheckKind.NEAR_DUPLICATE not in found
    assert CheckKind.SHORTCUT not in found
