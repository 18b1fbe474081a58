"""Catalogues of datasets."""

from pathlib import Path

import pytest

from resnet_studio.core.dataset.catalogue import Catalogue, Part, Picture


@pytest.mark.parametrize(("part", "expected"), [("train", False), ("test", False), ("validation", True)])
def test_catalogue_has_validation_only_with_validation_pictures(part: Part, expected: bool) -> None:
    pictures = (Picture("ants/1.jpg", 0, "train", 10, 5), Picture("ants/2.jpg", 0, part, 10, 5))
    assert Catalogue(Path("pictures"), ("ants",), pictures).has_validation is expected


def test_empty_catalogue_has_no_validation() -> None:
    assert not Catalogue(Path("pictures"), (), ()).has_validation
