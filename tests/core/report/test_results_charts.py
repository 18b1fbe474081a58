"""The charts of a measurement: points and intervals are where the figures are, and undefined ones are left out."""

from dataclasses import replace

import pytest

from resnet_studio.core.report.chart import BOTTOM, HEIGHT, LEFT, TOP
from resnet_studio.core.report.results_charts import coverage_chart, reliability_chart, strip
from resnet_studio.core.runs.figures import Bin, Covered, Figure
from tests.made_figures import some_figures


def test_reliability_has_a_point_for_each_group_with_pictures() -> None:
    chart = reliability_chart(some_figures())
    plain, tempered = chart.dots
    assert (plain.look, tempered.look) == ("plain", "validation")
    assert plain.low > plain.y > plain.high  # upwards on the page
    assert "10 pictures: says 90.0 %, is right on 80.0 %" in str(plain.text)
    assert "says 85.0 %" in str(tempered.text)
    (only,) = reliability_chart(some_figures(temperature=None, tempered_bins=())).dots
    assert only.look == "validation"


def test_values_beyond_the_axes_stay_in_the_chart() -> None:
    wild = Bin(0.0, 1.0, 3, 7e8, Figure(-5e8, -6e8, 9e8))
    (dot,) = reliability_chart(some_figures(bins=(wild,), tempered_bins=())).dots
    assert LEFT <= dot.x <= 400
    assert all(TOP <= at <= HEIGHT - BOTTOM for at in (dot.y, dot.low, dot.high))


def test_coverage_marks_what_was_asked_for() -> None:
    figures = some_figures()
    chart = coverage_chart(figures, figures.asking(0.85))
    assert len(chart.lines[0].points.split()) == 4
    (mark,) = chart.dots
    assert str(mark.text) == "answers 80.0 % of the pictures, 87.5 % of the answers right"


def test_coverage_without_points_or_pictures_is_empty() -> None:
    chart = coverage_chart(replace(some_figures(), coverage=(), pictures=0), None)
    assert (chart.lines, chart.dots) == ((), ())
    assert coverage_chart(replace(some_figures(), pictures=0), Covered(0.5, 1, 1)).dots


@pytest.mark.parametrize(
    ("figure", "zoomed", "places"),
    [
        (Figure(0.5, 0.4, 0.6), False, (50.0, 40.0, 60.0, 0)),
        (Figure(0.95, 0.9, 1.0), True, (50.0, 0.0, 100.0, 90)),
        (Figure(1.0), True, (100.0, 100.0, 100.0, 90)),
    ],
)
def test_strip_has_value_and_interval(figure: Figure, zoomed: bool, places: tuple[float, ...]) -> None:
    found = strip(figure, zoomed=zoomed)
    assert found is not None
    assert (found.at, found.start, found.end, found.low) == pytest.approx(places)


def test_undefined_share_has_no_strip() -> None:
    assert strip(Figure()) is None
