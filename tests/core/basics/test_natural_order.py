from hypothesis import given
from hypothesis import strategies as st

from resnet_studio.core.basics.natural_order import natural_key


def test_natural_key_sorts_by_number_and_ignores_case() -> None:
    names = ["class 10", "class 9", "Class 09", "class", "class 9b", "9", "b", "Äpfel"]
    assert sorted(names, key=natural_key) == ["9", "b", "class", "Class 09", "class 9", "class 9b", "class 10", "Äpfel"]


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]))))
def test_natural_key_gives_the_same_order_from_any_start(texts: list[str]) -> None:
    once = sorted(texts, key=natural_key)
    backwards = once[::-1]
    backwards.sort(key=natural_key)
    assert backwards == once
