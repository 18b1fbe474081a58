"""Which runs are of a dataset, and which of them has its best model."""

from dataclasses import replace
from pathlib import Path

from resnet_studio.core.dataset.dataset import Dataset, apply
from resnet_studio.core.dataset.folds import folds
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.protocol.events import RunStarted
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.run import create_run
from resnet_studio.core.runs.run_log import EventLog
from resnet_studio.core.runs.summary import best_run, summarise

CONFIG = TrainConfig.build(depth=20)
STARTED = RunStarted(1, "r", ("ants", "bees"), 10, 4, 272_000, 272_000, "CPU", "float32", epochs=3)


def test_run_on_chosen_folders_or_another_reading_is_of_another_dataset(runs: Path, dataset: Dataset) -> None:
    some = apply(replace(dataset.catalogue, chosen=("ants", "bees")), dataset.edits)
    read = apply(replace(dataset.catalogue, reading="classes"), dataset.edits)
    whole, on_some, on_read = (summarise(create_run(runs, CONFIG, one)) for one in (dataset, some, read))
    assert (on_some.dataset, on_some.chosen) == ("ants-bees", ("ants", "bees"))
    assert [[run.is_of(one) for one in (dataset, some, read)] for run in (whole, on_some, on_read)] == [
        [True, False, False],
        [False, True, False],
        [False, False, True],
    ]
    assert not whole.is_like(on_some)


def test_best_run_is_the_best_usable_one_of_the_folder(tmp_path: Path, colours: Path) -> None:
    dataset = scan(colours)
    one = summarise(create_run(tmp_path, TrainConfig.build(depth=20), dataset))
    assert one.is_of(dataset)
    assert not replace(one, root=str(tmp_path)).is_of(dataset)
    assert best_run([one], dataset) is None, "it has no model"
    good = replace(one, usable=True, best_val_top1=0.9, created=1.0)
    newer = replace(good, created=2.0)
    better_elsewhere = replace(good, best_val_top1=0.99, root="/data/ants")
    nameless = replace(good, best_val_top1=0.99, root="")
    without_result = replace(good, best_val_top1=float("nan"))
    assert best_run([without_result, good, newer, better_elsewhere, nameless], dataset) == newer


def test_folds_of_a_crossvalidation_are_no_best_run(tmp_path: Path, colours: Path) -> None:
    dataset = scan(colours)
    fold = summarise(create_run(tmp_path, CONFIG, folds(dataset, 3, 0)[1]))
    assert fold.fold == "2/3"
    whole = summarise(create_run(tmp_path, CONFIG, dataset))
    assert not whole.fold
    better, good = (replace(run, usable=True, best_val_top1=top1) for run, top1 in ((fold, 0.99), (whole, 0.9)))
    assert best_run([better, good], dataset) == good


def test_models_of_other_classes_of_the_folder_are_not_compared(tmp_path: Path, colours: Path) -> None:
    dataset = scan(colours)
    began = create_run(tmp_path, CONFIG, dataset, name="began")
    log = EventLog(began)
    log.append(replace(STARTED, classes=dataset.classes))
    log.close()
    same = replace(summarise(began), usable=True, best_val_top1=0.9)
    fewer = replace(same, path=tmp_path / "fewer", classes=dataset.classes[:2], best_val_top1=0.99)
    assert same.classes == dataset.classes
    assert best_run([same, fewer], dataset) == same
    assert not fewer.is_of(dataset)
    assert not fewer.is_like(same)
    assert same.is_like(replace(same, classes=dataset.classes[::-1]))
    assert same.is_like(replace(same, classes=())), "a run that has not begun does not say"
