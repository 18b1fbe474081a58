"""The scenes of the tour: what a person did before each picture is taken."""
# Long: one short function for each scene

from __future__ import annotations

import math
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import QMessageBox

from resnet_studio.core.basics import places
from resnet_studio.core.basics.errors import DatasetGoneError, DatasetUnreachableError, Failure
from resnet_studio.core.basics.message import message, show
from resnet_studio.core.checks.facts import Facts, Look
from resnet_studio.core.checks.find import Checked, check
from resnet_studio.core.checks.kinds import CheckFinding, CheckKind
from resnet_studio.core.checks.mending import mending
from resnet_studio.core.checks.sentences import of_leaks
from resnet_studio.core.checks.store import Measured, Pair
from resnet_studio.core.dataset.added_gone import with_gone
from resnet_studio.core.dataset.class_edits import AddClass, LeaveClassOut
from resnet_studio.core.dataset.dataset import apply
from resnet_studio.core.dataset.edits import Edit
from resnet_studio.core.dataset.group_split import Shares
from resnet_studio.core.dataset.grouped import grouped_split
from resnet_studio.core.dataset.keep_finding import KeepFinding
from resnet_studio.core.dataset.layout import UnclearLayoutError
from resnet_studio.core.dataset.picture_edits import (
    AddPictures,
    ClearLabels,
    KeepLabels,
    LeaveOut,
    MovePictures,
    PinPictures,
)
from resnet_studio.core.dataset.propose import Proposals
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.installation.gpu_manifest import GpuPack, GpuPackError, Wheel
from resnet_studio.core.installation.gpu_pack import PackPhase, PackProgress
from resnet_studio.core.installation.graphics_card import Card
from resnet_studio.core.pictures.examine import Header
from resnet_studio.core.protocol.events import (
    BatchEnd,
    JobFailed,
    JobFinished,
    Phase,
    Progress,
    RunFailed,
    RunFinished,
    RunPaused,
    RunStopped,
)
from resnet_studio.core.protocol.jobs.compare import Compared, Measuring
from resnet_studio.core.protocol.jobs.count import Count, Counted
from resnet_studio.core.protocol.jobs.explain import Explain, Explained
from resnet_studio.core.protocol.jobs.export import Exported
from resnet_studio.core.protocol.jobs.predict import Predict, Prediction
from resnet_studio.core.protocol.jobs.views import ShowViews
from resnet_studio.core.protocol.jobs.weights import WeightsOnDisk
from resnet_studio.core.runs.damaged_edits import BeforeDamage, damage
from resnet_studio.core.runs.moved_dataset import Moved
from resnet_studio.core.runs.summary import summarise
from resnet_studio.core.runs.threshold import answers_identity
from resnet_studio.gui.engine.status import EngineState, EngineStatus
from resnet_studio.gui.rooms.data.sort.writing import Writing
from resnet_studio.gui.rooms.runs.storage import bin_question
from resnet_studio.gui.rooms.use.camera import CameraDialog, is_installed
from resnet_studio.gui.rooms.use.export import ExportPanel
from resnet_studio.gui.rooms.use.room import UseRoom
from resnet_studio.gui.rooms.use.second import Second
from resnet_studio.gui.rooms.use.watching import Watching
from resnet_studio.gui.shell.check_notice import CheckNotice
from resnet_studio.gui.shell.closing import ask_to_close
from resnet_studio.gui.shell.drops import LINK
from resnet_studio.gui.shell.faults import fault_box
from resnet_studio.gui.shell.gpu_pack import GpuPackDialog
from resnet_studio.gui.widgets.fields import Foldout
from resnet_studio.gui.work.views import ViewsControl
from resnet_studio.gui.work.weights_file import Refusal
from tests.gui.tour_stage import EPOCHS, STEPS, shares
from tests.made_failures import show_alike, show_map, show_suspects
from tests.made_figures import figures_of, write_results

if TYPE_CHECKING:
    from pathlib import Path

    from tour_stage import Stage

    from resnet_studio.gui.preview import Preview

Scene = Callable[["Stage"], object]
SCENES: dict[str, Scene] = {}

FINISHED, PAUSED, STOPPED = RunFinished("", 1, 1), RunPaused("", 1, 1), RunStopped("", 1, 1)
MEMORY = RunFailed("", message("The memory is full. Choose a smaller network or a smaller batch size."), "Traceback")
NO_DOWNLOAD = RunFailed(
    "",
    message("The ImageNet weights could not be downloaded: no network connection."),
    "Traceback",
    Failure.UNREACHABLE,
)


def scene(take: Scene) -> Scene:
    """Add a scene under its function's name."""
    SCENES[take.__name__.replace("_", "-")] = take
    return take


# Data ------------------------------------------------------------------------------------------------------------


@scene
def data_welcome(stage: Stage) -> None:
    stage.start()


@scene
def data_scanning(stage: Stage) -> None:
    stage.start()
    stage.window.data_room.show_scanning(stage.home / "pictures", 12_345)


@scene
def data_error(stage: Stage) -> None:
    stage.start()
    stage.window.data_room.show_error(stage.home / "pictures", "The folder pictures holds no pictures.", "Traceback")


@scene
def data_question(stage: Stage) -> None:
    stage.start()
    parts = {"train": ("first", "second"), "validation": ("third",)}
    stage.window.data_room.ask_layout(UnclearLayoutError(stage.home / "insects", parts, ("ants", "bees")))


@scene
def data_table(stage: Stage) -> None:
    stage.start()
    file = stage.home / "insects.csv"
    lines = [f"pictures/{number}.jpg,{('ant', 'bee')[number % 2]},nest {number // 3},train" for number in range(30)]
    lines += ["pictures/30.jpg", "pictures/31.jpg,,nest 10,train"]
    file.write_text("\n".join(["file,species,nest,split", *lines]), encoding="utf-8")
    stage.window.data_room.ask_table(file, None)
    stage.wait(0.5)


@scene
def data_heap_with_table(stage: Stage) -> None:
    """Loose pictures, and a table beside them that names them."""
    folder = stage.home / "insects"
    folder.mkdir()
    names = [f"{number:03}.png" for number in range(24)]
    for number, name in enumerate(names):
        Image.new("RGB", (64, 48), (10 * number, 90, 200 - 8 * number)).save(folder / name)
    lines = [f"{name},{('ant', 'bee')[number % 2]}" for number, name in enumerate(names)]
    (folder / "labels.csv").write_text("\n".join(["file,species", *lines]), encoding="utf-8")
    stage.start()
    stage.window.session.set_dataset(scan(folder, unsorted=True))
    stage.wait(0.5)


@scene
def data_digits(stage: Stage) -> None:
    stage.open()


