"""What pictures show, from names and from a few pictures."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.dataset.subject import (
    Subject,
    subject_of_devices,
    subject_of_names,
    subject_of_pixels,
    what_is_shown,
)
from resnet_studio.core.pictures import exif
from resnet_studio.core.pictures.about import About

MakeDataset = Callable[..., Dataset]
RANDOM = np.random.default_rng(0)


@pytest.fixture
def named(tmp_path: Path) -> MakeDataset:
    """Makes a dataset of that name with those classes."""

    def make(folder: str, *classes: str) -> Dataset:
        for name in classes:
            where = tmp_path / folder / name
            where.mkdir(parents=True)
            for number in range(2):
                Image.new("RGB", (8, 8), (200, 60, 10 * number)).save(where / f"{number}.png")
        return scan(tmp_path / folder)

    return make


@pytest.mark.parametrize(
    ("folder", "classes", "subject", "certain"),
    [
        ("scans of mine", ("0", "1", "2", "7"), Subject.DOCUMENTS, True),
        ("things", ("A", "b", "C"), Subject.DOCUMENTS, True),
        ("things", ("zero", "one", "two"), Subject.DOCUMENTS, True),
        ("MNIST_png", ("even", "odd"), Subject.DOCUMENTS, False),
        ("EuroSAT", ("Forest", "River"), Subject.MICROSCOPY, False),
        ("set 3", ("healthy tissue", "sick tissue"), Subject.MICROSCOPY, True),
        ("text", ("blood cells", "bacteria"), Subject.MICROSCOPY, True),
        ("pets", ("cat", "dog"), None, False),
        ("pets", ("cat", "dog", "x"), None, False),
        ("phones", ("cellphone", "satellite dish", "radio", "tv"), None, False),
        ("drone-vs-bird", ("drone", "bird"), None, False),
        ("simpsons characters", ("bart", "lisa"), None, False),
        ("brain scans", ("healthy", "tumour"), None, False),
    ],
)
def test_names_say_what_is_shown(
    named: MakeDataset, folder: str, classes: tuple[str, ...], subject: Subject | None, certain: bool
) -> None:
    shown = subject_of_names(named(folder, *classes))
    assert (shown and shown.subject) == subject
    if shown:
        assert shown.certain is certain, "of what only a folder is called, a person is asked"
        assert shown.is_proposed
        assert str(shown.reason)


def test_grey_pictures_on_a_light_plain_ground_are_documents_and_others_photographs_to_be_asked_about() -> None:
    page = np.full((64, 64, 3), 250, np.uint8)
    page[20:24, 10:50] = 30
    noise = RANDOM.integers(0, 255, (64, 64, 3), np.uint8)
    grey_noise = np.repeat(RANDOM.integers(0, 255, (64, 64, 1), np.uint8), 3, axis=2)
    logo = np.full((64, 64, 3), (250, 40, 40), np.uint8)
    on_black = 255 - page
    shown = subject_of_pixels([page, page, page, noise])
    assert (shown.subject, shown.certain, shown.is_proposed) == (Subject.DOCUMENTS, False, True)
    for others in ([noise] * 4, [grey_noise] * 4, [logo] * 4, [on_black] * 4, [page, page, noise, noise], []):
        shown = subject_of_pixels(others)
        assert (shown.subject, shown.certain, shown.is_proposed) == (Subject.PHOTOGRAPHS, False, False)


@pytest.mark.parametrize(
    ("maker", "description", "subject", "certain", "reason"),
    [
        ("DJI", "", Subject.MICROSCOPY, False, "2 of 2 pictures were taken by a drone, as they say: DJI FC3170"),
        ("", "ImageJ=1.53t", Subject.MICROSCOPY, False, "2 of 2 pictures were taken with a microscope"),
        ("Leica Microsystems", "", Subject.MICROSCOPY, True, "2 of 2 pictures were taken with a microscope"),
        ("EPSON Perfection", "", Subject.DOCUMENTS, False, "2 of 2 pictures are from a scanner"),
        ("Canon", "", Subject.DOCUMENTS, False, "a name says"),
    ],
)
def test_device_that_pictures_say_they_were_taken_by_counts_more_than_the_folders_name(
    named: MakeDataset, maker: str, description: str, subject: Subject, certain: bool, reason: str
) -> None:
    dataset = named("text", "left", "right")
    for picture in dataset.pictures:
        noted = Image.Exif()
        noted.update({exif.MAKER: maker, exif.MODEL: "FC3170" if maker == "DJI" else "", exif.DESCRIPTION: description})
        Image.new("RGB", (8, 8)).save(dataset.absolute(picture), "JPEG", exif=noted)
    shown = what_is_shown(dataset)
    assert (shown.subject, shown.certain) == (subject, certain)
    assert str(shown.reason).startswith(reason)


def test_device_of_few_pictures_says_nothing() -> None:
    drone, other = About("JPEG", "RGB", 8, 8, 8, device="drone", device_by="DJI FC3170"), About("JPEG", "RGB", 8, 8, 8)
    assert subject_of_devices([drone, drone, drone, other]) is not None
    assert subject_of_devices([drone, other]) is None
    assert subject_of_devices([]) is None


def test_pictures_are_looked_at_where_names_say_nothing(named: MakeDataset) -> None:
    dataset = named("things", "left", "right")
    assert what_is_shown(dataset).subject == Subject.PHOTOGRAPHS
    for picture in dataset.pictures:
        page = Image.new("L", (40, 40), 255)
        page.paste(0, (10, 10, 20, 14))
        page.save(dataset.root / picture.path)
    assert what_is_shown(scan(dataset.root)).subject == Subject.DOCUMENTS


def test_pictures_that_cannot_be_read_do_not_count(named: MakeDataset) -> None:
    dataset = named("things", "left", "right")
    for picture in dataset.pictures:
        (dataset.root / picture.path).write_bytes(b"no picture")
    assert not what_is_shown(dataset).certain
