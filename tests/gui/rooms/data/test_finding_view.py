"""The pictures of a finding: long ones are whole, and white ones have an edge."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from resnet_studio.core.basics.message import message, tr
from resnet_studio.core.checks.crossing import crossing
from resnet_studio.core.checks.facts import Facts, Look
from resnet_studio.core.checks.find import Checked, check
from resnet_studio.core.checks.kinds import CheckFinding, CheckKind
from resnet_studio.core.checks.pairs import Alike
from resnet_studio.core.checks.remedies import remedies
from resnet_studio.core.checks.shortcut_values import EXAMPLES
from resnet_studio.core.checks.store import Measured
from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.pictures.examine import Header
from resnet_studio.gui.rooms.data.finding_view import FindingView
from resnet_studio.gui.rooms.data.pairs import PairsView
from resnet_studio.gui.theme.manager import install
from resnet_studio.gui.threads.thumbnails import ThumbnailLoader

Colours = Callable[[CheckKind, str], list[list[QColor]]]


@pytest.fixture
def colours_of(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Colours:
    """A function that shows a finding of one picture: the colours down the middle of its tile, and across it."""
    for name in ("some", "other"):
        (tmp_path / name).mkdir()
    Image.new("RGB", (64, 64), (255, 255, 255)).save(tmp_path / "some" / "white.png")
    long = Image.new("RGB", (60, 600), (0, 200, 0))
    long.paste((255, 0, 255), (0, 0, 60, 100))
    long.save(tmp_path / "some" / "long.png")
    long.save(tmp_path / "other" / "long.png")
    install(qapp).choose("light")
    thumbnails = ThumbnailLoader(qapp)
    view = FindingView(thumbnails)
    qtbot.addWidget(view)
    view.resize(500, 500)
    view.show()

    def look(kind: CheckKind, name: str) -> list[list[QColor]]:
        finding = CheckFinding(kind, message("It is odd."), (f"some/{name}",))
        view.show_finding(finding, scan(tmp_path), Checked((finding,), (), 2))
        with qtbot.waitSignal(thumbnails.loaded):
            view.grab()
        image, tile = view.grid.viewport().grab().toImage(), view.grid.tile_rect(0)
        down = [QPoint(tile.center().x(), y) for y in range(tile.top(), tile.bottom())]
        across = [QPoint(x, tile.center().y()) for x in range(tile.left(), tile.right() + 1)]
        return [[image.pixelColor(point) for point in line] for line in (down, across)]

    return look


def test_long_picture_is_shown_whole(colours_of: Colours) -> None:
    down, across = colours_of(CheckKind.ODD_ASPECT, "long.png")
    assert sum(one == QColor(255, 0, 255) for one in down) > len(down) / 8
    assert 0 < sum(one == QColor(0, 200, 0) for one in across) < len(across) / 5


def test_white_picture_has_an_edge(colours_of: Colours) -> None:
    _, across = colours_of(CheckKind.PLACEHOLDER, "white.png")
    assert across[len(across) // 2] == QColor("white")
    assert across[0].lightness() < 240
    assert across[-1].lightness() < 240


def test_shortcut_shows_what_each_class_has_and_pictures_of_each(qtbot: QtBot, tmp_path: Path) -> None:
    for name, grey in (("dark", 40), ("light", 200)):
        (tmp_path / name).mkdir()
        for number in range(20):
            Image.new("L", (8, 8), grey).save(tmp_path / name / f"{number:02}.png")
    dataset, facts = scan(tmp_path), {}
    for one in dataset.pictures:
        mean = (51.0, 204.0)[one.label]
        look = Look(mean, 40.0, 230.0, 50.0, 0.05, 0.3, 0.5, 0.0, 0.0, 110.0, 40.0)
        facts[one.path] = Facts(one.size, one.mtime_ns, Header("PNG", "L", 8, 8), look)
    checked = check(dataset, Measured(facts, {}, ()))
    (finding,) = (one for one in checked.findings if one.kind is CheckKind.SHORTCUT)
    view = FindingView(ThumbnailLoader(view_parent := QWidget()))
    qtbot.addWidget(view_parent)
    qtbot.addWidget(view)
    view.show_finding(finding, dataset, checked)
    assert view.values.lines == [("dark", "20.0 %"), ("light", "80.0 %")]
    assert view.grid.count() == 2 * EXAMPLES
    assert view.values.caption(view.current_path()) == ("dark", "20.0 %")
    assert tr("Keep as it is") not in [one.text() for one in view.menu(view.current_path()).actions()]
    with qtbot.waitSignal(view.setting_wanted) as asked:
        view.remedy_buttons[0].click()
    assert asked.args == ["brightness", 0.5]
    assert not any(button.property("suggested") for button in view.remedy_buttons)
    view.show_nothing("Nothing is left to look at.", "check")
    assert view.values.isHidden()


def test_hand_finds_the_last_remedies_where_those_of_the_finding_before_were(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / name).mkdir()
        for number in range(20):
            Image.new("RGB", (64, 64)).save(tmp_path / name / f"{number}.png")
    paths = [f"a/{number}.png" for number in range(20)]
    groups = tuple((f"{one}/{number}.png", f"{other}/{number}.png") for number, (one, other) in enumerate(["ab", "bc"]))
    pairs = CheckFinding(
        CheckKind.TWO_CLASSES, message("Odd."), tuple(path for group in groups for path in group), groups
    )
    one, many = (CheckFinding(CheckKind.ODD_ASPECT, message("Odd."), tuple(paths[:count])) for count in (1, 20))
    view = FindingView(ThumbnailLoader(qapp))
    qtbot.addWidget(view)
    view.resize(500, 900)
    view.show()
    places, numbers = list[QPoint](), set[int]()
    for finding in (one, pairs, many):
        view.show_finding(finding, scan(tmp_path), Checked((finding,), (), 60))
        leave, keep = view.remedy_buttons[-2:]
        assert leave.words().startswith("Leave ")
        qtbot.waitUntil(lambda keep=keep: keep.mapTo(view, QPoint()).y() > 800)
        places = places or [button.mapTo(view, QPoint(20, button.height() // 2)) for button in (leave, keep)]
        assert [view.childAt(place) for place in places] == [leave, keep]
        numbers.add(len(view.remedy_buttons))
    assert len(numbers) > 1


def test_low_window_shows_one_pair_and_the_keys_lead_to_the_others(
    qtbot: QtBot, qapp: QApplication, colours: Path
) -> None:
    install(qapp).choose("light")
    dataset, view = scan(colours), PairsView(ThumbnailLoader(qapp))
    qtbot.addWidget(view)
    first, second, third = dataset.pictures[:3]
    view.setMinimumSize(1, 1)  # in a panel that covers a low window it is squeezed
    view.show_pairs(dataset, [Alike(first, second, 0, 0.97), Alike(second, third, 0, 0.96)])
    view.resize(500, 400)
    with qtbot.waitExposed(view):
        view.show()
    assert view.grid.isVisible()
    view.resize(500, 190)
    assert not view.grid.isVisible()
    qtbot.waitUntil(lambda: view.large.geometry().bottom() < view.back.geometry().top())
    view.step(1)
    assert (view.number.text(), view.back.isEnabled()) == ("Pair 2 of 2", True)
    view.resize(500, 400)
    assert view.grid.isVisible()


def test_pictures_of_a_group_in_two_parts_show_group_part_and_class(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    rows = ["file,label,split,patient"]
    for number in range(4):
        Image.new("RGB", (40, 40), (60 * number, 90, 30)).save(tmp_path / f"{number}.png")
        rows.append(f"{number}.png,{'ab'[number % 2]},{('train', 'val')[number // 2]},{('Ann', 'Bo')[number % 2]}")
    (tmp_path / "labels.csv").write_text("\n".join(rows), encoding="utf-8")
    dataset = scan(tmp_path / "labels.csv")
    (finding,) = crossing(dataset)
    view = FindingView(ThumbnailLoader(qapp))
    qtbot.addWidget(view)
    view.show_finding(finding, dataset, Checked((finding,), (), 4))
    assert [view._tip(place) for place in range(4)] == [
        "0.png\nAnn, train, a", "2.png\nAnn, validation, a", "1.png\nBo, train, b", "3.png\nBo, validation, b",
    ]  # fmt: skip


def test_pictures_that_leaving_copies_out_leaves_out_are_marked(
    qtbot: QtBot, qapp: QApplication, colours: Path
) -> None:
    install(qapp).choose("light")
    view = FindingView(ThumbnailLoader(qapp))
    qtbot.addWidget(view)
    view.resize(700, 700)
    view.show()
    dataset, group = scan(colours), ("red/red 1.png", "red/red 2.png", "red/red 3.png")
    alike = CheckFinding(CheckKind.NEAR_DUPLICATE, message("They are alike."), group, (group,))
    view.show_finding(alike, dataset, Checked((alike,), (group,), 36))
    pair = view.pairs.current()
    assert pair is not None
    names = view.pairs.large.accessibleName().split("; ")
    assert [name.endswith(" would stay") for name in names] == [True, False]
    assert names[1].endswith(" would be left out")
    (leave,) = (
        one.edit for one in remedies(alike, dataset, Checked((alike,), (group,), 36)) if "eave" in str(one.title)
    )
    assert pair.one.path not in leave.paths  # type: ignore[union-attr]
    assert {one.other.path for one in view.pairs._pairs} == set(leave.paths)  # type: ignore[union-attr]
    below = view.pairs.number.geometry().top() - view.pairs.large.geometry().bottom()
    assert 0 < below <= 12, "no gap is between the pictures and the words about them"
    marked = view.grab().toImage()
    twice = replace(alike, kind=CheckKind.TWO_CLASSES)
    view.pairs.show_pairs(dataset, view.pairs._pairs)
    assert view.grab().toImage() != marked, "the marks are painted"
    view.show_finding(twice, dataset, Checked((twice,), (group,), 36))
    assert "stays" not in view.pairs.large.accessibleName()
