"""The worst pictures of a report: the worst first, few, small, without metadata, and named where they are missing."""

import base64
import io
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from resnet_studio.core.basics.errors import DecodeError
from resnet_studio.core.basics.message import literal
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.report import pictures as module
from resnet_studio.core.report.pictures import MOST, SIDE, Show, worst_pictures
from resnet_studio.core.runs.evaluation import Evaluation
from tests.core.report.measured_run import some_pictures

CLASSES = ("ants", "bees")


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    """Six validation pictures of each class."""
    return some_pictures(tmp_path / "pictures", CLASSES, 6, ("validation",), np.random.default_rng(0))


@pytest.fixture
def answers(dataset: Dataset) -> Evaluation:
    """The surer of ants, the later a picture."""
    part = dataset.part("validation")
    ants = np.linspace(0.55, 0.99, len(part), dtype=np.float32)
    return Evaluation(
        tuple(one.path for one in part),
        np.array([one.label for one in part]),
        np.stack([ants, 1 - ants], 1),
        (),
        1.0,
        0.5,
    )


def test_the_worst_come_first_with_what_the_model_says(answers: Evaluation, dataset: Dataset, show: Show) -> None:
    found = worst_pictures(answers, CLASSES, dataset, show)
    assert [one.path for one in found[:2]] == ["validation/1/5.jpg", "validation/1/4.jpg"]
    assert (found[0].true, found[0].predicted, found[0].wrong) == ("bees", "ants", True)
    assert found[0].probability == pytest.approx(0.99)
    assert found[0].loss == pytest.approx(-np.log(0.01), rel=1e-3)
    assert (found[-1].true, found[-1].wrong) == ("ants", False)


def test_they_are_few_and_small(answers: Evaluation, dataset: Dataset, black: Show) -> None:
    many = Evaluation(
        answers.paths * 9, np.tile(answers.labels, 9), np.tile(answers.probabilities, (9, 1)), (), 1.0, 0.5
    )
    found = worst_pictures(many, CLASSES, dataset, black)
    assert len(found) == MOST
    assert all(max(one.width, one.height) <= SIDE for one in found)


def test_together_they_have_no_more_bytes_than_allowed(
    answers: Evaluation, dataset: Dataset, show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = len(worst_pictures(answers, CLASSES, dataset, show)[0].jpeg)
    monkeypatch.setattr(module, "MOST_BYTES", first)
    found = worst_pictures(answers, CLASSES, dataset, show)
    assert [bool(one.jpeg) for one in found] == [True] + [False] * (len(found) - 1)
    assert "too large" in str(found[-1].problem)


def test_nothing_but_pixels_is_taken_from_a_file(answers: Evaluation, dataset: Dataset, show: Show) -> None:
    """Not the place where a photograph was taken, and no thumbnail of what was cut off."""
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (52.0, 31.0, 0.0)}
    exif[0x010E] = "SECRET PLACE"
    path = dataset.root / answers.paths[-1]
    Image.fromarray(np.full((60, 80, 3), 90, np.uint8)).save(path, "JPEG", exif=exif, comment=b"SECRET PLACE")
    size = path.stat().st_size
    recorded = next(one for one in dataset.pictures if one.path == answers.paths[-1])
    object.__setattr__(recorded, "size", size)
    found = worst_pictures(answers, CLASSES, dataset, show)
    written = base64.b64decode(found[0].jpeg)
    assert b"SECRET" in path.read_bytes()
    assert b"SECRET" not in written
    with Image.open(io.BytesIO(written)) as picture:
        assert dict(picture.getexif()) == {}
        assert not picture.info.keys() & {"exif", "comment", "icc_profile", "xmp"}


def gone(dataset: Dataset) -> None:
    shutil.rmtree(dataset.root)


def missing(dataset: Dataset) -> None:
    (dataset.root / "validation/1/5.jpg").unlink()


def changed(dataset: Dataset) -> None:
    (dataset.root / "validation/1/5.jpg").write_bytes(b"another picture")


@pytest.mark.parametrize(
    ("change", "says"),
    [(gone, "folder of the dataset is not there"), (missing, "file is not there"), (changed, "changed since")],
)
def test_what_is_not_there_any_more_is_named_with_the_reason(
    answers: Evaluation, dataset: Dataset, black: Show, change: Callable[[Dataset], None], says: str
) -> None:
    change(dataset)
    worst = worst_pictures(answers, CLASSES, dataset, black)[0]
    assert (worst.path, worst.jpeg) == ("validation/1/5.jpg", "")
    assert says in str(worst.problem)


def test_unreadable_picture_has_the_reason_of_the_decoder(answers: Evaluation, dataset: Dataset) -> None:
    def broken(path: Path, *_: object) -> NDArray[np.uint8]:
        raise DecodeError(path, literal("it is cut off."))

    assert str(worst_pictures(answers, CLASSES, dataset, broken)[0].problem) == "it is cut off."


def test_path_that_is_not_of_the_dataset_is_not_opened(dataset: Dataset, black: Show) -> None:
    answers = Evaluation(("../../secret.jpg",), np.array([0]), np.array([[0.1, 0.9]], np.float32), (), 1.0, 0.0)
    (found,) = worst_pictures(answers, CLASSES, dataset, black)
    assert (found.jpeg, str(found.problem)) == ("", "It is not in the record of the dataset.")


def test_without_a_record_of_the_dataset_pictures_are_only_named(answers: Evaluation, black: Show) -> None:
    found = worst_pictures(answers, CLASSES, None, black)
    assert not any(one.jpeg for one in found)
    assert "record" in str(found[0].problem)
