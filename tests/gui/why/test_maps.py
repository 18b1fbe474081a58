"""The maps of a room's model: what is asked for follows the model and the choice."""

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from resnet_studio.core.runs.run import ModelInfo
from resnet_studio.core.runs.summary import RunSummary
from resnet_studio.gui.why.maps import Maps
from resnet_studio.gui.widgets.look_bar import LABEL, PREDICTED
from resnet_studio.gui.work.explain import Asked

SMALL = ModelInfo(20, False, ("cats", "dogs"), 32, (0.5, 0.5, 0.5), (0.2, 0.2, 0.2))


def test_map_is_asked_of_the_run_and_stage_for_the_chosen_class(maps: Maps) -> None:
    assert maps.asked("/p/a.png", "bees") == Asked("/runs/one", 3, "/p/a.png", "layer4", "")
    maps.choice.choose(stage="layer2", of=LABEL)
    assert maps.asked("/p/a.png", "bees") == Asked("/runs/one", 3, "/p/a.png", "layer2", "bees")


def test_another_run_or_epoch_is_announced_and_the_same_one_is_not(
    maps: Maps, make_run: Callable[..., RunSummary], qtbot: QtBot
) -> None:
    for run in (make_run("one", 4), make_run("two")):
        with qtbot.waitSignal(maps.changed):
            maps.set_run(run, SMALL)
    with qtbot.assertNotEmitted(maps.changed):
        maps.set_run(make_run("two"), SMALL)
    assert maps.choice.stages == ("stem", "layer1", "layer2", "layer3")
    assert maps.choice.of == PREDICTED
    assert maps.architecture is not None
    assert not maps.architecture.shortcuts


def test_without_a_model_nothing_is_asked(maps: Maps) -> None:
    maps.set_run(None, None)
    assert maps.asked("/p/a.png") is None
    assert maps.find("/p/a.png") is None
    assert maps.problem("/p/a.png") is None


def test_map_is_found_only_while_maps_are_on(maps: Maps, explain_all: Callable[..., None], qtbot: QtBot) -> None:
    asked = maps.asked("/p/a.png")
    assert asked is not None
    maps.control.want("test", [asked])
    with qtbot.waitSignal(maps.arrived) as signal:
        explain_all()
    assert signal.args == ["/p/a.png"]
    assert maps.find("/p/a.png") is None
    maps.choice.set_on(True)
    assert maps.find("/p/a.png") is not None


@pytest.mark.parametrize("change", [{"stage": "layer1"}, {"of": "bees"}])
def test_map_of_another_choice_is_not_found(
    maps: Maps, explain_all: Callable[..., None], change: dict[str, str]
) -> None:
    maps.choice.set_on(True)
    asked = maps.asked("/p/a.png")
    assert asked is not None
    maps.control.want("test", [asked])
    explain_all()
    maps.choice.choose(**change)
    assert maps.find("/p/a.png") is None
