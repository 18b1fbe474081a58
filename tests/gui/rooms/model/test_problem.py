"""What the notice about a problem with weights offers."""

from pytestqt.qtbot import QtBot

from resnet_studio.gui.rooms.model.problem import WeightsProblem


def test_file_that_is_missing_is_to_be_chosen_and_one_that_is_refused_to_be_replaced(qtbot: QtBot) -> None:
    problem = WeightsProblem()
    qtbot.addWidget(problem)
    problem.show_problem("resnet18-f37072fd.pth could not be downloaded.", missing=True)
    assert problem.file_button.words() == "Choose the file…"
    problem.show_problem("net.pth holds a ResNet-50.", fix="Choose depth 50")
    assert problem.file_button.words() == "Choose another file…"
    assert problem.fix_button.words() == "Choose depth 50"