@scene
def data_photographs(stage: Stage) -> None:
    stage.photographs()


@scene
def data_many(stage: Stage) -> None:
    stage.many()


@scene
def data_class_out(stage: Stage) -> None:
    """A class that is left out, and another that is to be renamed as one that there is."""
    found = stage.many()
    stage.window.session.edit_dataset(LeaveClassOut(found.classes[0]))
    classes = stage.window.data_room.dataset_page.classes
    classes.list.choose(1)
    classes.list.rename_wanted.emit(found.classes[2])
    classes.namer.field.setText(found.classes[3])
    classes.namer.field.returnPressed.emit()


@scene
def data_long(stage: Stage) -> None:
    stage.long()


@scene
def data_split(stage: Stage) -> None:
    stage.open()
    stage.window.data_room.dataset_page.split.change_button.click()


@scene
def data_split_mended(stage: Stage) -> None:
    """Near-duplicates were on both sides of the program's own split."""
    stage.open()
    dataset = stage.window.session.dataset
    assert dataset is not None
    both = zip(*(dataset.part(part)[:12] for part in ("train", "validation")), strict=False)
    pairs = tuple((one.path, other.path) for one, other in both)
    checks = stage.window.checks
    checks.automatic = True
    checks.mendable.emit(mending(dataset, pairs))
    checks._wanted = False
    checks._background.cancel("find")
    paths = tuple(path for pair in pairs for path in pair)
    alike = CheckFinding(CheckKind.NEAR_DUPLICATE, message("The pictures of 12 groups are alike."), paths, pairs)
    checks.checked = Checked((alike,), pairs, len(dataset.pictures))
    checks.changed.emit()


@scene
def data_split_with_test(stage: Stage) -> None:
    """Groups were divided into three parts in a folder that has two of its own."""
    dataset = stage.photographs()
    stage.window.session.edit_dataset(grouped_split(dataset, "near_duplicates", (), Shares(0.15, 0.1), 0))
    stage.window.data_room.dataset_page.split.change_button.click()


@scene
def data_changed_by_you(stage: Stage) -> None:
    """Pictures that were moved, left out, kept and pinned."""
    found = stage.photographs()
    paths = [one.path for one in found.pictures[:6]]
    for edit in (
        MovePictures(tuple(paths[:2]), found.classes[1]),
        LeaveOut(tuple(paths[2:4])),
        KeepLabels(tuple(paths[4:])),
        PinPictures((paths[1], found.pictures[7].path), "test"),
    ):
        stage.window.session.edit_dataset(edit)
    page = stage.window.data_room.dataset_page
    page.parts.button("changed").click()


@scene
def data_selected(stage: Stage) -> None:
    """Several pictures, with their menu."""
    stage.photographs()
    grid = stage.window.data_room.dataset_page.grid
    for place, extend in ((1, False), (4, True)):
        grid.select(place, extend=extend)
    grid.select(7, add=True)
    grid.menu(0).popup(grid.viewport().mapToGlobal(grid.tile_rect(7).center()))


@scene
def data_changed(stage: Stage) -> None:
    stage.photographs()
    stage.window.data_room.show_news(message("The folder has changed since it was read: 3 files are new."))


@scene
def data_folder_gone(stage: Stage) -> None:
    dataset = stage.photographs()
    stage.window.opening.news.emit(DatasetGoneError(dataset.root).message)
    stage.window.opening.missed.emit(dataset.root)


@scene
def data_added_gone(stage: Stage) -> None:
    """Pictures that were added from a stick that is not connected, and a damaged file of changes."""
    dataset = stage.photographs()
    names = tuple(f"/media/stick/{number}.jpg" for number in range(3))
    damaged = damage(places.data_folder() / "datasets" / "0123456789abcdef.json", BeforeDamage())
    catalogue = replace(dataset.catalogue, findings=(damaged, *dataset.catalogue.findings))
    added = AddPictures(names, dataset.classes[0], (1,) * 3, (1,) * 3)
    stage.window.session.set_dataset(with_gone(apply(catalogue, (*dataset.edits, added))))


@scene
def data_recent_gone(stage: Stage) -> None:
    """A dataset of the list that is somewhere else by now."""
    dataset = stage.photographs()
    room = stage.window.data_room
    room.show_error(dataset.root, f"The folder {dataset.root} is not there.")
    room.error.panel.offer_folder(dataset.root, dataset.root)


@scene
def data_checked(stage: Stage) -> None:
    """What a check of the open dataset has found."""
    dataset = stage.photographs()
    paths = [one.path for one in dataset.pictures]
    sides = [[one.path for one in dataset.part(part)] for part in ("train", "validation")]
    across = tuple(zip(sides[0][3:9], sides[1][5:11], strict=False))
    found = (
        CheckFinding(CheckKind.LEAK, of_leaks(len(across)), tuple(path for pair in across for path in pair), across),
        CheckFinding(CheckKind.TWO_CLASSES, message("A picture is in two classes."), (paths[0], paths[-1]),
                     ((paths[0], paths[-1]),)),
        CheckFinding(CheckKind.BLURRED, message("3 pictures are blurred."), tuple(paths[4:7])),
        CheckFinding(CheckKind.DARK, message("5 pictures are nearly black."), tuple(paths[10:15])),
    )  # fmt: skip
    stage.window.checks.checked = Checked(
        found, found[1].groups, len(paths), pairs=tuple(Pair(*sorted(one), 0.974) for one in across)
    )  # fmt: skip
    stage.window.checks.automatic = True
    stage.window.checks._wanted = False
    stage.window.checks.changed.emit()


@scene
def data_check_panel(stage: Stage) -> None:
    data_checked(stage)
    (bar,) = stage.window.data_room.dataset_page.findChildren(CheckNotice)
    bar.open_findings()


@scene
def data_check_panel_classes(stage: Stage) -> None:
    """Groups in two classes, and classes of different sizes, with all that can be done."""
    data_check_panel(stage)
    dataset, control = stage.window.session.dataset, stage.window.checks
    assert dataset is not None
    paths = [one.path for one in dataset.pictures]
    groups = tuple((paths[number], paths[number + 1], paths[-1 - number]) for number in range(0, 8, 2))
    flat = tuple(path for group in groups for path in group)
    uneven = message("ants has 120 training pictures, bees only 24: the small class is learned less well.")
    found = (
        CheckFinding(CheckKind.TWO_CLASSES, message("4 pictures are in two classes."), flat, groups),
        CheckFinding(CheckKind.IMBALANCE, uneven, (), classes=dataset.classes),
        CheckFinding(CheckKind.ROTATED, message("2 pictures are stored turned."), tuple(paths[20:22])),
    )
    control.checked = Checked(found, groups, len(paths), pairs=tuple(Pair(*sorted(one[:2]), 0.97) for one in groups))
    control.changed.emit()


