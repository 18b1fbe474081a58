"""What a model has learned from stays out of validation, whatever is labelled, undone, made again or opened again.

What it was validated on stays there when others get a class. Splits are a person's own decision.
"""

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from resnet_studio.core.basics.errors import DatasetError
from resnet_studio.core.dataset import record
from resnet_studio.core.dataset.catalogue import UNLABELLED, Catalogue, Picture
from resnet_studio.core.dataset.dataset import Dataset, apply
from resnet_studio.core.dataset.edits import Edit, SplitBySeed, SplitEdit
from resnet_studio.core.dataset.grouped_edit import GroupedSplit
from resnet_studio.core.dataset.keep_split import with_kept_split
from resnet_studio.core.dataset.picture_edits import ClearLabels, MovePictures, PinPictures
from resnet_studio.core.dataset.undone import from_record, to_record
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.earlier_split import EarlierRuns, as_in_runs
from resnet_studio.core.runs.edited_dataset import Edited
from resnet_studio.core.runs.run import create_run
from resnet_studio.gui.work.edit_history import EditHistory

KindsOf = Callable[[Catalogue], list[st.SearchStrategy[Edit]]]
PICTURES = tuple(Picture(f"{number}.jpg", UNLABELLED, "train", number, number) for number in range(24))
HEAP = Catalogue(Path("/heap"), ("cats", "dogs"), PICTURES)
SORTED = replace(HEAP, pictures=tuple(replace(one, label=one.size % 2) for one in PICTURES[:20]))
PAIRS = tuple((f"{number}.jpg", f"{number + 1}.jpg") for number in range(0, 24, 2))
SPLITS: tuple[SplitEdit, ...] = (
    SplitBySeed(0.4, 0),
    GroupedSplit("near_duplicates", 0.4, 0.0, 0, (), together=PAIRS),
)
GO = st.sampled_from(["label", "clear", "edit", "undo", "redo", "take back", "reload", "restart", "train"])


def some_edit(draw: Callable[..., Edit], kinds: list[st.SearchStrategy[Edit]], act: str) -> Edit:
    if act != "edit":  # many at once, so that shares change
        few = st.lists(st.sampled_from([one.path for one in PICTURES]), min_size=4, max_size=16, unique=True).map(tuple)
        return draw(
            st.builds(MovePictures, few, st.sampled_from(HEAP.classes))
            if act == "label"
            else st.builds(ClearLabels, few)
        )
    # A person who splits again, or pins pictures, decides about parts.
    return draw(st.one_of(kinds).filter(lambda edit: not isinstance(edit, SplitEdit | PinPictures)))


@given(st.data())
def test_no_sequence_moves_what_a_model_has_learned_from_into_validation(
    kinds_of_edits: KindsOf, data: st.DataObject
) -> None:
    kinds, learned, seen = kinds_of_edits(HEAP), set[str](), set[str]()
    scanned = apply(data.draw(st.sampled_from([HEAP, SORTED])), (data.draw(st.sampled_from(SPLITS)),))
    history, dataset = EditHistory(), scanned
    for at, name in enumerate(HEAP.classes):
        dataset = history.edited(dataset, MovePictures(tuple(one.path for one in PICTURES[at:16:2]), name))
    with TemporaryDirectory() as runs:
        for act in data.draw(st.lists(GO, min_size=4, max_size=14)):
            now: Dataset | None = None
            match act:
                case "label" | "clear" | "edit":
                    now = history.edited(dataset, some_edit(data.draw, kinds, act))
                case "undo":
                    now, _ = history.undo(dataset) or (None, None)
                case "take back" if dataset.edits:
                    now, _ = history.take_back(dataset, data.draw(st.integers(0, len(dataset.edits) - 1))) or (None, 0)
                case "redo":
                    now = history.redo(dataset)
                case "reload":
                    now, history.undone = with_kept_split(dataset, dataset.catalogue), ()
                case "restart":
                    saved = data.draw(st.sampled_from([1.0, 1e10]))  # before the newest run, or after it
                    now = restarted(history, dataset, scanned, Path(runs), saved)
                case "train":
                    with suppress(DatasetError):  # too little has a class
                        history.learn(create_run(Path(runs), TrainConfig.build(depth=20), dataset), dataset)
                        learned |= {one.path for one in dataset.part("train")}
                        seen |= {one.path for one in dataset.pictures}
            before = {one.path: one.part for one in dataset.pictures if one.path in seen}
            dataset = now or dataset
            if act == "label":
                assert before.items() <= {one.path: one.part for one in dataset.pictures}.items()
            assert learned.isdisjoint(one.path for one in dataset.part("validation"))


def test_pictures_of_a_run_that_is_deleted_or_learned_nothing_may_change_their_part() -> None:
    history, names = EditHistory(), tuple(one.path for one in PICTURES)
    dataset = history.edited(apply(HEAP, (SplitBySeed(0.4, 0),)), MovePictures(names[:20], "cats"))
    history.learn(Path("run"), dataset)
    history.rename(Path("run"), Path("renamed"))
    history.forget(Path("renamed"))
    undone, _ = history.undo(dataset) or (dataset, None)
    again = history.edited(undone, MovePictures(tuple(one.path for one in dataset.part("train")), "cats"))
    assert len(again.part("validation")) == 5


def restarted(history: EditHistory, dataset: Dataset, scanned: Dataset, runs: Path, saved: float) -> Dataset:
    """The dataset when the program is started again."""
    written = json.loads(json.dumps([record.to_record(dataset), to_record(dataset.edits, history.undone)]))
    left = record.from_record(written[0], Path("edits"))
    edited = Edited(left, saved, from_record(written[1], left.edits))
    earlier = EarlierRuns(scanned, runs)
    opened = as_in_runs(scanned, earlier, edited=edited)
    history._runs.clear()
    history._joined.clear()
    if earlier.newest is not None:
        history.know(earlier.newest)
    history.undone = edited.undone_of(opened)
    return opened
