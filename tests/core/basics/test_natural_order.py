from hypothesis import given
from hypothesis import strategies as st

from resnet_studio.core.basics.natural_order import natural


def test_numbers_count_and_letters_of_either_case_lie_together() -> None:
    names = ["class 10", "class 9", "Class 09", "class", "class 9b", "9", "b", "Äpfel"]
    assert sorted(names, key=natural) == ["9", "b", "class", "Class 09", "class 9", "class 9b", "class 10", "Äpfel"]


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]))))
def test_natural_order_is_a_total_order(texts: list[str]) -> None:
    once = sorted(texts, key=natural)
    backwards = once[::-1]
    backwards.sort(key=natural)
    assert backwards == once