@scene
def data_check_panel_shortcut(stage: Stage) -> None:
    """A property that tells classes apart, with what each class has of it."""
    data_check_panel(stage)
    dataset, control = stage.window.session.dataset, stage.window.checks
    assert dataset is not None
    facts = {}
    for number, one in enumerate(dataset.pictures):
        bright = 60.0 + number % 37 + 90 * one.label
        look = Look(bright, 40.0, 230.0, 50.0, 0.05, 0.3, 0.5, 0.0, 0.0, 110.0, 40.0)
        facts[one.path] = Facts(one.size, one.mtime_ns, Header("JPEG", "RGB", 400, 300), look)
    control.checked = check(dataset, Measured(facts, {}, ()))
    control.changed.emit()
    stage.wait(0.5)


def _checked_and_edited(stage: Stage, edits_of: Callable[[Sequence[str]], Iterable[Edit]]) -> list[str]:
    """A checked dataset with edits of its pictures, whose findings stay; the paths of these pictures."""
    data_checked(stage)
    session, control = stage.window.session, stage.window.checks
    found = control.checked
    assert found is not None
    assert session.dataset is not None
    paths = [one.path for one in session.dataset.pictures]
    for edit in edits_of(paths):
        session.edit_dataset(edit)
    control._background.cancel("find")
    control.checked, control._wanted = found, False
    control.changed.emit()
    return paths


@scene
def data_check_panel_done(stage: Stage) -> None:
    """Findings that were dealt with, one of which a later edit depends on."""

    def edits(paths: Sequence[str]) -> Iterable[Edit]:
        yield LeaveOut((paths[30],), "placeholder")
        yield KeepFinding((paths[40], paths[41]), "rotated")
        yield MovePictures(tuple(paths[50:53]), "bees", "two_classes")
        yield LeaveOut((paths[51],))

    _checked_and_edited(stage, edits)
    (bar,) = stage.window.data_room.dataset_page.findChildren(CheckNotice)
    bar.open_findings()


@scene
def data_filters(stage: Stage) -> None:
    """Filters that are on, of several kinds, and pictures sorted by their size; with all parts that there can be."""

    def edits(paths: Sequence[str]) -> Iterable[Edit]:
        return LeaveOut((paths[30],)), MovePictures(tuple(paths[50:53]), "bees"), ClearLabels((paths[60],))

    paths, control = _checked_and_edited(stage, edits), stage.window.checks
    control.sides = {path: 100 + 3 * number for number, path in enumerate(paths)}
    control.changed.emit()
    filters = stage.window.data_room.dataset_page.filters
    filters.more.switch("format", "JPEG", on=True)
    for low in ("128", "224", "384", "512"):
        filters.more.switch("pixels", low, on=True)
    filters.sort.choose("pixels")


@scene
def data_filters_menu(stage: Stage) -> None:
    """The menu of orders."""
    data_filters(stage)
    sort = stage.window.data_room.dataset_page.filters.sort
    sort.menu_of_orders().popup(sort.mapToGlobal(sort.rect().bottomLeft()))


@scene
def data_check_panel_larger(stage: Stage) -> None:
    """A picture of a finding, large, with what can be done with it."""
    data_check_panel(stage)
    (bar,) = stage.window.data_room.dataset_page.findChildren(CheckNotice)
    bar.panel.choose("blurred")
    bar.panel.finding.show_larger()
    stage.wait(0.5)


@scene
def data_groups(stage: Stage) -> None:
    """How patients, as names say them, stay in one part, before the pictures were checked."""
    found = stage.photographs()
    for number, one in enumerate(found.pictures[:120]):
        folder = stage.home / "sting-clinic" / ("ants", "bees")[number % 2]
        folder.mkdir(parents=True, exist_ok=True)
        source = found.absolute(one)
        shutil.copy(source, folder / f"patient{number // 6:02}_{number:03}{source.suffix}")
    stage.window.session.set_dataset(scan(stage.home / "sting-clinic"))
    page = stage.window.data_room.dataset_page
    page.split.change_button.click()
    page.split.groups_button.click()


@scene
def data_folds(stage: Stage) -> None:
    data_groups(stage)
    stage.window.data_room.dataset_page.findChildren(CheckNotice)[0].open_split("folds")


@scene
def data_pattern(stage: Stage) -> None:
    """How names begin, typed."""
    data_groups(stage)
    (bar,) = stage.window.data_room.dataset_page.findChildren(CheckNotice)
    card = bar.panel.split
    stage.until(card.by.isEnabled)
    card.by.button("pattern").click()
    card.pattern.edit.setText("patient0*_")
    card.pattern.edit.textEdited.emit("patient0*_")
    stage.until(lambda: bool(card.pattern.examples.text()))


