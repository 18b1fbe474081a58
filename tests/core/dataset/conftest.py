"""Catalogues and edits that tests of datasets draw from."""

from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import strategies as st

from resnet_studio.core.basics.message import message
from resnet_studio.core.dataset.catalogue import PARTS, READINGS, UNLABELLED, Catalogue, Picture
from resnet_studio.core.dataset.class_edits import (
    AddClass,
    LeaveClassOut,
    MergeClass,
    RemoveClass,
    RenameClass,
    TakeClassBack,
)
from resnet_studio.core.dataset.edits import Edit, FolderSplit, KeptSplit, SplitBySeed
from resnet_studio.core.dataset.findings import Finding, FindingKind
from resnet_studio.core.dataset.grouped_edit import GroupedBy, GroupedSplit
from resnet_studio.core.dataset.keep_finding import KeepFinding, KeepFindings
from resnet_studio.core.dataset.label_as_new import LabelAsNew
from resnet_studio.core.dataset.picture_edits import (
    AddPictures,
    ClearLabels,
    KeepLabels,
    LeaveOut,
    MovePictures,
    PinPictures,
    SortPictures,
    TakeBack,
)
from resnet_studio.core.dataset.set_aside import SetAside
from resnet_studio.core.pictures.value_scale import ValueScale

names = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0/\\:"), min_size=1, max_size=12).filter(
    lambda name: name not in {".", ".."}
)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@st.composite
def _catalogues(draw: st.DrawFn) -> Catalogue:
    classes = draw(st.lists(names, min_size=2, max_size=5, unique=True))
    paths = draw(st.lists(st.lists(names, min_size=1, max_size=3).map("/".join), max_size=12, unique=True))
    pictures = tuple(
        Picture(
            path,
            draw(st.integers(0, len(classes) - 1) | st.just(UNLABELLED)),
            draw(st.sampled_from(PARTS)),
            draw(st.integers(0, 2**62)),
            draw(st.integers(-(2**40), 2**62)),
        )
        for path in paths
    )
    findings = st.builds(
        lambda kind, count, name, paths: Finding(kind, message("{count} of {name}", count=count, name=name), paths),
        st.sampled_from(FindingKind),
        st.integers(0, 9),
        texts,
        st.lists(names, max_size=3).map(tuple),
    )
    ranges = st.none() | st.tuples(st.floats(-1e9, 0), st.floats(1, 1e9))
    return Catalogue(
        Path("/pictures") / draw(names),
        tuple(classes),
        pictures,
        tuple(draw(st.lists(findings, max_size=3))),
        ValueScale(draw(ranges), draw(ranges)),
        draw(st.sampled_from(READINGS)),
        tuple(draw(st.lists(names, max_size=3))),
    )


@st.composite
def _plain_catalogues(draw: st.DrawFn) -> Catalogue:
    classes = draw(st.permutations(("cats", "dogs", "Vögel", "new", "other")))[: draw(st.integers(2, 5))]
    kinds = st.tuples(st.integers(UNLABELLED, len(classes) - 1), st.sampled_from(PARTS))
    pictures = tuple(
        Picture(f"{'ab'[number % 2]}/{number}.jpg", label, part, number, number)
        for number, (label, part) in enumerate(draw(st.lists(kinds, max_size=12)))
    )
    return Catalogue(Path("/pictures"), tuple(classes), pictures)


@pytest.fixture(scope="session")
def plain_catalogues() -> st.SearchStrategy[Catalogue]:
    """Any pictures in any classes and parts, with plain names: drawn quickly, for edits, which never look into names.

    The names that edits bring are among those of the classes.
    """
    return _plain_catalogues()


@pytest.fixture(scope="session")
def catalogues() -> st.SearchStrategy[Catalogue]:
    """Any catalogue that a scan, or an untrusted record, may hold."""
    return _catalogues()


@pytest.fixture(scope="session")
def edit_lists() -> st.SearchStrategy[list[Edit]]:
    """Lists of edits that decide the part of every picture."""
    by_seed = st.builds(SplitBySeed, st.floats(0.01, 0.99), st.integers(0, 2**40))
    paths = st.lists(st.text(max_size=10), max_size=5).map(tuple)
    kept = st.builds(KeptSplit, st.floats(0.01, 0.99), st.integers(0, 2**40), paths)
    return st.lists(st.one_of(by_seed, kept, st.just(FolderSplit())), max_size=5)


