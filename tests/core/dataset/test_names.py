"""A dataset has one name, wherever it is said."""

from pathlib import Path

from resnet_studio.core.dataset.names import dataset_name, folder_name


def test_folder_is_named_whatever_signs_are_in_its_name() -> None:
    assert str(dataset_name("{names}", ())) == "{names}"


def test_chosen_folders_are_named_with_the_folder_that_they_are_in() -> None:
    assert str(dataset_name("pets", ("cats",))) == "cats in pets"
    assert str(dataset_name("pets", tuple("abcdef"))) == "a, b, c and 3 more in pets"


def test_root_of_a_drive_is_its_own_name() -> None:
    assert folder_name(Path("/")) == str(Path("/"))


def test_control_characters_in_a_name_are_visible() -> None:
    assert "\n" not in folder_name(Path("/data/two\nlines"))