def _heap(stage: Stage, labelled: int, classes: Sequence[str] = ("ants", "bees")) -> None:
    """A heap of photographs, of which some have a class and the others are proposed."""
    heap = stage.home / "heap"
    heap.mkdir()
    for one in (found := stage.photographs()).pictures:
        shutil.copy(found.absolute(one), heap)
    dataset = scan(heap, unsorted=True)
    for name in classes:
        dataset = dataset.with_edit(AddClass(name))
    paths = [one.path for one in dataset.unlabelled]
    for number, name in enumerate(classes):
        if some := tuple(paths[number : labelled : len(classes)]):
            dataset = dataset.with_edit(MovePictures(some, name))
    stage.window.session.set_dataset(dataset)
    control = stage.window.proposing
    control.depth, control._wanted = 18, False
    left = tuple(one.path for one in dataset.unlabelled)
    if labelled:
        certain = np.linspace(0.55, 0.99, len(left), dtype=np.float32)
        chances = np.repeat((1 - certain)[:, None] / (len(classes) - 1), len(classes), axis=1)
        chances[np.arange(len(left)), np.arange(len(left)) * 2 // 3 % len(classes) if len(classes) > 2 else 0] = certain
        known = tuple(range(len(classes)))
        control.proposals = Proposals(dataset.all_classes, known, left, chances, labelled - 1, labelled)
    control.first = left
    control.changed.emit()


@scene
def data_sort_heap(stage: Stage) -> None:
    _heap(stage, 0)


@scene
def data_sort_selected(stage: Stage) -> None:
    _heap(stage, 0)
    grid = stage.window.data_room.sort_page.grid
    grid.select(1)
    grid.select(4, extend=True)


@scene
def data_sort_proposed(stage: Stage) -> None:
    _heap(stage, 24)
    stage.window.data_room.sort_page.go_to("proposed", 0)


@scene
def data_sort_rows(stage: Stage) -> None:
    _heap(stage, 24, ("ants", "bees", "butterfly", "dragonfly"))
    page = stage.window.data_room.sort_page
    page.go_to("proposed")
    page.grid.select(2)
    page._typed("3")


@scene
def data_sort_least(stage: Stage) -> None:
    """Rows, and below them some of the least certain, of which three are selected."""
    _heap(stage, 24, ("ants", "bees", "butterfly", "dragonfly"))
    page = stage.window.data_room.sort_page
    page.go_to("proposed")
    page.least.grid.setFocus()
    page.least.grid.select(1)
    page.least.grid.select(3, extend=True)


@scene
def data_sort_many_classes(stage: Stage) -> None:
    _heap(stage, 24, [f"class {chr(ord('a') + number)}" for number in range(11)])


@scene
def data_sort_written(stage: Stage) -> None:
    """Copies that were written out, and can be deleted."""
    _heap(stage, 24)
    page = stage.window.data_room.sort_page
    writing = page.findChild(Writing)
    writing.write(page.known.dataset, stage.home / "out", "copy")
    stage.until(writing.undo_button.isVisible)


@scene
def data_sort_class_out(stage: Stage) -> None:
    """A class that is left out, whose pictures can be taken back."""
    _heap(stage, 24)
    page = stage.window.data_room.sort_page
    page.edit_wanted.emit(LeaveClassOut("ants"))
    page.side.list.choose(0)
    page.go_to("labelled", 0)


@scene
def data_moved(stage: Stage) -> None:
    """All pictures were moved into folders, which can be opened."""
    _heap(stage, 398)
    room = stage.window.data_room
    room.show_sorting()
    writing = room.sort_page.findChild(Writing)
    writing.write(room.sort_page.known.dataset, stage.home / "out", "move")
    stage.until(writing.undo_button.isVisible)
    room.show_pictures()
    stage.until(room.dataset_page.notices.news.isVisible)


@scene
def data_sort_larger(stage: Stage) -> None:
    _heap(stage, 24)
    page = stage.window.data_room.sort_page
    page._open(page.grid, 3)
    stage.until(lambda: "SHA-256" in page.preview.near.details.shown())


def _preview(stage: Stage, picture: int) -> Preview:
    page = stage.window.data_room.dataset_page
    page.open_larger(picture)
    stage.until(lambda: "SHA-256" in page.preview.near.details.shown())
    return page.preview


@scene
def data_preview(stage: Stage) -> None:
    stage.photographs()
    _preview(stage, 1)


def _judged(stage: Stage) -> str:
    """Photographs, a model in use that has some wrong, and a finding; the path of one of both."""
    dataset = stage.photographs()
    run = stage.saved_run(dataset, "", FINISHED)
    pictures = [[one.path for one in dataset.part("validation") if one.label == label] for label in (0, 1)]
    write_results(run, figures_of(((20, 30), (2, 40)), dataset.classes), pictures=pictures)
    stage.window.session.use_run(summarise(run))
    wrong = pictures[0][25]
    sentence = message("{number} pictures are blurred.", number=2)
    stage.window.checks.checked = Checked((CheckFinding(CheckKind.BLURRED, sentence, (wrong,)),), (), 1)
    return wrong


@scene
def data_filtered(stage: Stage) -> None:
    _judged(stage)
    page = stage.window.data_room.dataset_page
    page.filters.more.menu_of_filters()
    stage.until(lambda: bool(stage.window.answers.known))
    page.filters.more.switch("answer", "wrong", on=True)
    page.filters.more.switch("format", "JPEG", on=True)
    stage.wait(1.0)


@scene
def data_preview_near(stage: Stage) -> None:
    wrong = _judged(stage)
    dataset = stage.window.session.dataset
    assert dataset is not None
    preview = _preview(stage, next(index for index, one in enumerate(dataset.pictures) if one.path == wrong))
    stage.until(lambda: "The model says" in preview.near.details.shown())
    preview.near.press(QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Z, Qt.KeyboardModifier.NoModifier))
    preview.near.press(QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Plus, Qt.KeyboardModifier.NoModifier))


@scene
def data_drop_refused(stage: Stage) -> None:
    stage.open()
    stage.window.drop_refused.emit(LINK)


@scene
def data_offers_best(stage: Stage) -> None:
    dataset = stage.photographs()
    stage.saved_run(dataset, "", FINISHED)
    stage.window.runs_room.refresh()


@scene
def data_recovery(stage: Stage) -> None:
    dataset = stage.photographs()
    stage.saved_run(dataset, "", PAUSED, 7)
    stage.window.runs_room.refresh()


# Model -----------------------------------------------------------------------------------------------------------


@scene
def model_empty(stage: Stage) -> None:
    stage.start()
    stage.go("model")


@scene
def model_digits(stage: Stage) -> None:
    stage.open()
    stage.go("model")


@scene
def model_photographs(stage: Stage) -> None:
    stage.photographs()
    stage.go("model")


@scene
def model_photographs_end(stage: Stage) -> None:
    model_photographs(stage)
    stage.bottom = True


@scene
def model_many(stage: Stage) -> None:
    """Thousands of pictures, of which two stages are recommended to learn."""
    stage.many()
    stage.go("model")


@scene
def model_many_deep(stage: Stage) -> None:
    stage.many(depth=152)
    stage.go("model")


@scene
def model_download(stage: Stage) -> None:
    stage.photographs()
    stage.window.session.draft.choose(depth=18, weights="imagenet")
    stage.window.model_room.set_weights_on_disk(WeightsOnDisk((), str(places.cache_folder())))
    stage.window.model_room.show_fetch(Progress(Phase.DOWNLOADING, 12_000_000, 46_000_000))
    stage.go("model")


@scene
def model_problem(stage: Stage) -> None:
    stage.photographs()
    stage.window.session.draft.choose(depth=18, weights="imagenet")
    stage.window.model_room.show_weights_problem(
        "The weights of ResNet-18 could not be downloaded: there is no network connection. Download "
        "https://download.pytorch.org/models/resnet18-f37072fd.pth and choose the file.",
        "Traceback",
    )
    stage.go("model")


@scene
def model_refused_file(stage: Stage) -> None:
    stage.photographs()
    file = str(stage.home / "checkpoint of the other network.pth")
    text = message("checkpoint of the other network.pth holds a ResNet-50. Choose depth 50, or another file.")
    stage.window.model_room.show_refusal(Refusal(text, depth=50, choices={"depth": 50, "weights": file}))
    stage.go("model")


@scene
def model_scratch_with_own_file(stage: Stage) -> None:
    stage.photographs(weights="scratch")
    stage.window.model_room.set_known_file(str(stage.home / "the weights of the run before the last one.pth"))
    stage.go("model")


