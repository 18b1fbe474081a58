"""Texts about runs."""

from dataclasses import replace
from pathlib import Path

from resnet_studio.core.runs.marks import Marks
from resnet_studio.core.runs.states import RunState
from resnet_studio.core.runs.summary import RunSummary
from resnet_studio.gui.rooms.runs.words import facts

RUN = RunSummary(Path("a"), 0.0, None, "ants", RunState.FINISHED, 3, 2, 0.9, 9.0, 1_000, usable=True)


def test_listed_runs_with_a_common_tag_are_summed_up() -> None:
    folds = [
        replace(RUN, path=Path(str(top1)), best_val_top1=1.0, last_val_top1=top1, marks=Marks((tag, "5 folds of ants")))
        for top1, tag in ((0.9, "x"), (1.0, "y"), (0.8, "z"))
    ]
    said, *shorter = facts([*folds, RUN], 1, folds, 1)
    assert said.startswith("3 of 4 runs shown")
    assert said.endswith("after their last epoch 90.0 % on average, standard deviation 10.0 %")
    assert shorter == [
        "3 runs shown  ·  after their last epoch 90.0 % on average, standard deviation 10.0 %",
        "3 runs shown  ·  after their last epoch 90.0 % on average",
    ]
    alone = facts(folds, 1, folds, 1)[0]
    assert alone.startswith("3 runs  ·  ")
    assert alone.endswith("after their last epoch 90.0 % on average, standard deviation 10.0 %")
    assert "2 selected  ·  after their last epoch" in facts(folds, 1, folds, 2)[0]
    assert "average" not in facts([*folds, RUN], 1, [folds[0], RUN], 1)[0]  # no tag in common
    assert "average" not in facts([*folds, RUN], 1, folds[:1], 1)[0]  # one has no spread
    assert "average" not in facts([*folds, RUN], 1, [], 0)[0]
