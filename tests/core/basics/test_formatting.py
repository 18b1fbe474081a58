"""Formatting numbers, times and lists for display."""

import math
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resnet_studio.core.basics import formatting


@pytest.mark.parametrize(
    ("fraction", "text"),
    [
        (0.954, "95.4 %"),
        (0.9994, "99.9 %"),
        (0.99951, "> 99.9 %"),
        (0.9999999, "> 99.9 %"),
        (1.0, "100.0 %"),
        (0.0, "0.0 %"),
        (0.0004, "< 0.1 %"),
        (math.nan, "–"),
    ],
)
def test_percent(fraction: float, text: str) -> None:
    assert formatting.percent(fraction) == text


@given(st.floats(0, 1))
def test_percent_is_0_or_100_only_if_exact(fraction: float) -> None:
    text = formatting.percent(fraction)
    assert (text == "100.0 %") == (fraction == 1)
    assert (text == "0.0 %") == (fraction == 0)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.23, "0.2 s"),
        (0.96, "1 s"),
        (24.4, "24 s"),
        (59.7, "1 min"),
        (84, "1 min 24 s"),
        (3599.6, "1 h"),
        (7500, "2 h 5 min"),
        (-3, "0.0 s"),
        (math.inf, "–"),
    ],
)
def test_duration(seconds: float, text: str) -> None:
    assert formatting.duration(seconds) == text


@given(st.floats(0, 1e7))
def test_duration_never_shows_60_seconds_or_minutes(seconds: float) -> None:
    assert "60" not in formatting.duration(seconds).replace("h", "").split()[1:]


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1.0 KB"),
        (9_960_000, "10 MB"),
        (44_700_000, "45 MB"),
        (999_900_000, "1.0 GB"),
        (1_234_000_000, "1.2 GB"),
    ],
)
def test_size(number: int, text: str) -> None:
    assert formatting.size(number) == text


@given(st.integers(0, 10**12))
def test_size_stays_short(number: int) -> None:
    figure = formatting.size(number).split()[0]
    assert len(figure) <= 4 or number >= 10**12 - 10**9


@pytest.mark.parametrize(
    ("number", "text"), [(11_700_000, "11.7 M"), (272_474, "0.27 M"), (9_500, "9.5 K"), (650, "650")]
)
def test_parameters(number: int, text: str) -> None:
    assert formatting.parameters(number) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.002, "0.002"), (0.00025, "0.00025"), (0.6931471, "0.693"), (12.345, "12.3"), (0, "0"), (math.nan, "–")],
)
def test_figure(value: float, text: str) -> None:
    assert formatting.figure(value) == text


def test_count_has_thousands_separators() -> None:
    assert formatting.count(1797) == "1,797"


def test_listed_joins_and_shortens_names() -> None:
    assert formatting.listed([]) == ""
    assert formatting.listed(["ants"]) == "ants"
    assert formatting.listed(["ants", "bees"]) == "ants and bees"
    assert formatting.listed(list("abcdefg"), most=3) == "a, b, c and 4 more"


def test_moment_shows_the_year_only_if_it_is_not_this_year() -> None:
    then = datetime(2026, 11, 22, 18, 5)
    assert formatting.moment(then.timestamp(), datetime(2026, 12, 31)) == "22 November 18:05"
    assert formatting.moment(then.timestamp(), datetime(2027, 1, 1)) == "22 November 2026"
    assert formatting.moment(then.timestamp(), datetime(2026, 12, 31), short=True) == "22 Nov 18:05"
    assert formatting.moment(then.timestamp(), datetime(2027, 1, 1), short=True) == "22 Nov 2026"
    assert formatting.moment(math.nan) == formatting.moment(1e300) == "–"


def test_place_abbreviates_the_home_folder() -> None:
    assert formatting.place(Path.home() / "Pictures" / "ants") == str(Path("~") / "Pictures" / "ants")


@pytest.mark.parametrize(
    ("value", "text"),
    [(1e-8, "0.00000001"), (0.000123456, "0.000123456"), (10.0, "10"), (1000, "1,000"), (0.0, "0"), (math.nan, "–")],
)
def test_exact_numbers_have_all_digits_and_no_exponent(value: float, text: str) -> None:
    assert formatting.exact(value) == text


@pytest.mark.parametrize(
    ("then", "words"),
    [
        (datetime(2026, 3, 2, 0, 5), "today"),
        (datetime(2026, 3, 1, 23, 59), "yesterday"),
        (datetime(2026, 2, 28, 23, 59), "28 February"),
        (datetime(2025, 12, 31), "31 December 2025"),
        (datetime(2026, 3, 3), "3 March"),
    ],
)
def test_near_day_is_named_as_a_person_speaks_of_it(then: datetime, words: str) -> None:
    assert formatting.near_day(then.timestamp(), datetime(2026, 3, 2, 12, 0)) == words


def test_damaged_time_gives_an_empty_day() -> None:
    assert formatting.near_day(math.nan, datetime(2026, 3, 2)) == ""
    assert formatting.near_day(1e300, datetime(2026, 3, 2)) == ""


def test_points_have_a_true_minus_sign() -> None:
    assert (formatting.points(-0.7701), formatting.points(0.045)) == ("−77.0", "4.5")