# Train -----------------------------------------------------------------------------------------------------------


@scene
def train_empty(stage: Stage) -> None:
    stage.start()
    stage.go("train")


@scene
def train_plan(stage: Stage) -> None:
    stage.photographs()
    stage.go("train")


@scene
def train_plan_unsorted(stage: Stage) -> None:
    """No picture has a class yet, so there is nothing to train on."""
    _heap(stage, 0)
    stage.go("train")


@scene
def train_plan_findings(stage: Stage) -> None:
    """The check has found what would mislead; the last settings are open."""
    data_checked(stage)
    stage.go("train")
    stage.window.train_room.findChildren(Foldout)[-1].set_open(True)


def _seen(stage: Stage) -> None:
    """What the engine answers when a person asks to see the pictures."""
    from resnet_studio.engine.run_job import run_job  # here: the window's tests import no torch

    plan = stage.window.train_room.plan
    plan.show_views(True)
    (control,) = stage.window.train_room.findChildren(ViewsControl)
    stage.until(lambda: control._job is not None)
    assert control._job is not None
    assert isinstance(control._job.job, ShowViews)
    stage.send(control._job.number, *run_job(control._job.job))


@scene
def train_views(stage: Stage) -> None:
    stage.photographs(frozen=(), augment="strong", mixup=0.4)
    stage.go("train")
    stage.window.train_room.findChildren(Foldout)[0].set_open(True)
    _seen(stage)


@scene
def train_views_of_one(stage: Stage) -> None:
    """Nothing is mixed, and what the pictures show is asked; a head alone learns."""
    stage.photographs(augment="microscopy")
    stage.go("train")
    _seen(stage)


def _first_of_each(folder: Path, counts: Sequence[int]) -> Iterator[tuple[str, int, Path]]:
    """The first pictures of some classes, with the name of each and a number."""
    found = scan(folder)
    for label, count in enumerate(counts):
        of_it = [one for one in found.part("train") if one.label == label]
        for number, one in enumerate(of_it[:count]):
            yield found.classes[label], number, folder / one.path


@scene
def train_plan_asks(stage: Stage) -> None:
    """Few pictures of one class, and nothing says what they show."""
    folder = stage.home / "two kinds"
    for name, number, file in _first_of_each(stage.folder_of_photographs, (40, 8)):
        (folder / name).mkdir(parents=True, exist_ok=True)
        shutil.copy(file, folder / name / f"{number}{file.suffix}")
    stage.open(folder, frozen=(), augment="photographs")
    stage.go("train")
    stage.until(lambda: stage.window.session.shown is not None)


@scene
def train_plan_many(stage: Stage) -> None:
    """Thousands of pictures, of which two stages learn."""
    stage.many()
    stage.go("train")


@scene
def train_plan_many_deep(stage: Stage) -> None:
    stage.many(depth=152)
    stage.go("train")


@scene
def train_waiting(stage: Stage) -> None:
    stage.photographs()
    stage.window.start_training()


@scene
def train_first_epoch(stage: Stage) -> None:
    stage.photographs()
    stage.train(0)


@scene
def train_running(stage: Stage) -> None:
    stage.photographs()
    stage.train()


@scene
def train_running_end(stage: Stage) -> None:
    train_running(stage)
    stage.bottom = True


@scene
def train_running_pictures(stage: Stage) -> None:
    """Where there is no room for curves and pictures at once, the pictures."""
    train_running(stage)
    stage.window.train_room.live.switch.button("pictures").click()


@scene
def train_running_many(stage: Stage) -> None:
    stage.many()
    stage.train(notices=3)


@scene
def train_running_long(stage: Stage) -> None:
    stage.long()
    stage.train()


@scene
def train_drawer(stage: Stage) -> None:
    stage.photographs()
    stage.train(notices=3)
    stage.window.train_room._drawer.open()


@scene
def train_validating(stage: Stage) -> None:
    """Within an epoch, after its last step."""
    stage.photographs()
    stage.train()
    job = stage.window.training.job
    assert job is not None
    stage.send(job.number, BatchEnd(8, 8 * STEPS, 0.2, 1e-4, 62.4, EPOCHS * STEPS), Progress(Phase.VALIDATING, 64, 153))


@scene
def train_folder_gone(stage: Stage) -> None:
    dataset = stage.photographs()
    gone = DatasetUnreachableError(dataset.root)
    stage.train(3, RunFailed("", gone.message, "Traceback", gone.kind))


@scene
def train_folder_found(stage: Stage) -> None:
    """The run can be resumed where its pictures are now."""
    train_folder_gone(stage)
    dataset, run = stage.window.session.dataset, stage.window.session.run
    assert dataset is not None
    assert run is not None
    stage.window.train_room.error.folder_found(dataset.root)
    moved = Moved(dataset.root, dataset.root.with_name("elsewhere"), len(dataset.pictures), 3, 0, (run.path,))
    stage.window.drop_notice.say(moved.text)


@scene
def train_paused(stage: Stage) -> None:
    stage.photographs()
    stage.train(7, PAUSED)


@scene
def train_stopped(stage: Stage) -> None:
    stage.photographs()
    stage.train(7, STOPPED)


@scene
def train_finished(stage: Stage) -> None:
    stage.open()
    stage.train(12, FINISHED)


@scene
def train_finished_next_differs(stage: Stage) -> None:
    stage.photographs()
    stage.train(12, FINISHED)
    stage.window.session.draft.choose(depth=34, epochs=20)


@scene
def train_failed(stage: Stage) -> None:
    stage.photographs()
    stage.train(3, MEMORY)


@scene
def train_failed_at_once(stage: Stage) -> None:
    stage.photographs()
    stage.train(0, NO_DOWNLOAD)


@scene
def train_not_responding(stage: Stage) -> None:
    stage.photographs()
    stage.train(3)
    stage.window.worker.status_changed.emit(EngineStatus(EngineState.NOT_RESPONDING))


@scene
def train_most_wrong(stage: Stage) -> None:
    stage.open()
    stage.train(12, FINISHED)
    stage.window.train_room.live.pictures.order.button("wrong").click()


@scene
def train_large_picture(stage: Stage) -> None:
    stage.photographs()
    stage.train()
    stage.window.train_room.live.pictures.tiles.activated.emit(0)


# Results ---------------------------------------------------------------------------------------------------------


@scene
def results_empty(stage: Stage) -> None:
    stage.start()
    stage.go("results")


@scene
def results_few(stage: Stage) -> None:
    stage.results(stage.photographs())


@scene
def results_few_end(stage: Stage) -> None:
    results_few(stage)
    stage.bottom = True


