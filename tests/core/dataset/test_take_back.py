"""One edit is taken back that is not the last one, or it is said why not."""

from collections.abc import Callable
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from resnet_studio.core.dataset.catalogue import UNLABELLED, Catalogue
from resnet_studio.core.dataset.dataset import Dataset, apply
from resnet_studio.core.dataset.edits import Edit, SplitBySeed
from resnet_studio.core.dataset.keep_finding import KeepFinding
from resnet_studio.core.dataset.keep_split import with_kept_split
from resnet_studio.core.dataset.picture_edits import LeaveOut, MovePictures, PictureEdit, PinPictures
from resnet_studio.core.dataset.take_back import made_again, obstacle, paths_of, without

Lists = Callable[[Catalogue], st.SearchStrategy[list[Edit]]]


def classes_of(dataset: Dataset) -> dict[str, str]:
    """The class of each picture, by its path; left out counts as one."""
    names = {one.path: dataset.classes[one.label] for one in dataset.pictures}
    return names | dict.fromkeys((one.path for one in dataset.unlabelled), "none yet")


@given(st.data())
def test_only_pictures_of_the_edit_change_and_it_can_be_made_again(
    edits_of: Lists, plain_catalogues: st.SearchStrategy[Catalogue], data: st.DataObject
) -> None:
    catalogue = data.draw(plain_catalogues)
    dataset = apply(catalogue, data.draw(edits_of(catalogue).filter(bool)))
    place = data.draw(st.integers(0, len(dataset.edits) - 1))
    edit = dataset.edits[place]
    if not isinstance(edit, PictureEdit) or obstacle(dataset, place) is not None:
        return
    after = without(dataset, place)
    assert len(after.edits) == len(dataset.edits) - 1
    assert made_again(after, dataset.edits) == edit
    before, now = classes_of(dataset), classes_of(after)
    changed = {path for path in before.keys() | now.keys() if before.get(path) != now.get(path)}
    assert changed <= set(paths_of(edit))


def test_edit_that_a_later_one_depends_on_says_which(catalogue: Catalogue) -> None:
    one, other = (picture.path for picture in catalogue.pictures[:2])
    edits: tuple[Edit, ...] = (
        LeaveOut((one,)),
        MovePictures((other,), catalogue.classes[0]),
        KeepFinding((one,), "dark"),
    )
    dataset = apply(catalogue, (*edits, MovePictures((one, other), catalogue.classes[1])))
    said = [obstacle(dataset, place) for place in range(3)]
    assert "Label 2 pictures as" in str(said[0])
    assert "Label 2 pictures as" in str(said[1])
    assert said[2] is None
    split = apply(catalogue, (*edits, SplitBySeed(0.5, 1)))
    assert "split again" in str(obstacle(split, 0))
    assert obstacle(split, 2) is None


def test_split_that_was_moved_behind_an_edit_is_no_later_one(catalogue: Catalogue) -> None:
    path = next(one.path for one in catalogue.pictures if one.label != UNLABELLED)
    edits: tuple[Edit, ...] = (SplitBySeed(0.5, 1), PinPictures((path,), "validation"), LeaveOut((path,)))
    before = apply(catalogue, edits)
    fewer = replace(catalogue, pictures=catalogue.pictures[:-1])
    kept = with_kept_split(before, fewer)
    place = next(place for place, edit in enumerate(kept.edits) if isinstance(edit, LeaveOut))
    assert obstacle(kept, place) is None
    after = without(kept, place)
    assert not after.left_out
    assert after.last_edit == edits[1], "undo goes on with the edit before it"