@pytest.fixture(scope="session")
def kinds_of_edits() -> Callable[[Catalogue], list[st.SearchStrategy[Edit]]]:
    """A strategy for each kind of edit, mostly of pictures and classes that a catalogue has."""
    return _kinds_of_edits


def _kinds_of_edits(catalogue: Catalogue) -> list[st.SearchStrategy[Edit]]:
    known = st.sampled_from([*(picture.path for picture in catalogue.pictures), "not there.jpg"])
    paths = st.lists(known, max_size=4, unique=True).map(tuple)
    classes, findings = st.sampled_from([*catalogue.classes, "new"]), st.sampled_from(["", "dark", "leak:column"])
    seed, test, switch = st.integers(0, 3), st.none() | paths, st.booleans()
    return [
        st.builds(SplitBySeed, st.sampled_from([0.2, 0.5]), seed, test, paths, switch),
        st.builds(KeptSplit, st.just(0.2), seed, paths, st.just(0), test, paths, switch),
        st.builds(
            GroupedSplit, st.sampled_from(get_args(GroupedBy)), st.just(0.2), st.sampled_from([0.0, 0.2]), seed, paths,
            paths, st.lists(paths, max_size=2).map(tuple), pattern=st.just("*_"), finding=findings, learned=paths,
        ),
        st.just(FolderSplit()),
        st.builds(MovePictures, paths, classes, findings),
        paths.flatmap(
            lambda some: st.builds(
                SortPictures, st.just(some), st.tuples(*(st.sampled_from(catalogue.classes) for _ in some)), findings
            )
        ),
        st.lists(known | st.sampled_from(["/away/1.jpg", "/away/2.jpg"]), max_size=3, unique=True).flatmap(
            lambda some: st.builds(
                AddPictures, st.just(tuple(some)), classes, st.just((5,) * len(some)), st.just((6,) * len(some)),
                st.just(()) | st.tuples(*(st.sampled_from(PARTS) for _ in some)),
            )
        ),
        st.builds(ClearLabels, paths),
        st.builds(PinPictures, paths, st.sampled_from([*PARTS, None]), findings),
        st.builds(SetAside, paths, st.booleans()),
        st.builds(KeepFinding, paths, st.sampled_from(["dark", "blurred"])),
        paths.map(lambda some: KeepFindings(some, ("dark", "cmyk", "cmyk", "dark")[: len(some)])),
        st.just(AddClass("new")), st.builds(LabelAsNew, paths, st.just("new")),
        st.builds(RenameClass, classes, st.sampled_from(["new", "other"])),
        st.builds(MergeClass, classes, classes),
        st.builds(RemoveClass, classes),
        st.builds(LeaveClassOut, classes),
        st.builds(TakeClassBack, classes),
        st.builds(LeaveOut, paths, findings),
        st.builds(TakeBack, paths),
        st.builds(KeepLabels, paths),
    ]  # fmt: skip


@pytest.fixture(scope="session")
def edits_of() -> Callable[[Catalogue], st.SearchStrategy[list[Edit]]]:
    """Lists of edits of every kind, as `kinds_of_edits` has them."""
    return lambda catalogue: st.lists(st.one_of(_kinds_of_edits(catalogue)), max_size=8)


@pytest.fixture
def catalogue() -> Catalogue:
    """Two classes in three parts."""
    return Catalogue(
        Path("/pictures/pets"),
        ("cats", "dogs"),
        (
            Picture("cats/1 of 2.jpg", 0, "train", 100, 1_700_000_000_000_000_000),
            Picture("cats/2.jpg", 0, "validation", 200, 5),
            Picture("dogs/ü.png", 1, "train", 300, 6),
            Picture("dogs/x/y.png", 1, "test", 400, 7),
        ),
        (Finding(FindingKind.NOT_A_PICTURE, message("1 file was left out."), ("notes.txt",)),),
    )