@scene
def results_maps(stage: Stage) -> None:
    results_few(stage)
    stage.window.failures._bring_into_sight(stage.window.failures.fails, 0)
    stage.wait(0.2)
    explain(stage, failing=True)


@scene
def results_suspects_and_map(stage: Stage) -> None:
    results_few(stage)
    show_suspects(stage.window)
    show_alike(stage.window)
    show_map(stage.window)
    stage.wait(0.5)


@scene
def results_suspects_and_map_end(stage: Stage) -> None:
    results_suspects_and_map(stage)
    stage.bottom = True


@scene
def results_many(stage: Stage) -> None:
    stage.results(stage.many())


@scene
def results_ten(stage: Stage) -> None:
    stage.results(stage.open())


@scene
def results_ten_end(stage: Stage) -> None:
    results_ten(stage)
    stage.bottom = True


@scene
def results_many_map(stage: Stage) -> None:
    """The map of many classes, one of which is chosen."""
    stage.results(stage.many())
    stage.wait(0.3)
    show_map(stage.window, lasso=False)
    stage.bottom = True


@scene
def results_many_map_of_one_class(stage: Stage) -> None:
    results_many_map(stage)
    stage.window.failures.map.legend.choose(2)


@scene
def results_few_mistakes(stage: Stage) -> None:
    """A cell with few pictures, at another epoch."""
    stage.results(stage.photographs(), [[29, 1], [2, 28]])
    stage.wait(0.3)
    stage.window.failures.fails.show_pair(0, 1)
    stage.window.failures.fails.show_other_epoch(9)


@scene
def results_many_end(stage: Stage) -> None:
    results_many(stage)
    stage.bottom = True


@scene
def results_long_two_parts(stage: Stage) -> None:
    stage.results(stage.long(), parts=("validation", "test"))


@scene
def results_measuring(stage: Stage) -> None:
    run = summarise(stage.saved_run(stage.photographs(), "", FINISHED))  # which starts the window
    stage.window.results.show(run)
    stage.go("results")


@scene
def results_failed(stage: Stage) -> None:
    results_measuring(stage)
    stage.wait(0.3)
    job = max(stage.window.jobs.waiting, key=lambda one: one.number).number
    stage.send(job, JobFailed(message("The folder {folder} is not there.", folder="pictures"), "Traceback"))


@scene
def results_folder_gone(stage: Stage) -> None:
    results_measuring(stage)
    stage.wait(0.3)
    job = max(stage.window.jobs.waiting, key=lambda one: one.number).number
    gone = DatasetGoneError(stage.home / "pictures")
    stage.send(job, JobFailed(gone.message, "Traceback", gone.kind))


@scene
def results_pictures_gone(stage: Stage) -> None:
    """Figures and answers are known, the folder of the pictures is gone."""
    dataset = stage.long()
    dataset.root.rename(stage.home / "elsewhere")
    stage.results(dataset)
    stage.bottom = True


@scene
def results_of_another_dataset(stage: Stage) -> None:
    stage.results(stage.photographs())
    stage.window.session.dataset = stage.long()


# Use -------------------------------------------------------------------------------------------------------------


@scene
def use_empty(stage: Stage) -> None:
    stage.start()
    stage.go("use")


@scene
def use_first_run(stage: Stage) -> None:
    train_running(stage)
    stage.go("use")
    stage.window._tick()


@scene
def use_model(stage: Stage) -> None:
    stage.use(stage.photographs())


@scene
def use_camera(stage: Stage) -> None:
    """What a camera sees, or what it needs, with the button that installs it."""
    use_model(stage)
    room = stage.window.use_room
    room.asking.open_camera()
    (dialog,) = room.findChildren(CameraDialog)
    if is_installed():
        dataset = stage.window.session.dataset
        assert dataset is not None
        dialog._see(QImage(str(dataset.absolute(dataset.pictures[0]))))


@scene
def use_answers(stage: Stage) -> None:
    dataset = stage.photographs()
    stage.use(dataset)
    stage.predict(dataset)


def explain(stage: Stage, *, blocks: int = 8, failing: bool = False) -> None:
    """Switch on where the network looked, in Use or among the failing pictures of Results, and answer.

    A job that gives way to another one is followed by its rest.
    """
    room, failures = stage.window.use_room, stage.window.failures
    maps, tiles = (failures.looks, failures.fails.tile_maps) if failing else (room.maps, room.results.tile_maps)
    maps.choice.set_on(True)
    tiles.ask()
    rows, columns = np.mgrid[0:7, 0:7]
    number = 0
    while stage.window.explain.busy:
        handle = max(stage.window.jobs.waiting, key=lambda one: one.number)
        assert isinstance(handle.job, Explain)
        row, column = 3 + 2 * math.sin(number), 3 + 2 * math.cos(2 * number)
        values = np.exp(-((rows - row) ** 2 + (columns - column) ** 2) / 3).astype(np.float32)
        shares = (*(0.4 + 0.3 * math.sin(block + number) for block in range(blocks - 1)), 2.4)
        known = maps.choice.classes[number % len(maps.choice.classes)]
        path = handle.job.paths[0]
        event = Explained.of_map(path, known, 0.93, handle.job.stage, values, shares, 0.875)
        stage.send(handle.number, event)
        if len(handle.job.paths) == 1:
            stage.send(handle.number, JobFinished())
        number += 1


@scene
def use_maps(stage: Stage) -> None:
    dataset = stage.photographs()
    stage.use(dataset)
    stage.predict(dataset)
    explain(stage)


@scene
def use_map_large(stage: Stage) -> None:
    use_maps(stage)
    stage.window.use_room.card_actions.show_larger(0)


@scene
def use_answers_many(stage: Stage) -> None:
    dataset = stage.many()
    stage.use(dataset)
    stage.predict(dataset)


@scene
def use_answers_long(stage: Stage) -> None:
    dataset = stage.long()
    stage.use(dataset)
    stage.predict(dataset)


@scene
def use_predicting(stage: Stage) -> None:
    dataset = stage.photographs()
    stage.use(dataset)
    stage.predict(dataset, 40, answers=5)


def _answers(stage: Stage) -> UseRoom:
    """Answers with counts, and intervals of these."""
    dataset = stage.photographs()
    stage.use(dataset)
    stage.predict(dataset)
    stage.until(lambda: any(isinstance(one.job, Count) for one in stage.window.jobs.waiting))
    handle = next(one for one in stage.window.jobs.waiting if isinstance(one.job, Count))
    assert isinstance(handle.job, Count)
    answered, classes = handle.job.answered, len(dataset.classes)
    lows, highs = (tuple(max(0, one + by) for one in answered) for by in (-1, 2))
    counted = Counted(dataset.classes, answered, handle.job.not_sure, answered, lows, highs, 30 * classes)
    stage.send(handle.number, counted, JobFinished())
    return stage.window.use_room


