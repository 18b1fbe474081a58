"""What the Model room says about a file of weights."""

from resnet_studio.core.network.weights_files import NetworkInFile
from resnet_studio.gui.rooms.model.words import about_file

WHOLE = NetworkInFile("", 18, (True,))


def test_whole_network_needs_no_words() -> None:
    assert about_file("/models/net.pth", (WHOLE,), "") is None


def test_layers_that_start_at_random_are_named() -> None:
    partial = NetworkInFile("", 18, (True,), lacking=("stem", "layer1.0", "layer1.1"))
    assert about_file("/models/net.pth", (partial,), "") == (
        "net.pth has no complete values for all layers.",
        "These layers start from random numbers: stem and layer1.",
    )


def test_several_networks_are_listed_with_the_one_in_use_and_its_gaps() -> None:
    networks = (NetworkInFile("teacher", 18, (True,)), NetworkInFile("student", 18, (True,), lacking=("stem",)))
    about = about_file("/models/net.pth", networks, "teacher")
    assert about is not None
    assert about[0] == "net.pth holds 2 networks: teacher and student."
    assert about[1] == "teacher is used. You can choose another one beside “Weights”."
    about = about_file("/models/net.pth", networks, "student")
    assert about is not None
    assert about[1].endswith("These layers start from random numbers: stem.")
