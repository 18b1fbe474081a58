"""Which runs are A and B."""

from pathlib import Path

from resnet_studio.gui.rooms.runs.chosen import Chosen

ONE, TWO, THREE = Path("one"), Path("two"), Path("three")


def chosen(first: Path = ONE, *others: Path) -> Chosen:
    made = Chosen()
    made.first = first
    made.add(others)
    return made


def letters(picked: Chosen) -> str:
    return "".join(picked.letter(path) or "-" for path in (ONE, TWO, THREE))


def test_first_is_a_and_others_follow_in_order() -> None:
    picked = chosen(TWO, THREE, ONE)
    assert letters(picked) == "CAB"
    assert picked.all == [TWO, THREE, ONE]


def test_toggle_adds_and_takes_away() -> None:
    picked = chosen()
    picked.toggle(TWO)
    assert letters(picked) == "AB-"
    picked.toggle(TWO)
    assert letters(picked) == "A--"


def test_taking_a_away_makes_b_the_first() -> None:
    picked = chosen(ONE, TWO, THREE)
    assert picked.toggle(ONE) == TWO
    assert letters(picked) == "-AB"


def test_a_alone_cannot_be_taken_away() -> None:
    picked = chosen()
    assert picked.toggle(ONE) == ONE
    assert letters(picked) == "A--"


def test_a_that_is_kept_is_b_when_another_one_becomes_a() -> None:
    picked = chosen()
    picked.keep(ONE)
    assert picked.waits
    assert letters(picked) == "A--"
    picked.first = THREE
    assert letters(picked) == "B-A"
    assert not picked.waits
    picked.first = ONE
    picked.keep(ONE)
    picked.first = THREE
    assert letters(picked) == "--A"


def test_swap_exchanges_a_and_b() -> None:
    picked = chosen(ONE, TWO, THREE)
    assert picked.swap() == TWO
    assert letters(picked) == "BAC"
    assert picked.swap() == ONE
    assert letters(picked) == "ABC"


def test_swap_of_one_changes_nothing() -> None:
    assert letters(chosen()) == "A--"
    assert chosen().swap() == ONE


def test_runs_that_are_gone_are_not_chosen_and_renamed_ones_stay() -> None:
    picked = chosen(ONE, TWO, THREE)
    picked.limit({ONE, THREE})
    assert picked.all == [ONE, THREE]
    picked.rename(THREE, TWO)
    picked.rename(ONE, Path("new"))
    assert picked.all == [Path("new"), TWO]


def test_more_runs_than_letters_have_none() -> None:
    picked = chosen(ONE, *(Path(str(number)) for number in range(30)))
    assert picked.letter(Path("24")) == "Z"
    assert picked.letter(Path("25")) == ""