@scene
def use_counts(stage: Stage) -> None:
    _answers(stage)


@scene
def use_counts_many(stage: Stage) -> None:
    dataset = stage.many()
    stage.use(dataset)
    stage.predict(dataset, 60)


@scene
def use_table(stage: Stage) -> None:
    _answers(stage).view.form.button("table").click()


@scene
def use_second_model(stage: Stage) -> None:
    room = _answers(stage)
    dataset = stage.window.session.dataset
    assert dataset is not None
    other = summarise(stage.saved_run(dataset, "with a lower learning rate", FINISHED))
    (second,) = room.findChildren(Second)
    second.use(other)
    job = max(stage.window.jobs.waiting, key=lambda one: one.number)
    assert isinstance(job.job, Predict)
    for number, path in enumerate(job.job.paths):
        label = number % len(dataset.classes)
        stage.send(job.number, Prediction(path, dataset.classes, shares(label, len(dataset.classes), 0.8)))
    stage.send(job.number, JobFinished())
    room.redraw()


@scene
def use_watching(stage: Stage) -> None:
    """A watched folder, of whose pictures some are answered."""
    dataset = stage.photographs()
    stage.use(dataset)
    folder = stage.home / "arrivals"
    folder.mkdir()
    (watching,) = stage.window.use_room.findChildren(Watching)
    watching.watch(folder)
    stage.until(lambda: watching.notice.isVisible())
    stage.predict(dataset)


@scene
def use_export_panel(stage: Stage) -> None:
    room = _answers(stage)
    room.findChildren(ExportPanel)[0].show()
    room.width_class_changed.emit(room.width_class())


@scene
def use_export_install(stage: Stage) -> None:
    """A format whose runtime is not installed."""
    room = _answers(stage)
    (panel,) = room.findChildren(ExportPanel)
    panel.formats.button("litert").click()
    panel.show()
    room.width_class_changed.emit(room.width_class())


@scene
def use_export_done(stage: Stage) -> None:
    """An export that was checked."""
    room = _answers(stage)
    (panel,) = room.findChildren(ExportPanel)
    run = stage.window.session.model
    assert run is not None
    done = Exported(
        str(run.path), str(stage.home / "model"), "model.onnx", *panel.kind(), 44_700_000, 153, 153, 2.1e-6, 14.2, 6.1,
        2, "onnxruntime 1.20.1", alike=153, identity=answers_identity(run.path),
    )  # fmt: skip
    panel.control.done[panel.kind()] = done
    panel.control.changed.emit()
    panel.show()
    room.width_class_changed.emit(room.width_class())


@scene
def use_export_beside(stage: Stage) -> None:
    """An export beside an earlier one with files of a person; its program reads some pictures otherwise."""
    room = _answers(stage)
    (panel,) = room.findChildren(ExportPanel)
    run = stage.window.session.model
    assert run is not None
    done = Exported(
        str(run.path), str(stage.home / "model"), "model.onnx", *panel.kind(), 44_700_000, 153, 153, 2.1e-6, 14.2, 6.1,
        2, "onnxruntime 1.20.1", alike=151, identity=answers_identity(run.path),
    )  # fmt: skip
    panel.control.done[panel.kind()] = done
    panel.control.outcomes.beside.add(panel.kind())
    panel.control.changed.emit()
    panel.show()
    room.width_class_changed.emit(room.width_class())


@scene
def use_folder_gone(stage: Stage) -> None:
    """Validation pictures that a person wants to try are not there."""
    dataset = stage.photographs()
    stage.use(dataset)
    gone = DatasetGoneError(dataset.root)
    stage.window.use_room.show_problem(show(gone.message))
    stage.window.use_room.problem.offer_folder(dataset.root, dataset.root)


@scene
def use_worse_new_model(stage: Stage) -> None:
    stage.use(stage.photographs())
    used = stage.window.session.model
    stage.window.prediction.kept.emit(used, used)


# Runs ------------------------------------------------------------------------------------------------------------


@scene
def runs_empty(stage: Stage) -> None:
    stage.start()
    stage.go("runs")


@scene
def runs_some(stage: Stage) -> None:
    """Some runs, of which one is in use."""
    runs = stage.some_runs(stage.photographs())
    stage.window.session.use_run(summarise(runs[0]))
    stage.go("runs")


@scene
def runs_folder_gone(stage: Stage) -> None:
    runs_some(stage)
    stage.wait(0.5)
    run = stage.window.runs_room.table.current()
    assert run is not None
    stage.window.runs_room.details.show_missing(run, there=False)


@scene
def runs_some_end(stage: Stage) -> None:
    runs_some(stage)
    stage.bottom = True


def _show_many_runs(stage: Stage) -> None:
    stage.many_runs(stage.photographs())
    stage.go("runs")
    stage.until(lambda: len(stage.window.runs_room.table.listed()) > 4)
    stage.wait(0.2)


@scene
def runs_compared(stage: Stage) -> None:
    """Many runs of which two are chosen, with tags, and a note."""
    _show_many_runs(stage)
    table = stage.window.runs_room.table
    table.choose_others([table.listed()[2].path])
    stage.wait(0.5)
    a, b = (str(run.path) for run in table.selected())
    job = max(stage.window.jobs.waiting, key=lambda one: one.number).number
    stage.send(
        job,
        Compared(a, b, "validation", 153, 141, 5, 4, 0.954, 0.948, 1.0, -0.032, 0.045, "no_difference"),
        JobFinished(),
    )


@scene
def runs_compared_measuring(stage: Stage) -> None:
    """B has to be measured first."""
    _show_many_runs(stage)
    table = stage.window.runs_room.table
    table.choose_others([table.listed()[2].path])
    stage.wait(0.5)
    job = max(stage.window.jobs.waiting, key=lambda one: one.number).number
    stage.send(job, Measuring(str(table.listed()[2].path)), Progress(Phase.EVALUATING, 64, 153))


@scene
def runs_compared_refused(stage: Stage) -> None:
    """They hold back other pictures."""
    _show_many_runs(stage)
    table = stage.window.runs_room.table
    table.choose_others([table.listed()[2].path])
    stage.wait(0.5)
    job = max(stage.window.jobs.waiting, key=lambda one: one.number).number
    words = "A and B are not compared: they hold back different pictures, 120 of which are the same. Train them on the "
    stage.send(job, JobFailed(message(words + "same folder with the same split."), "", Failure.INCOMPARABLE))


