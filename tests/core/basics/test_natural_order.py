from hypothesis import given
from hypothesis import strategies as st

from resnet_studio.core.basics.natural_order import natural_key, sort_naturally


def test_natural_key_sorts_by_number_and_ignores_case() -> None:
    names = ["class 10", "class 9", "Class 09", "class", "class 9b", "9", "b", "Äpfel"]
    assert sorted(names, key=natural_key) == ["9", "b", "class", "Class 09", "class 9", "class 9b", "class 10", "Äpfel"]


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]))))
def test_natural_key_gives_the_same_order_from_any_start(texts: list[str]) -> None:
    once = sorted(texts, key=natural_key)
    backwards = once[::-1]
    backwards.sort(key=natural_key)
    assert backwards == once


NAMES = st.text(st.sampled_from("0123459aAzß\u0663\n\x01\x02 ."), max_size=6)


@given(
    st.one_of(st.lists(NAMES), st.lists(st.integers(0, 999).map(lambda number: f"a/{number:03}x{number % 7:02}.jpg")))
)
def test_sorting_naturally_is_sorting_by_the_natural_key(texts: list[str]) -> None:
    once = list(texts)
    sort_naturally(once, str)
    assert once == sorted(texts, key=natural_key)
