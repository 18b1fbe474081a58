"""What a report says of a part: every figure with its interval, or a dash with the reason."""

from dataclasses import replace

from resnet_studio.core.basics.message import message
from resnet_studio.core.report.results import MOST_CLASSES, classes_left_out, part_view, share
from resnet_studio.core.runs.figures import ClassFigures, Covered, Figure
from resnet_studio.core.runs.threshold import Threshold
from tests.made_figures import some_figures


def test_figures_have_their_interval_or_the_reason_why_not() -> None:
    rows = {str(row.label): row.shown for row in part_view(some_figures()).rows}
    assert (str(rows["Top-1 accuracy"].value), str(rows["Top-1 accuracy"].interval)) == ("80.0 %", "49.0 % to 94.0 %")
    assert (str(rows["Loss"].value), str(rows["Loss"].interval)) == ("0.4", "0.2 to 0.7")
    assert (str(rows["Top-5 accuracy"].value), str(rows["Top-5 accuracy"].reason)) == ("–", "There are only 3 classes.")


def test_nearly_all_right_is_not_all_right() -> None:
    assert str(share(Figure(0.99999)).value) == "> 99.9 %"


def test_part_says_what_its_pictures_were_used_for() -> None:
    notes = [str(note) for note in part_view(some_figures()).notes]
    assert notes == [
        "These pictures also chose the best epoch. On new ones expect a little less.",
        "1 picture could not be read and is left out.",
    ]
    test = part_view(replace(some_figures(), part="test", chose_epoch=False, skipped=0))
    assert [str(note)[:30] for note in test.notes] == ["These pictures chose nothing: n"[:30]]
    learned = part_view(some_figures(learned=3, skipped=0)).notes
    assert "learned from 3" in str(learned[-1])
    stand_in = part_view(some_figures(weights="one replaced by other", skipped=0)).notes
    assert "are damaged, so these figures are of its last ones" in str(stand_in[-1])


def test_calibration_says_why_there_is_no_temperature() -> None:
    nothing = Figure(reason=message("All answers are right."))
    view = part_view(some_figures(temperature=None, tempered_ece=nothing, tempered_bins=()))
    assert str(view.calibration[-1]) == "There is no temperature. All answers are right."
    assert not view.tempered


def test_calibration_error_is_that_with_the_temperature_where_there_is_one() -> None:
    view = part_view(some_figures())
    assert [str(one) for one in view.calibration] == [
        "The expected calibration error is 8.0 %, 95 % interval 4.0 % to 30.0 %.",
        "Without temperature it is 10.0 %, 95 % interval 5.0 % to 30.0 %.",
        "The temperature is 1.25, fitted on 10 validation pictures.",
    ]
    assert [str(row.shown.value) for row in view.rows if "calibration" in str(row.label)] == ["8.0 %"]


def test_thresholds_are_those_asked_for_or_none() -> None:
    rows = {row.asked: row for row in part_view(some_figures()).asked}
    assert rows[0.9].covered is not None
    assert (rows[0.9].covered.threshold, rows[0.9].answered) == (0.99, 0.2)
    assert str(rows[0.9].interval) == "34.2 % to 100.0 %"
    test = part_view(
        some_figures(part="test", coverage=(Covered(0.995, 1, 1), Covered(0.6, 10, 7))), None, some_figures()
    )
    first = test.asked[0]
    assert first.covered is not None
    assert (first.covered.threshold, first.covered.answered, first.answered) == (0.99, 1, 0.1)  # validation chose it
    perfect = part_view(some_figures(coverage=()))
    assert all(row.covered is None for row in perfect.asked)


def test_threshold_that_is_kept_with_the_model_is_said_and_marked() -> None:
    view = part_view(some_figures(), Threshold(0.85, 0.8, "validation", 1.25))
    assert str(view.kept) == (
        "Kept with the model: not sure below 80.0 %. Of these pictures 60.0 % are answered then, and 83.3 % of the "
        "answers are right."
    )
    assert view.coverage.dots[0].label == "83.3 %"
    assert "None of these pictures" in str(part_view(some_figures(), Threshold(1.0, 1.0, "validation", 1.25)).kept)
    unfit = part_view(some_figures(), Threshold(0.85, 0.8, "validation", 2.0))
    assert "It is not used" in str(unfit.kept)
    stands_in = part_view(some_figures(weights="one replaced by other"), Threshold(0.85, 0.8, "validation", 1.25))
    assert "chosen for its best weights, which are damaged. It is not used" in str(stands_in.kept)
    assert unfit.coverage == stands_in.coverage == part_view(some_figures()).coverage
    assert not part_view(some_figures()).kept


def many(count: int) -> tuple[ClassFigures, ...]:
    nothing = Figure(reason=message("No picture is of this class."))
    return tuple(
        ClassFigures(
            f"class {label}", label, 0, nothing, Figure(1 - label / 100) if label else nothing, *(nothing,) * 3
        )
        for label in range(count)
    )


def test_of_many_classes_the_worst_come_first_and_those_without_pictures_last() -> None:
    view = part_view(some_figures(classes=many(15), order=tuple(range(15)), cells=()))
    names = [row.name for row in view.classes]
    assert (names[0], names[-1]) == ("class 14", "class 0")
    assert view.classes[-1].strip is None
    assert str(view.classes[-1].recall.reason) == "No picture is of this class."


def test_classes_that_are_not_listed_are_counted() -> None:
    assert not classes_left_out(MOST_CLASSES)
    assert str(classes_left_out(MOST_CLASSES + 1)) == "and 1 more class"