@scene
def runs_several(stage: Stage) -> None:
    """More than two runs are chosen."""
    _show_many_runs(stage)
    table = stage.window.runs_room.table
    table.choose_others([run.path for run in table.listed()[1:4]])


@scene
def runs_found(stage: Stage) -> None:
    """Some runs are found, by a word and a tag."""
    _show_many_runs(stage)
    stage.window.runs_room.filters.search.setText("resnet-18")
    stage.window.runs_room.filters.tags.chips[0].click()


@scene
def runs_none_found(stage: Stage) -> None:
    runs_found(stage)
    stage.window.runs_room.filters.search.setText("resnet-1000")


@scene
def runs_menu(stage: Stage) -> None:
    stage.some_runs(stage.photographs())
    stage.go("runs")
    stage.wait(0.5)
    stage.window.runs_room.commands.menu().popup(stage.window.mapToGlobal(stage.window.rect().center()))


@scene
def runs_training(stage: Stage) -> None:
    dataset = stage.photographs()
    stage.some_runs(dataset)
    stage.train()
    stage.go("runs")


@scene
def runs_many_classes_long(stage: Stage) -> None:
    stage.some_runs(stage.long())
    stage.go("runs")


# Menus and dialogs ------------------------------------------------------------------------------------------------


def _menu(stage: Stage, key: str) -> None:
    stage.photographs()
    stage.window.menus.pop_up(key, stage.window.rail)


@scene
def dialog_open(stage: Stage) -> None:
    _menu(stage, "open")


@scene
def dialog_settings(stage: Stage) -> None:
    _menu(stage, "settings")


@scene
def dialog_help(stage: Stage) -> None:
    _menu(stage, "help")


@scene
def dialog_keys(stage: Stage) -> None:
    stage.start()
    stage.window.menus._menus["help"].actions()[0].trigger()


@scene
def dialog_about(stage: Stage) -> None:
    stage.start()
    stage.window.menus._menus["help"].actions()[2].trigger()


@scene
def dialog_terms(stage: Stage) -> None:
    stage.start()
    stage.window.menus._menus["help"].actions()[1].trigger()


@scene
def dialog_close(stage: Stage) -> None:
    stage.photographs()
    stage.train()
    before, QMessageBox.exec = QMessageBox.exec, lambda box: box.show()
    ask_to_close(stage.window)
    QMessageBox.exec = before


@scene
def dialog_delete(stage: Stage) -> None:
    run = stage.saved_run(stage.photographs(), "", FINISHED)
    stage.go("runs")
    bin_question(stage.window, [summarise(run)]).show()


@scene
def dialog_tags(stage: Stage) -> None:
    _show_many_runs(stage)
    stage.window.runs_room.commands.tag()


@scene
def dialog_note(stage: Stage) -> None:
    _show_many_runs(stage)
    stage.window.runs_room.commands.note()


@scene
def dialog_fault(stage: Stage) -> None:
    stage.start()
    fault_box(stage.window, "ValueError: seven", "Traceback").show()


# Engine and graphics card -------------------------------------------------------------------------------------------


@scene
def train_unused_card(stage: Stage) -> None:
    stage.photographs()
    unused = message("The graphics card NVIDIA GeForce RTX 4070 is not used: this PyTorch computes on the CPU only.")
    stage.window.train_room.notice.offer_pack(stage.window.settings, offered=True)
    stage.window.worker.status_changed.emit(EngineStatus(EngineState.READY, "CPU", "bfloat16", unused=unused))
    stage.go("train")


@scene
def train_engine_failed(stage: Stage) -> None:
    stage.photographs()
    problem = message("PyTorch is damaged: the file libtorch_cpu.so cannot be loaded. Install ResNet Studio again.")
    stage.window.worker.status_changed.emit(EngineStatus(EngineState.FAILED, problem=problem, details="Traceback"))
    stage.go("train")


def _gpu_pack(stage: Stage, card: Card | None) -> GpuPackDialog:
    stage.start()
    wheel = Wheel("torch.whl", "https://example.org/torch.whl", 2_000_000_000, "0" * 64)
    pack = GpuPack("cuda", "2.13.0", "cp311", "linux", "CUDA 13.0", "580", "7.5", 5_000_000_000, (wheel,))
    dialog = GpuPackDialog(pack, stage.window)
    dialog._background.cancel("card")
    dialog._set_card(card)
    dialog.show()
    return dialog


@scene
def dialog_gpu_pack(stage: Stage) -> None:
    _gpu_pack(stage, Card("NVIDIA GeForce RTX 4070", "580.65"))


@scene
def dialog_gpu_pack_old_driver(stage: Stage) -> None:
    _gpu_pack(stage, Card("NVIDIA GeForce RTX 4070", "535.10"))


@scene
def dialog_gpu_pack_old_card(stage: Stage) -> None:
    _gpu_pack(stage, Card("NVIDIA GeForce GTX 1080", "580.65", (6, 1)))


@scene
def dialog_gpu_pack_in_use(stage: Stage) -> None:
    dialog = _gpu_pack(stage, Card("NVIDIA GeForce RTX 4070", "580.65"))
    dialog._in_use = lambda: True
    dialog._remove()


@scene
def dialog_gpu_pack_without_card(stage: Stage) -> None:
    _gpu_pack(stage, None)


@scene
def dialog_gpu_pack_progress(stage: Stage) -> None:
    dialog = _gpu_pack(stage, Card("NVIDIA GeForce RTX 4070", "580.65"))
    dialog._progress = PackProgress(PackPhase.DOWNLOADING, 500_000_000, 2_000_000_000)
    for widget in (dialog.step, dialog.bar, dialog.cancel):
        widget.show()
    for widget in (dialog.install, dialog.from_folder):
        widget.hide()
    dialog._show_progress()


@scene
def dialog_gpu_pack_failed(stage: Stage) -> None:
    dialog = _gpu_pack(stage, Card("NVIDIA GeForce RTX 4070", "580.65"))
    dialog._fail(GpuPackError(message("torch.whl could not be downloaded: no network connection. Try again later.")))


@scene
def use_answers_with_true_classes(stage: Stage) -> None:
    """The validation pictures that a person tries: one answer is wrong, one not sure."""
    dataset = stage.photographs()
    stage.use(dataset)
    truths = {str(dataset.absolute(one)): dataset.classes[one.label] for one in dataset.part("validation")}
    stage.window.use_room.grid.set_truths(truths)
    stage.predict(dataset)


@scene
def focus_ring(stage: Stage) -> None:
    """Focus that came with a key; last, because it is the keyboard's from then on. `--focus` shows all stops of Tab."""
    stage.photographs()
    stage.go("model")
    stage.window.model_room.train_button.setFocus(Qt.FocusReason.ShortcutFocusReason)
