"""Predictions of pictures."""

from resnet_studio.core.protocol.jobs.predict import Prediction


def test_ranked_puts_the_most_probable_first_and_keeps_ties_in_order() -> None:
    prediction = Prediction("a.jpg", ("ants", "bees", "wasps"), (0.2, 0.4, 0.4))
    assert prediction.ranked() == [("bees", 0.4), ("wasps", 0.4), ("ants", 0.2)]
